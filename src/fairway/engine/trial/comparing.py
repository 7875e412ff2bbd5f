"""Two versions of a programme over the same history, side by side: who wins, who loses, by how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairway.engine.programme import MeasureKind
from fairway.engine.trial.cliffs import Cliff, cliffs
from fairway.engine.trial.figures import PartnerFacts, Tried
from fairway.values import Exact, Money, Period, Rounding, divided, exact, exactly, plus, rounded

FIFTHS = ("largest fifth", "second fifth", "middle fifth", "fourth fifth", "smallest fifth")
UNKNOWN = "not known"
NOTHING = exact(0)
NEAR = "0.05"

LOSING = (("loses half or more", 50), ("loses 20 to 50 %", 20), ("loses 5 to 20 %", 5), ("loses up to 5 %", 0))
GAINING = (("gains half or more", 50), ("gains 20 to 50 %", 20), ("gains 5 to 20 %", 5), ("gains up to 5 %", 0))
SAME, NEWLY = "stays the same", "earned nothing before"
BUCKETS = (*(name for name, _ in LOSING), SAME, *(name for name, _ in reversed(GAINING)), NEWLY)
"""How a partner's payouts change, in percent of what they were: from `percent` on, or above nothing."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Two versions added up over some partners and periods. `rate` is what is paid in percent of sales."""

    label: str
    before: Money
    after: Money
    partners: int
    winners: int
    losers: int
    sold: Exact
    rate_before: Exact | None
    rate_after: Exact | None

    @property
    def difference(self) -> Money:
        """What the second version pays more, or less."""
        return self.after - self.before

    @property
    def unchanged(self) -> int:
        """Partners that get the same."""
        return self.partners - self.winners - self.losers


@dataclass(frozen=True, slots=True)
class PartnerSum:
    """One partner over all periods. `share` is the change in percent of what it got; `None` where that was nothing."""

    partner: PartnerFacts
    size: str
    sold: Exact
    before: Money
    after: Money
    share: Exact | None
    bucket: str

    @property
    def difference(self) -> Money:
        """What the partner gets more, or less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class CliffSum:
    """How many times a partner stood close to a cliff, below it or at and above, counted for each period."""

    cliff: Cliff
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial: `before` is the version compared with, `after` the one that is tried.

    `left` is what the sales leave the vendor over their cost, before payouts; `None` where no cost is known.
    """

    currency: str
    sold_in: MeasureKind
    total: Sum
    periods: tuple[Sum, ...]
    incentives: tuple[tuple[str, str, Money, Money], ...]
    partners: tuple[PartnerSum, ...]
    types: tuple[Sum, ...]
    tiers: tuple[Sum, ...]
    countries: tuple[Sum, ...]
    sizes: tuple[Sum, ...]
    buckets: tuple[tuple[str, int], ...]
    cliffs_before: tuple[CliffSum, ...]
    cliffs_after: tuple[CliffSum, ...]
    read_lines: bool
    left: Money | None = None

    @property
    def kept(self) -> tuple[Money, Money] | None:
        """What the vendor keeps of net less cost after payouts, before and after; `None` where no cost is known."""
        return None if self.left is None else (self.left - self.total.before, self.left - self.total.after)

    @property
    def is_empty(self) -> bool:
        """Whether no sale of anybody counted, in either version."""
        return not self.partners

    @property
    def margin(self) -> Money:
        """What the vendor's margin changes by: what is paid more, the vendor keeps less of."""
        return self.total.before - self.total.after

    @property
    def margin_points(self) -> Exact | None:
        """What the vendor's margin changes by, in points of sales.

        `None` where no net amounts are added up, or nothing was sold of what they are added up of.
        """
        if self.total.rate_before is None or self.total.rate_after is None:
            return None
        return plus(self.total.rate_before, self.total.rate_after.copy_negate())


def compare(before: Tried, after: Tried) -> Outcome:
    """Lay two versions side by side; both over the same periods.

    :raises ValueError: they are in different currencies or over different periods.
    """
    if before.programme.currency != after.programme.currency:
        raise ValueError(
            f"The versions pay in {before.programme.currency} and {after.programme.currency}: "
            "amounts in two currencies are not compared."
        )
    if before.periods != after.periods:
        raise ValueError("The versions were calculated over different periods; ask for the same ones.")
    return _Comparison(before, after).outcome()


class _Comparison:
    """Adds the same rows up in each direction that somebody asks for."""

    def __init__(self, before: Tried, after: Tried) -> None:
        self.before, self.after = before, after
        self.currency = after.programme.currency
        # whoever takes part in neither wins and loses nothing: it is no partner that stays the same
        names = sorted({partner for partner, _ in before.paid.keys() | after.paid.keys()}, key=_rank)
        self.facts = {name: after.partners.get(name, PartnerFacts(name, name)) for name in names}
        self.was, self.now = _added(before.paid), _added(after.paid)
        self.sold: dict[str, Exact] = {}
        with exactly():
            for (name, _), sold in after.sold.items():
                if name in self.facts:
                    self.sold[name] = self.sold.get(name, NOTHING) + sold
        self.sizes = size_classes({name: self.sold.get(name, exact(0)) for name in names})

    def outcome(self) -> Outcome:
        rows = tuple(self._partner(name) for name in self.facts)
        counted = Counter(row.bucket for row in rows)
        return Outcome(
            self.currency,
            self.after.sold_in,
            self._sum("all periods", self.facts),
            tuple(self._period(place, period) for place, period in enumerate(self.after.periods)),
            tuple(self._incentives()),
            tuple(sorted(rows, key=lambda row: (row.difference.amount, _rank(row.partner.id)))),
            self._groups(lambda one: one.types or (UNKNOWN,)),
            self._groups(lambda one: (one.tier or UNKNOWN,)),
            self._groups(lambda one: (one.country or UNKNOWN,)),
            self._groups(lambda one: (self.sizes[one.id],), FIFTHS),
            tuple((name, counted[name]) for name in BUCKETS),
            _near(self.before),
            _near(self.after),
            self.before.read_lines or self.after.read_lines,
            self._left(),
        )

    def _left(self) -> Money | None:
        """Net less cost of the partners that take part, by whichever version knows what its lines cost."""
        found = self.after.left if self.after.left is not None else self.before.left
        if found is None:
            return None
        with exactly():
            total = sum((value for (name, _), value in found.items() if name in self.facts), NOTHING)
        return Money(rounded(total, Money.zero(self.currency).digits, Rounding.HALF_UP), self.currency)

    def _money(self, minor: int) -> Money:
        return Money.from_minor(minor, self.currency)

    def _partner(self, name: str) -> PartnerSum:
        was, now = self.was.get(name, 0), self.now.get(name, 0)
        share = None if not was else divided(exact(100 * (now - was)), exact(abs(was)), 1, Rounding.HALF_UP)
        return PartnerSum(
            self.facts[name], self.sizes[name], self.sold.get(name, exact(0)), self._money(was), self._money(now),
            share, bucket_of(was, now),
        )  # fmt: skip

    def _sum(self, label: str, names: Iterable[str], place: int | None = None) -> Sum:
        """Add up some partners, over all periods or one."""
        was = now = winners = losers = count = 0
        sold = exact(0)
        for name in names:
            if place is None:
                first, second, own = self.was.get(name, 0), self.now.get(name, 0), self.sold.get(name)
            else:
                key = (name, place)
                first, second = self.before.paid.get(key, 0), self.after.paid.get(key, 0)
                own = self.after.sold.get(key)
            if own is None and not first and not second:
                continue
            count += 1
            was, now = was + first, now + second
            winners, losers = winners + (second > first), losers + (second < first)
            sold = plus(sold, own or exact(0))
        before, after = self._money(was), self._money(now)
        rates = (self._rate(before, sold), self._rate(after, sold))
        return Sum(label, before, after, count, winners, losers, sold, *rates)

    def _rate(self, paid: Money, sold: Exact) -> Exact | None:
        if self.after.sold_in is not MeasureKind.NET or sold <= 0:
            return None
        return divided(paid.amount.scaleb(2), sold, 2, Rounding.HALF_UP)

    def _period(self, place: int, period: Period) -> Sum:
        return self._sum(period.label, self.facts, place)

    def _incentives(self) -> Iterable[tuple[str, str, Money, Money]]:
        titles = {one.id: one.title for tried in (self.before, self.after) for one in tried.programme.incentives}
        was, now = _added(self.before.by_incentive), _added(self.after.by_incentive)
        for name, title in titles.items():
            yield name, title, self._money(was.get(name, 0)), self._money(now.get(name, 0))

    def _groups(self, of: Callable[[PartnerFacts], Sequence[str]], order: Sequence[str] = ()) -> tuple[Sum, ...]:
        """Add up by what partners are; one of several types stands in each of them."""
        groups: dict[str, list[str]] = defaultdict(list)
        for name, facts in self.facts.items():
            for label in of(facts):
                groups[label].append(name)
        labels = sorted(
            groups, key=lambda label: (order.index(label) if label in order else 0, label == UNKNOWN, label)
        )
        return tuple(self._sum(label, groups[label]) for label in labels)


def size_classes(sold: Mapping[str, Exact]) -> dict[str, str]:
    """Put partners into fifths by what they sold, the largest first; equal sales go by id."""
    ranked = sorted(sold, key=lambda name: (-sold[name], _rank(name)))
    return {name: FIFTHS[place * len(FIFTHS) // len(ranked)] for place, name in enumerate(ranked)}


def bucket_of(was: int, now: int) -> str:
    """Name how much a partner's payouts change, in percent of what they were."""
    if now == was:
        return SAME
    if was <= 0:
        return NEWLY if now > was else LOSING[0][0]
    changed, named = 100 * abs(now - was), LOSING if now < was else GAINING
    return next(name for name, percent in named if changed >= percent * was)


def _near(tried: Tried) -> tuple[CliffSum, ...]:
    counted = Counter((one.incentive, one.bound, one.reached) for one in tried.near)
    return tuple(
        CliffSum(cliff, counted[cliff.incentive, cliff.bound, False], counted[cliff.incentive, cliff.bound, True])
        for cliff in cliffs(tried.programme, exact(NEAR))
    )


def _added(found: Mapping[tuple[str, int], int]) -> dict[str, int]:
    """Add amounts up by partner, or by incentive."""
    sums: dict[str, int] = defaultdict(int)
    for (name, _), minor in found.items():
        sums[name] += minor
    return dict(sums)


def _rank(name: str) -> tuple[int, int, str]:
    return (0, int(name), "") if name.isdigit() else (1, 0, name)
