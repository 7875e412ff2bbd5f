"""What a check is: a function from a draft programme to findings, each at the value of a path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from fairway.engine.check.reading import Draft
from fairway.engine.programme import RATIOS, Asked, Incentive, Step
from fairway.policy.problems import Severity
from fairway.policy.section import Path
from fairway.values import Exact, exact, plain

ERROR, HOLD, WARNING = Severity.ERROR, Severity.HOLD, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, at the value of a path."""

    path: Path
    severity: Severity
    code: str
    message: str
    hint: str


Check: TypeAlias = Callable[[Draft], Iterator[Finding]]


def sound(draft: Draft, *keys: str) -> Iterator[tuple[int, Path, Incentive]]:
    """Give each incentive whose keys were read without error, with its number and its path."""
    for number, incentive in enumerate(draft.programme.incentives):
        path: Path = ("incentives", number)
        if draft.is_sound(*((*path, key) for key in keys)):
            yield number, path, incentive


def placed(draft: Draft, path: Path, incentive: Incentive) -> Iterator[tuple[Path, Step]]:
    """Give each step with its path; a rate that stands alone has the incentive's."""
    table = (*path, "rates") in draft.notes.places
    for number, step in enumerate(incentive.steps):
        yield ((*path, "rates", number) if table else path), step


def paid(step: Step) -> Exact:
    """Give the number a step pays: a factor, an amount per unit, an amount or free units."""
    if step.rate is not None:
        return step.rate.value
    if step.amount is not None:
        return step.amount.amount
    return step.per_unit or step.free or exact(0)


def shown(step: Step) -> str:
    """Write what a step pays."""
    if step.rate is not None:
        return f"{plain(step.rate.value.scaleb(2))} %"
    return plain(paid(step))


def bound(value: Exact, asked: Asked) -> str:
    """Write what is compared with what is asked: a percentage of a ratio, a number in thousands otherwise."""
    return f"{plain(value.scaleb(2))} percent" if isinstance(asked, RATIOS) else grouped(value)


def grouped(value: Exact) -> str:
    """Write a number with separators between thousands, for sentences."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
