"""What the language does not have, and what other systems call by another name.

What is absent is refused by name, with what stands here instead: a programme that needs it never pays something
similar in silence. A word or a key that other systems use is answered with the one to write here.
"""

from __future__ import annotations


def without(absent: str, present: str) -> str:
    """Say what this version does not have and what it has."""
    return f"This version of the language does not have {absent}; it has {present}."


# words that other systems use, with what to write here -------------------------------------------------------------

METHODS: dict[str, str] = {
    "accelerator": "Write method: attainment, with qualifier: {attainment_of: plan}.",
    "growth": "Write method: retroactive, with qualifier: {growth_over: same_period_last_year}.",
    "stepped": "Write method: marginal for slices, or method: multiples for an amount for each full multiple.",
    "free_goods": "Write method: multiples, with every: 100 and free: 2.",
    "cumulative": "Write method: retroactive.",
    "incremental": "Write method: marginal.",
    "lump_sum": "Write method: fixed.",
}
RETURNS: dict[str, str] = {
    "net_in_current_period": "Write returns: net.",
    "reverse_at_paid_rate": "Write returns: reverse.",
    "ignore": "Write returns: exclude.",
}
STACK_ELSEWHERE: dict[str, str] = {
    "best_of": "Write stack: {group: promo, best_of: a-or-b} in each of them.",
    "exclusive": "Write stack: {group: promo, order: 1, exclusive: a-or-b} in each of them.",
    "after": "Write stack: {after: [volume]}, with the ids of those that come before.",
    "net_of_prior": "Write stack: {after: [volume]}, with the ids of those that come before.",
    "priority": "Write stack: {group: promo, order: 1}.",
}
STACK_KEYS_ELSEWHERE: dict[str, str] = {
    "priority": "Write order: 1.",
    "combined_cap": "Write groups: {promo: {combined_cap: {percent: 7}}} beside 'incentives'.",
    "cap": "Write groups: {promo: {combined_cap: {percent: 7}}} beside 'incentives'.",
}
WINDOW_ELSEWHERE: dict[str, str] = {
    **{
        word: f"Write over: {word} in the incentive itself; here 'over' is a window of periods."
        for word in ("line", "document", "period_to_date")
    },
    "year": "Write over: year_to_date.",
    "rolling_12_months": "Write over: rolling 4 periods, with as many periods as make up 12 months.",
}
UNIT_ELSEWHERE: dict[str, str] = dict.fromkeys(
    ("year_to_date", "lifetime", "rolling 4 periods", "year"),
    "Write it in the qualifier: qualifier: {measure: net, over: year_to_date}.",
) | {"invoice": "Write over: document.", "transaction": "Write over: line."}

_GROWTH = "Write qualifier: {growth_over: same_period_last_year, measure: net, without_history: skip}."
_TARGET = "Write qualifier: {attainment_of: plan, measure: net}; the amounts stand in the table of targets."
_RATIO = "Write qualifier: {ratio: {of: {…}, to: {…}}}, or a gate with it under 'requires'."
_INSIDE = "It goes inside: qualifier: {growth_over: …, without_history: skip}."
INCENTIVE_ELSEWHERE: dict[str, str] = {
    **dict.fromkeys(("growth_over", "growth", "baseline"), _GROWTH),
    **dict.fromkeys(("attainment_of", "attainment", "target", "targets"), _TARGET),
    **dict.fromkeys(("attach", "mix", "ratio"), _RATIO),
    **dict.fromkeys(("without_history", "at_least_history"), _INSIDE),
    "breadth": "Write qualifier: {breadth: {measure: net, at_least: 10000, each: {family: [A, B]}}}.",
    "new_customers": "Write measure: new_customers, with new_customer: {look_back: 24 months}.",
    "deal_registration": "Write deal: registered.",
    "registered": "Write deal: registered.",
    "multiplier": "Write multipliers: [{by: type, factors: {A: 1.2}, otherwise: 1}].",
    "split": "Write payee: splits; the shares stand in the table of splits.",
    "splits": "Write payee: splits; the shares stand in the table of splits.",
    "overrides": "Write payee: splits; overrides stand in the table of splits.",
    "group": "Write stack: {group: promo}, or pool: {by: parent} to add partners up.",
    "holdback": "Write limits: {holdback: {percent: 10, periods: 1}}.",
    "free_goods": "Write method: multiples, with every: 100 and free: 2.",
    "unit": "Write over: line, document, period or period_to_date.",
    "claim": "Write claimed_within: 30 days, and once_per: serial_no.",
    "certified_people": "Write requires: [{certified_people: 2, course: sales-foundation}].",
    "exemptions": "Write 'exemptions' beside 'incentives', with incentive: and this incentive's id.",
}
SLOT_ELSEWHERE: dict[str, str] = {
    "growth": "Write growth_over: same_period_last_year.",
    "baseline": "Write growth_over: same_period_last_year, or the name of a baseline in the table of targets.",
    "attach": "Write ratio: {of: {…}, to: {…}}.",
    "mix": "Write ratio: {of: {…}, to: {…}}.",
    "window": "Write over: year_to_date.",
    **dict.fromkeys(("without_history", "at_least_history", "target"), "It goes beside growth_over."),
}
LIMITS_ELSEWHERE: dict[str, str] = {
    "cap": "Write amount: 5000 for the payout, or measure: 100000 for what earns.",
    "combined": "Write groups: {promo: {combined_cap: {amount: 5000}}} beside 'incentives'.",
    "combined_cap": "Write groups: {promo: {combined_cap: {amount: 5000}}} beside 'incentives'.",
    "cumulative_guarantee": "Write guarantee: 10000.",
}
PROGRAMME_ELSEWHERE: dict[str, str] = {
    "combined_cap": "Write groups: {promo: {combined_cap: {percent: 7}}}, and stack: {group: promo} in the incentives.",
    "stack": "Write it in each incentive: stack: add.",
    "targets": "Targets stand in a table of their own; name one: qualifier: {attainment_of: plan}.",
    "splits": "Splits stand in a table of their own; write payee: splits in the incentive.",
    "limits": "Write it in each incentive; what several pay together is capped under 'groups'.",
}

# what is absent ----------------------------------------------------------------------------------------------------

_MEASURES = "amounts (net, gross, list, margin), quantity and counts"
MEASURES: dict[str, str] = {
    word: without(f"the measure '{word}'", _MEASURES) for word in ("points", "weight", "purchases", "stock")
}
BASE_WORDS = ["net", "gross", "list", "margin"]
BASES: dict[str, str] = {
    word: without(f"the base '{word}'", "net, gross, list and margin, each from its column of the sales lines")
    for word in ("net_of_tax", "net_of_settlement_discount")
} | {"net_of_prior": without("the base 'net_of_prior'", "stack: {after: […]}")}
PERIODS: dict[str, str] = {
    word: without(f"periods of a {word}", "month, quarter, half and year") for word in ("day", "week", "decade")
}
ROUNDING_LEVELS: dict[str, str] = {
    word: without(f"rounding at the {word}", "line and payout")
    for word in ("invoice", "document", "statement", "total")
}

_LIMITS = "limits of a payout, of all periods and of all partners"
_PARTNER = "payouts to partners and persons"

INCENTIVE: dict[str, str] = {
    "accrues_to": without("accrual to marketing funds", _PARTNER),
    "expires": without("expiry of unclaimed earnings", _LIMITS),
    "prorate": without("proration", "starts and ends: only the days between them count"),
    "rounding": without("rounding of one incentive alone", "rounding of the whole programme"),
    "fx": without("a currency policy of one incentive alone", "fx of the whole programme"),
    "calendar": without("a calendar of one incentive alone", "the calendar of the programme"),
    "currency": without("a currency of one incentive alone", "the currency of the programme"),
}
GATE: dict[str, str] = {
    "at_most": without("gates with an upper bound", "at_least"),
    "below": without("gates with an upper bound", "at_least"),
}
LIMITS: dict[str, str] = {
    "prorate": without("proration", _LIMITS),
    "expires": without("expiry of unclaimed earnings", _LIMITS),
}
STEP: dict[str, str] = {
    "multiplier": without("multipliers of a step", "multipliers of the whole incentive"),
    "points": without("points", "percent, per_unit, amount and free"),
}
PROGRAMME: dict[str, str] = {
    "settlement": without("a settlement cadence of its own", "one settlement for each period of the calendar"),
    "funds": without("marketing funds", _PARTNER),
}
CALENDAR: dict[str, str] = {
    "settle": PROGRAMME["settlement"],
    "claim": without("a claim cadence of its own", "one settlement for each period of the calendar"),
}
