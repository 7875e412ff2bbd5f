"""Any payout can be taken apart: the shares add up, what was left out has a reason, the gap is said."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fairway.engine.backends import cases, local
from fairway.engine.backends.local import Session
from fairway.engine.backends.local.explaining import BESIDE, given
from fairway.engine.explain import Unexplained, explain
from fairway.engine.inputs import InputProblem
from fairway.engine.telling import tell, teller
from fairway.engine.words import LANGUAGES
from fairway.values import Money, exact

CASES = Path(__file__).parent.parent / "programmes"


def explained(name, incentive, partner, period="2024-Q1"):
    case = cases.read(CASES / name)
    asked = case.programme.calendar.fiscal.parse(period)
    as_of = date.fromisoformat(case.asked["as_of"]) if "as_of" in case.asked else None
    return local.explain(case.programme, case.inputs(), incentive, asked, partner, as_of)


def slow_payouts():
    """Every payout of every case, as the oracle has it, with all that an explanation reads."""
    for folder in cases.find(CASES):
        try:
            case = cases.read(folder)
        except InputProblem:
            continue
        if "refused" in case.asked:
            continue
        for step in case.steps():
            with Session(step.programme, step.inputs) as session:
                every, _ = session.asked(step.periods, step.as_of)
                payouts = session.by_oracle(every, step.as_of)
                rates = session.rows("rates") if session.columns.rates else []
                lines, partners, products = (session.rows(name) for name in ("lines", "partners", "products"))
                beside = {name: session.rows(name) for name in BESIDE if getattr(session.columns, name)}
            yield case.name, step, payouts, (lines, partners, products, rates), beside


@pytest.mark.parametrize(
    ("step", "payouts", "tables", "beside"),
    [pytest.param(*rest, id=name) for name, *rest in slow_payouts()],
)
def test_every_payout_of_every_case_can_be_taken_apart(step, payouts, tables, beside):
    programme = step.programme
    for payout in payouts:
        incentive = next(one for one in programme.incentives if one.id == payout.incentive)
        known = given(programme, incentive, payout, payouts, tables[1], step.as_of)
        found = explain(programme, payout, *tables, step.as_of, beside=beside, given=known)
        assert sum((line.share for line in found.lines), Money.zero(payout.currency)) == payout.earned, payout
        assert sum(1 for line in found.lines if line.measure is not None and line.day in payout.period) == payout.lines
        assert {line.line["partner_id"] for line in found.lines} <= {payout.partner}
        assert sum(step.reached for step in found.steps) == (payout.step is not None)
        if not local.alone(incentive):  # from files only the partner's own lines are read: they say the same
            read = local.explain_known(programme, step.inputs, payout, known, step.as_of)
            assert tell(read, teller()) == tell(found, teller())
            assert [(one.line_id, one.share) for one in read.lines] == [(one.line_id, one.share) for one in found.lines]
            assert [(one.line_id, one.reason) for one in read.excluded] == [
                (one.line_id, one.reason) for one in found.excluded
            ]
        stands = found.stages[-1].amount if found.stages and found.stages[-1].limit not in WAITING else None
        assert stands is None or incentive.payee == "splits" or stands == payout.earned, (payout, found.stages)


WAITING = {"held_back", "carried", "released"}


def test_steps_gap_and_shares_of_a_tiered_payout():
    found = explained("v22_returns_restate", "volume", "ola")
    assert [(step.step.lower, step.value, step.reached) for step in found.steps] == [
        (exact(0), exact("0.01"), False),
        (exact(50000), exact("0.02"), True),
        (exact(100000), exact("0.03"), False),
    ]
    assert found.gap == exact(5000)  # 100,000 − 95,000
    # 120,000 × 2 % and −25,000 × 2 %
    assert [line.share for line in found.lines] == [Money.of("2400.00", "USD"), Money.of("-500.00", "USD")]


def test_reasons_of_what_was_left_out():
    found = explained("members_and_territory", "west", "ola")
    assert [one.reason for one in found.excluded] == ["territory"]
    scopes = explained("product_scopes", "some", "ola").excluded
    assert [one.reason for one in scopes] == ["product", "product", "unknown_product"]
    assert [one.reason for one in explained("events", "through", "ola").excluded] == ["event", "event"]
    assert [one.reason for one in explained("validity", "volume", "ola").excluded] == ["outside_validity"] * 2
    assert {one.reason for one in explained("lines_and_kinds", "net", "ola").excluded} == {"kind"}
    assert {one.reason for one in explained("where_condition", "big", "ola").excluded} == {"where"}


def test_gates_and_limits_are_said():
    found = explained("v10_gate", "scopes", "sam")
    assert [(gate.at_least, gate.found, gate.met) for gate in found.gates] == [(exact(1000), exact(999), False)]
    assert found.limits == ("gate",)
    assert explained("v21_caps", "capped", "ola").limits == ("cap",)
    assert explained("v21_caps", "first", "ola").limits == ("measure_cap",)
    assert explained("v21_floor", "floored", "ola").limits == ("floor",)
    assert explained("v21_minimum_payout", "small", "ola").limits == ("carried",)
    assert explained("v21_minimum_payout", "small", "ola", "2024-Q3").limits == ("released",)


def test_lines_are_numbered_as_in_the_file():
    found = explained("v10_gate", "scopes", "sam")
    assert [line.line_id for line in found.lines] == ["4", "5"]


def test_nobody_and_nothing():
    assert explained("v10_gate", "scopes", "nobody") is None


def test_a_number_from_other_lines_is_not_explained():
    case = cases.read(CASES / "v01_percent_of_revenue")
    with Session(case.programme, case.inputs()) as session:
        (payout,) = session.by_oracle(session.periods())
        tables = [session.rows(table) for table in ("lines", "partners", "products")]
    with pytest.raises(Unexplained, match=r"12345\.67"):
        explain(case.programme, replace(payout, measure=payout.measure + 1), *tables)


def claimed(*, known: bool):
    """Bo's payout of v18: line 99 of sam comes before his line 100 with the same serial number."""
    case = cases.read(CASES / "v18_spiff_for_persons")
    period = case.programme.calendar.fiscal.parse("2024-Q1")
    if not known:
        return local.explain(case.programme, case.inputs(), "spiff", period, "ola", person="bo")
    with Session(case.programme, case.inputs()) as session:
        payouts = session.by_oracle([period])
        partners = session.rows("partners")
    (one,) = (each for each in payouts if each.person == "bo")
    (incentive,) = case.programme.incentives
    return local.explain_known(
        case.programme, case.inputs(), one, given(case.programme, incentive, one, payouts, partners)
    )


@pytest.mark.parametrize("known", [False, True])
def test_a_serial_number_claimed_by_a_rival_first_is_explained_to_both_sides(known):
    found = claimed(known=known)
    assert found.payout.earned == Money.of("25.00", "USD")
    assert [line.line_id for line in found.lines] == ["5"]
    (lost,) = (one for one in found.excluded if one.line_id == "100")
    assert (lost.reason, lost.rival) == ("once", "sam")
    partner, vendor = teller(), teller(to_partner=False)
    assert partner.reason(lost.reason, lost.rival) == "Another line with the same number counted first."
    assert vendor.reason(lost.reason, lost.rival) == "A line of sam with the same number counted first."
    for language in LANGUAGES:
        assert teller(language).reason(lost.reason, lost.rival) == teller(language).reason(lost.reason)
        assert "sam" in teller(language, to_partner=False).reason(lost.reason, lost.rival).casefold()
    assert (partner.reason("once"), 1) in [(text, min(count, 1)) for text, count in tell(found, partner).reasons]
    assert all(line.line["partner_id"] == "ola" for line in (*found.lines, *found.excluded))


def test_a_line_that_lost_to_the_partners_own_has_no_rival():
    case = cases.read(CASES / "v18_spiff_for_persons")
    period = case.programme.calendar.fiscal.parse("2024-Q1")
    found = local.explain(case.programme, case.inputs(), "spiff", period, "ola", person="ada")
    (lost,) = (one for one in found.excluded if one.reason == "once" and one.line["serial_no"])
    assert (lost.line_id, lost.rival) == ("4", "")
    assert "Another line" in teller(to_partner=False).reason(lost.reason, lost.rival)
