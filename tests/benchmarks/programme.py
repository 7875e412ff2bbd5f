"""The programme the engine is measured with: four rules, each paying on its own.

P01 1.5 % of families 1 to 5. P02 retroactive on everything, by partner type: the rates times 1.00, 1.20 and 0.75.
P03 marginal on families 1 to 20. P05 an amount for each unit of families 6, 7 and 8 when the three together reach a
number of units. Thresholds are multiplied by a scale, so that more lines earn in the same steps.
"""

HEAD = """programme: yardstick
title: Four rules over two years of sales
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 0 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: restate
cliff: 1000000000
event: any
members: {as_of: transaction}

incentives:
"""
P01 = """  - id: p01
    kind: rebate
    products: {family: [1, 2, 3, 4, 5]}
    measure: net
    method: flat
    percent: 1.5
    stack: add
"""
P02 = """  - id: p02-{name}
    kind: rebate
    eligible: {{types: [{type}]}}
    measure: net
    method: retroactive
    rates:
      - {{from: {first}, percent: {low}}}
      - {{from: {second}, percent: {middle}}}
      - {{from: {third}, percent: {high}}}
    stack: add
"""
P03 = """  - id: p03
    kind: rebate
    products: {{family: [{families}]}}
    measure: net
    method: marginal
    rates:
      - {{from: {first}, percent: 1.5}}
      - {{from: {second}, percent: 3}}
      - {{from: {third}, percent: 4}}
    stack: add
"""
P05 = """  - id: p05-{family}
    kind: spiff
    products: {{family: [{family}]}}
    measure: quantity
    method: per_unit
    per_unit: {amount}
    requires:
      - {{measure: quantity, products: {{family: [6, 7, 8]}}, at_least: {units}}}
    stack: add
"""
MULTIPLIED = {"A": ("0.5", "1", "1.5"), "B": ("0.6", "1.2", "1.8"), "C": ("0.375", "0.75", "1.125")}
"""0.5, 1 and 1.5 % times 1.00, 1.20 and 0.75."""


def text(scale: int) -> str:
    """The programme document, thresholds multiplied by a scale of at least 1."""
    parts = [HEAD, P01]
    for kind, (low, middle, high) in MULTIPLIED.items():
        first, second, third = 5_000 * scale, 25_000 * scale, 100_000 * scale
        parts.append(
            P02.format(
                name=kind.lower(), type=kind, first=first, second=second, third=third, low=low, middle=middle, high=high
            )
        )
    families = ", ".join(str(number) for number in range(1, 21))
    parts.append(P03.format(families=families, first=4_000 * scale, second=15_000 * scale, third=60_000 * scale))
    for family, amount in ((6, "0.30"), (7, "0.50"), (8, "0.80")):
        parts.append(P05.format(family=family, amount=amount, units=100 * scale))
    return "".join(parts)
