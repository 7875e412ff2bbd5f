"""Finds terms that competition law doubts. They can be calculated, and are not published without counsel's note.

The rules are named by the ids and sources of the compliance reference: EU-07 is Article 4(a) of Regulation (EU)
2022/720, US-07 the rule of reason of Leegin (2007) with the statutes of single states, US-04 the examples of 16 CFR
240.9. A finding is never legal advice; it says what should be looked at, and by whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairway.engine.check.findings import HOLD, WARNING, Finding, paid, sound
from fairway.engine.check.incentives import FUNDS, KINDS
from fairway.engine.check.reading import Draft
from fairway.engine.check.walk import conditions, price_floors
from fairway.engine.programme import Asked, Event, Incentive, LineScope, MeasureKind, Ratio
from fairway.policy.problems import Severity
from fairway.policy.section import Path

RESALE = "(EU-07: Regulation 2022/720, Art. 4(a); US-07: Leegin, and statutes of single states)"
GRADUATED = "(US-04: 16 CFR 240.9)"
FUND_WORDS = frozenset({"advertising", "coop", "fund", "funds", "marketing", "mdf", "promotion", "promotional"})
"""Words of a kind that a vendor made up, by which it is a fund for the partner's promotion all the same."""
FUND_TITLE = re.compile(
    r"\b(mdf|co-?op (fund|advertising|marketing)|market(ing)?( development)? funds?|advertising (fund|allowance))",
    re.IGNORECASE,
)


def resale_price(draft: Draft) -> Iterator[Finding]:
    """A payment that depends on a partner's own selling price can fix resale prices, which competition law forbids."""
    for _, path, incentive in sound(draft, "where", "measure", "qualifier", "requires", "event"):
        found = next(_price_conditions(path, incentive), None)
        if found is None:
            continue
        where, what = found
        hint = f"Resale prices are the partner's own {RESALE}: measure event: sell_in, or have counsel look at it."
        yield _held(draft, where, "resale-price", f"This pays only when the partner's own {what}.", hint)


def _price_conditions(path: Path, incentive: Incentive) -> Iterator[tuple[Path, str]]:
    for scope, key in conditions(incentive):
        if _selling(scope) and scope.where is not None and price_floors(scope.where):
            yield (*path, key), "selling price is high enough"
    asked: list[tuple[Path, Asked]] = [((*path, "qualifier"), incentive.qualifier)]
    asked += [((*path, "requires", number), gate.measure) for number, gate in enumerate(incentive.gates)]
    for where, one in asked:
        if not isinstance(one, Ratio) or not _selling(one.of.lines):
            continue
        if one.of.kind in {MeasureKind.NET, MeasureKind.MARGIN} and one.to.kind in {
            MeasureKind.LIST,
            MeasureKind.GROSS,
        }:
            yield where, f"prices are near enough to {one.to.kind}"


def _selling(scope: LineScope) -> bool:
    """Tell whether the lines may be sales of the partner, whose prices are its own."""
    return not scope.events or bool(set(scope.events) - {Event.SELL_IN})


def graduated_fund(draft: Draft) -> Iterator[Finding]:
    """A promotional allowance whose rate grows with purchases favours large buyers over those they compete with."""
    for _, path, incentive in sound(draft, "kind", "rates", "method"):
        if _is_fund(incentive) and len({paid(step) for step in incentive.steps}) > 1:
            message = f"The rate of this {_called(incentive)} grows with what a partner buys."
            hint = (
                f"Promotional allowances are to be on proportionally equal terms {GRADUATED}: write one rate for all, "
            )
            hint += "such as half of the cost up to 5 % of purchases, or have counsel look at it."
            yield _held(draft, (*path, "rates"), "graduated-fund", message, hint)


def _is_fund(incentive: Incentive) -> bool:
    """Whether an incentive pays for the partner's promotion of the goods, by its kind or by what it is called."""
    said = set(re.split(r"[-_]", incentive.kind))
    return incentive.kind in FUNDS or bool(said & FUND_WORDS) or bool(FUND_TITLE.search(incentive.title))


def _called(incentive: Incentive) -> str:
    return incentive.kind if incentive.kind not in KINDS else f"'{incentive.title}'"


def _held(draft: Draft, path: Path, code: str, message: str, hint: str) -> Finding:
    """Hold publication, unless counsel's note on this stands in the document: then whoever publishes is shown both."""
    note = next((one for one in draft.programme.counsel if one.code == code), None)
    if note is None:
        wanted = f"{{problem: {code}, by: …, on: …, note: …}}"
        return Finding(path, HOLD, code, message, f"{hint} Then record their note: counsel: [{wanted}].")
    return Finding(path, WARNING, code, f"{message} Counsel's note of {note.on} by {note.by} is recorded.", hint)


def counsel_needed(draft: Draft) -> Iterator[Finding]:
    """A note on something that the document does not have (any more) misleads whoever publishes."""
    if not draft.is_sound(("incentives",), ("counsel",)):
        return
    found = {each.code for check in (resale_price, graduated_fund) for each in check(draft)}
    for number, note in enumerate(draft.programme.counsel):
        if note.code not in found:
            message = f"Nothing in this document raises '{note.code}'."
            where: Path = ("counsel", number, "problem")
            yield Finding(where, Severity.WARNING, "counsel-unused", message, "Delete the note, or keep it knowingly.")
