"""Reads what an incentive pays: one rate, or a half-open table of steps without gap or overlap."""

from __future__ import annotations

from fairway.engine.check import later
from fairway.engine.check.asked import read_bound
from fairway.engine.programme import AMOUNTS, RATIOS, Asked, Measure, Method, Step
from fairway.policy.nodes import Mapping, Sequence
from fairway.policy.problems import listed
from fairway.policy.section import Section
from fairway.values import Exact, Money, Rate, plain

VALUES = ("percent", "per_unit", "amount", "free")
ONE_STEP = frozenset({Method.FLAT, Method.PER_UNIT, Method.FIXED, Method.MULTIPLES})
"""Methods whose only step may be open below."""
STEPPED = frozenset(
    {Method.RETROACTIVE, Method.MARGINAL, Method.ROLLING, Method.TOTAL, Method.LINEAR, Method.ATTAINMENT}
)
"""Methods that mean nothing with one rate alone."""
EXAMPLES = {"percent": "percent: 1.5", "per_unit": "per_unit: 0.75", "amount": "amount: 500", "free": "free: 2"}
MOST_STEPS = 200
"""Steps of one table; nobody reads more, and every partner is looked at for each."""
WHOLE, THRESHOLD_DIGITS, PER_UNIT_DIGITS, PERCENT_DIGITS, FREE_WHOLE = 12, 4, 6, 6, 9


def wanted_value(method: Method, measure: Measure) -> str:
    """Say which value a step of this method has; full multiples pay an amount or goods."""
    if method in {Method.FIXED, Method.MULTIPLES}:
        return "amount"
    if method is Method.PER_UNIT or measure.kind not in AMOUNTS:
        return "per_unit"
    return "percent"


def read_steps(
    section: Section, method: Method, measure: Measure, qualifier: Asked | None, currency: str
) -> tuple[Step, ...]:
    """Read what an incentive pays: one rate, or a table of steps. Empty when it cannot be read.

    ``qualifier`` is None where it could not be read.
    """
    wanted = wanted_value(method, measure)
    if method is Method.MULTIPLES and _free_goods(section):
        wanted = "free"
    written = [key for key in VALUES if section.has(key)]
    if section.has("rates"):
        for key in written:
            message = f"'{key}' stands beside 'rates'; nobody can tell which pays."
            section.taken.add(key)
            _key_place(section, key)
            section.error(key, "two-rates", message, "Keep one of the two.")
        return _table(section, method, measure, qualifier, wanted, currency)
    if not written:
        if section.notes.is_sound(section.at("method")):
            example = EXAMPLES[wanted]
            if method in STEPPED:
                example = f"rates: [{{from: 0, {example}}}, …]"
            section.missing("rates", "There is no rate, so nobody could earn anything.", f"Write {example}.")
        return ()
    step = _value(section, wanted, method, measure, currency, None, None)
    if method in STEPPED and section.notes.is_sound(section.at("method")):
        message = f"The method '{method}' works on steps, and there is one rate only."
        hint = f"Write rates: [{{from: 0, {written[0]}: …}}, …], or method: flat."
        section.error(written[0], "needs-steps", message, hint)
        return ()
    return (step,) if step is not None else ()


def _free_goods(section: Section) -> bool:
    """Tell whether full multiples pay goods: the first value written says it."""
    rates = section.mapping.get("rates")
    rows = rates.value.items if rates is not None and isinstance(rates.value, Sequence) else (section.mapping,)
    return any(row.get("free") is not None for row in rows[:1] if isinstance(row, Mapping))


def _key_place(section: Section, key: str) -> None:
    entry = section.mapping.get(key)
    if entry is not None:
        section.notes.places[section.at(key)] = entry.key.place


def _table(
    section: Section, method: Method, measure: Measure, qualifier: Asked | None, wanted: str, currency: str
) -> tuple[Step, ...]:
    rows = section.sections("rates")
    if not rows:
        if section.notes.is_sound(section.at("rates")):
            message = "'rates' is empty, so nobody could earn anything."
            section.error("rates", "no-steps", message, f"Write - {{from: 0, {wanted}: 1}}.")
        return ()
    if len(rows) > MOST_STEPS:
        message = f"There are {len(rows)} steps; a table has at most {MOST_STEPS}."
        section.error("rates", "too-many", message, "Write method: linear where the rate grows all the way.")
        return ()
    bounds: list[Exact | None] = []
    for row in rows:
        lower = _lower(row, method, qualifier, len(rows))
        bounds.append(lower)
    sound = _bounds(rows, bounds, qualifier)
    steps: list[Step] = []
    for number, row in enumerate(rows):
        upper = bounds[number + 1] if number + 1 < len(rows) else None
        step = _value(row, wanted, method, measure, currency, bounds[number], upper)
        row.close(later.STEP, known=("from", "to"))
        if step is not None:
            steps.append(step)
    if method is Method.FLAT and len(rows) > 1 and section.notes.is_sound(section.at("method")):
        message = f"The method 'flat' has one rate; there are {len(rows)} steps."
        hint = (
            "Write method: retroactive (the step reached pays on everything) or marginal (each slice at its own rate)."
        )
        section.error("method", "flat-with-steps", message, hint)
    if method is Method.LINEAR and len(rows) == 1 and section.notes.is_sound(section.at("method")):
        message = "The method 'linear' draws a line between points, and there is one point only."
        section.error("rates", "needs-steps", message, "Add a second point, or write method: flat.")
    return tuple(steps) if sound and len(steps) == len(rows) else ()


def _lower(row: Section, method: Method, qualifier: Asked | None, count: int) -> Exact | None:
    if row.mapping.get("from") is None:
        row.taken.add("from")
        if not (count == 1 and method in ONE_STEP):
            first = "0 percent" if isinstance(qualifier, RATIOS) else "0"
            row.missing("from", "This step does not say where it begins.", f"Write from: {first} in the first step.")
        return None
    bound = read_bound(row, "from", qualifier, least=0)
    return None if row.is_split("from") else bound


def _shown(bound: Exact, qualifier: Asked | None) -> str:
    return f"{plain(bound.scaleb(2))} percent" if isinstance(qualifier, RATIOS) else str(bound)


def _bounds(rows: list[Section], bounds: list[Exact | None], qualifier: Asked | None) -> bool:
    """Check order, gaps and overlaps of the steps; says whether the table holds."""
    sound = all(row.notes.is_sound(row.at("from")) for row in rows)
    for number, row in enumerate(rows):
        lower = bounds[number]
        following = bounds[number + 1] if number + 1 < len(rows) else None
        before = bounds[number - 1] if number else None
        if lower is not None and before is not None and lower <= before:
            what = "begins where the step before begins" if lower == before else "begins below the step before"
            row.error(
                "from",
                "steps-not-sorted",
                f"This step {what} ({_shown(before, qualifier)}).",
                "Sort the steps from low to high.",
            )
            sound = False
        if not row.has("to"):
            row.taken.add("to")
            continue
        upper = read_bound(row, "to", qualifier)
        if upper is None:
            sound = False
        elif number + 1 == len(rows):
            message = f"The last step ends at {_shown(upper, qualifier)}: whoever sells more would earn nothing."
            row.error("to", "last-step-closed", message, "Delete 'to' here; limits cap what can be earned.")
            sound = False
        elif following is not None and upper != following:
            gap = upper < following
            what = "a gap: nothing is paid" if gap else "an overlap: two steps hold"
            low, high = _shown(min(upper, following), qualifier), _shown(max(upper, following), qualifier)
            message = f"There is {what} between {low} and {high}."
            begins = _shown(following, qualifier)
            hint = f"A step ends just below the next one: write to: {begins}, or leave 'to' out."
            row.error("to", "gap" if gap else "overlap", message, hint)
            sound = False
    return sound


def _value(
    section: Section,
    wanted: str,
    method: Method,
    measure: Measure,
    currency: str,
    lower: Exact | None,
    upper: Exact | None,
) -> Step | None:
    """Read what a step pays: exactly one of percent, per_unit, amount and free, the one that fits the method."""
    written = [key for key in VALUES if section.has(key)]
    section.taken.update(VALUES)
    judge = section.notes.is_sound((*section.path[:2], "method"), (*section.path[:2], "measure"))
    if len(written) > 1:
        message = f"This step pays {listed(written, 'and')}; nobody can tell which."
        _key_place(section, written[1])
        section.error(written[1], "two-rates", message, "Keep one of them.")
        return None
    if not written:
        section.missing(wanted, "This step does not say what it pays.", f"Write {wanted}: with a number.")
        return None
    key = written[0]
    if key != wanted and judge:
        _key_place(section, key)
        section.error(key, "wrong-value", *_mismatch(key, wanted, method, measure))
        return None
    if key == "percent":
        number = section.number(key, whole=6, fraction=PERCENT_DIGITS, least=0)
        return Step(lower, upper, rate=Rate.percent(number)) if number is not None else None
    if key == "per_unit":
        number = section.number(key, whole=WHOLE, fraction=PER_UNIT_DIGITS, least=0)
        return Step(lower, upper, per_unit=number) if number is not None else None
    if key == "free":
        number = section.number(key, whole=FREE_WHOLE, fraction=0, least=0)
        return Step(lower, upper, free=number) if number is not None else None
    money = read_money(section, key, currency, least=0)
    return Step(lower, upper, amount=money) if money is not None else None


def _mismatch(key: str, wanted: str, method: Method, measure: Measure) -> tuple[str, str]:
    if method is Method.MULTIPLES and {key, wanted} == {"amount", "free"}:
        return "Some steps pay an amount and some pay goods.", f"Write {wanted} in each step, or divide the incentive."
    if method is Method.MULTIPLES:
        message = f"The method 'multiples' pays an amount or goods for each full multiple, not '{key}'."
        return message, "Write amount: 50, or free: 2."
    if key == "free":
        return f"The method '{method}' gives no goods.", "Write method: multiples, with every: 100."
    if wanted == "amount":
        return f"The method 'fixed' pays an amount once, not '{key}'.", "Write amount: 500, or another method."
    if wanted == "percent":
        extra = " To pay for each unit write measure: quantity." if key == "per_unit" else ""
        return f"'{method}' on {measure.kind} amounts pays a percentage, not '{key}'.", f"Write percent: 1.5.{extra}"
    if key == "percent" and measure.kind not in AMOUNTS:
        message = f"A percentage of {measure.kind} is not money."
        return message, "Write per_unit: with an amount for each, or measure: net."
    if key == "percent":
        return "The method 'per_unit' pays an amount for each unit.", "Write per_unit: 0.75, or method: flat."
    return f"This pays for each of the {measure.kind}, not '{key}'.", "Write per_unit: 0.75, or method: fixed."


def read_money(
    section: Section, key: str, currency: str, above: int | None = None, least: int | None = None
) -> Money | None:
    """Read an amount in the programme's currency, to its minor unit."""
    number = section.number(key, whole=WHOLE, fraction=THRESHOLD_DIGITS, above=above, least=least)
    if number is None or not currency:
        return None
    money = Money(number, currency)
    digits = money.digits
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > digits:
        message = f"{currency} has {digits} decimal places; {number} cannot be paid."
        section.error(key, "too-fine", message, "Round it to what can be paid.")
        return None
    return money
