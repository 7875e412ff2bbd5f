"""What changed between two explanations of the same payout: which lines, which step, and what each part is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fairway.engine.explain.values import Explanation, LeftOut, LineShare
from fairway.engine.settle import Booked, Correction, settle
from fairway.values import Exact, Money

Change = Literal["new", "gone", "other", "counts", "left_out"]
"""What happened to a line: it came, it went, it brings another figure, it counts now, it does not count any more."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One line that brings something else than before. `before` and `after` are what it brought to the measure."""

    change: Change
    line: Mapping[str, object]
    line_id: str
    before: Exact | None
    after: Exact | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two explanations of one payout side by side, with the correction that leads from one to the other."""

    before: Explanation
    after: Explanation
    correction: Correction | None
    lines: tuple[Changed, ...]

    @property
    def amount(self) -> Money:
        """How much more is earned than before."""
        return self.after.payout.earned - self.before.payout.earned


def changes(before: Explanation, after: Explanation) -> Difference:
    """Compare two explanations of one payout; a correction is split into volume and rate as the books do."""
    was = before.payout
    booked = Booked(
        was.incentive, was.period, was.partner, was.earned, was.measure, was.rate, was.person, was.multiplied
    )
    found = settle([after.payout], [booked], mode=after.programme.rounding.mode)
    return Difference(before, after, found[0] if found else None, tuple(_lines(before, after)))


def _lines(before: Explanation, after: Explanation) -> list[Changed]:
    first, second = _by_name(before), _by_name(after)
    found = []
    for name in [*second, *(name for name in first if name not in second)]:
        was, now = first.get(name), second.get(name)
        old, new = _brings(was), _brings(now)
        line = now or was
        if line is None or old == new:
            continue
        change: Change = "other"
        if was is None:
            change = "new"
        elif now is None:
            change = "gone"
        elif old is None:
            change = "counts"
        elif new is None:
            change = "left_out"
        found.append(Changed(change, line.line, line.line_id, old, new))
    return found


def _by_name(one: Explanation) -> dict[tuple[str, ...], LineShare | LeftOut]:
    """Lines by what names them: the report and their number in it, so that a corrected line is found again."""
    lines: list[LineShare | LeftOut] = [*one.excluded, *one.lines]
    return {_name(line): line for line in lines}


def _name(line: LineShare | LeftOut) -> tuple[str, ...]:
    return (*(str(line.line.get(column) or "") for column in ("report_id", "invoice_no", "product_id")), line.line_id)


def _brings(line: LineShare | LeftOut | None) -> Exact | None:
    return line.measure if isinstance(line, LineShare) else None
