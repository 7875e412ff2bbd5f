"""Text can be read by day and by night: WCAG 2.2 AA, computed from the tokens themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "src/fairway/web/shared/static/shared/css/tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
SAME = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")

SURFACES = ("paper", "surface", "raised", "sunken", "hover")
ON_SURFACES = ("ink", "ink-soft", "ink-faint", "accent", "accent-strong", "good", "warn", "bad")
TEXT = [
    *((text, ground) for text in ON_SURFACES for ground in SURFACES),
    *((tone, f"{tone}-wash") for tone in ("good", "warn", "bad", "calm", "accent")),
    *(("ink", f"{tone}-wash") for tone in ("good", "warn", "bad", "calm", "accent")),
    *(("ink-soft", f"{tone}-wash") for tone in ("good", "warn", "bad", "accent")),
    ("accent-strong", "accent-wash"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("beacon-ink", "beacon"),
    ("bad-fill-ink", "bad-fill"),
    ("bar-ink", "bar"),
    ("bar-soft", "bar"),
]
SHAPES = [
    *(("control", ground) for ground in ("paper", "surface", "raised")),
    *((f"chart-{number}", "surface") for number in range(1, 7)),
]


def colours() -> dict[str, tuple[str, str]]:
    text = TOKENS.read_text()
    return {name: (one, one) for name, one in SAME.findall(text)} | {
        name: (day, night) for name, day, night in PAIR.findall(text)
    }


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_known_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the famous grey that just fails


@pytest.mark.parametrize(("theme", "which"), [("day", 0), ("night", 1)])
def test_every_text_reaches_four_and_a_half(theme: str, which: int) -> None:
    known = colours()
    low = {
        f"{text} on {ground}": round(found, 2)
        for text, ground in TEXT
        if (found := contrast(known[text][which], known[ground][which])) < 4.5
    }
    assert not low, theme


@pytest.mark.parametrize(("theme", "which"), [("day", 0), ("night", 1)])
def test_every_shape_that_says_something_reaches_three(theme: str, which: int) -> None:
    known = colours()
    low = {
        f"{shape} on {ground}": round(found, 2)
        for shape, ground in SHAPES
        if (found := contrast(known[shape][which], known[ground][which])) < 3
    }
    assert not low, theme
