"""Rates and quantities: exact numbers that are not money and do not compare with it or with each other."""

from dataclasses import dataclass
from functools import total_ordering

from fairway.values.exact import Exact, exact, minus, plain, plus, times


@total_ordering
@dataclass(frozen=True, slots=True)
class Rate:
    """A pure number that multiplies: 0.015 for 1.5 %.

    :raises NotExact: the value is a float or not a number.
    """

    value: Exact

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", exact(self.value))

    @classmethod
    def of(cls, value: str | int | Exact) -> "Rate":
        """Make a rate from its factor: `Rate.of('0.015')`."""
        return cls(exact(value))

    @classmethod
    def percent(cls, value: str | int | Exact) -> "Rate":
        """Make a rate from percent: `Rate.percent('1.5')`."""
        return cls(exact(value).scaleb(-2))

    def __mul__(self, other: "Rate") -> "Rate":
        if not isinstance(other, Rate):
            raise TypeError(f"A Rate is multiplied by a Rate; write the amount first, not {type(other).__name__}.")
        return Rate(times(self.value, other.value))

    def __lt__(self, other: "Rate") -> bool:
        if not isinstance(other, Rate):
            raise TypeError(f"Rate and {type(other).__name__} do not compare.")
        return self.value < other.value

    def __str__(self) -> str:
        return f"{plain(self.value.scaleb(2))} %"


@total_ordering
@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of units, signed (returns are negative), in the named unit; 'EA' where the base unit is meant.

    :raises NotExact: the value is a float or not a number.
    """

    value: Exact
    unit: str = "EA"

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", exact(self.value))

    @classmethod
    def of(cls, value: str | int | Exact, unit: str = "EA") -> "Quantity":
        """Make a quantity from exact text: `Quantity.of('12')`."""
        return cls(exact(value), unit)

    def _same(self, other: object) -> "Quantity":
        if not isinstance(other, Quantity):
            raise TypeError(f"Quantity and {type(other).__name__} do not add up or compare.")
        if other.unit != self.unit:
            raise TypeError(f"{self} and {other} are of different units; convert one first.")
        return other

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(plus(self.value, self._same(other).value), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(minus(self.value, self._same(other).value), self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(self.value.copy_negate() if self.value else self.value, self.unit)

    def __lt__(self, other: "Quantity") -> bool:
        return self.value < self._same(other).value

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit}"
