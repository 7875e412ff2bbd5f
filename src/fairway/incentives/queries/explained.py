"""Explanations that were made a moment ago: three pages and two people ask for the same one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fairway.engine.backends import local
from fairway.engine.explain import Explanation, Given
from fairway.engine.inputs import Inputs
from fairway.engine.payout import Payout as Calculated
from fairway.engine.plan import needs
from fairway.engine.programme import Incentive, MeasureKind, Programme
from fairway.formats import VENDORS_OWN
from fairway.incentives.models import Payout, Run
from fairway.incentives.queries import inputs
from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.values import Money, Period, exact

KEPT = 24
MOST_LINES = 5_000
"""Explanations with more lines are made anew: they would fill the memory of the process."""

_kept: OrderedDict[tuple[object, ...], Explanation] = OrderedDict()
_alone = threading.Lock()


def taken_apart(actor: Actor, document: Programme, payout: Payout) -> Explanation | None:
    """Take one payout of a run apart, as its run read the lines, in the words of the document.

    Of others only totals are known: what a pool came to is added up from the run's payouts by the worker, and where a
    line counts only as the first of its kind, the worker looks for others; what comes out holds the partner's own lines
    alone.

    :raises NothingToRead: the lines are not kept any more.
    :raises InputProblem: the input cannot be calculated with.
    :raises Unexplained: the lines do not give the payout.
    """
    with acting_as(WORKER):
        run = Run.objects.get(pk=payout.run_id)
    programme = inputs.numbered(actor, document)
    incentive = next(one for one in programme.incentives if one.id == payout.incentive)
    period, partner = document.calendar.fiscal.parse(payout.period), str(payout.partner_id)
    files, credits = run.pinned.get("files", ()), str(run.pinned.get("credits", ""))
    if local.alone(incentive):
        # what a line cost the vendor, no partner reads: it is calculated with, and taken out of what is shown
        reader = WORKER if VENDORS_OWN & needs(programme).lines.keys() else actor
        with acting_as(reader):
            scan = inputs.pinned_again(reader, files, partner_id=payout.partner_id, credits=credits)
        if not scan.files:
            return None
        read = inputs.of_programme(actor, programme, scan)
        found = explained(programme, read, payout.incentive, period, partner, run.as_of, payout.person)
    else:
        with acting_as(WORKER):
            known = _known(programme, incentive, payout, run)
            whose = None if _firsts(incentive) else payout.partner_id
            scan = inputs.pinned_again(WORKER, files, partner_id=whose, credits=credits)
            read = inputs.of_programme(WORKER, programme, scan)
            found = local.explain_known(programme, read, _calculated(programme, incentive, payout), known, run.as_of)
    if found is None:
        return None
    mine = next(one for one in document.incentives if one.id == payout.incentive)
    lines, excluded = found.lines, found.excluded
    if actor.kind is Kind.PARTNER:
        lines = tuple(replace(one, line=_public(one.line)) for one in lines)
        excluded = tuple(replace(one, line=_public(one.line), rival="") for one in excluded)  # nor who a rival is
    return replace(found, programme=document, incentive=mine, lines=lines, excluded=excluded)


def _public(line: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in line.items() if name not in VENDORS_OWN}


def _firsts(incentive: Incentive) -> bool:
    """Whether a line may not count because another partner's came first."""
    return any(one.lines.once_per is not None or one.kind is MeasureKind.NEW_CUSTOMERS for one in incentive.measures)


def _known(programme: Programme, incentive: Incentive, payout: Payout, run: Run) -> Given:
    """The partner's own payouts up to this period, and its pool's totals in it."""
    rows = Payout.objects.filter(run_id=run.pk, period_start__lte=payout.period_start)
    if incentive.pool is None:
        rows = rows.filter(partner_id=payout.partner_id)
    else:
        rows = rows.filter(period_start=payout.period_start, incentive=incentive.id) | rows.filter(
            partner_id=payout.partner_id
        )
    by_id = {one.id: one for one in programme.incentives}
    payouts = [_calculated(programme, by_id[row.incentive], row) for row in rows if row.incentive in by_id]
    partners = inputs.partner_table(WORKER).to_pylist()
    return local.given(programme, incentive, _calculated(programme, incentive, payout), payouts, partners, run.as_of)


def _calculated(programme: Programme, incentive: Incentive, row: Payout) -> Calculated:
    """A payout as the engine answered it; of an old one what its gates found is not known."""

    def money(minor: int) -> Money:
        return Money.from_minor(minor, row.currency)

    found = row.gates or [None for _ in incentive.gates]
    gates = tuple(None if one is None else exact(one) for one in found)
    return Calculated(
        row.incentive, programme.calendar.fiscal.parse(row.period), str(row.partner_id), row.person, row.currency,
        row.qualifier, row.rate, row.measure, money(row.amount), row.step, gates,
        row.gates_met, row.lines, money(row.calculated), money(row.earned), money(row.carried_in),
        money(row.carried_out), incentive.multiplies, None if row.alone is None else money(row.alone), row.goods,
        row.exemption,
    )  # fmt: skip


def explained(
    programme: Programme,
    read: Inputs,
    incentive: str,
    period: Period,
    partner: str,
    as_of: date | None,
    person: str = "",
) -> Explanation | None:
    """Take a payout apart, or answer what this process made of exactly the same inputs.

    Whether the actor may see the payout, and which lines, was decided before: the key holds the scan's own files and
    everything else that goes in, so nobody gets what other lines gave.

    :raises InputProblem: the input cannot be calculated with.
    :raises Unexplained: the two engines disagree about the payout.
    """
    key = (programme, read.lines.files, inputs.fingerprint(read), incentive, period, partner, as_of, person)
    with _alone:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = local.explain(programme, read, incentive, period, partner, as_of, person=person)
    if made is not None and len(made.lines) + len(made.excluded) <= MOST_LINES:
        with _alone:
            _kept[key] = made
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return made
