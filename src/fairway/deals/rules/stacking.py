"""What a registration does to the price, together with whatever else the deal has.

The page of the rule. Beside the registration a deal may have other prices, each a percentage of the list price from a
day to a day: a special price, a promotion. The policy says of each kind whether the registration *adds to* it
(``stacks_with``) or *cannot be combined* with it (``excludes``); of any other kind nothing is guessed, so it cannot be
written down. On a day:

1. While the deal has a price that the registration excludes, the registration gives no discount at all.
2. Otherwise what stacks is taken off first, then the registration's percentage, of the list price or of what is left
   (``base``).
3. Where what stacks is more than ``shared_above``, the part above it is shared: the registration's percentage is less
   by ``share`` percent of that part (half, unless the policy says otherwise), down to nothing.
4. All together end at ``cap`` percent of the list price.

Each amount is rounded once, halves up, so the steps add up to what is paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.deals.rules.policy.document import Policy, Price
from fairway.deals.rules.policy.words import other_price
from fairway.deals.rules.refusals import Refused
from fairway.values import Exact, Money, Rate, Rounding, allocate, exact, minus, plain, plus, times

HUNDRED = exact(100)


@dataclass(frozen=True, slots=True)
class Condition:
    """Another price of a deal: its kind, percent of the list price, the days (half-open), and its number somewhere."""

    kind: str
    percent: Exact
    since_on: date
    until_on: date | None = None
    reference: str = ""
    id: int = 0

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.since_on <= on and (self.until_on is None or on < self.until_on)

    @property
    def words(self) -> str:
        """What it is, in words: a special price of 20 % (Q-12)."""
        number = f" ({self.reference})" if self.reference else ""
        return f"{other_price(self.kind)} of {plain(self.percent)} %{number}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the list price to what is paid; ``left`` stands after it."""

    words: str
    off: Money
    left: Money

    @property
    def change(self) -> Money:
        """What the step does to the price, as a waterfall shows it: below zero."""
        return -self.off


@dataclass(frozen=True, slots=True)
class Effect:
    """What a registration does to a price on a day. ``discount`` is its own part; ``why`` says what changed it."""

    value: Money
    steps: tuple[Step, ...]
    percent: Exact
    discount: Money
    left: Money
    excluded_by: tuple[Condition, ...] = ()
    why: tuple[str, ...] = ()


def effect(policy: Policy, value: Money, conditions: Iterable[Condition], on: date) -> Effect | None:
    """What the registration's discount comes to on a day; None where the policy gives none.

    :raises Refused: the policy says nothing about one of the other prices, or they are more than the whole.
    """
    price = policy.price
    if price.discount is None:
        return None
    standing = [one for one in conditions if one.holds(on)]
    for one in standing:
        check_known(price, one.kind)
    stacked = [one for one in standing if one.kind in price.stacks_with]
    against = tuple(one for one in standing if one.kind in price.excludes)
    steps, left = [], value
    for one in (*stacked, *against):
        off = _off(value, one.percent)
        left = left - off
        steps.append(Step(one.words[:1].upper() + one.words[1:], off, left))
    if left.amount < 0:
        raise Refused("The other prices of this deal are more than the whole list price together.")
    if against:
        words = " and ".join(one.words for one in against)
        return Effect(
            value, tuple(steps), exact(0), Money.zero(value.currency), left, against,
            (f"It cannot be combined with {words}, so the registration takes nothing off while that holds.",),
        )  # fmt: skip
    percent, why = _shared(price, stacked)
    base = value if price.base == "list" else left
    discount = _off(base, percent)
    if price.cap is not None:
        room = _off(value, price.cap) - (value - left)
        if discount > room:
            discount = max(room, Money.zero(value.currency))
            why = (*why, f"All discounts together end at {plain(price.cap)} %.")
    left = left - discount
    of = {"list": "the list price", "net": "the net price", "previous": "what is left"}[price.base]
    steps.append(Step(f"The registration, {plain(percent)} % of {of}", discount, left))
    return Effect(value, tuple(steps), percent, discount, left, (), why)


def check_known(price: Price, kind: str) -> None:
    """:raises Refused: the policy does not say whether the registration adds to such a price."""
    if kind not in price.stacks_with and kind not in price.excludes:
        known = ", ".join(other_price(one) for one in kinds(price)) or "none"
        raise Refused(
            f"The policy does not say whether the registration adds to {other_price(kind)}. It knows: {known}. "
            "Publish a version that lists it under stacks_with or excludes."
        )


def kinds(price: Price) -> tuple[str, ...]:
    """The kinds of other prices that a policy says something about."""
    return (*price.stacks_with, *price.excludes)


def _off(base: Money, percent: Exact) -> Money:
    return (base * Rate.percent(percent)).rounded(Rounding.HALF_UP)


def _shared(price: Price, stacked: Sequence[Condition]) -> tuple[Exact, tuple[str, ...]]:
    """The registration's percentage once a deep discount is shared."""
    assert price.discount is not None
    others = exact(0)
    for one in stacked:
        others = plus(others, one.percent)
    if price.shared_above is None or others <= price.shared_above:
        return price.discount, ()
    above = minus(others, price.shared_above)
    given = _percent_of(above, price.share)
    percent = max(minus(price.discount, given), exact(0))
    said = (
        f"We discount by {plain(others)} % already. What is above {plain(price.shared_above)} % is shared: "
        f"{plain(given)} points of it come off the registration's {plain(price.discount)} %."
    )
    return percent, (said,)


def _percent_of(part: Exact, share: Exact) -> Exact:
    return times(part, Rate.percent(share).value)


def days_without(
    spans: Iterable[tuple[date, date | None]], policy: Policy, conditions: Iterable[Condition]
) -> tuple[tuple[date, date | None], ...]:
    """Take the days out of spans on which the deal has a price that its registration cannot be combined with.

    Spans are half-open; None is no end. A programme that pays for registered deals reads what is left.
    """
    left = list(spans)
    for one in conditions:
        if one.kind in policy.price.excludes:
            left = [piece for span in left for piece in _cut(span, one.since_on, one.until_on)]
    return tuple(left)


def _cut(
    span: tuple[date, date | None], since: date, until: date | None
) -> Iterable[tuple[date, date | None]]:  # fmt: skip
    start, end = span
    if (end is not None and since >= end) or (until is not None and until <= start):
        return [span]
    pieces: list[tuple[date, date | None]] = []
    if start < since:
        pieces.append((start, since))
    if until is not None and (end is None or until < end):
        pieces.append((until, end))
    return pieces


def parts(
    discount: Money, shares: Sequence[tuple[str, Exact]], registrant: str, *, decided: bool = False
) -> tuple[tuple[str, Money], ...]:
    """Share the registration's discount among the partners on the deal, by their credit; the rest is the registrant's.

    Where it was ``decided`` how much of the credit goes to this registration, the rest is nobody's on it. To the minor
    unit, by largest remainder, so the parts add up to the discount.
    """
    rest = HUNDRED
    for _, share in shares:
        rest = minus(rest, share)
    named = [(name, share) for name, share in shares if share > 0]
    if rest > 0:
        named.append(("Not of this registration" if decided else registrant, rest))
    if not named or not discount:
        return ()
    together: dict[str, Exact] = {}
    for name, share in named:
        together[name] = plus(together.get(name, exact(0)), share)
    shared = allocate(discount, dict(enumerate(together.values())))
    return tuple((name, shared[at]) for at, name in enumerate(together))
