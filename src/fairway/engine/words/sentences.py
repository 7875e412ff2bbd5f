"""The sentences of a programme: what holds for all of it, and each incentive's terms."""

from __future__ import annotations

from collections.abc import Iterable

from fairway.engine.programme import (
    Asked,
    Attainment,
    Breadth,
    Certified,
    Choosing,
    CurrencyPolicy,
    Exemption,
    Gate,
    Group,
    Growth,
    Incentive,
    Measure,
    MeasureKind,
    Method,
    NoHistory,
    Payee,
    Programme,
    Ratio,
    ReturnsPolicy,
    RoundingLevel,
    Unit,
    Validity,
)
from fairway.engine.words import phrases
from fairway.engine.words.messages import earning, limits, parts, terms
from fairway.engine.words.speech import Speech
from fairway.values import exact, plain


def period_of(speech: Speech, programme: Programme) -> str:
    """Name the programme's period."""
    return speech.say(earning.PERIODS[programme.calendar.period])


def gate_sentences(speech: Speech, programme: Programme, incentive: Incentive, gate: Gate) -> list[str]:
    """Say what must be reached before anything is paid, and how that is found."""
    bound = phrases.bound(speech, gate.at_least, gate.measure, programme.currency)
    sold = phrases.subject(speech, gate.measure)
    sentence = speech.say(terms.GATE, period=period_of(speech, programme), sold=sold, bound=bound)
    own = _own_lines(speech, incentive, gate.measure)
    known = gate.measure == incentive.qualifier
    return [
        speech.sentences([sentence, own]) if own else sentence,
        *([] if known else asked_sentences(speech, programme, gate.measure)),
    ]


def _own_lines(speech: Speech, incentive: Incentive, asked: Asked) -> str:
    """Say which lines a qualifier or a gate counts, where they are not those that are paid for."""
    if not isinstance(asked, Measure):
        return ""
    usual = phrases.scope_sentences(speech, incentive.measure.lines)
    own = phrases.scope_sentences(speech, asked.lines)
    if own == usual:
        return ""
    return speech.say(terms.FOR_THIS, terms=speech.sentences(own) or speech.say(terms.ALL_COUNT))


def qualifier_sentences(speech: Speech, programme: Programme, incentive: Incentive) -> list[str]:
    """Say what picks the step, where it is not what earns, and how it is found."""
    if incentive.qualifier == incentive.measure:
        return []
    own = _own_lines(speech, incentive, incentive.qualifier)
    explained = asked_sentences(speech, programme, incentive.qualifier)
    once = incentive.method is Method.FIXED or len(incentive.steps) < 2
    if once or phrases.subject(speech, incentive.qualifier) == phrases.subject(speech, incentive.measure):
        return [own, *explained]
    sold, paid = phrases.subject(speech, incentive.qualifier), phrases.paid_on(speech, incentive.measure)
    sentence = speech.begun(speech.say(terms.DECIDES, sold=sold, paid=paid))
    return [speech.sentences([sentence, own]) if own else sentence, *explained]


def asked_sentences(speech: Speech, programme: Programme, asked: Asked) -> list[str]:
    """Say how growth, attainment, a ratio, a breadth or certificates are found."""
    period = period_of(speech, programme)
    match asked:
        case Measure():
            return _new_customers(speech, programme, asked)
        case Growth():
            return _growth(speech, programme, asked)
        case Attainment():
            return [speech.say(terms.TARGET_IS, name=speech.quoted(asked.target), period=period)]
        case Ratio():
            return [speech.say(terms.NO_RATIO, to=phrases.selling(speech, asked.to))]
        case Breadth():
            found = [
                speech.say(
                    terms.BREADTH_PART,
                    what=phrases.selling(speech, part.measure),
                    bound=phrases.bound(speech, part.at_least, part.measure, programme.currency),
                )
                for part in asked.parts
            ]
            return [speech.say(terms.BREADTH_PARTS, parts=speech.comma(found))]
        case Certified():
            return [speech.say(terms.CERTIFIED_ON, course=asked.course, period=period)]


def _growth(speech: Speech, programme: Programme, growth: Growth) -> list[str]:
    if growth.over is not None:
        that = speech.say(terms.THAT_PERIOD[growth.over], period=period_of(speech, programme))
        found = [speech.say(terms.BASELINE_IS, baseline=that)]
    else:
        found = [speech.say(terms.BASELINE_NAMED, name=speech.quoted(growth.named or ""))]
    if growth.least is not None:
        least = phrases.measured(speech, growth.least, growth.measure, programme.currency)
        found.append(speech.say(terms.BASELINE_LEAST, least=least))
    without = terms.NO_HISTORY[growth.without_history]
    named = {"name": speech.quoted(growth.target or "")} if growth.without_history is NoHistory.TARGET else {}
    return [*found, speech.say(without, **named)]


def _new_customers(speech: Speech, programme: Programme, measure: Measure) -> list[str]:
    if measure.kind is not MeasureKind.NEW_CUSTOMERS:
        return []
    new = measure.new
    if new is None or new.look_back is None:
        found = [speech.say(terms.NEW_EVER)]
    else:
        found = [speech.say(terms.NEW_WITHIN, span=phrases.length(speech, new.look_back))]
    if new is not None and new.at_least is not None:
        found.append(speech.say(terms.NEW_AT_LEAST, least=speech.amount(new.at_least, programme.currency)))
    return found


def earning_sentences(speech: Speech, programme: Programme, incentive: Incentive) -> list[str]:
    """Say what goes beyond one table for one partner: units, pools, multipliers, payees, free goods."""
    found = []
    if incentive.unit is not Unit.PERIOD:
        said_of = terms.UNITS[incentive.unit]
        found.append(speech.say(said_of, **_only(said_of.slots(speech.language), period=period_of(speech, programme))))
    if incentive.pool is not None:
        column = incentive.pool.column
        pooled = (
            speech.say(terms.POOL_PARENT) if column == "parent_id" else speech.say(terms.POOL, column=_shown(column))
        )
        found.append(pooled)
        if incentive.pool.at_least is not None:
            least = phrases.measured(speech, incentive.pool.at_least, incentive.measure, programme.currency)
            found.append(speech.say(terms.POOL_LEAST, least=least))
    for one in incentive.multipliers:
        factors = speech.comma(f"{value} × {speech.number(factor)}" for value, factor in one.factors)
        otherwise = speech.number(one.otherwise)
        found.append(speech.say(terms.MULTIPLIED, column=_shown(one.column), factors=factors, otherwise=otherwise))
    if incentive.payee is Payee.PERSON:
        found.append(speech.say(terms.PAYEE_PERSON))
    if incentive.payee is Payee.SPLITS:
        found.append(speech.say(terms.PAYEE_SPLITS))
    if any(step.free is not None for step in incentive.steps):
        worth = incentive.worth
        found.append(
            speech.say(terms.FREE_GOODS) if worth is None else speech.say(terms.FREE_WORTH, worth=speech.money(worth))
        )
    return found


def _only(slots: Iterable[str], **given: str) -> dict[str, str]:
    return {name: given[name] for name in slots}


def _shown(column: str) -> str:
    return column.replace("_", " ")


def stacking_sentences(speech: Speech, programme: Programme, incentive: Incentive) -> list[str]:
    """Say how the incentive goes with the others of its programme."""
    stack = incentive.stack
    if stack is None or len(programme.incentives) < 2:
        return []
    found = []
    if stack.after:
        found.append(speech.say(terms.AFTER, others=speech.joined(_titles(programme, stack.after))))
    if stack.choosing is not None:
        rivals = _members(programme, stack.group, stack.chosen)
        message = terms.BEST_OF if stack.choosing is Choosing.BEST_OF else terms.EXCLUSIVE
        found.append(speech.say(message, names=speech.joined(rivals)))
    capped = next((group for group in programme.groups if group.id == stack.group), None)
    if capped is not None and (capped.amount is not None or capped.rate is not None):
        names, period = speech.joined(_members(programme, stack.group)), period_of(speech, programme)
        found.append(speech.say(terms.GROUP_CAP, names=names, cap=group_cap(speech, capped), period=period))
    return found or [speech.say(terms.BESIDE)]


def group_cap(speech: Speech, group: Group) -> str:
    """Write what a group pays at most."""
    share = "" if group.rate is None else speech.say(terms.GROUP_SHARE, percent=speech.percent(group.rate.value))
    if group.amount is None:
        return share
    amount = speech.money(group.amount)
    return speech.say(terms.LOWER_OF, first=amount, second=share) if share else amount


def _titles(programme: Programme, names: Iterable[str]) -> list[str]:
    titles = {one.id: one.title for one in programme.incentives}
    return [titles.get(name, name) for name in names]


def _members(programme: Programme, group: str, chosen: str | None = None) -> list[str]:
    """The titles of a group's incentives in their order; with ``chosen``, of one set of them."""
    inside = [
        (one.stack.order, one.id, one.title)
        for one in programme.incentives
        if one.stack is not None and one.stack.group == group and (chosen is None or one.stack.chosen == chosen)
    ]
    return [title for _, _, title in sorted(inside)]


def exemption_sentence(speech: Speech, programme: Programme, one: Exemption) -> str:
    """Say what is agreed with one partner alone."""
    span, what = phrases.span(speech, one.validity), exempted(speech, programme, one)
    return speech.say(terms.AGREED, partner=one.partner, span=span, what=what, reason=one.reason)


def exempted(speech: Speech, programme: Programme, one: Exemption) -> str:
    """Write what stands in place of the table, the conditions or the caps for one partner."""
    incentive = next((each for each in programme.incentives if each.id == one.incentive), None)
    found = []
    if one.value is not None and incentive is not None:
        step = phrases.worth(incentive.steps[0], one.value)
        pays = phrases.pays(speech, step, incentive.measure.kind, programme.currency)
        found.append(speech.say(terms.INSTEAD, pays=pays))
    found += [speech.say(terms.WITHOUT_GATES)] if one.waives_gates else []
    found += [speech.say(terms.WITHOUT_CAPS)] if one.uncapped else []
    return speech.joined(found)


def limit_sentences(speech: Speech, programme: Programme, incentive: Incentive) -> list[str]:
    """Say what caps, guarantees, holds back and carries the payout."""
    given, period, currency = incentive.limits, period_of(speech, programme), programme.currency
    found = []
    if given.measure is not None:
        capped = phrases.measured(speech, given.measure, incentive.measure, currency)
        found.append(speech.say(limits.CAP_MEASURE, capped=capped, period=period))
    if given.floor is not None:
        message = limits.FLOOR_GATES if incentive.gates else limits.FLOOR
        found.append(speech.say(message, least=speech.money(given.floor), period=period))
    if given.guarantee is not None:
        found.append(speech.say(limits.GUARANTEE, least=speech.money(given.guarantee), period=period))
    if given.amount is not None:
        found.append(speech.say(limits.CAP_AMOUNT, most=speech.money(given.amount), period=period))
    if given.per_year is not None:
        found.append(speech.say(limits.CAP_YEAR, most=speech.money(given.per_year)))
    if given.lifetime is not None:
        found.append(speech.say(limits.CAP_EVER, most=speech.money(given.lifetime)))
    if given.budget_per_year is not None:
        found.append(speech.say(limits.BUDGET_YEAR, most=speech.money(given.budget_per_year)))
    if given.budget is not None:
        found.append(speech.say(limits.BUDGET, most=speech.money(given.budget)))
    if given.holdback is not None:
        later = speech.count(exact(given.holdback.periods), parts.PERIODS)
        percent = speech.percent(given.holdback.rate.value)
        found.append(speech.say(limits.HOLDBACK, percent=percent, later=later))
    if given.minimum_payout is not None:
        found.append(speech.say(limits.MINIMUM, least=speech.money(given.minimum_payout), period=period))
    return found


def returns_sentence(speech: Speech, programme: Programme, returns: ReturnsPolicy) -> str:
    """Say what returned goods do."""
    message = limits.RETURNS[returns]
    return speech.say(message, **_only(message.slots(speech.language), period=period_of(speech, programme)))


def eligible_sentence(speech: Speech, incentive: Incentive) -> str:
    """Say who can earn the incentive, where it is not every member."""
    words = phrases.eligibility(speech, incentive.eligible)
    return "" if words == speech.say(parts.ALL_PARTNERS) else speech.say(terms.OPEN_TO, who=words)


def validity_sentence(speech: Speech, validity: Validity, *, whole: bool = False) -> str:
    """Say when the incentive, or the whole programme, counts, where it does not always."""
    if validity == Validity():
        return ""
    return speech.say(limits.PROGRAMME_COUNTS if whole else limits.IT_COUNTS, span=phrases.span(speech, validity))


def event_sentence(speech: Speech, programme: Programme) -> str:
    """Say which goods count, when every incentive counts the same."""
    scopes = {incentive.measure.lines.events: incentive.measure.lines for incentive in programme.incentives}
    if len(scopes) != 1:
        return ""
    ((events, scope),) = scopes.items()
    return phrases.event_sentence(speech, scope) if events else speech.say(terms.EVERYTHING_COUNTS)


def calendar_sentences(speech: Speech, programme: Programme) -> list[str]:
    """Say which periods are paid, by which date, and how long late reports are waited for."""
    calendar, period = programme.calendar, period_of(speech, programme)
    first, dated = speech.first_of(calendar.year_starts_month), speech.say(parts.DATES[calendar.dated_by])
    found = [speech.say(limits.CALENDAR, period=period, first=first, dated=dated)]
    if calendar.grace_days:
        days = speech.count(exact(calendar.grace_days), parts.DAYS)
        found.append(speech.say(limits.GRACE, days=days, period=period, zone=calendar.time_zone))
    return found


def conversion_sentence(speech: Speech, programme: Programme) -> str:
    """Say at which exchange rate a sale in another currency counts."""
    if programme.fx is CurrencyPolicy.CONTRACT:
        agreed = [
            speech.say(limits.AGREED_RATE, code=code, rate=f"{plain(rate)} {programme.currency}")
            for code, rate in programme.contract_rates
        ]
        return speech.say(limits.AGREED_RATES, rates=speech.joined(agreed))
    message = limits.CONVERSIONS[programme.fx]
    dated = speech.say(parts.DATES[programme.calendar.dated_by])
    return speech.say(
        message, **_only(message.slots(speech.language), period=period_of(speech, programme), dated=dated)
    )


def money_sentences(speech: Speech, programme: Programme) -> list[str]:
    """Say how amounts are converted and rounded."""
    by_line = programme.rounding.level is RoundingLevel.LINE
    tie = speech.say(limits.TIES[programme.rounding.mode])
    return [
        speech.say(limits.AMOUNTS_IN, currency=programme.currency),
        conversion_sentence(speech, programme),
        speech.say(limits.ROUNDED_BY_LINE if by_line else limits.ROUNDED_ONCE, tie=tie),
    ]


def standing_sentence(speech: Speech, programme: Programme) -> str:
    """Say on which day type, tier and country are looked up."""
    message = limits.STANDINGS[programme.standing]
    dated = speech.say(parts.DATES[programme.calendar.dated_by])
    return speech.say(
        message, **_only(message.slots(speech.language), period=period_of(speech, programme), dated=dated)
    )
