"""Documents: the same bytes for the same data, letters of all our languages, data that is never markup."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime

import pytest

from fairway.kit import documents

AT = datetime(2026, 2, 10, tzinfo=UTC)
PAGE = b"""#set document(title: "Test")
#set text(font: ("Libertinus Serif", "IPAexGothic"), lang: "en")
= Test
#json(bytes(sys.inputs.data)).name
"""


@pytest.mark.parametrize(
    "name", ["Müller & Söhne Straße", "Œuvre française — Ça va ?", "Zażółć €", "#panic() $x$ *y* <z> @a"]
)
def test_names_are_set_as_they_are_written(name: str) -> None:
    # PDF/UA refuses a letter without a glyph, so a document that is made has drawn them all.
    made = documents.pdf(PAGE, {"name": name}, at=AT)
    assert made.startswith(b"%PDF-")
    assert made == documents.pdf(PAGE, {"name": name}, at=AT)


def _japanese() -> bool:
    families = " ".join(documents.fonts(machine=True).families())
    return any(name in families for name in ("IPA", "CJK"))


@pytest.mark.skipif(not _japanese(), reason="no Japanese font: Debian's fonts-ipafont-gothic brings one")
def test_japanese_names_are_set() -> None:
    assert documents.pdf(PAGE, {"name": "東京計測器株式会社 カナ"}, at=AT).startswith(b"%PDF-")


def test_a_letter_that_no_font_knows_is_refused_and_not_printed_as_a_box() -> None:
    with pytest.raises(documents.CannotTypeset, match="Install a font"):
        documents.pdf(PAGE, {"name": "\U00012000"}, at=AT)  # cuneiform


def test_a_template_that_is_wrong_says_so() -> None:
    with pytest.raises(documents.CannotTypeset, match="does not compile"):
        documents.pdf(b"#nonsense", {}, at=AT)


def _in_a_fork(name: str) -> bytes | str:
    try:
        return documents.pdf(PAGE, {"name": name}, at=AT)
    except documents.CannotTypeset as fault:
        return str(fault)


def test_a_process_forked_after_a_document_was_made_makes_the_same_one() -> None:
    # the pages are answered by forks of a process that may have made the demo's documents
    made = documents.pdf(PAGE, {"name": "Müller"}, at=AT)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(_in_a_fork, ["Müller"]).get(timeout=60) == made
        assert "Install a font" in str(pool.apply_async(_in_a_fork, ["\U00012000"]).get(timeout=60))
