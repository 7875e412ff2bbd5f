"""How much a finding weighs, from 0 to 100, and why.

A score is what the finding is sure of, times how much of the registration it touches:

* that it is the same company at all: the matcher's probability, or certain where a person or a key said so;
* another registration: the part of the asked value that both have in common, by the unit of the policy;
* our own pipeline: the part of the asked value that the opportunity is about; all of it where it names no product;
* a recent sale: the part of the look-back that is still to run: yesterday weighs all, its first day nothing;
* too few trained people: the part of them that is missing; an unclear company: how probably a known one is meant;
* what is simply so (a right that lacks, a published tender, an open mail host) weighs 100.

The severity is the policy's and says what follows; the score orders what has the same severity.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fairway.deals.rules.asked import Asked
from fairway.values import Exact, Rounding, divided, exact, plain, plus, rounded, times

HUNDRED = exact(100)


@dataclass(frozen=True, slots=True)
class Same:
    """How surely it is this company, in percent, and who says so."""

    percent: Exact = HUNDRED
    why: str = "surely the same company"


@dataclass(frozen=True, slots=True)
class Score:
    """From 0 to 100, with the reasons for it."""

    points: int
    why: str


SURELY = Same()
CERTAIN = Score(100, "this is simply so")


def matched(probability: float) -> Same:
    """What the matcher says of the company; a person's word and a key's are sure."""
    percent = rounded(exact(f"{probability * 100:.6f}"), 0, Rounding.HALF_UP)
    if percent >= HUNDRED:
        return Same()
    return Same(percent, f"the same company at {plain(percent)} %")


def touching(same: Same, asked: Asked, common: Collection[str], unit: str) -> Score:
    """What has these products, or their groups, in common with what is asked."""
    if unit == "company":
        return _of(same, HUNDRED, "whatever the product")
    inside = [line for line in asked.lines if (line.category or line.sku if unit == "category" else line.sku) in common]
    total, part = asked.value, exact(0)
    for line in inside:
        part = plus(part, line.value)
    if total:
        share = divided(times(part, HUNDRED), total, 0, Rounding.HALF_UP)
    else:
        share = divided(times(exact(len(inside)), HUNDRED), exact(len(asked.lines) or 1), 0, Rounding.HALF_UP)
    many = f"{len(inside)} of {len(asked.lines)} products" if len(asked.lines) != 1 else "the product"
    of = f", {plain(share)} % of the value" if total and share < HUNDRED else ""
    return _of(same, share, f"{many} in common{of}")


def opportunity(same: Same, asked: Asked, product_id: int | None) -> Score:
    """What an opportunity of our own is about."""
    if product_id is None:
        return _of(same, HUNDRED, "it names no product")
    common = [line.sku for line in asked.lines if line.product_id == product_id]
    return touching(same, asked, common, "product") if common else Score(0, f"{same.why}; other products")


def sold(same: Same, on: date, first: date, today: date) -> Score:
    """How recent a sale is within the look-back."""
    whole = max((today - first).days, 1)
    ago = max((today - on).days, 0)
    left = divided(times(exact(max(whole - ago, 0)), HUNDRED), exact(whole), 0, Rounding.HALF_UP)
    return _of(same, left, f"{ago} days ago, {plain(left)} % of the look-back of {whole} days still to run")


def lacking(have: int | None, asked: int) -> Score:
    """How many of the trained people are missing."""
    if have is None:
        return Score(100, "no certificate is kept here")
    part = divided(times(exact(asked - have), HUNDRED), exact(asked), 0, Rounding.HALF_UP)
    return Score(int(part), f"{asked - have} of {asked} are missing")


def unclear(probability: float) -> Score:
    """How probably the likeliest known company is meant."""
    percent = rounded(exact(f"{min(probability, 1) * 100:.6f}"), 0, Rounding.HALF_UP)
    return Score(int(percent), f"the likeliest known company is meant at {plain(percent)} %")


def alone(same: Same, why: str) -> Score:
    """What weighs as much as it is sure that the company is the same."""
    return _of(same, HUNDRED, why)


def _of(same: Same, share: Exact, why: str) -> Score:
    points = divided(times(same.percent, share), HUNDRED, 0, Rounding.HALF_UP)
    return Score(int(points), f"{same.why}; {why}")
