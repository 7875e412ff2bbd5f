"""Exact decimal numbers: the one door through which a number enters Fairway.

Python's own decimal context keeps 28 digits and forgets the rest without a word. Everything here runs under
a context of our own that keeps 76 digits and *raises* when a digit would be lost, when a float is mixed in, or
when a number is not a number. Rounding therefore happens only where it is asked for by name: `rounded`.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
    Underflow,
    localcontext,
)
from enum import Enum
from typing import TypeAlias

Exact: TypeAlias = Decimal
"""The type of every exact number. Made by `exact`, never by calling the type."""

PRECISION = 76
"""Digits kept: two numbers of 38 digits, the widest column of any engine, multiply without loss."""

TRAPS = [Clamped, DivisionByZero, FloatOperation, Inexact, InvalidOperation, Overflow, Underflow]
CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN, traps=TRAPS)
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
LONGEST = PRECISION + 2  # sign and point


class NotExact(ValueError):
    """The text is not one exact decimal number."""


class Rounding(Enum):
    """How a number that lies between two representable ones is rounded. Ties only differ."""

    HALF_UP = "half_up"
    """A tie goes away from zero, so that a clawback is exactly minus the accrual."""
    HALF_EVEN = "half_even"
    """A tie goes to the even neighbour."""


MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}


def exact(text: "str | int | Exact") -> Exact:
    """Read one exact number from plain decimal text, an int, or a number that is exact already.

    Exponents, thousands separators, blanks, NaN, infinities and floats are refused: each has lost money somewhere.

    :raises NotExact: the text is not plain decimal notation, or has more than 76 digits.
    """
    if isinstance(text, Decimal):
        if not text.is_finite():
            raise NotExact(f"{text} is not a number; write an amount such as 12.50.")
        return text
    if isinstance(text, bool) or not isinstance(text, str | int):
        raise NotExact(f"{text!r} is a {type(text).__name__}, not exact; write the number as text, such as '12.50'.")
    written = str(text)
    if len(written) > LONGEST:
        raise NotExact(f"'{written[:20]}…' has more than {PRECISION} digits; no amount needs so many.")
    if not PLAIN.match(written):
        raise NotExact(
            f"'{written}' is not a plain decimal number; write it such as 1234.50, without blanks or commas."
        )
    return CONTEXT.create_decimal(written)


def typed(text: str) -> Exact:
    """Read a number as people type it into a form: `1,250.50`, with a comma between thousands or none.

    A comma anywhere else is refused: `1250,50` is twelve hundred and fifty to one person and a hundred times as much to
    another.

    :raises NotExact: it is no number, or one that may be read in two ways.
    """
    bare = text.strip()
    if "," in bare:
        if not GROUPED.fullmatch(bare):
            raise NotExact(f"'{bare[:20]}' may be read in two ways; write it such as 1250.50.")
        bare = bare.replace(",", "")
    return exact(bare)


def exacts(texts: Iterable[str | None]) -> list[Exact | None]:
    """Read many exact numbers that an engine's decimal column wrote, missing ones too; none is asked how it is written.

    :raises NotExact: one is no finite number.
    """
    made = CONTEXT.create_decimal
    found = [None if one is None else made(one) for one in texts]
    if not all(one is None or one.is_finite() for one in found):
        raise NotExact("A column holds something that is not a number.")
    return found


@contextmanager
def exactly() -> Iterator[None]:
    """Run the block under the exact context: an operator that would lose a digit raises `decimal.Inexact`."""
    with localcontext(CONTEXT):
        yield


def plus(left: Exact, right: Exact) -> Exact:
    """Add exactly."""
    return CONTEXT.add(left, right)


def minus(left: Exact, right: Exact) -> Exact:
    """Subtract exactly."""
    return CONTEXT.subtract(left, right)


def times(left: Exact, right: Exact) -> Exact:
    """Multiply exactly."""
    return CONTEXT.multiply(left, right)


def rounded(value: Exact, digits: int, mode: Rounding) -> Exact:
    """Round to a number of decimal places, the mode named by the caller.

    `digits` is the number of places kept after the point, zero or more.
    """
    with localcontext(CONTEXT) as context:
        context.traps[Inexact] = False
        return value.quantize(Decimal(1).scaleb(-digits), rounding=MODES[mode])


def divided(dividend: Exact, divisor: Exact, digits: int, mode: Rounding) -> Exact:
    """Divide and round once to `digits` places; nothing is lost before that one rounding.

    :raises ZeroDivisionError: the divisor is zero.
    """
    if not divisor:
        raise ZeroDivisionError("Division by zero; decide what a zero base means before dividing.")
    top, bottom = dividend.as_integer_ratio(), divisor.as_integer_ratio()
    numerator = top[0] * bottom[1] * 10**digits
    denominator = top[1] * bottom[0]
    negative = (numerator < 0) != (denominator < 0)
    whole, rest = divmod(abs(numerator), abs(denominator))
    double = 2 * rest
    tie_goes_up = mode is Rounding.HALF_UP or whole % 2 == 1
    if double > abs(denominator) or (double == abs(denominator) and tie_goes_up):
        whole += 1
    return CONTEXT.scaleb(Decimal(-whole if negative else whole), Decimal(-digits))


def plain(value: Exact) -> str:
    """Write the number as plain text, without exponent and without trailing zeros after the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
