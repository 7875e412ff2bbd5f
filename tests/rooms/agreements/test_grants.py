"""Grants: what the database lets stand beside each other, how a refusal reads, and what is offered instead."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fairway.agreements.actions import findings, grants, places, territories, trees
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Grant, Holding, Seat, Zone
from fairway.agreements.queries import collisions
from fairway.agreements.queries import grants as queries
from fairway.agreements.rules.files import AccountFacts, PostalFacts
from fairway.agreements.rules.places import Area
from fairway.agreements.rules.trees import Branch
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.kit.journal import reading
from fairway.partners import actions as partners
from fairway.partners.rules import PartnerFacts
from tests.builders import People
from tests.rooms.agreements.territory_stories import NEXT, YEAR, grant, lay_ground, terms

JULY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def ground(people: People, now: datetime) -> None:
    lay_ground(people.maya, now)


def third(now: datetime) -> int:
    with acting_as(WORKER):
        return partners.save(actor=WORKER, now=now, facts=PartnerFacts("C-3", "Cala Metro", ("oem",), "ES"))


def stands() -> tuple[int, int, int]:
    with acting_as(WORKER):
        return (
            Grant.objects.filter(withdrawn_at=None).count(),
            Holding.objects.count(),
            Seat.objects.count(),
        )


def refused(maya: Actor, now: datetime, said: object) -> Refused:
    """Maya grants and is refused, and nothing has moved."""
    before = stands()
    with pytest.raises(Refused) as caught, acting_as(maya):
        grants.grant(actor=maya, now=now, terms=said, reason="As agreed.")  # type: ignore[arg-type]
    assert stands() == before
    return caught.value


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        ("US-IA", "US-IA"),
        ("US-IA", "US"),
        ("US", "US-IA"),
        ("US-IA", "US 50309"),
        ("US 50309", "US-IA"),
        ("US 503", "US 50309"),
        ("US 50309", "US 503"),
        ("US 50000-52899", "US 52000-60000"),
        ("US 50309", "WORLD"),
        ("WORLD", "US 50309"),
        ("DE; US-NE", "US 68102"),
    ],
)
def test_inside_around_and_beside_an_exclusive_place_nobody_else_is_let_in(
    people: People, now: datetime, standing: str, wanted: str
) -> None:
    grant(people.maya, now, terms(people.a, standing))
    for kind in ("exclusive", "open"):
        assert "Anker Mess holds" in str(refused(people.maya, now, terms(people.b, wanted, kind)))
    # the same partner never stands in its own way
    grant(people.maya, now, terms(people.a, wanted))


@pytest.mark.parametrize("other", ["US-NE", "DE", "US 68102", "US 49999", "US except", "CA"])
def test_beside_an_exclusive_state_there_is_room(people: People, now: datetime, other: str) -> None:
    grant(people.maya, now, terms(people.a, "US-IA"))
    where, excepted = ("US", "US-IA") if other == "US except" else (other, "")
    grant(people.maya, now, terms(people.b, where, excepted=excepted))


@pytest.mark.parametrize(
    ("mine", "theirs", "fits"),
    [
        ({"line": "bikes"}, {"line": "road"}, False),
        ({"line": "road"}, {"line": "bikes"}, False),
        ({"line": "road"}, {"line": "mountain"}, True),
        ({"line": "road"}, {}, False),
        ({"line": "bikes"}, {"line": "clothing"}, True),
        ({"segment": "public"}, {"segment": "schools"}, False),
        ({"segment": "schools"}, {"segment": "companies"}, True),
        ({"until_on": JULY}, {"since_on": JULY}, True),
        ({"until_on": JULY}, {"since_on": date(2026, 6, 30)}, False),
        ({"until_on": None}, {"since_on": NEXT, "until_on": None}, False),
    ],
)
def test_lines_segments_and_days_are_nested_like_places(
    people: People, now: datetime, mine: dict[str, object], theirs: dict[str, object], fits: bool
) -> None:
    grant(people.maya, now, terms(people.a, "DE", **mine))
    if fits:
        grant(people.maya, now, terms(people.b, "DE-BY", **theirs))
    else:
        refused(people.maya, now, terms(people.b, "DE-BY", **theirs))


def test_open_grants_stand_beside_each_other_and_keep_an_exclusive_one_out(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", "open"))
    grant(people.maya, now, terms(people.b, "DE-BY", "open"))
    refusal = refused(people.maya, now, terms(third(now), "DE-BY"))
    assert len(refusal.collisions) == 2
    assert any(offer.changes.get("kind") == "open" for offer in refusal.offers)


def test_a_refusal_names_the_grant_its_dates_the_overlap_and_what_would_fit(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US-IA", line="bikes", until_on=JULY))
    refusal = refused(people.maya, now, terms(people.b, "US-IA; US-NE", line="bikes"))
    (one,) = refusal.collisions
    assert one.sentence == (
        "Anker Mess holds Iowa exclusively, Bikes, All customers, from 2026-01-01 until 2026-07-01. "
        "It overlaps in Iowa from 2026-01-01 until 2026-07-01."
    )
    assert [offer.words for offer in refusal.offers] == ["Nebraska.", "The same from 2026-07-01 until 2027-01-01."]
    # what is offered is granted
    grant(people.maya, now, terms(people.b, refusal.offers[0].changes["places"], line="bikes"))
    later = {"since_on": date.fromisoformat(refusal.offers[1].changes["since_on"])}
    grant(people.maya, now, terms(people.b, "US-IA; US-NE", line="bikes", **later))


def test_the_rest_of_a_state_is_offered_with_exceptions_and_fits(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US 503"))
    refusal = refused(people.maya, now, terms(people.b, "US-IA"))
    offer = refusal.offers[0]
    assert offer.words == "Iowa except ZIP 503."
    grant(people.maya, now, terms(people.b, offer.changes["places"], excepted=offer.changes["excepted"]))


def test_a_narrower_line_is_offered_where_one_is_free(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", line="road"))
    refusal = refused(people.maya, now, terms(people.b, "DE", line="bikes"))
    assert "Only Mountain bikes." in [offer.words for offer in refusal.offers]


def test_a_narrower_segment_is_offered_where_one_is_free_and_fits(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", segment="schools"))
    refusal = refused(people.maya, now, terms(people.b, "DE-BY"))
    (offer,) = [offer for offer in refusal.offers if "segment" in offer.changes]
    assert offer.words == "Only Companies."
    grant(people.maya, now, terms(people.b, "DE-BY", segment=offer.changes["segment"]))


def test_a_zone_is_shared_by_at_most_so_many_and_by_nobody_else(people: People, now: datetime) -> None:
    two = {"at_most": 2}
    c = third(now)
    grant(people.maya, now, terms(people.a, "DE", "shared", **two))
    assert "Germany is shared by at most 2 partners (Anker Mess)" in str(
        refused(people.maya, now, terms(c, "DE-BY", "open"))
    )
    grant(people.maya, now, terms(people.b, "DE", "shared", **two))
    assert "All 2 seats are held" in str(refused(people.maya, now, terms(c, "DE", "shared", **two)))
    assert "shared by at most 2" in str(refused(people.maya, now, terms(c, "DE", "shared", at_most=3)))
    refused(people.maya, now, terms(people.a, "DE-BY"))  # not even one of the two, alone
    grant(people.maya, now, terms(c, "DE", "shared", **two, since_on=NEXT, until_on=date(2028, 1, 1)))


def test_a_zone_stands_as_long_as_its_seats_do(people: People, now: datetime) -> None:
    first = grant(people.maya, now, terms(people.a, "DE", "shared", at_most=2, until_on=JULY))
    second = grant(people.maya, now, terms(people.b, "DE", "shared", at_most=2))
    c = third(now)
    refused(people.maya, now, terms(c, "DE", since_on=date(2026, 9, 1)))
    with acting_as(people.maya):
        grants.end(actor=people.maya, now=now, grant_id=second, on=JULY, reason="Left.")
    grant(people.maya, now, terms(c, "DE", since_on=date(2026, 9, 1)))
    with acting_as(people.maya):
        grants.end(actor=people.maya, now=now, grant_id=first, on=YEAR, reason="Never began.")
        grants.end(actor=people.maya, now=now, grant_id=second, on=YEAR, reason="Never began.")
        assert Zone.objects.get().period is None
    grant(people.maya, now, terms(c, "DE", "open", until_on=date(2026, 9, 1)))


def test_who_is_there_counts_on_each_day_even_when_seats_change(people: People, now: datetime) -> None:
    """January to March on one seat, March to May on the other: the whole year still fits once."""
    c = third(now)
    march, may = date(2026, 3, 1), date(2026, 5, 1)
    grant(people.maya, now, terms(people.a, "DE", "shared", at_most=2))
    second = grant(people.maya, now, terms(people.b, "DE", "shared", at_most=2, until_on=march))
    with acting_as(WORKER):
        d = partners.save(actor=WORKER, now=now, facts=PartnerFacts("D-4", "Dora", ("oem",), "ES"))
    grant(people.maya, now, terms(c, "DE", "shared", at_most=2, since_on=march, until_on=may))
    refused(people.maya, now, terms(d, "DE", "shared", at_most=2, since_on=date(2026, 4, 1)))
    with acting_as(people.maya):
        grants.end(actor=people.maya, now=now, grant_id=second, on=YEAR, reason="Gone.")
    grant(people.maya, now, terms(d, "DE", "shared", at_most=2, since_on=YEAR, until_on=march))


def test_a_named_account_is_granted_apart_from_all_land(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        territories.load_accounts(actor=people.maya, now=now, rows=[AccountFacts("acme", "Acme Works", "US")])
    grant(people.maya, now, terms(people.a, "WORLD"))
    grant(people.maya, now, terms(people.b, "@ACME"))
    refusal = refused(people.maya, now, terms(people.a, "@ACME", "open"))
    assert "Baylight Systems holds Acme Works exclusively" in str(refusal)
    assert "make two grants" in str(refused(people.maya, now, terms(people.a, "@ACME; DE")))
    assert "no named account" in str(refused(people.maya, now, terms(people.a, "@NOBODY")))


def test_the_same_grant_twice_is_one(people: People, now: datetime) -> None:
    said = terms(people.a, "DE", line="bikes")
    assert grant(people.maya, now, said) == grant(people.maya, now, said)
    assert stands()[0] == 1
    assert "stands already" in str(refused(people.maya, now, terms(people.a, "DE", line="bikes", until_on=JULY)))


def test_every_fault_is_told_at_once(people: People, now: datetime) -> None:
    bad = terms(people.a, "DE", "shared", since_on=NEXT, until_on=YEAR, line="nothing")
    refusal = refused(people.maya, now, bad)
    assert [fault.field for fault in refusal.faults] == ["until_on", "at_most"]
    assert "is not after its first day" in str(refusal)
    assert "no product line" in str(refused(people.maya, now, terms(people.a, "DE", line="nothing")))
    assert "exceptions take all" in str(refused(people.maya, now, terms(people.a, "DE-BY", excepted="DE")))
    with pytest.raises(Refused, match="Say why"), acting_as(people.maya):
        grants.grant(actor=people.maya, now=now, terms=terms(people.a, "DE"), reason=" ")


def test_a_grant_ends_on_its_day_and_not_before(people: People, now: datetime) -> None:
    first = grant(people.maya, now, terms(people.a, "DE", until_on=None))
    with acting_as(people.maya):
        assert grants.end(actor=people.maya, now=now, grant_id=first, on=JULY, reason="Moved away.")
        assert not grants.end(actor=people.maya, now=now, grant_id=first, on=JULY, reason="Again.")
    refused(people.maya, now, terms(people.b, "DE", since_on=date(2026, 6, 30)))
    grant(people.maya, now, terms(people.b, "DE", since_on=JULY))
    with pytest.raises(Refused, match="ends on 2026-07-01 already"), acting_as(people.maya):
        grants.end(actor=people.maya, now=now, grant_id=first, on=NEXT, reason="Longer.")


def test_a_change_ends_the_old_and_follows_it(people: People, now: datetime) -> None:
    first = grant(people.maya, now, terms(people.a, "DE"))
    with acting_as(people.maya):
        changed = grants.change(
            actor=people.maya, now=now, grant_id=first, terms=terms(people.a, "DE-BY", "open", since_on=JULY),
            reason="Smaller, as agreed.",
        )  # fmt: skip
        old, new = (queries.one(people.maya, pk, on=YEAR) for pk in (first, changed.grant_id))
    assert (old.until_on, new.since_on, new.follows_id) == (JULY, JULY, first)
    grant(people.maya, now, terms(people.b, "DE-NW", since_on=JULY))


def test_a_change_that_is_refused_moves_nothing(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.b, "FR"))
    first = grant(people.maya, now, terms(people.a, "DE"))
    before = stands()
    with pytest.raises(Refused, match="Baylight Systems holds France"), acting_as(people.maya):
        grants.change(
            actor=people.maya, now=now, grant_id=first, terms=terms(people.a, "DE; FR", since_on=JULY), reason="More."
        )
    assert stands() == before
    with acting_as(people.maya):
        assert queries.one(people.maya, first, on=YEAR).until_on == NEXT


def test_only_the_end_of_a_grant_moves_in_place(people: People, now: datetime) -> None:
    first = grant(people.maya, now, terms(people.a, "DE"))
    grant(people.maya, now, terms(people.b, "DE", since_on=date(2027, 6, 1), until_on=None))
    longer = terms(people.a, "DE", until_on=date(2027, 6, 1))
    with acting_as(people.maya):
        assert grants.change(
            actor=people.maya, now=now, grant_id=first, terms=longer, reason="Renewed."
        ).grant_id == first  # fmt: skip
    with pytest.raises(Refused, match="Baylight Systems holds Germany"), acting_as(people.maya):
        grants.change(
            actor=people.maya, now=now, grant_id=first, terms=terms(people.a, "DE", until_on=None), reason="For ever."
        )


def test_both_sides_read_a_grant_in_the_journal_with_its_reason(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE"), reason="Won the tender.")
    with acting_as(people.ola):
        verbs = {row.verb: row.reason for row in reading.visible_to(people.ola)}
    assert verbs["agreements.grant.made"] == "Won the tender."
    assert "agreements.findings.shown" not in verbs
    with acting_as(people.sam):
        assert not [row for row in reading.visible_to(people.sam) if row.verb.startswith("agreements.grant")]


def test_a_partner_sees_its_own_grants_and_no_others(people: People, now: datetime) -> None:
    mine = grant(people.maya, now, terms(people.a, "DE"))
    grant(people.maya, now, terms(people.b, "FR"))
    with acting_as(people.ola):
        assert [row.id for row in queries.granted_to(people.ola, people.a, on=YEAR)] == [mine]
        assert queries.granted_to(people.ola, people.b, on=YEAR) == ()
        assert Holding.objects.exclude(partner_id=people.a).count() == 0
        with pytest.raises(queries.UnknownGrant):
            queries.one(people.ola, mine + 1, on=YEAR)
    with acting_as(people.dirk):
        assert not queries.visible_to(people.dirk)


def test_only_who_manages_territories_grants(people: People, now: datetime) -> None:
    for actor in (people.ada, people.ola, people.dirk):
        with pytest.raises(NotAllowed), acting_as(actor):
            grants.grant(actor=actor, now=now, terms=terms(people.a, "DE"), reason="Mine.")


def test_six_exclusive_partners_in_europe_wait_for_counsel(people: People, now: datetime) -> None:
    from tests.builders import person

    said = terms(people.a, "DE", "shared", at_most=6)
    refusal = refused(people.maya, now, said)
    assert [one.id for one in refusal.findings] == ["EU-03"]
    counsel = person(now, "cleo@vendor.example", "Cleo", "counsel")
    with pytest.raises(NotAllowed), acting_as(people.maya):
        findings.note(
            actor=people.maya, now=now, subject=collisions.subject_of(said), finding="EU-03", text="I think it is fine."
        )
    with acting_as(counsel):
        findings.note(
            actor=counsel, now=now, subject=collisions.subject_of(said), finding="EU-03",
            text="Two of the six leave in March; see the memorandum of 9 February.",
        )  # fmt: skip
    grant(people.maya, now, said)
    grant(people.maya, now, terms(people.a, "US", "shared", at_most=6))  # the regulation is not of there


def test_a_postal_table_that_moves_codes_lays_grants_anew_or_is_refused(people: People, now: datetime) -> None:
    """Dakota County's 57049 lies in no table yet: granted, it collides with South Dakota once a table says so."""
    grant(people.maya, now, terms(people.a, "US 57049"))
    row = PostalFacts(Area("US", "570", "577"), "US-SD")
    with acting_as(people.maya):
        places.load_postal(actor=people.maya, now=now, rows=[row], source="Table")
    refused(people.maya, now, terms(people.b, "US-SD"))
    grant(people.maya, now, terms(people.b, "US-MN"))
    moved = PostalFacts(Area("US", "57049"), "US-MN")
    before = stands()
    with pytest.raises(Refused, match="US 57049 would meet a grant of somebody else"), acting_as(people.maya):
        places.load_postal(actor=people.maya, now=now, rows=[moved], source="Table")
    assert stands() == before
    refused(people.maya, now, terms(people.b, "US-SD"))


def test_a_line_that_moves_takes_its_grants_along_or_is_refused(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", line="road"))
    grant(people.maya, now, terms(people.b, "DE", line="clothing"))
    with pytest.raises(Refused, match="cannot move below Clothing"), acting_as(people.maya):
        trees.load_lines(actor=people.maya, now=now, rows=[Branch("road", "Road bikes", "clothing")])
    with acting_as(people.maya):
        trees.load_lines(actor=people.maya, now=now, rows=[Branch("road", "Road bikes", "")])
    refused(people.maya, now, terms(people.b, "DE", line="road"))
    grant(people.maya, now, terms(people.b, "DE", line="bikes"))
