"""A trial as rows of exact text: for a file, and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from fairway.engine.trial.comparing import Outcome, Sum
from fairway.values import Money, plain

COLUMNS = (
    "section", "label", "name", "partners", "sold", "before", "after", "difference", "percent", "winners", "losers",
)  # fmt: skip
Row = tuple[str, ...]


def rows(outcome: Outcome) -> Iterator[Row]:
    """Every sum of a trial as one row, then every partner."""
    yield _sum("total", outcome.total)
    for section in ("periods", "types", "tiers", "countries", "sizes"):
        for one in getattr(outcome, section):
            yield _sum(section, one)
    for name, title, before, after in outcome.incentives:
        yield ("incentives", name, title, "", "", of(before), of(after), of(after - before), "", "", "")
    for bucket, count in outcome.buckets:
        yield ("distribution", bucket, "", str(count), "", "", "", "", "", "", "")
    for cliff in outcome.cliffs_after:
        label = f"{cliff.cliff.incentive} from {plain(cliff.cliff.bound)}"
        near = str(cliff.below + cliff.above)
        yield ("cliffs", label, cliff.cliff.title, near, "", "", "", of(cliff.cliff.jump), "", "", "")
    for row in outcome.partners:
        share = "" if row.share is None else plain(row.share)
        yield (
            "partners", row.partner.id, row.partner.name, "", plain(row.sold), of(row.before), of(row.after),
            of(row.difference), share, "", "",
        )  # fmt: skip


def _sum(section: str, one: Sum) -> Row:
    return (
        section, one.label, "", str(one.partners), plain(one.sold), of(one.before), of(one.after), of(one.difference),
        "", str(one.winners), str(one.losers),
    )  # fmt: skip


def of(money: Money) -> str:
    """An amount with its currency's digits."""
    return f"{money.amount:.{money.digits}f}"
