"""Calculates a version of a programme for a trial and sums it up, out of its grouped part."""
# ruff: noqa: S608 — names are fixed or quoted by the dialect

from collections.abc import Sequence
from datetime import date

from fairway.engine import dialect
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.store import Opened, Store
from fairway.engine.inputs import Inputs
from fairway.engine.programme import MeasureKind, Programme
from fairway.engine.trial import NEAR, Near, PartnerFacts, Tried, cliffs
from fairway.values import Exact, Period, currency, exact

ASKED = ("incentive", "period_no", "period", "partner", "qualifier", "amount")
"""What a trial asks of payouts; what else explains one is left out."""
SOLD = ((MeasureKind.NET, "net"), (MeasureKind.QUANTITY, "quantity"), (MeasureKind.LINES, "lines"))


def tried(
    store: Store,
    programme: Programme,
    inputs: Inputs,
    fingerprint: str,
    *,
    periods: Sequence[Period] | None = None,
    as_of: date | None = None,
) -> Tried:
    """Calculate a programme over history, reading lines only where nothing that was made of them before will do.

    :raises InputProblem: the input cannot be calculated with.
    :raises NotGrouped: a counted line has no exchange rate.
    """
    return tried_in(store.open(programme, inputs, fingerprint, periods=periods, as_of=as_of))


def tried_in(opened: Opened) -> Tried:
    """Calculate a programme out of its grouped part and sum up what it pays.

    :raises NotGrouped: a counted line has no exchange rate.
    """
    with opened.grouped.run(opened.plan, opened.shown, columns=ASKED) as result:
        return _summed(opened, result)


def _summed(opened: Opened, result: Result) -> Tried:
    plan, programme = opened.plan, opened.plan.programme
    shown = {plan.periods.index(period) + 1: place for place, period in enumerate(opened.shown)}
    kind, sold, partners, left = _known(opened, shown)
    return Tried(
        programme,
        opened.shown,
        {
            (str(partner), shown[number]): minor
            for partner, number, minor in result.sums("partner", currency(programme.currency).digits)
        },
        {
            (incentive, shown[number]): minor
            for incentive, number, minor in result.sums("incentive", currency(programme.currency).digits)
        },
        sold,
        kind,
        partners,
        tuple(_near(result, programme)),
        opened.read_lines,
        left,
    )


Summed = dict[tuple[str, int], Exact]
Known = tuple[MeasureKind, Summed, dict[str, PartnerFacts], Summed | None]
REMEMBERED = 8
_known_of: dict[tuple[str, tuple[Period, ...]], Known] = {}


def _known(opened: Opened, shown: dict[int, int]) -> Known:
    """What a grouped part says of sales and partners, whatever is paid for them; the last few stay in memory."""
    key = (str(opened.grouped.folder), opened.shown)
    found = _known_of.get(key)
    if found is None:
        held = opened.grouped.stored["cells"].types
        kind, column = next((kind, column) for kind, column in SOLD if column in held)
        margin = MeasureKind.MARGIN.value
        left = _added(opened, margin, shown) if margin in held else None
        found = (kind, _added(opened, column, shown), _partners(opened), left)
        while len(_known_of) >= REMEMBERED:
            _known_of.pop(next(iter(_known_of)), None)
        _known_of[key] = found
    return found


def _added(opened: Opened, column: str, shown: dict[int, int]) -> Summed:
    """A sum of what the programme looks at, by partner and period."""
    rows = opened.grouped.ask(
        ("cells", "spans"),
        f"SELECT CAST(k.partner_id AS VARCHAR), q.period_no, sum(k.{dialect.name(column)})"
        " FROM cells AS k JOIN spans AS q ON q.span_no = k.span_no GROUP BY ALL",
    )
    return {(partner, shown[number]): value for partner, number, value in rows if number in shown and value is not None}


def _near(result: Result, programme: Programme) -> list[Near]:
    found = cliffs(programme, exact(NEAR))
    rows = result.between([(one.incentive, one.lower, one.upper) for one in found])
    return [
        Near(found[place].incentive, found[place].bound, partner, result.plan.periods[number - 1], qualifier)
        for place, partner, number, qualifier in rows
    ]


def _partners(opened: Opened) -> dict[str, PartnerFacts]:
    """What every partner is by the newest of its rows."""
    held = opened.grouped.stored["partners"].types
    text = {
        column: f"coalesce(CAST({dialect.name(column)} AS VARCHAR), '')" if column in held else "''"
        for column in ("name", "type", "tier", "country")
    }
    order = " ORDER BY valid_from NULLS FIRST" if "valid_from" in held else ""
    rows = opened.grouped.ask(
        ("partners",),
        f"SELECT CAST(partner_id AS VARCHAR), {', '.join(text.values())} FROM partners{order}",
    )
    return {
        partner: PartnerFacts(partner, name or partner, _listed(types), tier, country)
        for partner, name, types, tier, country in rows
    }


def _listed(types: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in types.split(";") if one.strip()))
