"""What is compared with a bound: sums, growth, attainment, other ratios, breadth, people with a certificate."""

from collections.abc import Iterable
from dataclasses import dataclass

from fairway.engine.oracle.lines import Role
from fairway.engine.oracle.sums import Owner, Sums, total
from fairway.engine.programme import (
    AMOUNTS,
    RATIO_PLACES,
    Asked,
    Attainment,
    Baseline,
    Breadth,
    Certified,
    Gate,
    Growth,
    Incentive,
    Measure,
    NoHistory,
    Ratio,
)
from fairway.values import Exact, Money, Period, Rounding, divided, exact, minus


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for something asked.

    `value` is in the unit of its bounds, `None` where it is missing. `beyond` says that it reaches every bound: growth
    from nothing. `baseline` is what growth was measured against, `target` what attainment was.
    """

    value: Exact | None
    beyond: bool = False
    baseline: Exact | None = None
    target: Exact | None = None

    def reaches(self, bound: Exact) -> bool:
        """Whether it is at least the bound."""
        return self.beyond or (self.value is not None and self.value >= bound)


@dataclass(frozen=True, slots=True)
class Together:
    """Owners whose lines are added up together: one alone, or a pool; `partners` are whose targets and people count."""

    owners: tuple[Owner, ...]
    partners: tuple[str, ...]

    @staticmethod
    def alone(owner: Owner) -> "Together":
        """One owner by itself."""
        return Together((owner,), (owner.partner,))


def quotient(dividend: Exact, divisor: Exact) -> Exact:
    """Divide, and cut off after the places of a ratio, towards minus infinity."""
    top, bottom = dividend.as_integer_ratio(), divisor.as_integer_ratio()
    whole = top[0] * bottom[1] * 10**RATIO_PLACES // (top[1] * bottom[0])
    return exact(whole).scaleb(-RATIO_PLACES)


@dataclass(frozen=True)
class Asking:
    """Answers what is asked for one incentive and one period; `paid` are all who have a payout row in it."""

    sums: Sums
    incentive: Incentive
    period: Period
    paid: tuple[Together, ...]

    def find(self, asked: Asked, who: Together) -> Found:
        """Find what the owners come to."""
        match asked:
            case Measure():
                return Found(self._sum(asked, who))
            case Growth():
                return self._growth(asked, who)
            case Attainment():
                return self._attainment(asked, who)
            case Ratio(of=of, to=to):
                # both are added up before either is judged: a line that nobody can count is refused in any case
                dividend, divisor = self._sum(of, who), self._sum(to, who)
                if divisor is None or divisor <= 0:
                    return Found(None)
                return Found(quotient(dividend or exact(0), divisor))
            case Breadth(parts=parts):
                sums = [(self._sum(part.measure, who), part.at_least) for part in parts]
                return Found(exact(sum(1 for found, least in sums if found is not None and found >= least)))
            case Certified(course=course):
                facts = self.sums.facts
                on = facts.last_day(self.period)
                return Found(exact(sum(facts.certified(partner, course, on) for partner in who.partners)))

    def _sum(self, measure: Measure, who: Together) -> Exact | None:
        return self.sums.total(self.incentive, measure, who.owners, self.period)

    def _target(self, name: str | None, who: Together) -> Exact | None:
        facts = self.sums.facts
        return total(facts.target(partner, name, self.period) for partner in who.partners)

    def _attainment(self, asked: Attainment, who: Together) -> Found:
        actual, target = self._sum(asked.measure, who), self._target(asked.target, who)
        if actual is None or target is None or target <= 0:
            return Found(None)
        return Found(quotient(actual, target), target=target)

    def _growth(self, asked: Growth, who: Together) -> Found:
        actual, baseline = self._sum(asked.measure, who), self._baseline(asked, who)
        if baseline is None:
            match asked.without_history:
                case NoHistory.SKIP:
                    return Found(None)
                case NoHistory.ZERO:
                    sold = actual is not None and actual > 0
                    return Found(None, beyond=True, baseline=exact(0)) if sold else Found(None)
                case NoHistory.PEERS:
                    baseline = self._of_peers(asked, who)
                case NoHistory.TARGET:
                    baseline = self._target(asked.target, who)
        if actual is None or baseline is None or baseline <= 0:
            return Found(None)
        return Found(quotient(minus(actual, baseline), baseline), baseline=baseline)

    def _baseline(self, asked: Growth, who: Together) -> Exact | None:
        """What growth is measured against; `None` where that is too little to be a baseline."""
        if asked.over is None:
            found = self._target(asked.named, who)
        else:
            calendar = self.sums.facts.programme.calendar.fiscal
            before = {
                Baseline.SAME_PERIOD_LAST_YEAR: calendar.same_last_year,
                Baseline.PREVIOUS_PERIOD: calendar.previous,
            }[asked.over](self.period)
            found = self.sums.total(self.incentive, asked.measure, who.owners, before, Role.BASELINE)
        if found is None or found <= 0 or (asked.least is not None and found < asked.least):
            return None
        return found

    def _of_peers(self, asked: Growth, who: Together) -> Exact | None:
        """The mean of the baselines of all others that have one, rounded to what can be paid or counted."""
        baselines = [self._baseline(asked, other) for other in self.paid if other != who]
        known = [one for one in baselines if one is not None]
        together = total(known)
        if together is None:
            return None
        digits = Money.zero(self.sums.facts.programme.currency).digits if asked.measure.kind in AMOUNTS else 0
        return divided(together, exact(len(known)), digits, Rounding.HALF_UP)


def met(gates: Iterable[Gate], found: Iterable[Found]) -> bool:
    """Whether every gate is reached."""
    return all(one.reaches(gate.at_least) for gate, one in zip(gates, found, strict=True))
