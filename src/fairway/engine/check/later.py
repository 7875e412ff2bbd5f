"""What later versions of the language know and this one does not: each refused by name, with what stands here instead.

The mechanics are those of the incentive reference (V06 to V38). A programme that needs one of them is told so at the
word itself; it never pays something similar in silence.
"""

from __future__ import annotations


def without(absent: str, present: str) -> str:
    """Say what this version does not have and what it has."""
    return f"This version of the language does not have {absent}; it has {present}."


_METHODS = "flat, retroactive, marginal, rolling, total, linear, per_unit and fixed"
METHODS: dict[str, str] = {
    word: without(f"the method '{word}' ({what})", _METHODS)
    for word, what in {
        "attainment": "a rate by share of a target",
        "accelerator": "an extra rate above a target",
        "growth": "a rate by growth over a baseline",
        "stepped": "a fixed amount for each full multiple",
        "free_goods": "goods for each full multiple",
    }.items()
}
RETURNS: dict[str, str] = {
    word: without(what, "restate (returns reduce the period of their own date) and exclude")
    for word, what in {
        "net_in_current_period": "returns netted in a later period",
        "reverse_at_paid_rate": "returns reversed at the rate that was paid",
    }.items()
}
STACK: dict[str, str] = {
    word: without(f"stacking by '{word}'", "add: each incentive pays in full")
    for word in ("best_of", "after", "exclusive", "net_of_prior", "priority")
}
STACK_GROUPS = without("stack groups with an order or a combined cap", "add: each incentive pays in full")
MEASURES: dict[str, str] = {
    word: without(f"the measure '{word}'", "net, quantity and lines")
    for word in (
        "list",
        "gross",
        "margin",
        "customers",
        "new_customers",
        "deals",
        "serials",
        "points",
        "weight",
        "growth",
        "ratio",
        "purchases",
        "stock",
    )
}
BASES: dict[str, str] = {
    word: without(f"the base '{word}'", "net: the net amount of each line as reported")
    for word in ("gross", "list", "margin", "net_of_tax", "net_of_settlement_discount", "net_of_prior")
}
WINDOWS: dict[str, str] = {
    word: without(f"a window '{word}'", "period, year_to_date, rolling 4 periods and lifetime")
    for word in ("line", "document", "year", "period_to_date", "rolling_12_months")
}
PERIODS: dict[str, str] = {
    word: without(f"periods of a {word}", "month, quarter, half and year") for word in ("day", "week", "decade")
}
ROUNDING_LEVELS: dict[str, str] = {
    word: without(f"rounding at the {word}", "line and payout")
    for word in ("invoice", "document", "statement", "total")
}

_SLOTS = "a qualifier, a measure and gates, each over its own lines in the payout's period"
_LIMITS = "the limits amount, measure, floor, minimum_payout, per_year and lifetime"
_PARTNER = "payouts to partners"

INCENTIVE: dict[str, str] = {
    "growth_over": without("growth over a baseline", _SLOTS),
    "growth": without("growth over a baseline", _SLOTS),
    "baseline": without("growth over a baseline", _SLOTS),
    "pays_on": without("payment on an increment", "payment on the whole measure"),
    "target": without("targets and attainment", "steps from fixed amounts"),
    "targets": without("targets and attainment", "steps from fixed amounts"),
    "attach": without("attach and mix ratios", _SLOTS),
    "mix": without("attach and mix ratios", _SLOTS),
    "breadth": without("breadth over several families", _SLOTS),
    "new_customers": without("new-customer bonuses", _SLOTS),
    "deal_registration": without("bonuses of registered deals", _SLOTS),
    "multiplier": without("multipliers", "one incentive for each type or tier"),
    "multipliers": without("multipliers", "one incentive for each type or tier"),
    "split": without("splits and overrides", _PARTNER),
    "splits": without("splits and overrides", _PARTNER),
    "overrides": without("splits and overrides", _PARTNER),
    "payee": without("payouts to persons", _PARTNER),
    "pool": without("pools shared among partners", _PARTNER),
    "group": without("pooling of parents and their children", _PARTNER),
    "accrues_to": without("accrual to marketing funds", _PARTNER),
    "holdback": without("holdbacks", _LIMITS),
    "expires": without("expiry of unclaimed earnings", _LIMITS),
    "prorate": without("proration", "starts and ends: only the days between them count"),
    "over": without("a window of its own for an incentive", "the period of the calendar"),
    "claim": without("claims with proof", "payouts from reported sales"),
    "free_goods": without("free goods", f"the methods {_METHODS}"),
    "rounding": without("rounding of one incentive alone", "rounding of the whole programme"),
    "fx": without("a currency policy of one incentive alone", "fx of the whole programme"),
    "calendar": without("a calendar of one incentive alone", "the calendar of the programme"),
    "currency": without("a currency of one incentive alone", "the currency of the programme"),
}
SLOT: dict[str, str] = {
    key: INCENTIVE[key] for key in ("growth_over", "growth", "baseline", "target", "attach", "mix", "breadth", "group")
} | {
    "without_history": without("growth over a baseline", _SLOTS),
    "ratio": without("attach and mix ratios", _SLOTS),
}
GATE: dict[str, str] = SLOT | {
    "certified_people": without("gates on certified people", "gates on net, quantity and lines"),
    "course": without("gates on certified people", "gates on net, quantity and lines"),
    "at_most": without("gates with an upper bound", "at_least"),
    "below": without("gates with an upper bound", "at_least"),
}
LIMITS: dict[str, str] = {
    "combined": without("caps over several incentives", _LIMITS),
    "holdback": without("holdbacks", _LIMITS),
    "cumulative_guarantee": without("cumulative guarantees", _LIMITS),
    "prorate": without("proration", _LIMITS),
    "expires": without("expiry of unclaimed earnings", _LIMITS),
}
STEP: dict[str, str] = {
    "multiplier": without("multipliers", "percent, per_unit and amount"),
    "points": without("points", "percent, per_unit and amount"),
    "free": without("free goods", "percent, per_unit and amount"),
}
PROGRAMME: dict[str, str] = {
    "combined_cap": without("caps over several incentives", _LIMITS),
    "stack": without("stacking of a whole programme", "stack: add in each incentive"),
    "settlement": without("a settlement cadence of its own", "one settlement for each period of the calendar"),
    "funds": without("marketing funds", _PARTNER),
    "targets": without("targets and attainment", "steps from fixed amounts"),
}
CALENDAR: dict[str, str] = {
    "settle": PROGRAMME["settlement"],
    "claim": without("a claim cadence of its own", "one settlement for each period of the calendar"),
}
