"""The sentences of a programme: how each incentive earns, and what holds for all of them."""

from __future__ import annotations

from fairway.engine.programme import (
    Asked,
    CurrencyPolicy,
    Gate,
    Incentive,
    LineDate,
    Measure,
    MeasureKind,
    Method,
    Programme,
    ReturnsPolicy,
    RoundingLevel,
    StandingDate,
    Step,
    Validity,
)
from fairway.engine.words import phrases
from fairway.policy.problems import listed
from fairway.values import Exact, Rounding, exact, plain

PERIODS = {"month": "month", "quarter": "quarter", "half": "half-year", "year": "year"}
DATES = {LineDate.INVOICE: "invoice date", LineDate.SHIPMENT: "shipment date"}


def period_of(programme: Programme) -> str:
    """Name the programme's period."""
    return PERIODS[programme.calendar.period]


def headline(programme: Programme, incentive: Incentive) -> str:
    """Say in one sentence how the incentive earns."""
    paying = [step for step in incentive.steps if _pays(step)]
    if not paying:
        return "This incentive pays nothing."
    if incentive.method is Method.MARGINAL:
        return _marginal(programme, incentive, paying)
    if incentive.method in {Method.ROLLING, Method.TOTAL}:
        return _added(programme, incentive, paying)
    if incentive.method is Method.LINEAR:
        return _linear(programme, incentive)
    best = max(paying, key=_value)
    sentence = step_sentence(programme, incentive, best)
    if len(paying) > 1:
        low = phrases.pays(min(paying, key=_value), incentive.measure.kind, programme.currency)
        return f"{sentence} Lower steps begin at {low}."
    return sentence


def step_sentence(programme: Programme, incentive: Incentive, step: Step) -> str:
    """Say what one step pays and when: You earn 3 % of all your net sales of Bikes in a quarter in which they reach…"""
    period, currency = period_of(programme), programme.currency
    kind = incentive.measure.kind
    pays = phrases.pays(step, kind, currency)
    goods = phrases.selling(incentive.measure)
    if not _pays(step):
        pays = "nothing"
    if incentive.method is Method.LINEAR and step.lower is not None:
        who = phrases.selling(incentive.qualifier)
        point = phrases.bound(step.lower, incentive.qualifier, currency)
        return f"You earn {pays} of all your {goods} in a {period} in which your {who} come to exactly {point}."
    if incentive.method in {Method.ROLLING, Method.TOTAL} and _pays(step):
        reaching = (
            f" in which they reach {phrases.bound(step.lower, incentive.qualifier, currency)}" if step.lower else ""
        )
        if incentive.qualifier != incentive.measure:
            reaching = reaching.replace("they", f"your {phrases.selling(incentive.qualifier)}")
        on = f"all your {goods}"
        if incentive.method is Method.ROLLING and step.upper is not None:
            on = f"your {goods} up to {phrases.measured(step.upper, kind, currency)}"
        more = " more" if step.lower else ""
        return f"You earn {pays}{more} on {on} in a {period}{reaching}."
    whole = "all " if incentive.steps[0].lower is not None or len(incentive.steps) > 1 else ""
    if incentive.method is Method.FIXED:
        earns = f"You earn {pays} once"
    elif pays == "nothing":
        earns = f"You earn nothing on your {goods}"
    elif step.per_unit is not None:
        each = {MeasureKind.LINES: "sales line", MeasureKind.QUANTITY: "unit"}.get(kind, "unit")
        of = phrases.products(incentive.measure.lines.products)
        earns = f"You earn {phrases.amount(step.per_unit, currency)} for each {each}{f' of {of}' if of else ''}"
    else:
        earns = f"You earn {pays} of {whole}your {goods}"
    return f"{earns} in a {period}{_reaching(programme, incentive, step, period)}."


def step_span(programme: Programme, incentive: Incentive, step: Step) -> str:
    """Write the span of a step; of a linear table, its point."""
    kind, currency = incentive.qualifier, programme.currency
    if incentive.method is Method.LINEAR and step.lower is not None:
        return f"at {phrases.measured(step.lower, kind, currency)}"
    return phrases.step_range(step, kind, currency)


def _reaching(programme: Programme, incentive: Incentive, step: Step, period: str) -> str:
    """Say which qualifier reaches the step: in which they reach $100,000."""
    kind, currency = incentive.qualifier, programme.currency
    if step.lower is None:
        if incentive.method is Method.FIXED and _counts_lines(incentive.qualifier):
            return f" in which you have {phrases.selling(incentive.qualifier)}"
        return ""
    said = incentive.method is not Method.FIXED and incentive.qualifier == incentive.measure
    who = "they" if said else f"your {phrases.selling(incentive.qualifier)}"
    if not step.lower:
        if step.upper is None:
            return ""
        return f" in which {who} stay below {phrases.bound(step.upper, kind, currency)}"
    reach = f" in which {who} reach {phrases.bound(step.lower, kind, currency)}"
    if step.upper is not None:
        reach += f" but not {phrases.bound(step.upper, kind, currency)}"
    return reach


def _marginal(programme: Programme, incentive: Incentive, paying: list[Step]) -> str:
    kind, currency = incentive.measure.kind, programme.currency
    parts = []
    for step in paying:
        pays = phrases.pays(step, kind, currency)
        if step.upper is None and step.lower:
            parts.append(f"{pays} on the part above {phrases.measured(step.lower, kind, currency)}")
        elif step.upper is None:
            parts.append(f"{pays} on all of them")
        else:
            low = phrases.measured(step.lower or exact(0), kind, currency)
            parts.append(f"{pays} on the part from {low} to {phrases.measured(step.upper, kind, currency)}")
    goods = phrases.selling(incentive.measure)
    return f"Of your {goods} in a {period_of(programme)} you earn {listed(parts, 'and')}."


def _added(programme: Programme, incentive: Incentive, paying: list[Step]) -> str:
    """Say a table whose reached steps all pay: of 10 % on all of them, and of 25 % more once they reach $1,000."""
    kind, currency = incentive.measure.kind, programme.currency
    who = "they" if incentive.qualifier == incentive.measure else f"your {phrases.selling(incentive.qualifier)}"
    parts = []
    for step in paying:
        on = "all of them"
        if incentive.method is Method.ROLLING and step.upper is not None:
            on = f"the part up to {phrases.measured(step.upper, kind, currency)}"
        part = f"{phrases.pays(step, kind, currency)} on {on}"
        if step.lower:
            part += f" once {who} reach {phrases.bound(step.lower, incentive.qualifier, currency)}"
        parts.append(part)
    goods, period = phrases.selling(incentive.measure), period_of(programme)
    return f"Of your {goods} in a {period} you earn {listed(parts, 'and')}; all of these add up."


def _linear(programme: Programme, incentive: Incentive) -> str:
    kind, currency = incentive.measure.kind, programme.currency
    first, last = incentive.steps[0], incentive.steps[-1]
    who = "they" if incentive.qualifier == incentive.measure else f"your {phrases.selling(incentive.qualifier)}"
    points = [
        f"{phrases.pays(step, kind, currency)} at {phrases.bound(step.lower, incentive.qualifier, currency)}"
        for step in incentive.steps
        if step.lower is not None
    ]
    goods, period = phrases.selling(incentive.measure), period_of(programme)
    return (
        f"On all your {goods} in a {period} you earn a rate that changes evenly with what {who} come to: "
        f"{listed(points, 'and')}; below that it stays {phrases.pays(first, kind, currency)}, "
        f"above it {phrases.pays(last, kind, currency)}."
    )


def gate_sentence(programme: Programme, incentive: Incentive, gate: Gate) -> str:
    """Say what must be reached before anything is paid."""
    bound = phrases.bound(gate.at_least, gate.measure, programme.currency)
    sold, period = phrases.selling(gate.measure), period_of(programme)
    sentence = f"It is paid only in a {period} in which your {sold} reach {bound}."
    return f"{sentence}{_own_lines(incentive, gate.measure)}"


def _own_lines(incentive: Incentive, measure: Asked) -> str:
    """Say which lines a qualifier or a gate counts, where they are not those that are paid for."""
    if not isinstance(measure, Measure):
        return ""
    usual = phrases.scope_sentences(incentive.measure.lines)
    own = phrases.scope_sentences(measure.lines)
    if own == usual:
        return ""
    return f" For this: {' '.join(own) or 'all sales of these products count.'}"


def qualifier_sentence(programme: Programme, incentive: Incentive) -> str:
    """Say what picks the step, where it is not what earns."""
    if incentive.qualifier == incentive.measure:
        return ""
    own = _own_lines(incentive, incentive.qualifier)
    if incentive.method is Method.FIXED or len(incentive.steps) < 2:
        return own.strip()
    sold, paid = phrases.selling(incentive.qualifier), phrases.selling(incentive.measure)
    return f"Your {sold} decide which step is reached; your {paid} are paid for.{own}"


def limit_sentences(programme: Programme, incentive: Incentive) -> list[str]:
    """Say what caps, guarantees and carries the payout."""
    limits, period, currency = incentive.limits, period_of(programme), programme.currency
    found = []
    if limits.measure is not None:
        capped = phrases.measured(limits.measure, incentive.measure.kind, currency)
        found.append(f"At most {capped} a {period} are paid for; what goes beyond earns nothing.")
    if limits.floor is not None:
        guaranteed = phrases.money(limits.floor)
        when = "you have a sale that counts" + (" and meet the conditions" if incentive.gates else "")
        found.append(f"At least {guaranteed} is guaranteed in each {period} in which {when}.")
    if limits.amount is not None:
        found.append(f"At most {phrases.money(limits.amount)} is paid a {period}.")
    if limits.per_year is not None:
        found.append(f"At most {phrases.money(limits.per_year)} is earned in a year; what goes beyond earns nothing.")
    if limits.lifetime is not None:
        found.append(f"At most {phrases.money(limits.lifetime)} is ever earned; what goes beyond earns nothing.")
    if limits.minimum_payout is not None:
        least = phrases.money(limits.minimum_payout)
        found.append(f"Less than {least} is not paid out but carried to the next {period}; it is not lost.")
    return found


def returns_sentence(programme: Programme, returns: ReturnsPolicy) -> str:
    """Say what returned goods do."""
    if returns is ReturnsPolicy.EXCLUDE:
        return "Returned goods change nothing: neither what you reach nor what you are paid."
    period = period_of(programme)
    return (
        f"Returned goods are taken off the {period} of their own date; if that {period} is settled, "
        "it is calculated again and the difference is corrected."
    )


def eligible_sentence(incentive: Incentive) -> str:
    """Say who can earn the incentive, where it is not every member."""
    words = phrases.eligibility(incentive.eligible)
    return "" if words == "all partners" else f"It is open to {words}."


def validity_sentence(validity: Validity, subject: str) -> str:
    """Say when something counts, where it does not always."""
    return "" if validity == Validity() else f"{subject} counts {phrases.span(validity)}."


def event_sentence(programme: Programme) -> str:
    """Say which goods count, when every incentive counts the same."""
    events = {incentive.measure.lines.events for incentive in programme.incentives}
    if len(events) != 1:
        return ""
    (only,) = events
    if not only:
        return "Every reported sale counts."
    return f"Goods {listed(phrases.EVENTS[each] for each in only)} count."


def calendar_sentences(programme: Programme) -> list[str]:
    """Say which periods are paid, by which date, and how long late reports are waited for."""
    calendar, period = programme.calendar, period_of(programme)
    first = phrases.MONTHS[calendar.year_starts_month - 1]
    dated = DATES[calendar.dated_by]
    found = [f"It is calculated for each {period}; the year begins on 1 {first}. A sale counts by its {dated}."]
    if calendar.grace_days:
        days = "1 day" if calendar.grace_days == 1 else f"{calendar.grace_days} days"
        found.append(f"Reports are waited for until {days} after the end of a {period} ({calendar.time_zone} time).")
    return found


def conversion_sentence(programme: Programme) -> str:
    """Say at which exchange rate a sale in another currency counts."""
    period = period_of(programme)
    if programme.fx is CurrencyPolicy.CONTRACT:
        agreed = [f"1 {code} is {plain(rate)} {programme.currency}" for code, rate in programme.contract_rates]
        return f"Sales in other currencies are converted at agreed rates: {listed(agreed, 'and')}."
    rate = {
        CurrencyPolicy.TRANSACTION_DATE: f"the rate in force on their {DATES[programme.calendar.dated_by]}",
        CurrencyPolicy.PERIOD_AVERAGE: f"the average rate of the {period}'s days, rounded to six places",
        CurrencyPolicy.PERIOD_END: f"the rate in force on the last day of the {period}",
    }[programme.fx]
    return f"Sales in other currencies are converted at {rate}."


def money_sentences(programme: Programme) -> list[str]:
    """Say how amounts are converted and rounded."""
    tie = {
        Rounding.HALF_UP: "half of the smallest coin is rounded up, away from zero",
        Rounding.HALF_EVEN: "half of the smallest coin is rounded to the even digit",
    }[programme.rounding.mode]
    level = "Each payout is rounded once"
    if programme.rounding.level is RoundingLevel.LINE:
        level = "The part of each sales line is rounded, and the rounded parts are added"
    return [
        f"Amounts are in {programme.currency}.",
        conversion_sentence(programme),
        f"{level}; {tie}.",
    ]


def standing_sentence(programme: Programme) -> str:
    """Say on which day type, tier and country are looked up."""
    period = period_of(programme)
    when = {
        StandingDate.TRANSACTION: f"on the {DATES[programme.calendar.dated_by]} of each sale",
        StandingDate.PERIOD_START: f"on the first day of the {period}",
        StandingDate.PERIOD_END: f"on the last day of the {period}",
    }[programme.standing]
    return f"Your type, tier and country are those {when}."


def _value(step: Step) -> Exact:
    if step.rate is not None:
        return step.rate.value
    return step.per_unit if step.per_unit is not None else step.amount.amount if step.amount is not None else exact(0)


def _counts_lines(asked: Asked) -> bool:
    return isinstance(asked, Measure) and asked.kind is MeasureKind.LINES


def _pays(step: Step) -> bool:
    return bool(_value(step))
