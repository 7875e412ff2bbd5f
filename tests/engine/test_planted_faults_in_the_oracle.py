"""Planted faults in the oracle: each likely mistake in its code must be caught by a worked case.

A fault replaces a piece of one function's source while a case runs; the case must then differ. A piece that is no longer
found once fails too, so that the list stays true. The plan's faults stand in `test_planted_faults`.
"""

# ruff: noqa: E501 — one fault, one line
import inspect
import textwrap
from pathlib import Path

import pytest

from fairway.engine import settle
from fairway.engine.backends import cases
from fairway.engine.oracle import (
    alone,
    asked,
    customers,
    facts,
    limits,
    lines,
    partners,
    people,
    pooling,
    stacking,
    sums,
    table,
    units,
)

CASES = Path(__file__).parent.parent / "programmes"

# fault: function, right, wrong, the case that must notice
IN_THE_ORACLE = {
    "a clawback turned round": (table.parts, "(Part(place, measure, rate),)", "(Part(place, abs(measure), rate),)", "v01_returns_exceed_sales"),
    "parts of a unit cut off": (table.parts, "(Part(place, measure, rate),)", "(Part(place, exact(int(measure)), rate),)", "v02_parts_of_a_unit"),
    "a fixed amount for each unit": (table.parts, "(Part(place, exact(1), rate),)", "(Part(place, measure, rate),)", "v03_fixed_amount"),
    "the first step for all": (table.reached, "        if step.lower is None or qualifier >= step.lower:", "        if found is None and (step.lower is None or qualifier >= step.lower):", "v04_retroactive"),
    "a slice from nothing": (table.parts, "Part(number, minus(top, step.lower), value_of(step, terms))", "Part(number, top, value_of(step, terms))", "v05_marginal"),
    "a step without its end": (table.parts, "measure if step.upper is None else min(measure, step.upper), value_of", "measure, value_of", "v06_four_methods"),
    "a line between two points cut short": (table.rate_at, "way, whole = minus(qualifier, step.lower)", "way, whole = minus(step.upper, step.lower)", "v07_linear"),
    "any gate instead of every": (asked.met, "return all(", "return any(", "two_gates"),
    "a gate above instead of from": (asked.Found.reaches, "self.value >= ", "self.value > ", "v21_floor"),
    "a closed gate open": (asked.met, "return all(", "return True or all(", "v10_gate"),
    "a cap that raises": (limits.Guaranteed.by_itself, "alone = min(alone, limits.amount)", "alone = max(alone, limits.amount)", "v21_caps"),
    "a floor that cuts": (limits.Guaranteed.by_itself, "alone = max(alone, limits.floor)", "alone = min(alone, limits.floor)", "v21_floor"),
    "everything booked anew": (settle.settle, "{_key(one): one for one in booked}", "{}", "v24_partial_then_final"),
    "nothing corrected twice": (settle._difference, "if not amount:", "if not amount or now is not None:", "v25_retroactive_contract_change"),
    "the rate of the first day": (facts.Facts.rate, "self._rate_in_force(currency, on)", "self._rate_in_force(currency, period.start)", "v27_transaction_date"),
    "the tier of the wrong end": (facts.Facts.standing, "self.partner_on(partner, self.last_day(period))", "self.partner_on(partner, period.start)", "v34_tier_at_period_end"),
    "growth as a share of what is": (asked.Asking._growth, "baseline), baseline)", "baseline), actual)", "v08_growth_whole"),
    "ratio rounded instead of cut off": (asked.quotient, "10**RATIO_PLACES // (top[1] * bottom[0])", "10**RATIO_PLACES * 2 // (top[1] * bottom[0]) + 1 >> 1", "v11_attach_steps"),
    "history above instead of from": (asked.Asking._baseline, "found < asked.least", "found <= asked.least", "v08_zero_baseline"),
    "the quarter before for the year before": (asked.Asking._baseline, "calendar.same_last_year", "calendar.previous", "v08_growth_increment"),
    "the year before for the quarter before": (asked.Asking._baseline, "calendar.previous", "calendar.same_last_year", "v08_previous_period"),
    "a baseline of who was eligible": (asked.Asking._baseline, "Role.BASELINE", "Role.COUNTED", "v08_baseline_before_the_programme"),
    "an agreed baseline forgotten": (asked.Asking._baseline, "self._target(asked.named, who)", "None", "v08_named_baseline"),
    "growth from nothing reaches nothing": (asked.Asking._growth, "beyond=True", "beyond=False", "v08_zero_baseline"),
    "peers not rounded half up": (asked.Asking._of_peers, "Rounding.HALF_UP", "Rounding.HALF_EVEN", "v08_peers"),
    "a target that does not stand in": (asked.Asking._growth, "baseline = self._target(asked.target, who)", "baseline = None", "v08_target_stands_in"),
    "the increment forgotten": (alone._base, "minus(measure, qualifier.baseline)", "measure", "v08_growth_increment"),
    "a target of nothing": (asked.Asking._attainment, "return Found(None)", "return Found(exact(1), target=exact(1))", "v09_attainment"),
    "above the whole target": (table._above, "times(step.lower, terms.target or exact(0))", "terms.target or exact(0)", "v09_accelerators"),
    "a ratio to nothing": (asked.Asking.find, "return Found(None)", "return Found(exact(1))", "v11_attach_gate"),
    "a family above instead of from": (asked.Asking.find, "found >= least", "found > least", "v12_breadth_gate"),
    "known a day too long": (customers._makes_new, "on < later(own, look_back)", "on <= later(own, look_back)", "v13_new_customers"),
    "an order above instead of from": (customers.first_orders, ">= terms.at_least", "> terms.at_least", "v13_new_customers"),
    "an order of one line": (customers._order, "own[0] is not None", "False", "v13_new_customers"),
    "a return taken for a purchase": (customers._makes_new, ") <= 0:", ") < -9999:", "v13_new_customers"),
    "a deal of anybody": (facts.Facts.registered, 'text(row, "partner_id") == partner and', "", "v14_deal_registration"),
    "a registration without end": (facts.Facts.registered, " and in_force(row, on)", "", "v14_deal_registration"),
    "a claim a day too early": (lines._terms, "claimed > on", "claimed >= on", "v18_spiff_for_persons"),
    "a serial number every time": (lines.left_out_on, "reason is None and", "False and", "v18_spiff_for_persons"),
    "a return loses to its sale": (lines._firsts, "name = kind_of(line), text(", "name = None, text(", "v18_spiff_for_persons"),
    "numbers of lines as text": (lines.line_rank, 'return rank(text(line, "line_id") or "")', 'return 0, text(line, "line_id") or ""', "v13_new_customers"),
    "persons of a partner together": (sums.Sums.counted, "incentive.payee is Payee.PERSON", "False", "v18_spiff_for_persons"),
    "splits of the first day": (people.splits_of, "period.end - timedelta(days=1)", "period.start", "v19_three_parts"),
    "an override of what is paid": (people.split, "times(base, override)", "times(payout.earned.amount, override)", "v19_splits_and_override"),
    "a cent for the last": (people._shared, "sorted(shares)", "sorted(shares, reverse=True)", "v19_splits_and_override"),
    "splits of another incentive": (people.splits_of, "in {None, incentive.id}", "in {incentive.id}", "v19_three_parts"),
    "a return on its own day": (lines.line_day, "return undone if", "return own if", "v22a_returns_restate"),
    "a return reversed at today's rate": (alone.Alone._taken_back, 'day(one.line, "original_on") or one.on', "one.on", "v22c_returns_reverse"),
    "what was not paid taken back": (alone.Alone._paid_at, " if reading.met else ZERO", "", "v22_reverse_of_what_was_not_paid"),
    "a reversed return counted too": (lines._otherwise, "undone is not (role is Role.TAKEN_BACK)", "(role is Role.TAKEN_BACK) > undone", "v22c_returns_reverse"),
    "volume at the new rate": (settle._volume, "was.rate)\n    return Money", "now.rate or was.rate)\n    return Money", "v23_late_lines"),
    "what comes before is not taken off": (alone._base, "max(minus(base, before), min(base, ZERO))", "base", "v26_stacking"),
    "of equals the last": (stacking.in_order, "(incentive.stack.order if", "(-incentive.stack.order if", "v26_best_of_a_tie"),
    "the worst of several": (stacking.chosen, "best = max(", "best = min(", "v26_stacking"),
    "a clawback is nothing": (stacking.chosen, "if alone[one.id]), present", "if alone[one.id].amount > 0), present", "v26_exclusive"),
    "the first in cut first": (stacking.under_cap, "key=in_order", "key=in_order, reverse=True", "v26_combined_cap"),
    "the higher of two caps": (stacking.combined_cap, "min(caps", "max(caps", "v26_combined_cap_in_money"),
    "a clawback gives no room": (stacking.under_cap, "left = cap - sum(", "left = cap + sum(", "v26_combined_cap_in_money"),
    "a case is one unit": (lines.quantity, "times(count, factor)", "count", "v35_cases_of_twelve"),
    "a share for returns": (pooling.share, "measure > 0 and", "", "v36_pool_of_a_group"),
    "a share above instead of from": (pooling.share, "measure >= pool.at_least", "measure > pool.at_least", "v36_pool_by_country"),
    "a mother outside her pool": (pooling._name, "return PARENT, value or partner", 'return (PARENT, value) if value else ("", partner)', "v36_pool_of_a_group"),
    "partners' numbers as text": (facts.Rank.__call__, "self.numeric and", "False and", "v36_ties_by_number"),
    "a guarantee that forgets": (limits.Guaranteed.by_itself, "promised - before", "promised", "v37_guarantee"),
    "a guarantee of one period": (limits.Guaranteed.by_itself, "range(self.periods)", "range(1)", "v37_guarantee"),
    "goods for a part of a hundred": (table.full_multiples, "// (top[1] * bottom[0])", "// (top[1] * bottom[0]) + 1", "v38_free_goods"),
    "goods at the first step": (table.goods, "value_of(incentive.steps[place], terms)", "value_of(incentive.steps[0], terms)", "v38_free_goods"),
    "a clawback leaves the budget": (limits.within_budget, "room = left - sum(", "room = left + sum(", "budget_of_all_partners"),
    "first come, first served": (limits.within_budget, "max(room, zero)", "max(room - room, zero)", "budget_of_all_partners"),
    "a budget without year": (limits.Caps.take, "{year: limits.budget_per_year", "{period: limits.budget_per_year", "budget_of_the_year"),
    "held a period too long": (limits.Waiting.pay, "until.start <= period.start", "until.start < period.start", "holdback"),
    "a clawback held back": (limits.Waiting.pay, "if earned > zero:", "if earned:", "holdback"),
    "an exemption by the last day": (alone.Alone._one, "owner.partner, period.start)", "owner.partner, period.end)", "exemption_of_a_rate"),
    "an exemption of one step only": (table.value_of, "terms.instead is not None", "terms.instead is not None and step.lower != 1000", "exemption_of_a_rate"),
    "a gate not waived": (alone.Alone._read, "waived or met(", "met(", "exemption_of_gates_and_caps"),
    "a cap not lifted": (limits.Guaranteed.by_itself, " and not uncapped", "", "exemption_of_gates_and_caps"),
    "a measure cap not lifted": (table.earning, " or terms.uncapped", "", "exemption_of_gates_and_caps"),
    "a document is a line": (units._name, "unit is Unit.DOCUMENT", "False", "unit_document"),
    "a line is a document": (units._name, "unit is Unit.DOCUMENT", "True", "unit_line"),
    "each day by itself": (units._units, "one.on <= on]", "one.on == on]", "unit_period_to_date"),
    "a day after the window": (lines._since, "on < later(", "on <= later(", "since_a_launch"),
    "a window that begins late": (lines._since, "began <= on", "began < on", "since_a_launch"),
    "a person counted twice": (facts.Facts.certified, "len(holders - {None})", "len([row for row in self.certificates.get(partner, ()) if in_force(row, on)])", "certified_people"),
    "certified a day later": (asked.Asking.find, "on = facts.last_day(self.period)", "on = self.period.end", "certified_people"),
    "the margin without the cost": (lines.amount, "minus(first, other)", "first", "bases"),
    "an id bought and returned": (sums.brought, "net[name] > 0", "net[name] is not None", "counts_of_ids"),
    "the smallest factor": (partners._factor, "max(", "min(", "multipliers"),
}  # fmt: skip


@pytest.mark.parametrize("fault", IN_THE_ORACLE)
def test_a_fault_in_the_oracle_is_caught(fault, monkeypatch):
    function, right, wrong, name = IN_THE_ORACLE[fault]
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(right) == 1, "the place of the fault is gone; plant it anew"
    planted = {}
    exec(compile(source.replace(right, wrong), function.__code__.co_filename, "exec"), function.__globals__, planted)
    case = cases.read(CASES / name)
    monkeypatch.setattr(function, "__code__", planted[function.__name__].__code__)
    assert cases.differences(case, "oracle"), f"nobody noticed: {fault}"
