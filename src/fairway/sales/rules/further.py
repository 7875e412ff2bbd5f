"""Reasons about what a line may say beside its net amount and its invoice date: other amounts, other days."""

from __future__ import annotations

from fairway.sales.rules.levels import EARLIEST, Level, Reason
from fairway.values import exact

_R, _H, _W = Level.REFUSED, Level.HELD, Level.REMARKED
_ZERO = exact(0)
_AMOUNTS = {"gross": "amount before discounts", "list": "amount at list price", "cost": "cost"}


def _unreadable(name: str, said: str) -> Reason:
    return Reason(
        f"L10-bad-{name}",
        _R,
        f"The {said} is no number in the layout's way of writing, or too large.",
        "Write numbers like the other lines, or leave the cell empty.",
        f"{name}_text <> '' AND {name}_amount IS NULL",
        lambda x, t: getattr(x, f"{name}_text") != "" and getattr(x, f"{name}_amount") is None,
    )


def _contradicting(name: str, said: str) -> Reason:
    def holds(x: object, t: object) -> bool:
        quantity, amount = x.quantity, getattr(x, f"{name}_amount")  # type: ignore[attr-defined]
        if quantity is None or amount is None:
            return False
        return bool(quantity > _ZERO > amount or quantity < _ZERO < amount)

    return Reason(
        f"L3-{name}-sign",
        _H,
        f"Quantity and {said} point in opposite directions.",
        f"The {said} of a return is negative, like its quantity.",
        f"(quantity > 0 AND {name}_amount < 0) OR (quantity < 0 AND {name}_amount > 0)",
        holds,
    )


UNREADABLE = (
    Reason(
        "L7-bad-claim-date",
        _R,
        "The day of the claim is no date in the order of the layout.",
        "Write dates like the other lines, or leave the cell empty if nothing was claimed.",
        "claim_text <> '' AND claimed_on IS NULL",
        lambda x, t: x.claim_text != "" and x.claimed_on is None,
    ),
    Reason(
        "L7-bad-original-date",
        _R,
        "The day of the sale that a return undoes is no date in the order of the layout, or lies before the year 2000.",
        "Write dates like the other lines, or leave the cell empty if the day is not known.",
        f"original_text <> '' AND (original_on IS NULL OR original_on < DATE '{EARLIEST}')",
        lambda x, t: x.original_text != "" and (x.original_on is None or x.original_on.isoformat() < EARLIEST),
    ),
    *(_unreadable(name, said) for name, said in _AMOUNTS.items()),
)
CONTRADICTING = (
    *(_contradicting(name, said) for name, said in _AMOUNTS.items()),
    Reason(
        "L7-original-after",
        _H,
        "The day of the sale that the return undoes lies after the return.",
        "Correct the day, or leave the cell empty if it is not known.",
        "quantity < 0 AND original_on > invoice_date",
        lambda x, t: bool(
            x.quantity is not None
            and x.quantity < _ZERO
            and x.original_on is not None
            and x.invoice_date is not None
            and x.original_on > x.invoice_date
        ),
    ),
)
ODD = (
    Reason(
        "L7-claimed-before",
        _W,
        "The payment was claimed before the invoice date.",
        "Nothing to do if that is right.",
        "claimed_on < invoice_date",
        lambda x, t: x.claimed_on is not None and x.invoice_date is not None and x.claimed_on < x.invoice_date,
    ),
    Reason(
        "L7-original-unused",
        _W,
        "The line names the sale it undoes and is no return: that day is not used.",
        "Nothing to do if that is right.",
        "original_on IS NOT NULL AND quantity >= 0",
        lambda x, t: bool(x.original_on is not None and x.quantity is not None and x.quantity >= _ZERO),
    ),
)
