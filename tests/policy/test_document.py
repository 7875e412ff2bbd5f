import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.policy.document import DEEPEST, LARGEST, read
from fairway.policy.nodes import Mapping, Scalar, Sequence
from fairway.policy.problems import counted
from tests.policy.places import lies_inside, marked

BROKEN = [
    ("a: b¶: c", "syntax"),
    ("a: ¶[1, 2", "syntax"),
    ("a: ¶'x", "syntax"),
    ("a: ¶@x", "syntax"),
    ("a:\n¶\tb: 1", "tab"),
    ("a: 1\n¶a: 2", "duplicate-key"),
    ("a: ¶&x 1\nb: 2", "alias"),
    ("a: 1\nb: ¶*a", "alias"),
    ("a: ¶!!int 1", "tag"),
    ("a: 1\n¶---\nb: 2", "two-documents"),
    ("¶- a", "not-a-mapping"),
    ("¶", "empty"),
    ("¶   \n\n", "empty"),
    ("a: x¶\x00y", "invisible-character"),
    ("a: x¶\u2028y", "invisible-character"),
    ("a: x¶\u202ey", "invisible-character"),
    ('a: ¶"x\\u0000y"', "invisible-character"),
    ('a: ¶"x\\u202ey"', "invisible-character"),
    ("? ¶[a]\n: b", "odd-key"),
]


@pytest.mark.parametrize(("text", "code"), BROKEN)
def test_says_where_a_document_cannot_be_read(text: str, code: str) -> None:
    text, place = marked(text)
    document = read(text)
    assert [(found.code, (found.line, found.column)) for found in document.problems] == [(code, place)]
    assert document.problems[0].hint


def test_keeps_what_was_written() -> None:
    root = read("rate: 1.10\ncountry: NO\nstarts: 02-01\nempty:\nlist: [a, 'b']\n").root
    assert root is not None
    values = {entry.key.text: entry.value for entry in root.entries}
    assert [getattr(values[key], "text", None) for key in ("rate", "country", "starts", "empty")] == [
        "1.10",  # not the binary fraction 1.1
        "NO",  # not false
        "02-01",  # not a date, not an octal number
        "",
    ]
    assert isinstance(values["list"], Sequence)
    assert [item.text for item in values["list"].items if isinstance(item, Scalar)] == ["a", "b"]


def test_every_tab_is_named_at_once() -> None:
    document = read("a:\n\tb: 1\n\tc: 2\n")
    assert [problem.line for problem in document.problems] == [2, 3]


def test_two_repeated_keys_are_both_named() -> None:
    document = read("a: 1\na: 2\nb: 1\nb: 2\n")
    assert [problem.line for problem in document.problems] == [2, 4]


def test_refuses_what_is_too_large_without_reading_it() -> None:
    assert [found.code for found in read("a: " + "x" * LARGEST).problems] == ["too-large"]


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "{a: " * 50_000, "- " * 60_000, "a:\n" + "? " * 1_000])
def test_refuses_nesting_before_it_costs_anything(text: str) -> None:
    document = read(text)
    assert document.root is None
    assert len(document.problems) == 1


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert [(found.code, found.line) for found in read(bomb).problems] == [("alias", 1)]


def test_reads_as_deep_as_it_says() -> None:
    deep = "a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert read(deep).problems == ()
    assert read(f"a: [{deep[3:]}]").problems != ()


SIGNS = ["a", "b:", ": ", "- ", "\n", "  ", "\t", "[", "]", "{", "}", "'", '"', "#", "|", ">", "&x", "*x", "!"]
pieces = st.lists(
    st.sampled_from(SIGNS) | st.text(max_size=4),
    max_size=60,
).map("".join)


@given(pieces)
def test_garbage_never_raises_and_every_place_lies_inside(text: str) -> None:
    document = read(text)
    assert (document.root is None) <= bool(document.problems)
    for problem in document.problems:
        assert lies_inside(text, problem.line, problem.column)
    if document.root is not None:
        assert isinstance(document.root, Mapping)


@pytest.mark.parametrize(
    ("written", "offset", "place"),
    [
        ("where: abc", 1, (1, 9)),
        ("where: 'it''s x'", 5, (1, 15)),  # the doubled quote is one character of the text
        ('where: "a b"', 2, (1, 11)),
        ("where: >\n  one\n  two", 4, (3, 3)),  # folded: the line end is a blank of the text
        ("where: one\n  two", 4, (2, 3)),
    ],
)
def test_finds_the_place_inside_a_value(written: str, offset: int, place: tuple[int, int]) -> None:
    root = read(written).root
    assert root is not None
    value = root.entries[0].value
    assert isinstance(value, Scalar)
    found = value.inside(offset)
    assert (found.line, found.column) == place


def test_what_is_counted_is_said_in_the_right_number() -> None:
    assert [counted(number, "error") for number in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]
    assert counted(1200, "entry", "entries") == "1,200 entries"
