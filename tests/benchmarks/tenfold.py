"""The programme of the yardstick, ten incentives in prose, as a document of Fairway's language.

The prose and the SQL, pandas and Polars programs it is compared with lie beside the source tree, in ../shared/bench.
Thresholds in money, and the gate on units, are multiplied by a scale, so that more lines earn in the same steps.
"""

from collections.abc import Sequence

HEAD = """programme: yardstick
title: Ten incentives over two years of sales
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 0 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: net
event: any
members: {as_of: transaction}
cliff: 1000000000

incentives:
"""
P01 = """  - id: p01
    products: {{family: [{f1_5}]}}
    measure: net
    method: flat
    percent: {p01}
    stack: add
"""
P02 = """  - id: p02
    measure: net
    method: retroactive
    rates:
      - {{from: {m5000}, percent: {p02[0]}}}
      - {{from: {m25000}, percent: {p02[1]}}}
      - {{from: {m100000}, percent: {p02[2]}}}
    multipliers: [{{by: type, factors: {{A: 1, B: 1.2, C: 0.75}}, otherwise: 1}}]
    stack: {{group: better, order: 1, best_of: volume}}
"""
P03 = """  - id: p03
    products: {{family: [{f1_20}]}}
    measure: net
    method: marginal
    rates:
      - {{from: {m4000}, percent: {p03[0]}}}
      - {{from: {m15000}, percent: {p03[1]}}}
      - {{from: {m60000}, percent: {p03[2]}}}
    stack: {{group: better, order: 2, best_of: volume}}
"""
P04 = """  - id: p04
    measure: net
    qualifier: {{growth_over: same_period_last_year, measure: net, without_history: skip, at_least_history: {m500}}}
    pays_on: increment
    method: retroactive
    rates:
      - {{from: 10 percent, percent: {p04[0]}}}
      - {{from: 30 percent, percent: {p04[1]}}}
    stack: add
"""
P05 = """  - id: p05-{family}
    products: {{family: [{family}]}}
    measure: quantity
    method: per_unit
    per_unit: {amount}
    requires:
      - {{measure: quantity, products: {{family: [6, 7, 8]}}, at_least: {m100}}}
    stack: add
"""
P06 = """  - id: p06
    products: {{family: [{f21_40}]}}
    measure: net
    qualifier:
      ratio:
        of: {{measure: net, products: {{family: [{f31_40}]}}}}
        to: {{measure: net, products: {{family: [{f1_10}]}}}}
    method: retroactive
    rates:
      - {{from: 15 percent, percent: {p06[0]}}}
      - {{from: 25 percent, percent: {p06[1]}}}
    stack: add
"""
P07 = """  - id: p07
    measure: net
    qualifier:
      breadth:
        - {{measure: net, products: {{family: [{f1_10}]}}, at_least: {m8000}}}
        - {{measure: net, products: {{family: [{f11_20}]}}, at_least: {m6000}}}
        - {{measure: net, products: {{family: [{f21_30}]}}, at_least: {m4000}}}
        - {{measure: net, products: {{family: [{f31_40}]}}, at_least: {m2000}}}
    method: fixed
    rates:
      - {{from: 3, amount: 100}}
      - {{from: 4, amount: 250}}
    stack: add
"""
P08 = """  - id: p08
    products: {{family: [{f9_12}]}}
    measure: net
    method: retroactive
    rates:
      - {{from: 0, percent: {p08}}}
    limits: {{measure: {m6000}, per_year: {m300}}}
    stack: add
"""
P09 = """  - id: p09
    measure: new_customers
    new_customer: {{look_back: ever, at_least: 50}}
    method: per_unit
    per_unit: {p09}
    stack: add
"""
P10 = """  - id: p10
    measure: net
    pool: {{by: country, share_from: {m1000}}}
    method: retroactive
    rates:
      - {{from: {m1000000}, percent: {p10[0]}}}
      - {{from: {m3000000}, percent: {p10[1]}}}
    stack: add
"""
RULES = ("p01", "p02", "p03", "p04", "p05", "p06", "p07", "p08", "p09", "p10")
PARTS = {"p01": P01, "p02": P02, "p03": P03, "p04": P04, "p06": P06, "p07": P07, "p08": P08, "p09": P09, "p10": P10}
UNITS = ((6, "0.30"), (7, "0.50"), (8, "0.80"))
Rates = dict[str, str | tuple[str, ...]]
RATES: Rates = {
    "p01": "1.5", "p02": ("0.5", "1", "1.5"), "p03": ("1.5", "3", "4"), "p04": ("3", "5"), "p06": ("1", "2"),
    "p08": "2", "p09": "10.00", "p10": ("0.1", "0.2"),
}  # fmt: skip
CHANGED: Rates = {
    "p01": "1.75", "p02": ("0.6", "1.1", "1.4"), "p03": ("1.2", "3.1", "4.5"), "p04": ("2", "6"), "p06": ("1.2", "2.5"),
    "p08": "2.5", "p09": "12.00", "p10": ("0.15", "0.25"),
}  # fmt: skip
"""The rates that the given programs try when they change them."""
MONEY = (100, 300, 500, 1000, 2000, 4000, 5000, 6000, 8000, 15000, 25000, 60000, 100000, 1000000, 3000000)
FAMILIES = ((1, 5), (1, 10), (1, 20), (9, 12), (11, 20), (21, 30), (21, 40), (31, 40))


def text(scale: int, rates: Rates = RATES, rules: Sequence[str] = RULES) -> str:
    """The programme document, thresholds multiplied by a scale of at least 1; all ten incentives or some of them."""
    known: dict[str, object] = dict(rates)
    known |= {f"m{amount}": amount * scale for amount in MONEY}
    known |= {
        f"f{first}_{last}": ", ".join(str(family) for family in range(first, last + 1)) for first, last in FAMILIES
    }
    parts = [HEAD]
    for rule in rules:
        if rule == "p05":
            parts += [P05.format(**known, family=family, amount=amount) for family, amount in UNITS]
        else:
            parts.append(PARTS[rule].format(**known))
    return "".join(parts)
