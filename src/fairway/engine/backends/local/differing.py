"""What one partner would be paid by two texts of a programme, payout by payout, out of their grouped parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from fairway.engine.backends.local.store import Opened
from fairway.engine.backends.local.whom import concerned
from fairway.engine.payout import Payout
from fairway.values import Money, Period


@dataclass(frozen=True, slots=True)
class Apart:
    """One payout that the two pay otherwise; nothing where one of them does not have it."""

    incentive: str
    title: str
    period: Period
    person: str
    before: Money
    after: Money

    @property
    def difference(self) -> Money:
        """What the second pays more, or less."""
        return self.after - self.before


def paid_apart(before: Opened | None, after: Opened, partner: str, periods: Sequence[Period]) -> tuple[Apart, ...]:
    """The payouts of a partner that two texts pay otherwise, the largest difference first; `None` pays nothing.

    :raises NotGrouped: a counted line has no exchange rate.
    """
    programme = after.plan.programme
    titles = {one.id: one.title for one in programme.incentives}
    if before is not None:
        titles = {one.id: one.title for one in before.plan.programme.incentives} | titles
    was, now = ({} if one is None else _paid(one, partner, periods) for one in (before, after))
    zero = Money.zero(programme.currency)
    found = [
        Apart(key[0], titles[key[0]], key[1], key[2], was.get(key, zero), now.get(key, zero))
        for key in was.keys() | now.keys()
    ]
    differing = [one for one in found if one.difference]
    return tuple(
        sorted(differing, key=lambda one: (-abs(one.difference.minor), one.period.start, one.incentive, one.person))
    )


def _paid(opened: Opened, partner: str, periods: Sequence[Period]) -> dict[tuple[str, Period, str], Money]:
    whom = concerned(opened.grouped, opened.plan.programme, [partner])
    with opened.grouped.run(opened.plan, list(periods), whom=whom) as result:
        return {_key(one): one.amount for one in result.payouts(partner)}


def _key(one: Payout) -> tuple[str, Period, str]:
    return one.incentive, one.period, one.person
