"""Money: an exact amount in one currency."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache, total_ordering
from math import lcm
from typing import TypeVar

from fairway.values.code import Currency, currency
from fairway.values.exact import Exact, NotExact, Rounding, exact, minus, plus, rounded, times
from fairway.values.rate import Quantity, Rate


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies were added or compared."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in major units (dollars, not cents) of one ISO 4217 currency.

    The amount may have more decimal places than the currency pays out; `rounded` brings it to payable digits.

    :raises UnknownCode: the currency is not in ISO 4217.
    :raises NotExact: the amount is a float or not a number.
    """

    amount: Exact
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Exact) or not self.amount.is_finite():
            object.__setattr__(self, "amount", exact(self.amount))
        currency(self.currency)

    @classmethod
    def of(cls, amount: str | int | Exact, code: str) -> "Money":
        """Make money from exact text: `Money.of('12.50', 'USD')`."""
        return cls(exact(amount), code)

    @classmethod
    def zero(cls, code: str) -> "Money":
        """Nothing, in the given currency."""
        return _zero(code)

    @classmethod
    def from_minor(cls, minor: int, code: str) -> "Money":
        """Make money from a whole number of minor units (cents; yen; thousandths of a dinar)."""
        digits = currency(code).digits
        return cls(exact(minor).scaleb(-digits), code)

    @property
    def digits(self) -> int:
        """Decimal places of the currency's minor unit."""
        return self._currency.digits

    @property
    def _currency(self) -> Currency:
        return currency(self.currency)

    @property
    def minor(self) -> int:
        """The amount as a whole number of minor units.

        :raises NotExact: the amount is finer than the minor unit; round it by name first.
        """
        scaled = self.amount.scaleb(self.digits)
        if scaled != scaled.to_integral_value():
            raise NotExact(f"{self} is finer than the minor unit of {self.currency}; round it by name first.")
        return int(scaled)

    def rounded(self, mode: Rounding) -> "Money":
        """Round to the currency's minor unit."""
        return Money(rounded(self.amount, self.digits, mode), self.currency)

    def _same(self, other: object) -> "Money":
        if not isinstance(other, Money):
            raise TypeError(f"Money and {type(other).__name__} do not add up or compare.")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are of different currencies; convert one by a named rate.")
        return other

    def __add__(self, other: "Money") -> "Money":
        return Money(plus(self.amount, self._same(other).amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(minus(self.amount, self._same(other).amount), self.currency)

    def __neg__(self) -> "Money":
        return Money(self.amount.copy_negate() if self.amount else self.amount, self.currency)

    def __abs__(self) -> "Money":
        return Money(self.amount.copy_abs(), self.currency)

    def __mul__(self, rate: Rate) -> "Money":
        if not isinstance(rate, Rate):
            raise TypeError(f"Money is multiplied by a Rate, not by {type(rate).__name__}.")
        return Money(times(self.amount, rate.value), self.currency)

    def per_unit(self, quantity: Quantity) -> "Money":
        """Pay this amount for each unit of the quantity."""
        return Money(times(self.amount, quantity.value), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other).amount

    def __str__(self) -> str:
        shown = max(self.digits, -int(self.amount.normalize().as_tuple().exponent))
        return f"{rounded(self.amount, shown, Rounding.HALF_UP):f} {self.currency}"


Key = TypeVar("Key", bound=Hashable)


def allocate(total: Money, weights: Mapping[Key, Exact]) -> dict[Key, Money]:
    """Share a payable amount in proportion to weights, to the minor unit, by largest remainder.

    The shares add up to the total exactly. A tie goes to the lower id. Weights may be negative (returns); where they
    add up to nothing, the parts are equal. Source: V19 of the incentive reference, 100.00 in three equal parts.

    :raises ValueError: there is nobody to share among.
    :raises NotExact: the total is finer than the minor unit.
    """
    if not weights:
        raise ValueError(f"{total} cannot be shared among nobody; give at least one weight.")
    return {key: Money.from_minor(part, total.currency) for key, part in apportion(total.minor, weights).items()}


def apportion(total: int, weights: Mapping[Key, Exact]) -> dict[Key, int]:
    """Share whole things in proportion to weights by largest remainder, as `allocate` shares minor units.

    :raises ValueError: there is nobody to share among.
    """
    if not weights:
        raise ValueError(f"{total} cannot be shared among nobody; give at least one weight.")
    sign, size = (-1, -total) if total < 0 else (1, total)
    ratios = {key: weight.as_integer_ratio() for key, weight in weights.items()}
    common = lcm(*(below for _, below in ratios.values()))
    parts = {key: above * (common // below) for key, (above, below) in ratios.items()}
    whole = sum(parts.values())
    if not whole:
        parts = dict.fromkeys(parts, 1)
        whole = len(parts)
    share = {key: size * part // whole for key, part in parts.items()}
    left = size - sum(share.values())
    cut_off = {key: abs(size * part - share[key] * whole) for key, part in parts.items()}
    by_remainder = sorted(parts, key=lambda key: (-cut_off[key], _rank(key)))
    for key in by_remainder[:left]:
        share[key] += 1
    return {key: sign * part for key, part in share.items()}


def _rank(key: Hashable) -> tuple[int, int, str]:
    return (0, key, "") if isinstance(key, int) else (1, 0, str(key))


@cache
def _zero(code: str) -> Money:
    return Money(exact(0), code)
