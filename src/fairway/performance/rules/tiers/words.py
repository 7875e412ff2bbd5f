"""Says a tier programme in plain words, to the partner it applies to: what is measured, what each level asks and
brings, and how standing moves. Every choice of the document is said, those left out included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from fairway.engine.words.speech import ENGLISH
from fairway.performance.rules.tiers.assessing import Test
from fairway.performance.rules.tiers.programme import (
    Asked,
    Benefit,
    Cadence,
    Counted,
    Either,
    Every,
    Level,
    Members,
    Metric,
    Programme,
    Requirement,
    Source,
    Span,
    Take,
    Unit,
    Unlocks,
    Window,
)
from fairway.performance.rules.tiers.reviewing import Because, Deed
from fairway.policy.problems import counted
from fairway.values import Exact, Money, Rounding, plain, rounded

BOUGHT = {"sell_in": "bought from the vendor", "sell_through": "sold through", "sell_out": "sold to end customers"}
TAKEN = {
    Take.SUM: "the sum of",
    Take.LAST: "the latest of",
    Take.AVERAGE: "the average of",
    Take.MEDIAN: "the median of",
    Take.COUNT: "the number of",
    Take.HIGHEST: "the highest of",
    Take.LOWEST: "the lowest of",
}
REASONS = {
    Because.REACHED: "all requirements are met",
    Because.NOT_DUE: "standing is not looked at on this day",
    Because.MISSED: "requirements of the level held are missed",
    Because.LOCKED: "the level is locked",
    Because.WAIVED: "the demotion is waived",
    Because.GRANDFATHERED: "the rule changed, and the former one is still met",
    Because.PROGRESS: "progress is good enough for grace",
    Because.NO_PROGRESS: "progress is not good enough for grace",
    Because.GRACE_OVER: "grace is over",
    Because.IN_GRACE: "grace is running",
    Because.UNDER_NOTICE: "the demotion was decided and is under notice",
    Because.UNKNOWN_LEVEL: "the level held is not one of this programme",
}
DEEDS = {
    Deed.KEEP: "Keep",
    Deed.PROMOTE: "Promote",
    Deed.GRACE: "Give grace",
    Deed.RECOVERED: "Grace ends well",
    Deed.DEMOTE: "Demote",
}


@dataclass(frozen=True, slots=True)
class LevelWords:
    """One level: what it asks, one line each, and what it brings."""

    id: str
    title: str
    description: str
    asks: tuple[str, ...]
    brings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """A tier programme in words."""

    id: str
    title: str
    introduction: tuple[str, ...]
    levels: tuple[LevelWords, ...]
    metrics: tuple[tuple[str, str], ...]
    review: tuple[str, ...]

    def text(self) -> str:
        """Write everything as plain text."""
        lines = [self.title, "", *self.introduction]
        for level in self.levels:
            lines += ["", level.title, *([f"  {level.description}"] if level.description else [])]
            lines += [f"  - {line}" for line in (*level.asks, *level.brings)]
        lines += ["", *(f"{title}: {said}" for title, said in self.metrics), "", *self.review]
        return "\n".join(lines) + "\n"


def describe(programme: Programme) -> Description:
    """Say the programme in plain words."""
    held = "Standing is one for the whole partner."
    if programme.each:
        held = f"Standing is held separately for each {_words(programme.each)}: {ENGLISH.joined(programme.parts)}."
    introduction = (programme.description, f"Open to {members(programme.members)}.", held)
    return Description(
        id=programme.id,
        title=programme.title,
        introduction=tuple(line for line in introduction if line),
        levels=tuple(_level(programme, level) for level in programme.levels),
        metrics=tuple((metric.title, measured(programme, metric)) for metric in programme.metrics),
        review=tuple(reviewed(programme)),
    )  # fmt: skip


def number(programme: Programme, metric: Metric, value: Exact | None) -> str:
    """Write a metric's number with its unit; a dash where nothing is known."""
    if value is None:
        return "—"
    match metric.unit:
        case Unit.MONEY:
            digits = Money.zero(programme.currency).digits
            shown = rounded(value, digits, Rounding.HALF_UP)
            return f"{programme.currency} {ENGLISH.number(shown, 0 if shown == shown.to_integral_value() else digits)}"
        case Unit.PERCENT:
            return f"{ENGLISH.number(rounded(value, 1, Rounding.HALF_UP))} %"
        case Unit.PEOPLE:
            return "1 person" if value == 1 else f"{ENGLISH.number(value)} people"
        case Unit.POINTS:
            shown = rounded(value, 2, Rounding.HALF_UP)
            return "1 point" if shown == 1 else f"{ENGLISH.number(shown)} points"
        case _:
            return ENGLISH.number(rounded(value, 2, Rounding.HALF_UP))


def needed(programme: Programme, test: Test) -> str:
    """Write what a requirement needs."""
    metric = programme.metric(test.metric)
    return f"{'at most' if test.at_most else 'at least'} {number(programme, metric, test.needed)}"


def lacks(programme: Programme, test: Test) -> str:
    """Write what is missing; nothing where a requirement is met."""
    metric = programme.metric(test.metric)
    if test.met:
        return ""
    if test.lacking:
        names = ENGLISH.joined(programme.metric(name).title for name in test.lacking)
        short = f"{number(programme, metric, test.gap)} more, and " if test.gap else ""
        return f"{short}something in {names}"
    if test.value is None:
        return f"nothing known yet; {needed(programme, test)}"
    return f"{number(programme, metric, test.gap)} {'too many' if test.at_most else 'more'}"


def requirement(programme: Programme, asked: Requirement) -> str:
    """Say one requirement in a line."""
    if isinstance(asked, Asked):
        metric = next((one for one in programme.metrics if one.id == asked.metric), None)
        title = metric.title if metric is not None else asked.metric
        if metric is None:
            return title
        bound = asked.at_least if asked.at_least is not None else asked.at_most
        said = f"{title}: {'at least' if asked.at_most is None else 'at most'} {number(programme, metric, bound)}"
        elsewhere = [f"{number(programme, metric, amount)} in {place}" for place, amount in asked.places]
        said += f" ({ENGLISH.joined(elsewhere)})" if elsewhere else ""
        return f"{said}, with something in every item" if asked.positive else said
    parts = [requirement(programme, part) for part in asked.parts]
    parts = [f"({part})" if isinstance(one, Every) and len(one.parts) > 1 else part
             for one, part in zip(asked.parts, parts, strict=True)]  # fmt: skip
    said = " or ".join(parts) if isinstance(asked, Either) else "; ".join(parts)
    return f"{asked.title}: {said}" if asked.title else said


def unlocked(programme: Programme, unlocks: Unlocks) -> tuple[str, ...]:
    """Say what a level brings, one line each."""
    lines = []
    if unlocks.price_list:
        off = f", {plain(unlocks.price_discount)} % off" if unlocks.price_discount else ""
        lines.append(f"Price list {unlocks.price_list}{off}")
    if unlocks.registration is not None:
        lines.append("May register deals" if unlocks.registration else "May not register deals")
    if unlocks.fund_rate is not None:
        lines.append(f"{plain(unlocks.fund_rate)} % of sales as marketing funds")
    lines += [_benefit(one) for one in unlocks.benefits]
    return tuple(lines)


def members(found: Members) -> str:
    """Say who takes part."""
    parts = [ENGLISH.joined(f"{_words(one)}s" for one in found.types)] if found.types else []
    parts += [f"partners in {ENGLISH.joined(found.countries)}"] if found.countries else []
    parts += [ENGLISH.joined(found.partners)] if found.partners else []
    said = ", ".join(parts) or "all partners"
    return f"{said}, but not {ENGLISH.joined(found.exclude)}" if found.exclude else said


def window(programme: Programme, found: Window) -> str:
    """Say which days count."""
    count = f"{found.count} " if found.count > 1 else ""
    match found.span:
        case Span.DAYS:
            return f"the last {found.count} days"
        case Span.MONTHS:
            whole = found.count % 12 == 0 and found.count > 12
            return f"the last {found.count // 12} years" if whole else f"the last {found.count} months"
        case Span.QUARTERS:
            return f"the last {count}whole {'quarter' if found.count == 1 else 'quarters'}"
        case Span.FISCAL_YEAR:
            return f"the year that began on {ENGLISH.first_of(programme.year_starts)}"
        case Span.LAST_FISCAL_YEAR:
            return f"the last whole year from {ENGLISH.first_of(programme.year_starts)}"
        case _:
            return "all time"


def length(found: Window) -> str:
    """Say how long a span is."""
    if found.span is Span.DAYS:
        return f"{found.count} days"
    if found.count % 12 == 0:
        return "1 year" if found.count == 12 else f"{found.count // 12} years"
    return "1 month" if found.count == 1 else f"{found.count} months"


def measured(programme: Programme, metric: Metric) -> str:
    """Say how a metric is measured, in a sentence."""
    over = f"over {window(programme, metric.window)}"
    titles = {one.id: one.title for one in programme.metrics}
    match metric.source:
        case Source.SALES:
            kind = {Counted.NET: "net of returns", Counted.GROSS: "before returns", Counted.UNITS: "in units"}
            bought = ENGLISH.either(BOUGHT[event] for event in metric.events)
            said = f"Sales {bought + ', ' if bought else ''}{kind[metric.counted]}, {over}"
        case Source.VALUES:
            said = f"{TAKEN[metric.take].capitalize()} the values '{metric.name or metric.id}' {over}"
            said += f"; each counts for {length(metric.expires)}" if metric.expires is not None else ""
        case Source.PEOPLE:
            said = f"People with a valid certificate in {ENGLISH.either(metric.certificates)}; one person counts once"
        case Source.GROWTH:
            said = f"Change of '{titles.get(metric.of, metric.of)}' over the same span before"
        case Source.SHARE:
            said = f"'{titles.get(metric.of, metric.of)}' as a share of '{titles.get(metric.to, metric.to)}'"
        case Source.RETENTION:
            said = f"Customers won {over.replace('over', 'in', 1)} who are still customers"
            if metric.within is not None:
                said += f" (bought within the last {length(metric.within)})"
        case Source.DATA_QUALITY:
            said = f"Reported sales lines that needed nobody's help, {over}"
        case Source.POINTS:
            said = "Points: " + "; ".join(_category(programme, metric, at) for at in range(len(metric.categories)))
    said += "".join(f"; only {_words(name)} {ENGLISH.either(values)}" for name, values in metric.only)
    for multiplier in metric.multipliers:
        factors = ENGLISH.comma(f"{value} × {plain(factor)}" for value, factor in multiplier.factors)
        said += f"; counted by {_words(multiplier.by)}: {factors}, otherwise × {plain(multiplier.otherwise)}"
    if metric.at_most is not None:
        said += f"; at most {number(programme, metric, metric.at_most)} counts"
    return f"{said}."


def reviewed(programme: Programme) -> list[str]:
    """Say how standing moves, one sentence a line."""
    rule = programme.review
    lines = [f"Promotion is reviewed {cadence(rule.promotion)}, demotion {cadence(rule.demotion)}."]
    lines.append("A standing on a day is what had been reached when the day began; a person decides every change.")
    if rule.qualify_within is not None:
        lines.append(f"A level counts as reached if it was on any day of {window(programme, rule.qualify_within)}.")
    if rule.lock is not None:
        lines.append(f"For {length(rule.lock)} after a promotion nobody is demoted.")
    if rule.grace is not None:
        tests = []
        if rule.grace.at_least is not None:
            tests.append(f"has at least {plain(rule.grace.at_least.scaleb(2))} % of everything that is missed")
        if rule.grace.improving:
            tests.append("has fallen no further since")
        who = f" who {ENGLISH.joined(tests)}" if tests else ""
        again = cadence(rule.grace.recheck)
        lines.append(f"A partner{who} gets {length(rule.grace.length)} of grace first, looked at again {again}.")
    lines.append(
        f"A demotion takes effect {counted(rule.notice, 'day')} after it was decided." if rule.notice
        else "A demotion takes effect on the day of its review."
    )  # fmt: skip
    if rule.one_step_down:
        lines.append("A demotion goes down one level at a time.")
    if rule.grandfathered is not None:
        time = length(rule.grandfathered)
        lines.append(f"After a change of the rules, who still meets the former ones keeps the level for {time}.")
    return lines


def cadence(found: Cadence) -> str:
    """Say when something is looked at."""
    if found.any_time:
        return "at any time"
    nth = f"day {found.day}" if found.day > 1 else "the first day"
    if len(found.months) == 12:
        return f"on {nth} of every month"
    return f"on {nth} of {ENGLISH.joined(ENGLISH.month(month) for month in found.months)}"


def why(because: Iterable[Because]) -> str:
    """Say the reasons of a proposal in a sentence."""
    return ENGLISH.begun(f"{ENGLISH.joined(REASONS[one] for one in because)}.")


def _level(programme: Programme, level: Level) -> LevelWords:
    asks = [requirement(programme, part) for part in level.requires.parts]
    asks += ["By invitation only"] if level.invitation else []
    brings = unlocked(programme, level.unlocks)
    return LevelWords(level.id, level.title, level.description, tuple(asks or ["Asks nothing"]), brings)


def _category(programme: Programme, metric: Metric, at: int) -> str:
    category = metric.categories[at]
    items = []
    for item in category.items:
        of = next((one for one in programme.metrics if one.id == item.metric), None)
        title = of.title if of is not None else item.metric
        points = plain(item.points)
        if item.target is not None and of is not None:
            items.append(f"up to {points} for {title}, in full from {number(programme, of, item.target)}")
        elif item.each is not None and of is not None:
            items.append(f"{points} for each {number(programme, of, item.each)} of {title}")
        else:
            items.append(f"{title} × {points}")
    cap = f" (at most {plain(category.at_most)})" if category.at_most is not None else ""
    return f"{category.title}{cap}: {ENGLISH.comma(items)}"


def _benefit(one: Benefit) -> str:
    since = f" from {ENGLISH.day(one.starts)}" if one.starts is not None else ""
    until = f" until {ENGLISH.day(one.ends - timedelta(days=1))}" if one.ends is not None else ""
    return f"{one.title}{since}{until}"


def _words(name: str) -> str:
    return name.replace("_", " ")
