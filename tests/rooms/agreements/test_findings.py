"""What competition law asks: for each check, facts under which it is found and near ones under which it is not."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fairway.agreements.queries import collisions
from fairway.agreements.rules.findings import CHECKS, DraftFacts, findings_of
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.partners.rules import PartnerFacts
from tests.builders import People
from tests.rooms.agreements import stories
from tests.rooms.agreements.territory_stories import lay_ground, terms

BOUND = DraftFacts(eea=True, exclusive_distributors=1, restricts_active_sales=True, parallel_imposition=True)
CASES = {
    "EU-03": [
        (DraftFacts(eea=True, exclusive_distributors=6, parallel_imposition=True), "flag"),
        (DraftFacts(eea=True, exclusive_distributors=6, parallel_imposition=True, restricts_active_sales=True),
         "block-until-counsel"),
        (DraftFacts(eea=True, exclusive_distributors=5, parallel_imposition=True), ""),
        (DraftFacts(us=True, exclusive_distributors=6), ""),
    ],
    "EU-04": [
        (DraftFacts(eea=True, exclusive_distributors=1), "flag"),
        (DraftFacts(eea=True, exclusive_distributors=1, parallel_imposition=False), "flag"),
        (DraftFacts(eea=True, exclusive_distributors=1, buyers_free=("Baylight",), buyers_bound=3), "flag"),
        (DraftFacts(eea=True, exclusive_distributors=1, buyers_free=(), buyers_bound=3), ""),
        (DraftFacts(eea=True, exclusive_distributors=1, buyers_free=()), ""),
        (DraftFacts(eea=True, exclusive_distributors=1, buyers_free=("Baylight",), parallel_imposition=True), ""),
        (DraftFacts(eea=True, exclusive_distributors=0), ""),
        (DraftFacts(us=True, exclusive_distributors=1), ""),
    ],
    "EU-05": [
        (DraftFacts(eea=True, restricts_passive_sales=True), "block-until-counsel"),
        (DraftFacts(eea=True, restricts_internet=True), "block-until-counsel"),
        (BOUND, ""),
        (DraftFacts(us=True, restricts_passive_sales=True), ""),
    ],
    "EU-06": [
        (DraftFacts(eea=True, restricts_active_sales=True, levels_passed_on=2), "flag"),
        (DraftFacts(eea=True, restricts_active_sales=True, levels_passed_on=1), ""),
        (DraftFacts(eea=True, restricts_active_sales=False, levels_passed_on=2), ""),
        (DraftFacts(us=True, restricts_active_sales=True, levels_passed_on=2), ""),
    ],
    "EU-09": [
        (DraftFacts(eea=True, non_compete=True, non_compete_months=61), "flag"),
        (DraftFacts(eea=True, non_compete=True, non_compete_months=None), "flag"),
        (DraftFacts(eea=True, purchase_share=81, non_compete_months=61), "flag"),
        (DraftFacts(eea=True, non_compete=True, non_compete_months=60, renews_tacitly=True), "flag"),
        (DraftFacts(eea=True, non_compete=True, non_compete_months=60, renews_tacitly=True, easy_exit=True), ""),
        (DraftFacts(eea=True, non_compete=True, non_compete_months=60), ""),
        (DraftFacts(eea=True, purchase_share=80, non_compete_months=61), ""),
        (DraftFacts(us=True, non_compete=True, non_compete_months=61), ""),
    ],
    "EU-10": [
        (DraftFacts(eea=True, post_term_months=13, post_term_for_premises_and_know_how=True), "flag"),
        (DraftFacts(eea=True, post_term_months=12), "flag"),
        (DraftFacts(eea=True, post_term_months=12, post_term_for_premises_and_know_how=True), ""),
        (DraftFacts(eea=True), ""),
        (DraftFacts(us=True, post_term_months=13), ""),
    ],
    "US-09": [
        (DraftFacts(us=True, exclusive_dealing=True, share_of_outlets=31), "flag"),
        (DraftFacts(us=True, exclusive_dealing=True), "info"),
        (DraftFacts(us=True, exclusive_dealing=True, share_of_outlets=30), ""),
        (DraftFacts(us=True, share_of_outlets=31), ""),
        (DraftFacts(eea=True, exclusive_dealing=True, share_of_outlets=31), ""),
    ],
}  # fmt: skip


def test_every_check_has_cases_of_both_kinds() -> None:
    assert set(CASES) == {check.id for check in CHECKS}
    assert all({bool(severity) for _, severity in cases} == {True, False} for cases in CASES.values())


@pytest.mark.parametrize(("check", "facts", "severity"), [(name, *one) for name, some in CASES.items() for one in some])
def test_a_check_finds_what_it_says_and_nothing_beside(check: str, facts: DraftFacts, severity: str) -> None:
    found = {one.id: one for one in findings_of(facts)}
    assert (found[check].severity if check in found else "") == severity
    if severity:
        assert found[check].remedy and found[check].source and "legal" not in found[check].sentence.lower()


def test_the_buyers_that_are_not_bound_are_named() -> None:
    some = DraftFacts(eea=True, exclusive_distributors=1, buyers_free=("A", "B", "C", "D", "E"), buyers_bound=2)
    (one,) = findings_of(some)
    assert one.sentence.startswith(
        "5 of 7 other buyers in the EEA have no agreement in force that keeps them from active sales there: "
        "A, B, C, D and 1 more."
    )


def sentence_of(people: People, partner: int, where: str, since_on: date) -> str:
    """What EU-04 says of an exclusive grant; nothing where it is not found."""
    said = terms(partner, where, since_on=since_on, until_on=None)
    with acting_as(people.maya):
        found = collisions.check(people.maya, said).findings
    return next((one.sentence for one in found if one.id == "EU-04"), "")


def test_parallel_imposition_is_read_from_the_agreements_in_force(people: People, now: datetime) -> None:
    """A is in Germany, B in the United States; two more come to the EEA, of whom one is bound for a year."""
    lay_ground(people.maya, now)
    assert sentence_of(people, people.a, "FR", date(2026, 4, 1)) == ""  # nobody else is in the EEA
    version = stories.template(people, now)
    stories.concluded(people, now, version, restricts_active_sales="yes")
    may = date(2026, 5, 1)
    assert sentence_of(people, people.b, "FR", may) == ""  # A is there, and bound from March 2026 to March 2027
    free = "1 of 1 other buyer in the EEA has no agreement in force that keeps them from active sales there: Anker"
    assert sentence_of(people, people.b, "FR", date(2026, 2, 1)).startswith(free)
    assert sentence_of(people, people.b, "FR", date(2027, 3, 1)).startswith(free)
    assert sentence_of(people, people.b, "US", date(2027, 3, 1)) == ""
    with acting_as(WORKER):
        partners.load(actor=WORKER, now=now, rows=[
            PartnerFacts("C-3", "Cala Metro", ("oem",), "ES"), PartnerFacts("D-4", "Dorn", ("oem",), "CH"),
        ])  # fmt: skip
    assert sentence_of(people, people.b, "FR", may).startswith("1 of 2 other buyers in the EEA has no agreement in")
    assert "Cala Metro. Exclusivity protects" in sentence_of(people, people.b, "FR", may)
