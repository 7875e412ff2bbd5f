"""What a policy asks of sales and people, by date: the look-back, incumbency, trained people, what losers get."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from fairway.deals import actions, queries
from fairway.deals.rules.policy import check
from fairway.deals.rules.stacking import effect
from fairway.deals.rules.worth import fallback
from fairway.kit.access import NotAllowed, acting_as
from fairway.performance import actions as tiers
from fairway.performance.models import DatedValue
from fairway.performance.rules.tiers.values_file import ValueFacts
from fairway.sales import queries as sales
from fairway.values import Money, day_in_words
from tests.builders import People
from tests.rooms.deals.stories import BY_RULE, POLICY, asked, look_at, put_policy, put_products, register, status
from tests.rooms.incentives.stories import Sold, put

pytestmark = pytest.mark.django_db
LOOK_BACK = "accepts: {look_back: 6 months, look_back_waived_by: decommission_letter}\n"
INCUMBENT = "accepts: {renewal: incumbent}\n"
NORTHWIND = "Northwind Traders"


@pytest.fixture
def products(people: People, now: datetime) -> dict[str, int]:
    return put_products(now)


def sold(partner: int, on: str, product: int, customer: str = NORTHWIND, net: str = "900", **more: str) -> Sold:
    return Sold(partner, on, net, product=product, customer=customer, event=more.pop("event", "sell_out"), **more)


def found(people: People, code: str, now: datetime) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """What stands beside the buttons, by kind: severity, text and the evidence's words."""
    with acting_as(people.carl):
        rows = queries.for_decision(people.carl, code, now).findings
    return {row.kind: (row.severity, row.text, tuple(words for words, _, _ in row.evidence)) for row in rows}


@pytest.mark.parametrize(
    ("on", "more", "expected"),
    [
        ("2025-08-09", {}, False),  # 10 Feb 2026 less 6 months is 10 Aug 2025
        ("2025-08-10", {}, True),
        ("2026-02-09", {"customer": "NORTHWIND TRADERS, Incorporated"}, True),
        ("2026-02-09", {"customer": "Nörthwind Traders"}, True),
        ("2026-02-09", {"country": "us"}, True),
        ("2026-02-09", {"country": ""}, True),
        ("2026-02-09", {"country": "DE"}, False),
        ("2026-02-09", {"customer": "Northwind Shipping"}, False),
        ("2026-02-09", {"event": "sell_in"}, False),  # the partner bought, not the customer
        ("2026-02-09", {"net": "-900"}, False),  # it came back
    ],
)
def test_another_partners_sale_counts_in_the_look_back(
    people: People, now: datetime, products: dict[str, int], on: str, more: dict[str, str], expected: bool
) -> None:
    put(sold(people.b, on, products["CAM-1"], **more))
    code = register(people.ola, now, put_policy(people, now, POLICY + LOOK_BACK), asked(products))
    seen = found(people, code, now)
    assert ("recent_sale" in seen) is expected
    if expected:
        severity, text, evidence = seen["recent_sale"]
        day = day_in_words(date.fromisoformat(on))
        assert (severity, evidence) == ("ask", ("Baylight Systems",))
        assert text == f"Another partner sold CAM-1 to this company on {day}; the look-back begins on 10 Aug 2025."


def test_products_overlap_by_the_unit_of_the_policy(people: People, now: datetime, products: dict[str, int]) -> None:
    put(sold(people.b, "2026-01-05", products["CAM-2"]), sold(people.b, "2026-01-06", products["LENS-1"]))
    for number, (unit, expected) in enumerate(
        (("product", None), ("category", "CAM-2 to this company on 5 Jan 2026"), ("company", "LENS-1 to"))
    ):
        text = POLICY.replace("fy26-deals", f"p{number}") + LOOK_BACK + f"one_per: {unit}\n"
        code = register(people.ola, now, put_policy(people, now, text), asked(products))
        seen = found(people, code, now).get("recent_sale", ("", "", ()))[1]
        assert (expected in seen) if expected else not seen


def test_a_proof_waives_the_look_back_and_ones_own_sale_counts_too(
    people: People, now: datetime, products: dict[str, int]
) -> None:
    put(sold(people.a, "2026-01-05", products["CAM-1"]))
    code = register(people.ola, now, put_policy(people, now, POLICY + LOOK_BACK), asked(products))
    assert found(people, code, now)["recent_sale"][1].startswith("The same partner sold CAM-1")
    with acting_as(people.ola):
        actions.attach(
            actor=people.ola, now=now, code=code, name="letter.pdf", content=b"%PDF-1.4", proof="decommission_letter"
        )
    look_at(code, now)
    assert found(people, code, now)["recent_sale"][0] == "note"


@pytest.mark.parametrize(
    ("lines", "proof", "expected"),
    [
        ([], "", ("ask", "No sale to this company was reported that it could renew.")),
        ([("a", "2024-03-01")], "", None),
        ([("a", "2024-03-01"), ("b", "2023-03-01")], "", None),
        ([("a", "2024-03-01"), ("b", "2025-03-01")], "",
         ("stop", "Another partner sold CAM-1 to this company last, on 1 Mar 2025.")),
        ([("b", "2025-03-01")], "letter",
         ("note", "Another partner sold CAM-1 to this company last, on 1 Mar 2025. "
                  "A letter of the customer is attached.")),
    ],
    ids=["nobody", "own", "own is later", "another is later", "the customer wrote"],
)  # fmt: skip
def test_a_renewal_belongs_to_the_partner_of_the_last_sale(
    people: People, now: datetime, products: dict[str, int], lines: list[tuple[str, str]], proof: str,
    expected: tuple[str, str] | None,
) -> None:  # fmt: skip
    if lines:
        put(*(sold(getattr(people, who), on, products["CAM-1"]) for who, on in lines))
    policy = put_policy(people, now, POLICY + INCUMBENT)
    code = register(people.ola, now, policy, asked(products, deal_type="renewal"))
    if proof:
        with acting_as(people.ola):
            actions.attach(actor=people.ola, now=now, code=code, name="l.pdf", content=b"%PDF-1", proof=proof)
        look_at(code, now)
    seen = found(people, code, now).get("incumbent")
    assert (seen and seen[:2]) == expected
    new = register(people.ola, now, policy, asked(products, company="Fabrikam", website="f.example"))
    assert "incumbent" not in found(people, new, now)


def test_no_rule_approves_past_trained_people(people: People, now: datetime, products: dict[str, int]) -> None:
    quick = register(people.ola, now, put_policy(people, now, BY_RULE), asked(products, value="900"))
    assert status(quick) == "approved"
    text = BY_RULE.replace("quick-deals", "trained") + "who: {trained_people: 2}\n"
    slow = register(
        people.ola, now, put_policy(people, now, text),
        asked(products, value="900", company="Fabrikam", website="fabrikam.example"),
    )  # fmt: skip
    assert status(slow) == "submitted"
    severity, said, evidence = found(people, slow, now)["trained_people"]
    assert (severity, evidence) == ("ask", ("Anker Mess",))
    assert "asks for 2 trained people; no certificate of its people is kept here" in said


def certify(people: People, now: datetime, *keys: str, partner: str = "A-1", until: str = "2026-12-31") -> None:
    rows = [ValueFacts(partner, "seller", "2026-01-01", "", until, key, f"Person {key}") for key in keys]
    with acting_as(people.carl):
        tiers.record_values(actor=people.carl, now=now, rows=rows)


def test_trained_people_are_counted_where_certificates_are_kept(
    people: People, now: datetime, products: dict[str, int]
) -> None:
    policy = put_policy(people, now, BY_RULE + "who: {trained_people: 2}\n")

    def sent(company: str) -> str:
        site = f"{company.lower()}.example"
        return register(people.ola, now, policy, asked(products, value="900", company=company, website=site))

    certify(people, now, "p1")
    one = sent("Fabrikam")
    assert (status(one), found(people, one, now)["trained_people"][1]) == (
        "submitted", "The programme asks for 2 trained people; by the certificates kept here it has 1 today.",
    )  # fmt: skip
    certify(people, now, "p1")
    assert status(sent("Contoso")) == "submitted", "the same person counts once"
    certify(people, now, "p2", until="2026-02-10")
    assert status(sent("Litware")) == "submitted", "a certificate ends with the day before"
    certify(people, now, "p3")
    assert status(sent("Tailspin")) == "approved"
    with acting_as(people.carl):
        value = DatedValue.objects.get(key="p3", withdrawn_at=None)
        tiers.withdraw_value(actor=people.carl, now=now, value_id=value.pk, reason="The exam was voided.")
    assert status(sent("Proseware")) == "submitted"
    certify(people, now, "p4", "p5", partner="B-2")
    assert status(sent("Wingtip")) == "submitted", "another partner's people are not theirs"
    with acting_as(people.ola), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM partners_trainedperson")


def test_whoever_does_not_get_it_keeps_the_price_the_policy_names() -> None:
    policy = check(
        "registration: p\ntitle: P\ncurrency: USD\nanswer: {within: 2 days}\nprotects: {for: 90 days}\n"
        "losers: {price: co_sell, public_tender: list}\nprice: {discount: 15, base: list, cap: 12.5}\n"
    ).policy
    assert policy is not None
    assert fallback(policy, "") == "the co-sell discount"
    assert fallback(policy, "published") == "the list price"
    # 12.5 % of 333.33 is 41.66625
    seen = effect(policy, Money.of("333.33", "USD"), (), date(2026, 2, 10))
    assert seen is not None
    assert seen.discount == Money.of("41.67", "USD")


def test_both_sides_read_what_it_is_worth(people: People, now: datetime, products: dict[str, int]) -> None:
    code = register(people.ola, now, put_policy(people, now), asked(products))
    with acting_as(people.carl):
        words = queries.for_decision(people.carl, code, now).price_words
    # 12 % of 20,000
    assert "On the value asked that is USD 2,400." in words
    assert "Whoever does not get it still gets the co-sell discount." in words


def test_who_sold_what_to_whom_is_told_to_no_partner_and_not_to_direct_sales(
    people: People, now: datetime, products: dict[str, int]
) -> None:
    put(sold(people.b, "2026-01-05", products["CAM-1"]))
    for actor in (people.ola, people.dirk):
        with acting_as(actor), pytest.raises(NotAllowed):
            sales.sold_to(actor, names=["northwindtraders"], product_ids=None, since=None)
    code = register(people.ola, now, put_policy(people, now, POLICY + LOOK_BACK), asked(products))
    with acting_as(people.ola):
        view = queries.deal(people.ola, code, now + timedelta(hours=1))
    assert "Baylight" not in repr(view)
    assert "look-back" not in " ".join(event.reason for event in view.events)
