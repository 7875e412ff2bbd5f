"""Planted faults: the meaning is written twice by the same hand, so each likely mistake must be caught by a case.

Each fault changes the plan's SQL (or the oracle) in one place; the named case must then differ. A fault whose place is
no longer found fails too, so that the list stays true.
"""

# ruff: noqa: E501 — one fault, one line
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fairway.engine import dialect
from fairway.engine.backends import cases
from fairway.engine.oracle import Facts, alone, limits, table
from fairway.engine.plan import build
from fairway.values import Period, Rounding, exact, money

CASES = Path(__file__).parent.parent / "programmes"

# fault: relation it is planted in, right, wrong, the case that must notice
IN_THE_PLAN = {
    "clawback turned round": ("rated_", "g.earning * CASE", "abs(g.earning) * CASE", "v01_returns_exceed_sales"),
    "parts of a unit cut off": ("rated_", "g.earning * CASE", "floor(g.earning) * CASE", "v02_parts_of_a_unit"),
    "gate of a unit less": ("reached_", "g.gate_1 >= 1000,", "g.gate_1 >= 999,", "v10_gate"),
    "highest step for the first": ("reached_", "g.qualifier >= 5000", "g.qualifier > 5000", "v24_partial_then_final"),
    "late volume not added": ("cells", "sum(l.net_amount)", "max(l.net_amount)", "v23_late_lines"),
    "contract of the year before": ("rated_", "'0.025'", "'0.02'", "v25_retroactive_contract_change"),
    "above instead of from": ("reached_", "g.qualifier >= 50000", "g.qualifier > 50000", "v04_retroactive"),
    "fixed above instead of from": ("reached_", "g.qualifier >= 100000", "g.qualifier > 100000", "v03_fixed_amount"),
    "gate above instead of from": ("reached_", "gate_1 >= 2", "gate_1 > 2", "v21_floor"),
    "any gate instead of every": ("reached_", " AND coalesce", " OR coalesce", "two_gates"),
    "a step reached without a qualifier": ("reached_", "g.qualifier >= 10", "TRUE", "qualifier_of_another_kind"),
    "guarantee behind a closed gate": ("rated_", "w.gates_met AND w.m", "w.m", "v21_floor"),
    "cap before the guarantee": ("rated_", "least(CASE", "greatest(CASE", "v21_floor"),
    "cap lowers the step": ("qualified_", "AS qualifier,", "AS unused, least(sum(m.m1), 60000) AS qualifier,", "v21_caps"),
    "no cap on the measure": ("reached_", "CAST(least(g.measure, 100000)", "CAST((g.measure)", "v21_caps"),
    "no cap on the amount": ("rated_", "least(w.calculated, CAST('3000'", "greatest(w.calculated, CAST('3000'", "v21_caps"),
    "cap after the carry": ("rated_", "least(w.calculated, CAST('30'", "least(w.calculated, CAST('99'", "cap_then_carry"),
    "window a period too long": ("windowed_", "h.period_no >= q.rolling_2_from", "h.period_no >= q.rolling_2_from - 1", "windows"),
    "window into what comes after": ("windowed_", "h.period_no <= v.period_no", "TRUE", "windows"),
    "window of another partner": ("windowed_", "h.partner_id = v.partner_id", "TRUE", "windows"),
    "year that began last year": ("periods", "2, 'FY2025-Q1', DATE '2024-02-01', DATE '2024-05-01', 2,", "2, 'FY2025-Q1', DATE '2024-02-01', DATE '2024-05-01', 1,", "windows"),
    "gate that forgets": ("windowed_", "sum(h.gate_1) FILTER (WHERE h.period_no >= q.rolling_2_from)", "sum(h.gate_1) FILTER (WHERE h.period_no >= v.period_no)", "window_of_a_gate"),
    "cap of the year without end": ("capped_", "CASE WHEN t.year_no = d.year_no THEN d.year_sum ELSE CAST('0' AS DECIMAL(30, 2)) END", "d.year_sum", "caps_over_the_year"),
    "cap before the period's own": ("rated_", "least(w.calculated, CAST('7000'", "greatest(w.calculated, CAST('7000'", "caps_over_the_year_and_ever"),
    "carry of what was cut": ("carried_", "FROM capped_one", "FROM rated_one", "caps_over_the_year_and_ever"),
    "minimum not reached by itself": ("carried_", "due < CAST('50'", "due <= CAST('50'", "v21_minimum_payout"),
    "carry forgotten": ("carried_", "THEN d.due ELSE", "THEN 0 ELSE", "v21_minimum_payout"),
    "carry paid twice": ("carried_", "ELSE CAST('0' AS DECIMAL(30, 2)) END AS D", "ELSE d.due END AS D", "v21_minimum_payout"),
    "carry out of order": ("carried_", "ORDER BY r.period_no", "ORDER BY r.period_no DESC", "v21_minimum_payout"),
    "last day of a period lost": ("days", "ends - 1", "ends - 2", "months"),
    "first day of a period lost": ("days", "generate_series(starts", "generate_series(starts + 1", "months"),
    "year begins a month early": ("periods", "DATE '2024-02-01'", "DATE '2024-01-01'", "fiscal_year"),
    "currency dropped": ("cells", "l.net_amount * d.rate", "l.net_amount", "v27_transaction_date"),
    "latest rate for every day": ("day_rates", "r.valid_from <= d.day AND (r.valid_until IS NULL OR", "(r.valid_until IS NULL) AND (TRUE OR", "v27_transaction_date"),
    "half of the average cut off": ("day_rates", "+ (count(*) OVER (PARTITION BY q.period_no, a.currency) * CAST('1000000' AS HUGEINT))) //", ") //", "v27_average_so_far"),
    "average of the days with a rate": ("day_rates", "WHEN count(a.rate) OVER (PARTITION BY q.period_no, a.currency) = ", "WHEN 0 < ", "v27_average_lacks_a_day"),
    "next period's first rate": ("day_rates", "r.valid_from <= (q.period_ends - 1)", "r.valid_from <= (q.period_ends)", "v27_period_end"),
    "agreed rate of another currency": ("day_rates", "ON r.currency = c.currency", "ON r.currency <> c.currency", "v27_contract"),
    "rate a day late": ("day_rates", "r.valid_from <= d.day AND (r.valid_until IS NULL OR d.day <", "r.valid_from < d.day AND (r.valid_until IS NULL OR d.day <=", "v27_transaction_date"),
    "foreign line without rate forgotten": ("qualified_", "_unrated), 0)", "_unrated) * 0, 0)", "no_rate_is_refused"),
    "returns forgotten": ("cells", "sum(l.net_amount)", "sum(greatest(l.net_amount, 0))", "v22_returns_restate"),
    "return counted as a sale": ("cells", "THEN -1", "THEN 1", "lines_and_kinds"),
    "sample counted": ("cells", "'return', 'sale'), TRUE)", "'return', 'sale', 'sample'), TRUE)", "lines_and_kinds"),
    "silent return taken for a sale": ("cells", "THEN 'return' ELSE", "THEN 'sale' ELSE", "returns_excluded"),
    "unlisted product paid": ("product_classes", "SELECT 0,\n  c", "SELECT 0,\n  NOT c", "product_scopes"),
    "product exclusion forgotten": ("product_flags", " AND NOT ", " OR NOT ", "product_scopes"),
    "slice from nothing": ("rated_", "least(g.earning, 15000) - 4000", "least(g.earning, 15000)", "marginal_from_a_threshold"),
    "step without its end": ("rated_", "least(g.earning, 1000) ELSE", "g.earning ELSE", "v06_four_methods"),
    "steps before it forgotten": ("rated_", "WHEN 1 THEN CAST('0.35'", "WHEN 1 THEN CAST('0.25'", "v06_four_methods"),
    "line beyond its first point": ("reached_", "g.qualifier IS NOT NULL THEN 0", "g.qualifier >= 100000 THEN 0", "v07_linear"),
    "rate between two points cut off": ("rated_", "+ CAST('10000000' AS HUGEINT)) //", ") //", "v07_linear"),
    "falling rate rising": ("rated_", "+ -CAST", "+ CAST", "linear_per_unit_falling"),
    "slice without end": ("rated_", "least(g.earning, 50000)", "g.earning", "v05_marginal"),
    "tier held a day too long": ("standings", "q.starts < s.valid_until", "q.starts <= s.valid_until", "v34_tier_on_each_line"),
    "tier asked at the wrong end": ("standings", "q.period_ends - 1", "q.period_starts", "v34_tier_at_period_end"),
    "missing answer taken for yes": ("cells", "coalesce(l.unit_price >= 100, FALSE)", "coalesce(l.unit_price >= 100, TRUE)", "where_condition"),
    "line without event counted": ("cells", "IN ('sell_through'), FALSE)", "IN ('sell_through'), TRUE)", "events"),
    "a day after the end counted": ("qualified_", "q.starts >= DATE '2024-02-10'", "TRUE", "validity"),
    "lines rounded once": ("parts_", "sum(CAST(round((", "sum(CAST(((", "v28_per_line_tiered"),
    "excluded partner paid": ("eligible_", "NOT (", "(", "members_and_territory"),
    # the complete language
    "ratio rounded up": ("asked_", ">= 0 THEN 0 WHEN", ">= 0 THEN -1 WHEN", "v11_attach_steps"),
    "ratio to nothing": ("asked_", "DECIMAL(8, 8)) END", "DECIMAL(8, 8)) ELSE 1 END", "v11_attach_gate"),
    "growth as a share of what is": ("asked_", "// CAST((a.qualifier_baseline) * 100 AS HUGEINT)", "// CAST((a.qualifier_actual) * 100 AS HUGEINT)", "v08_growth_whole"),
    "history above instead of from": ("asked_", "g.qualifier_earlier >= 500", "g.qualifier_earlier > 500", "v08_zero_baseline"),
    "history of the period before": ("baselines_", "q.same_period_last_year_no = s.period_no", "q.period_no = s.period_no + 1", "v08_growth_increment"),
    "growth from nothing at the first step": ("reached_", "WHEN g.qualifier_from_zero THEN 1", "WHEN g.qualifier_from_zero THEN 0", "v08_zero_baseline"),
    "mean of the peers cut off": ("asked_", "+ (CAST(sum(CASE WHEN g.qualifier_earlier > 0 THEN 1 END) OVER (PARTITION BY g.period_no) AS HUGEINT) * CAST('1' AS HUGEINT))) //", ") //", "v08_peers"),
    "increment forgotten": ("reached_", "greatest(g.measure - g.qualifier_baseline, 0)", "g.measure", "v08_growth_increment"),
    "target of another period": ("compared_", " AND t1.period = q.period", "", "v09_attainment"),
    "what exceeds the whole target": ("rated_", "g.earning - 1.2 * g.qualifier_target", "g.earning - g.qualifier_target", "v09_accelerators"),
    "family above instead of from": ("asked_", "a.gate_1_part_2 >= 10000", "a.gate_1_part_2 > 10000", "v12_breadth_gate"),
    "customer known a day too long": ("first_days", "AS DATE) <= day", "AS DATE) < day", "v13_new_customers"),
    "return taken for a purchase": ("first_days", " AND l.quantity > 0", "", "v13_new_customers"),
    "order above instead of from": ("new_", ">= 1000", "> 1000", "v13_new_customers"),
    "order of one line": ("new_", "b.invoice_no IS NULL", "TRUE", "v13_new_customers"),
    "numbers of lines as text": ("first_lines", "CASE WHEN i.numbered THEN lpad(l.line_id, 38, '0') END, ", "", "v13_new_customers"),
    "deal of anybody": ("cells", " AND r.partner_id = l.partner_id", "", "v14_deal_registration"),
    "registration without end": ("cells", " AND d.day < r.ends", "", "v14_deal_registration"),
    "claim a day too early": ("once_", "<= d.day + 30", "< d.day + 30", "v18_spiff_for_persons"),
    "serial number every time": ("once_", "WHERE turn = 1", "", "v18_spiff_for_persons"),
    "return loses to its sale": ("once_", ", CASE WHEN l.quantity < 0 OR l.net_amount < 0 THEN 'return' ELSE 'sale' END", "", "v18_spiff_for_persons"),
    "splits of the first day": ("splits_", "t.valid_from < q.ends", "t.valid_from <= q.starts", "v19_three_parts"),
    "splits a day longer": ("splits_", "q.ends <= t.valid_until", "q.ends <= t.valid_until + 1", "v19_three_parts"),
    "override of what is paid": ("people_", "CAST(p.earning * p.override", "CAST(p.earning * p.rate * p.override", "v19_splits_and_override"),
    "cent for the last": ("people_", "w.rest DESC, w.person", "w.rest DESC, w.person DESC", "v19_splits_and_override"),
    "return on its own day": ("cells", "THEN coalesce(l.original_on, l.invoice_date)", "THEN l.invoice_date", "v22a_returns_restate"),
    "return at today's rate": ("reversed_", "g.period_no = m.origin_no", "g.period_no = m.period_no", "v22c_returns_reverse"),
    "what was not paid taken back": ("reversed_", "g.gates_met AND ", "", "v22_reverse_of_what_was_not_paid"),
    "what comes before is not taken off": ("reached_", "g.measure - (coalesce(r1.earned, 0))", "g.measure", "v26_stacking"),
    "of equals the last": ("chosen_", "r.earned DESC, r.place", "r.earned DESC, r.place DESC", "v26_best_of_a_tie"),
    "worst of several": ("chosen_", "r.earned DESC", "r.earned", "v26_stacking"),
    "clawback is nothing": ("chosen_", "r.earned <> 0", "r.earned > 0", "v26_exclusive"),
    "first in cut first": ("stacked_", "ORDER BY r.place ROWS", "ORDER BY r.place DESC ROWS", "v26_combined_cap"),
    "higher of two caps": ("stacked_", "least(CAST('800'", "greatest(CAST('800'", "v26_combined_cap_in_money"),
    "clawback gives no room": ("stacked_", "r.most - coalesce(sum(", "r.most - 0 * coalesce(sum(", "v26_combined_cap_in_money"),
    "case is one unit": ("cells", "ELSE u.factor END) AS quantity", "ELSE 1 END) AS quantity", "v35_cases_of_twelve"),
    "share for returns": ("shared_", "WHERE x.measure > 0", "WHERE TRUE", "v36_pool_of_a_group"),
    "share above instead of from": ("shared_", "x.measure >= 20000", "x.measure > 20000", "v36_pool_by_country"),
    "mother outside her pool": ("pools_", "CAST(u.partner_id AS VARCHAR)) AS pool", "'alone ' || CAST(u.partner_id AS VARCHAR)) AS pool", "v36_pool_of_a_group"),
    "partners' numbers as text": ("partner_order", "CASE WHEN numbers THEN length(bare) END,", "", "v36_ties_by_number"),
    "guarantee that forgets": ("guaranteed_", "- d.so_far)", "- 0)", "v37_guarantee"),
    "guarantee of one period": ("guaranteed_", "t.turn * CAST('10000'", "1 * CAST('10000'", "v37_guarantee"),
    "goods for a part of a hundred": ("rated_", "// CAST('1000000' AS HUGEINT)", "// CAST('1000000' AS HUGEINT) + 1", "v38_free_goods"),
    "goods behind a closed step": ("rated_", "WHEN 1 THEN CAST('3'", "WHEN 1 THEN CAST('1'", "v38_free_goods"),
    "clawback leaves the budget": ("budgeted_", "g.granted - coalesce(sum(", "g.granted + coalesce(sum(", "budget_of_all_partners"),
    "budget without year": ("granted_", "CASE WHEN t.year_no = d.year_no THEN d.year_sum ELSE CAST('0' AS DECIMAL(30, 2)) END", "d.year_sum", "budget_of_the_year"),
    "held a period too long": ("held_", "l.period_no >= r.free_no", "l.period_no > r.free_no", "holdback"),
    "clawback held back": ("held_", "CASE WHEN r.earned > 0 THEN CAST(round", "CASE WHEN TRUE THEN CAST(round", "holdback"),
    "exemption of every period": ("reached_", " AND x.period_no = g.period_no", "", "exemption_of_a_rate"),
    "gate not waived": ("reached_", " OR coalesce(x.waives_gates, FALSE)", "", "exemption_of_gates_and_caps"),
    "measure cap not lifted": ("reached_", "CASE WHEN x.uncapped THEN g.measure ELSE least(g.measure, 5000) END", "least(g.measure, 5000)", "exemption_of_gates_and_caps"),
    "cap not lifted": ("rated_", "CASE WHEN w.uncapped THEN w.calculated ELSE least(w.calculated, CAST('40' AS DECIMAL(30, 2))) END", "least(w.calculated, CAST('40' AS DECIMAL(30, 2)))", "exemption_of_gates_and_caps"),
    "each day by itself": ("units_", "sum(sum(u.qualifier)) OVER (PARTITION BY u.partner_id, u.period_no ORDER BY u.day)", "sum(u.qualifier)", "unit_period_to_date"),
    "line is a document": ("units_", "l.line_id AS line", "0 AS line", "unit_line"),
    "day after the window": ("cells", "d.day < p.launched_on + 180", "d.day <= p.launched_on + 180", "since_a_launch"),
    "window that begins late": ("cells", "p.launched_on <= d.day", "p.launched_on < d.day", "since_a_launch"),
    "person counted twice": ("certified_", "count(DISTINCT t.person)", "count(*)", "certified_people"),
    "certified a day too short": ("certified_", "q.ends - 1 < t.valid_until", "q.ends < t.valid_until", "certified_people"),
    "margin without the cost": ("cells", "(l.net_amount - l.cost_amount) * d.rate", "l.net_amount * d.rate", "bases"),
    "id bought and returned": ("counted_", "WHERE n.quantity > 0", "WHERE TRUE", "counts_of_ids"),
    "factor forgotten": ("rated_", " * g.factor", "", "multipliers"),
}  # fmt: skip


@pytest.mark.parametrize("fault", IN_THE_PLAN)
def test_a_fault_in_the_plan_is_caught(fault, monkeypatch):
    prefix, right, wrong, name = IN_THE_PLAN[fault]
    planted = []

    def faulty(*arguments):
        plan = build(*arguments)
        relations = []
        for relation in plan.relations:
            if relation.name.startswith(prefix) and right in relation.sql:
                planted.append(relation.name)
                relation = replace(relation, sql=relation.sql.replace(right, wrong))
            relations.append(relation)
        return replace(plan, relations=tuple(relations))

    case = cases.read(CASES / name)
    assert cases.differences(case, "local") == []
    monkeypatch.setattr(cases, "build", faulty)
    differences = cases.differences(case, "local")
    assert planted, "the place of the fault is gone; plant it anew"
    assert differences, f"nobody noticed: {fault}"


def wrong_mode(mode):
    return Rounding.HALF_EVEN if mode is Rounding.HALF_UP else Rounding.HALF_UP


@pytest.mark.parametrize("name", ["v28_half_up", "v28_half_even", "half_even_line"])
def test_the_wrong_rounding_of_ties_is_caught_in_the_plan(name, monkeypatch):
    right = dialect.rounding
    monkeypatch.setattr(dialect, "rounding", lambda mode, *rest: right(wrong_mode(mode), *rest))
    assert cases.differences(cases.read(CASES / name), "local")


def test_a_column_of_floats_is_caught(monkeypatch):
    monkeypatch.setattr(dialect.DecimalType, "__str__", lambda kind: "DOUBLE")
    assert cases.differences(cases.read(CASES / "v28_half_up"), "local")


def reached_above(incentive, qualifier, terms=table.USUAL):
    if qualifier is None:
        return None
    places = [n for n, step in enumerate(incentive.steps) if step.lower is None or qualifier > step.lower]
    return places[-1] if places else None


def test_above_instead_of_from_is_caught_in_the_oracle(monkeypatch):
    monkeypatch.setattr(table, "reached", reached_above)
    monkeypatch.setattr(alone, "reached", reached_above)
    for name in ("v03_fixed_amount", "v04_retroactive"):
        assert cases.differences(cases.read(CASES / name), "oracle")


@pytest.mark.parametrize("name", ["v28_half_up", "v28_half_even", "half_even_line"])
def test_the_wrong_rounding_of_ties_is_caught_in_the_oracle(name, monkeypatch):
    right = money.rounded

    def wrong(value, digits, mode):
        return right(value, digits, wrong_mode(mode))

    monkeypatch.setattr(money, "rounded", wrong)
    monkeypatch.setattr(alone, "rounded", wrong)
    assert cases.differences(cases.read(CASES / name), "oracle")


def test_a_dropped_currency_is_caught_in_the_oracle(monkeypatch):
    monkeypatch.setattr(Facts, "rate", lambda self, currency, on: exact(1))
    assert cases.differences(cases.read(CASES / "v27_transaction_date"), "oracle")


def test_a_period_one_day_off_is_caught_in_the_oracle(monkeypatch):
    monkeypatch.setattr(Period, "__contains__", lambda self, day: self.start <= day < self.end - timedelta(days=1))
    assert cases.differences(cases.read(CASES / "months"), "oracle")


def test_a_cap_before_instead_of_after_is_caught_in_the_oracle(monkeypatch):
    pays = limits.Waiting.pay

    def capped_last(self, period, earned):
        due, cap = pays(self, period, earned), self.incentive.limits.amount
        return due if cap is None else replace(due, amount=min(due.amount, cap))

    monkeypatch.setattr(limits.Guaranteed, "by_itself", lambda self, incentive, calculated, **_: calculated)
    monkeypatch.setattr(limits.Waiting, "pay", capped_last)
    assert cases.differences(cases.read(CASES / "cap_then_carry"), "oracle")
