"""What pairs are said to be, and why."""

from __future__ import annotations

import pytest

from fairway.matching.background import Background, background_of
from fairway.matching.company import Company
from fairway.matching.explain import reasons
from fairway.matching.normalise import known
from fairway.matching.score import Score, Verdict, score
from fairway.matching.weights import BadWeights, packaged, read_weights

ACME = Company(
    "1", "Acme Robotics GmbH", "Hauptstr. 12", "Berlin", "", "10115", "DE", "acme.de", "", "030 901820", "136695976"
)


def scored(left: Company, right: Company) -> Score:
    return score(known(left), known(right), packaged(), Background())


def said(left: Company, right: Company) -> tuple[str, ...]:
    one, two = known(left), known(right)
    return reasons(one, two, score(one, two, packaged(), Background()))


def like(**changes: str) -> Company:
    return ACME._replace(**changes)


def test_the_same_company_written_otherwise() -> None:
    other = like(name="ACME ROBOTICS", address="Hauptstraße 12", phone="+49 30 901820", domain="www.acme.de", tax_id="")
    found = scored(ACME, other)
    assert found.verdict is Verdict.SAME and found.same > 0.99
    assert said(ACME, other) == ("same phone", "name differs only by legal form", "same address", "same web domain")


def test_the_order_of_a_pair_does_not_matter() -> None:
    other = like(name="Robotics Acme", address="", city="Bonn", phone="")
    assert scored(ACME, other).same == pytest.approx(scored(other, ACME).same)


def test_another_branch_is_not_the_same_company() -> None:
    other = like(address="Marktplatz 3", city="Hamburg", postal_code="20095", phone="040 123456", tax_id="", domain="")
    found = scored(ACME, other)
    assert found.verdict in (Verdict.BRANCH, Verdict.UNCERTAIN) and found.branch > found.same
    assert said(ACME, other)[-1] == "another branch?"


def test_a_company_of_the_same_group_is_not_the_same_company() -> None:
    other = like(name="Acme Holding AG", phone="", tax_id="811907980", domain="")
    found = scored(ACME, other)
    assert found.same < 0.5 and found.family > found.same
    assert said(ACME, other)[-1] == "same group?"


def test_neighbours_share_a_phone_and_an_address() -> None:
    found = scored(like(tax_id="", domain=""), like(name="Zwickel Notare", tax_id="", domain=""))
    assert found.same < 0.5 and found.neighbour > found.same


def test_strangers_with_a_common_name() -> None:
    left = Company(name="Global Trading Ltd", city="Leeds", country="GB")
    right = Company(name="Global Trading Ltd", city="Cardiff", country="GB")
    assert scored(left, right).same < 0.5


def test_a_rare_word_counts_for_more_than_a_common_one() -> None:
    rare = scored(Company(name="Zwickelmoser Services"), Company(name="Zwickelmoser Solutions"))
    common = scored(Company(name="Global Services"), Company(name="Global Solutions"))
    assert rare.evidence.name.bits > common.evidence.name.bits + 8


def test_nothing_known_is_no_evidence() -> None:
    assert scored(Company(), Company()).same < 0.01
    assert scored(ACME, Company()).same < 0.01
    assert scored(Company(phone="030 901820", country="DE"), ACME).same > 0.3


def test_a_number_tells_funds_apart() -> None:
    found = scored(Company(name="Bain Capital Fund X L.P."), Company(name="Bain Capital Fund XI L.P."))
    assert found.same < 0.5
    assert "another number in the name (10 and 11)" in said(
        Company(name="Bain Capital Fund X L.P."), Company(name="Bain Capital Fund XI L.P.")
    )


def test_the_same_pair_gets_the_same_score_whatever_the_way() -> None:
    companies = [known(ACME), known(like(id="2", name="Acme Robotics")), known(Company("3", "Zwickel"))]
    one, two = background_of(companies), background_of(companies)
    assert score(companies[0], companies[1], packaged(), one) == score(companies[0], companies[1], packaged(), two)


def test_every_level_has_its_parameters() -> None:
    for field, levels in packaged().levels.items():
        assert sum(each.same for each in levels.values()) > 0.9, field


def test_a_broken_parameter_file_is_refused_with_its_place() -> None:
    with pytest.raises(BadWeights, match="lacks or misspells 'prior'"):
        read_weights("version: 1\nlevels: {}\n", "mine.yaml")
    text = (
        "version: 1\nprior: {same: 1, branch: 1, family: 1, neighbour: 1}\nasked: 1\npseudo: 1\n"
        "threshold: 0.5\nsure: 0.9\n"
        "levels: {phone: {same: {same: 2, branch: 1, family: 1, neighbour: 1, chance: 1}}}\n"
    )
    with pytest.raises(BadWeights, match="phone, same: same is 2"):
        read_weights(text)
