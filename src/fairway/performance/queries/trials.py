"""Tries a changed document on all partners' history beside the one in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fairway.kit.access import Actor
from fairway.performance.queries.costs import Counted, counted
from fairway.performance.queries.documents import governing_one, read, version_text
from fairway.performance.queries.facts import Member, cuts_of, gather, members_of
from fairway.performance.queries.positions import held_by, parts_of, positions
from fairway.performance.rules import NotFound, Refused
from fairway.performance.rules.tiers import check, days
from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.measuring import Measures
from fairway.performance.rules.tiers.positions import Held, position_on
from fairway.performance.rules.tiers.programme import Cadence, Programme, Unit
from fairway.performance.rules.tiers.trial import Tried, try_out
from fairway.values import Money, exact

MONTHS = 12
MONTHLY = Cadence(tuple(range(1, 13)))
SIZES = ("small", "middle", "large")


def try_text(
    actor: Actor, programme_id: int, text: str, *, on: date, months: int = MONTHS, against: int | None = None
) -> Counted:
    """Live through the last months under a text and under the document in force (or a version).

    Promotion at any time is looked at on the first of each month. Every partner begins as it stood. Costs are those the
    documents state, funds and price lists by what was bought, and what incentive programmes pay by tier.

    :raises NotFound: no such programme, or the actor may not see it.
    :raises Refused: a text has errors, or the two do not compare.
    """
    if not actor.may("tiers.view"):
        raise NotFound("There is no such programme for you.")
    one = governing_one(programme_id, on)
    before = one.document if against is None else read(version_text(actor, against))
    checked = check(text)
    after = checked.programme
    if after is None or before is None:
        first = checked.errors[0] if checked.errors else None
        where = f" the first in line {first.line}: {first.message}" if first is not None else ""
        raise Refused(f"The document has errors,{where} Mend them, then try it.")
    if after.currency != before.currency or after.each != before.each:
        raise Refused("The two count in other currencies or parts, so their levels do not compare.")
    start, end = days.moved(on.replace(day=1), -months), on
    at = review_days(before, after, start, end)
    members = {member.id: member for document in (before, after) for member in members_of(document)}
    found = sorted(members.values(), key=lambda member: member.code)
    facts = _both(before, after, found, cuts_of([before, after], [*at, end]))
    held = held_by(one, [member.id for member in found])
    granted = positions(one, [member.id for member in found], start, held)
    sizes = _sizes(before, facts, end)
    tried = []
    for member in found:
        for part in parts_of(before):
            mine = facts[member.id] if not part else facts[member.id].part(before.each, part)
            position = position_on(before, _until(held.get((member.id, part), ()), start), start,
                                   invited=granted[member.id, part].invited)  # fmt: skip
            name = f"{member.name}, {part}" if part else member.name
            tried.append(Tried(mine, position, sizes.get(member.id, ""), name=name, part=part))
    outcome = try_out(before, after, tried, start, end, digits=Money.zero(after.currency).digits, at=at)
    return counted(actor, before, after, outcome, found)


def review_days(before: Programme, after: Programme, start: date, end: date) -> list[date]:
    """The days on which either document looks at standing; any time is the first of a month."""
    found: set[date] = set()
    for rule in (before.review, after.review):
        for cadence in (rule.promotion, rule.demotion, *([rule.grace.recheck] if rule.grace else [])):
            found.update(days.days_due(MONTHLY if cadence.any_time else cadence, start, end))
    return sorted(found)


def _both(
    before: Programme, after: Programme, members: Sequence[Member], cuts: Sequence[date]
) -> dict[int, Facts]:  # fmt: skip
    """The facts for both documents; a metric of one id that both measure alike is read once."""
    facts = gather(before, members, cuts=cuts)
    if before.metrics == after.metrics:
        return facts
    old = {metric.id: metric for metric in before.metrics}
    clash = [metric.id for metric in after.metrics if metric.id in old and old[metric.id] != metric
             and metric.source is not old[metric.id].source]  # fmt: skip
    if clash:
        raise Refused(f"'{clash[0]}' comes from another source in the two: give the changed metric an id of its own.")
    more = gather(after, members, cuts=cuts)
    return {number: _joined(one, more[number]) for number, one in facts.items()}


def _joined(one: Facts, more: Facts) -> Facts:
    known = set(one.values)
    return one.with_values(value for value in more.values if value not in known)


def _until(held: Sequence[Held], on: date) -> tuple[Held, ...]:
    return tuple(one for one in held if one.since <= on)


def _sizes(document: Programme, facts: dict[int, Facts], on: date) -> dict[int, str]:
    """Three equal parts by the first metric that is an amount."""
    metric = next((one for one in document.metrics if one.unit is Unit.MONEY), None)
    if metric is None:
        return {}
    sums = {number: Measures(document, one, on).value(metric.id) or exact(0) for number, one in facts.items()}
    ordered = sorted(sums, key=lambda number: (sums[number], number))
    return {number: SIZES[min(place * 3 // max(len(ordered), 1), 2)] for place, number in enumerate(ordered)}
