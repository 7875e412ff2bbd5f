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
from fairway.engine.trial import (
    Likely,
    Prospect,
    accrual,
    expected_per_unit,
    expected_rate,
    expected_value,
    in_units,
    most_likely,
    run_rate,
)
from fairway.engine.words.messages import supposing as said
from fairway.engine.words.speech import Speech
from fairway.incentives.models import Run
from fairway.incentives.queries import inputs
from fairway.incentives.queries.earnings import in_force
from fairway.incentives.queries.payouts import latest_runs
from fairway.incentives.queries.trials import store
from fairway.incentives.rules import NotFound, Refused
from fairway.incentives.rules.steps import as_agreed, place, reaching
from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.values import Exact, Money, Period, Quantity, Rate, Rounding, exact, minus, plus, rounded, times

EARLIER = 4
"""Whole periods before the running one whose spread says how wide the range of a forecast is."""
FINEST = 4
"""Decimal places of units that are carried on, where not only whole ones were sold."""
SHARES = (("low", 25), ("expected", 50), ("high", 25))
"""How likely each case of a forecast is, in percent, unless somebody says otherwise."""

UNITS = "units"
"""The unit of volumes that are no amounts: products of several units may be added up."""
REMEMBERED = 200
"""Partners whose payouts as they stand are kept in memory, for the next number that they write."""

_fingerprints: dict[tuple[int | None, date], str] = {}
_standings: dict[tuple[object, ...], tuple[Payout, ...]] = {}


@dataclass(frozen=True, slots=True)
class Moved:
    """One incentive with and without the sales that are supposed. ``gap`` is what then is missing to the next step.

    ``enough`` is what to suppose of the same products to reach it, where an amount of sales (units, where only these
    are counted) picks the step: more than what is supposed and the gap where only a part of these products counts.
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
    """What a partner earns in the running period if it sells more: what is supposed, and what comes of it.

    ``added`` is missing where the programme counts units alone.
    """

    code: str
    title: str
    period: str
    last: date
    added: Money | None
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
    """One way a period may end: the volume (or the units), what it earns, and how likely it is in percent."""

    name: str
    share: Exact
    volume: Money | Quantity
    payout: Money


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a period is expected to bring, and what to accrue for the sales so far (V29).

    ``rate`` is in percent of sales; of a programme that counts units alone it is an amount for each. ``unsaid`` is how
    many deals of the pipeline were left out, because nobody said how many units they would bring. ``basis`` says what
    volumes are where they are no net amounts.
    """

    code: str
    title: str
    period: str
    start: date
    last: date
    on: date
    so_far: Money | Quantity
    earned: Money
    earlier: int
    cases: tuple[Case, ...]
    rate: Exact | None
    accrued: Money | None
    likeliest: Money | None
    unsaid: int = 0
    basis: str = ""

    @property
    def by_units(self) -> bool:
        """Whether volumes are units, and no amounts."""
        return isinstance(self.so_far, Quantity)

    @property
    def expected(self) -> Case:
        """The middle case."""
        return self.cases[1]


def choices(actor: Actor) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The groups of products that somebody can suppose to sell: an attribute and its values."""
    return catalogue.groups(actor)


def what_if(
    actor: Actor, partner_id: int, code: str, *, on: date, amount: Exact | None, units: Exact | None = None,
    among: tuple[str, str] | None = None, language: str = "en",
) -> WhatIf:  # fmt: skip
    """Calculate what a partner earns in the period of a day if it sells so much more of some products that day.

    The one of ``amount`` (in the programme's currency) and ``units`` that is missing follows from the partner's own
    average price. A programme that counts units alone asks for these, and no amount. Returns, limits and gates count as
    always. Steps are told in ``language``.

    :raises NotFound: no such programme governs the day, or the actor may not see the partner's earnings.
    :raises Refused: nothing is supposed, there is no price, or the programme cannot be calculated.
    """
    speech, standing = Speech(language, books=True), _standing(actor, partner_id, code, on)
    kinds, currency = standing.kinds(among), standing.document.currency
    by_units = standing.counted is MeasureKind.QUANTITY
    if by_units:
        amount = None
    price = next((one.price for one in kinds if one.price is not None), None)
    if not amount and units and price is not None:
        amount = rounded(times(units, price), standing.digits, Rounding.HALF_UP)
    if by_units and (not units or units <= 0):
        raise Refused(speech.say(said.HOW_MANY_UNITS))
    if not by_units and (not amount or amount <= 0):
        raise Refused(speech.say(said.NO_PRICE if units and price is None else said.HOW_MUCH))
    if not kinds:
        raise Refused(speech.say(said.NONE_COUNTS))
    if amount:
        sales = local.shared_out(kinds if units is None else kinds[:1], amount, units, currency)
    else:
        sales = local.units_shared_out(kinds, units or exact(0), FINEST)
    before, after = standing.payouts(()), standing.payouts(sales)
    # a mix counts like no product alone
    names = catalogue.names_of(actor, [int(one.product) for one in sales]) if len(sales) == 1 else {}
    still = local.unmoved(standing.opened)
    moved = tuple(standing.moved(before, after, still, amount or units or exact(0), speech))
    zero = Money.zero(currency)
    total = exact(0)
    for sale in sales:
        total = plus(total, sale.quantity)
    return WhatIf(
        code, standing.document.title, standing.period.label, standing.period.end - timedelta(days=1),
        Money(amount, currency) if amount else None, total, names.get(int(sales[0].product), ("", ""))[1],
        sum((one.before for one in moved), zero), sum((one.after for one in moved), zero), moved,
    )  # fmt: skip


def forecast(
    actor: Actor, partner_id: int, code: str, *, on: date, pipeline: Sequence[Prospect] = (),
    shares: Sequence[tuple[str, int | Exact]] = SHARES, language: str = "en",
) -> Forecast:  # fmt: skip
    """Say what a partner will earn in the period of a day: at the pace so far, with the pipeline, and between which
    bounds; and what to accrue for the sales so far by the expected value (V29).

    A programme that adds up units and no amounts is carried on in units, and of the pipeline the units count.

    :raises NotFound: no such programme governs the day, or the actor may not see the partner's earnings.
    :raises Refused: the programme cannot be calculated, or adds up neither amounts nor units.
    """
    standing = _standing(actor, partner_id, code, on)
    currency, period = standing.document.currency, standing.period
    by_units = standing.counted is MeasureKind.QUANTITY
    sold = local.sold_by_period(standing.opened, str(partner_id))
    earlier = [sold.get(one, exact(0)) for one in standing.opened.plan.periods if one < period][-EARLIER:]
    so_far = sold.get(period, exact(0))
    digits = standing.digits if not by_units else 0 if so_far == rounded(so_far, 0, Rounding.HALF_UP) else FINEST
    told = in_units(pipeline) if by_units else tuple(pipeline)
    volume = run_rate(so_far, period, on, earlier, told, digits=digits)
    kinds = standing.kinds(None)
    cases = []
    for (name, share), bound in zip(shares, (volume.low, volume.expected, volume.high), strict=True):
        bound = rounded(bound, digits, Rounding.HALF_UP)
        more = minus(bound, so_far)
        sales: tuple[local.Supposed, ...] = ()
        if more > 0 and kinds and by_units:
            sales = local.units_shared_out(kinds, more, digits)
        elif more > 0 and kinds:
            sales = local.shared_out(kinds, more, None, currency)
        payouts = standing.payouts(sales)
        earned = sum((one.earned for one in payouts), Money.zero(currency))
        cases.append(Case(name, exact(share), _volume(bound, by_units, currency), earned))
    now = sum((one.earned for one in standing.payouts(())), Money.zero(currency))
    likely = [Likely(Rate.percent(one.share), number_of(one.volume), one.payout) for one in cases]
    sells = expected_value(likely)[1] > 0 and so_far > 0
    rate = expected_per_unit if by_units else expected_rate
    return Forecast(
        code, standing.document.title, period.label, period.start, period.end - timedelta(days=1), on,
        _volume(rounded(so_far, digits, Rounding.HALF_UP), by_units, currency), now, len(earlier), tuple(cases),
        rate(likely) if sells else None, accrual(likely, so_far) if sells else None,
        most_likely(likely, so_far) if sells and max(likely, key=lambda one: one.share).volume else None,
        len(pipeline) - len(told),
        Speech(language).say(said.BASES[standing.counted]) if standing.counted in said.BASES else "",
    )  # fmt: skip


def _volume(value: Exact, by_units: bool, currency: str) -> Money | Quantity:
    return Quantity(value, UNITS) if by_units else Money(value, currency)


def number_of(volume: Money | Quantity) -> Exact:
    """The number of a volume, without what it counts."""
    return volume.value if isinstance(volume, Quantity) else volume.amount


@dataclass(frozen=True)
class _Standing:
    """A partner in the running period of a programme, with what was made of the lines."""

    partner_id: int
    code: str
    country: str
    document: Document
    period: Period
    opened: local.Opened
    on: date

    @property
    def digits(self) -> int:
        return Money.zero(self.document.currency).digits

    @property
    def counted(self) -> MeasureKind:
        """What is supposed and carried on: net amounts or units.

        :raises Refused: the programme adds up neither.
        """
        kind = local.counted_in(self.opened)
        if kind is None:
            raise Refused(f"{self.document.title} adds up neither amounts nor units: there is nothing to carry on.")
        return kind

    def kinds(self, among: tuple[str, str] | None) -> tuple[local.Mixed, ...]:
        """What the partner sells: in this period, else in the last one in which it sold any of it."""
        if among is not None and among[0] not in self.opened.grouped.stored["products"].types:
            return ()
        found: tuple[local.Mixed, ...] = ()
        for period in reversed(self.opened.plan.periods[-EARLIER - 1 :]):
            if period <= self.period:
                found = local.mix(self.opened, str(self.partner_id), period, among)
                if any(one.amount or one.quantity for one in found):
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
            raise Refused(inputs.in_words(problem)) from problem

    def moved(
        self, before: Sequence[Payout], after: Sequence[Payout], still: frozenset[str], added: Exact,
        speech: Speech,
    ) -> list[Moved]:  # fmt: skip
        """Each incentive that has a payout with or without the sales, in the programme's order.

        Where it pays several persons their amounts are added up, and no step is told: each stands at its own.
        """
        zero = Money.zero(self.document.currency)
        made = []
        for incentive in self.document.incentives:
            was, now = ([one for one in found if one.incentive == incentive.id] for found in (before, after))
            if not now:
                continue
            first, last = (sum((one.amount for one in found), zero) for found in (was, now))
            if len(now) > 1:
                made.append(
                    Moved(incentive.id, incentive.title, first, last, "", "", None, "", None, incentive.id not in still)
                )
                continue
            then = now[0]
            exemption = self.document.exempt(incentive.id, self.code, self.period.start)
            at = place(as_agreed(incentive, exemption), then.qualifier, self.document.currency, speech)
            stood = was[0].qualifier if was else None
            enough = reaching(added, stood, then.qualifier, at.gap) if _picks(incentive, self.counted) else None
            made.append(
                Moved(
                    incentive.id, incentive.title, first, last, at.step_text, at.next_text, at.gap, at.gap_text,
                    enough, incentive.id not in still,
                )
            )  # fmt: skip
        return made


def _picks(incentive: Incentive, kind: MeasureKind) -> bool:
    """Whether what is lacking is what is supposed: an amount of sales, or units."""
    return isinstance(incentive.qualifier, Measure) and incentive.qualifier.kind is kind


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
        raise Refused(inputs.in_words(problem)) from problem
    return _Standing(partner_id, partner.code, partner.country, document, period, opened, on)


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
