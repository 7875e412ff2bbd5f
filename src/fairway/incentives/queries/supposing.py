"""What a partner would earn with more sales, and what it will earn at the pace so far: the same engine, its own rows.

What was made of everybody's lines is opened by the worker and asked for one partner's rows only; whether the actor may
see that partner's earnings is decided first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.catalogue import queries as catalogue
from fairway.engine.backends import local
from fairway.engine.inputs import InputProblem
from fairway.engine.payout import Payout
from fairway.engine.programme import Incentive, Measure, MeasureKind
from fairway.engine.programme import Programme as Document
from fairway.engine.trial import Likely, Prospect, accrual, expected_rate, expected_value, most_likely, run_rate
from fairway.incentives.models import Run
from fairway.incentives.queries import inputs
from fairway.incentives.queries.earnings import in_force
from fairway.incentives.queries.payouts import latest_runs
from fairway.incentives.queries.trials import store
from fairway.incentives.rules import NotFound, Refused
from fairway.incentives.rules.steps import place, reaching
from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.values import Exact, Money, Period, Rate, Rounding, exact, minus, plus, rounded, times

EARLIER = 4
"""Whole periods before the running one whose spread says how wide the range of a forecast is."""
SHARES = (("low", 25), ("expected", 50), ("high", 25))
"""How likely each case of a forecast is, in percent, unless somebody says otherwise."""

REMEMBERED = 200
"""Partners whose payouts as they stand are kept in memory, for the next number that they write."""

_fingerprints: dict[tuple[int | None, date], str] = {}
_standings: dict[tuple[object, ...], tuple[Payout, ...]] = {}


@dataclass(frozen=True, slots=True)
class Moved:
    """One incentive with and without the sales that are supposed. ``gap`` is what then is missing to the next step.

    ``enough`` is what to suppose of the same products to reach it, where an amount of sales picks the step: more than
    what is supposed and the gap where only a part of these products counts.
    """

    incentive: str
    title: str
    before: Money
    after: Money
    step_text: str
    next_text: str
    gap: Exact | None
    gap_text: str
    enough: Exact | None
    moves: bool

    @property
    def difference(self) -> Money:
        """What the sales bring."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a partner earns in the running period if it sells more: what is supposed, and what comes of it."""

    code: str
    title: str
    period: str
    last: date
    added: Money
    units: Exact
    product: str
    before: Money
    after: Money
    moved: tuple[Moved, ...]

    @property
    def difference(self) -> Money:
        """What the sales bring."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Case:
    """One way a period may end: the volume, what it earns, and how likely it is in percent."""

    name: str
    share: Exact
    volume: Money
    payout: Money


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a period is expected to bring, and what to accrue for the sales so far (V29)."""

    code: str
    title: str
    period: str
    start: date
    last: date
    on: date
    so_far: Money
    earned: Money
    earlier: int
    cases: tuple[Case, ...]
    rate: Exact | None
    accrued: Money | None
    likeliest: Money | None

    @property
    def expected(self) -> Case:
        """The middle case."""
        return self.cases[1]


def choices(actor: Actor) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The groups of products that somebody can suppose to sell: an attribute and its values."""
    return catalogue.groups(actor)


def what_if(
    actor: Actor, partner_id: int, code: str, *, on: date, amount: Exact | None, units: Exact | None = None,
    among: tuple[str, str] | None = None,
) -> WhatIf:  # fmt: skip
    """Calculate what a partner earns in the period of a day if it sells so much more of some products that day.

    The one of ``amount`` (in the programme's currency) and ``units`` that is missing follows from the partner's own
    average price. Returns, limits and gates count as always.

    :raises NotFound: no such programme governs the day, or the actor may not see the partner's earnings.
    :raises Refused: nothing is supposed, there is no price, or the programme cannot be calculated.
    """
    standing = _standing(actor, partner_id, code, on)
    kinds = standing.kinds(among)
    price = next((one.price for one in kinds if one.price is not None), None)
    if not amount and units and price is not None:
        amount = rounded(times(units, price), standing.digits, Rounding.HALF_UP)
    if not amount or amount <= 0:
        raise Refused(
            "Write an amount: you have sold none of these lately, so there is no price to go by."
            if units and price is None
            else "Write how much more you would sell."
        )
    if not kinds:
        raise Refused("None of these products counts in this programme.")
    sales = local.shared_out(kinds if units is None else kinds[:1], amount, units, standing.document.currency)
    before, after = standing.payouts(()), standing.payouts(sales)
    # a mix counts like no product alone
    names = catalogue.names_of(actor, [int(one.product) for one in sales]) if len(sales) == 1 else {}
    still = local.unmoved(standing.opened)
    moved = tuple(standing.moved(before, after, still, amount))
    zero = Money.zero(standing.document.currency)
    total = exact(0)
    for sale in sales:
        total = plus(total, sale.quantity)
    return WhatIf(
        code, standing.document.title, standing.period.label, standing.period.end - timedelta(days=1),
        Money(amount, standing.document.currency), total, names.get(int(sales[0].product), ("", ""))[1],
        sum((one.before for one in moved), zero), sum((one.after for one in moved), zero), moved,
    )  # fmt: skip


def forecast(
    actor: Actor, partner_id: int, code: str, *, on: date, pipeline: Sequence[Prospect] = (),
    shares: Sequence[tuple[str, int | Exact]] = SHARES,
) -> Forecast:  # fmt: skip
    """Say what a partner will earn in the period of a day: at the pace so far, with the pipeline, and between which
    bounds; and what to accrue for the sales so far by the expected value (V29).

    :raises NotFound: no such programme governs the day, or the actor may not see the partner's earnings.
    :raises Refused: the programme cannot be calculated, or does not add net amounts up.
    """
    standing = _standing(actor, partner_id, code, on)
    currency, period = standing.document.currency, standing.period
    if "net" not in standing.opened.grouped.stored["cells"].types:
        raise Refused(f"{standing.document.title} counts units, not amounts: there is no volume to carry on.")
    sold = local.sold_by_period(standing.opened, str(partner_id))
    earlier = [sold.get(one, exact(0)) for one in standing.opened.plan.periods if one < period][-EARLIER:]
    so_far = sold.get(period, exact(0))
    volume = run_rate(so_far, period, on, earlier, pipeline, digits=standing.digits)
    kinds = standing.kinds(None)
    cases = []
    for (name, share), bound in zip(shares, (volume.low, volume.expected, volume.high), strict=True):
        more = minus(bound, so_far)
        sales = local.shared_out(kinds, more, None, currency) if more > 0 and kinds else ()
        payouts = standing.payouts(sales)
        earned = sum((one.earned for one in payouts), Money.zero(currency))
        money = Money(rounded(bound, standing.digits, Rounding.HALF_UP), currency)
        cases.append(Case(name, exact(share), money, earned))
    now = sum((one.earned for one in standing.payouts(())), Money.zero(currency))
    likely = [Likely(Rate.percent(one.share), one.volume.amount, one.payout) for one in cases]
    sells = expected_value(likely)[1] > 0 and so_far > 0
    return Forecast(
        code, standing.document.title, period.label, period.start, period.end - timedelta(days=1), on,
        Money(rounded(so_far, standing.digits, Rounding.HALF_UP), currency), now, len(earlier), tuple(cases),
        expected_rate(likely) if sells else None, accrual(likely, so_far) if sells else None,
        most_likely(likely, so_far) if sells and max(likely, key=lambda one: one.share).volume else None,
    )  # fmt: skip


@dataclass(frozen=True)
class _Standing:
    """A partner in the running period of a programme, with what was made of the lines."""

    partner_id: int
    country: str
    document: Document
    period: Period
    opened: local.Opened
    on: date

    @property
    def digits(self) -> int:
        return Money.zero(self.document.currency).digits

    def kinds(self, among: tuple[str, str] | None) -> tuple[local.Mixed, ...]:
        """What the partner sells: in this period, else in the last one in which it sold any of it."""
        if among is not None and among[0] not in self.opened.grouped.stored["products"].types:
            return ()
        found: tuple[local.Mixed, ...] = ()
        for period in reversed(self.opened.plan.periods[-EARLIER - 1 :]):
            if period <= self.period:
                found = local.mix(self.opened, str(self.partner_id), period, among)
                if any(one.net or one.quantity for one in found):
                    return found
        return found

    def payouts(self, sales: Sequence[local.Supposed]) -> tuple[Payout, ...]:
        """What the partner earns with these sales; without any, as this process may have worked out a moment ago."""
        key = (str(self.opened.grouped.folder), self.opened.plan.programme, self.partner_id, self.period)
        partner = str(self.partner_id)
        try:
            standing = _standings.get(key)
            if standing is None:
                standing = local.stands(self.opened, partner, self.period)
                while len(_standings) >= REMEMBERED:
                    _standings.pop(next(iter(_standings)), None)
                _standings[key] = standing
            more = {"country": self.country or None}
            if not sales:
                return standing
            return local.suppose(self.opened, partner, self.period, sales, self.on, more, standing)
        except (InputProblem, local.NotGrouped) as problem:
            raise Refused(str(problem)) from problem

    def moved(
        self, before: Sequence[Payout], after: Sequence[Payout], still: frozenset[str], added: Exact
    ) -> list[Moved]:
        """Each incentive that has a payout with or without the sales, in the programme's order."""
        was, now = ({one.incentive: one for one in found} for found in (before, after))
        zero = Money.zero(self.document.currency)
        made = []
        for incentive in self.document.incentives:
            then = now.get(incentive.id)
            if then is None:
                continue
            at = place(incentive, then.qualifier, self.document.currency)
            first = was[incentive.id].amount if incentive.id in was else zero
            stood = was[incentive.id].qualifier if incentive.id in was else None
            enough = reaching(added, stood, then.qualifier, at.gap) if _in_net(incentive) else None
            made.append(
                Moved(
                    incentive.id, incentive.title, first, then.amount, at.step_text, at.next_text, at.gap, at.gap_text,
                    enough, incentive.id not in still,
                )
            )  # fmt: skip
        return made


def _in_net(incentive: Incentive) -> bool:
    """Whether what is lacking is an amount of sales."""
    return isinstance(incentive.qualifier, Measure) and incentive.qualifier.kind is MeasureKind.NET


def _standing(actor: Actor, partner_id: int, code: str, on: date) -> _Standing:
    right = "own.earnings.view" if actor.kind is Kind.PARTNER else "runs.view"
    if not actor.may(right) or (actor.kind is Kind.PARTNER and actor.partner_id != partner_id):
        raise NotFound("There are no earnings of this partner for you.")
    partner = partners.one(actor, partner_id, on=on)
    document = dict(in_force(on)).get(code)
    if document is None:
        raise NotFound(f"No programme {code} runs on {on}.")
    period = document.calendar.fiscal.period_of(on)
    try:
        opened = _opened(code, document, period, on)
    except (InputProblem, NothingToRead) as problem:
        raise Refused(str(problem)) from problem
    return _Standing(partner_id, partner.country, document, period, opened, on)


def _opened(code: str, document: Document, period: Period, on: date) -> local.Opened:
    """The grouped part of a programme: that of its latest run's inputs where it is there, else of today's."""
    with acting_as(WORKER):
        programme = inputs.numbered(WORKER, document)
        latest = latest_runs().get(code)
        run_id = latest[0] if latest is not None else None
        run = None if run_id is None else Run.objects.filter(pk=run_id).only("pinned").first()
        known = _fingerprints.get((run_id, on)) or (run.pinned.get("inputs", "") if run is not None else "")
        found = store().find(programme, known, also=[period], as_of=on) if known else None
        if found is not None:
            return found
        given = inputs.of_programme(WORKER, programme, inputs.pin(WORKER).scan)
        if not given.lines.files:
            raise Refused("There are no sales yet to calculate with.")
        fingerprint = inputs.fingerprint(given)
        _fingerprints.clear()
        _fingerprints[run_id, on] = fingerprint
        return store().open(programme, given, fingerprint, also=[period], as_of=on)
