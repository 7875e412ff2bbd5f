from fairway.formats import csv_text, harmless


def test_a_cell_that_would_run_is_led_by_an_apostrophe_and_a_number_is_not() -> None:
    assert harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert harmless("+cmd|' /C calc'!A0").startswith("'+")
    assert harmless("@SUM(A1)") == "'@SUM(A1)"
    assert harmless("-12.50") == "-12.50"
    assert harmless("-1.234,50") == "-1.234,50"
    assert harmless("AX-200") == "AX-200"


def test_text_is_streamed_with_a_mark() -> None:
    pieces = list(csv_text(["a", "b"], ([str(index), "ü"] for index in range(20_000)), delimiter=";"))
    assert pieces[0] == b"\xef\xbb\xbf"
    assert pieces[1] == b"a;b\r\n"
    assert len(pieces) > 3
    assert b"".join(pieces).decode("utf-8-sig").endswith("19999;ü\r\n")
