"""Partners that share the credit for a deal earn their part of it, to the cent, and read why."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fairway.deals import actions as deals
from fairway.deals import queries as registered
from fairway.deals.actions.registering import AskedRole
from fairway.deals.models import Role
from fairway.deals.rules.credits import Credit, Part, windows
from fairway.engine.telling import tell, teller
from fairway.incentives import queries
from fairway.incentives.models import Run
from fairway.kit.access import Actor, acting_as
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals import stories
from tests.rooms.incentives.stories import publish, run
from tests.rooms.incentives.test_columns import V14, paid, taken_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
LATE = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
VOLUME = """
  - {id: volume, title: Everything sold, kind: rebate, stack: add, measure: net, method: flat, percent: 1}
"""
MINE, OTHER, THIRD = 1, 2, 3


def a_deal(people: People, share: str = "40", *, named: bool = True) -> str:
    """Ola's deal from today, on which Sam's company has a part of the credit."""
    products = stories.put_products(NOW)
    policy = stories.put_policy(people, NOW)
    with acting_as(people.ola):
        code = deals.new_code()
        deals.save_draft(
            actor=people.ola, now=NOW, code=code, policy_id=policy, asked=stories.asked(products),
            roles=[AskedRole("influence", "B Systems", exact(share), NOW.date())],
        )  # fmt: skip
        deals.submit(actor=people.ola, now=NOW, code=code)
    stories.look_at(code, NOW)
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=NOW, code=code)
    if named:
        name(people, code)
    return code


def name(people: People, code: str) -> None:
    with acting_as(people.carl):
        role = Role.objects.get(registration__code=code, role="influence")
        deals.name_partner(actor=people.carl, now=NOW, code=code, role_id=role.pk, partner_id=people.b)


def told(actor: Actor, incentive: str, partner_id: int) -> list[str]:
    """The sentences that explain a payout to whoever asks."""
    with acting_as(actor):
        (row,) = [
            one for one in queries.payouts(actor).rows if one.incentive == incentive and one.partner_id == partner_id
        ]
        view = queries.payout_explanation(actor, row.id)
        assert view.explanation is not None, view.trouble
        return list(tell(view.explanation, teller(to_partner=actor.is_partner)).sentences)


def test_each_partner_earns_its_part_and_reads_why(people: People) -> None:
    code = a_deal(people)
    programme = publish(people, V14.read_text("utf-8") + VOLUME, code="v14-deal-registration")
    sold = {"list_amount": "1000.03", "net_amount": "900.01", "product_id": "CAM-1", "deal_id": code}
    taken_in(people, {**sold, "invoice_date": "2026-02-11", "customer": "Anker"}, now=LATE)
    outcome = run(people, programme, "2026-03-31", now=LATE)
    assert outcome.state == Run.SUCCEEDED, outcome.failure
    # list 1,000.03: 600.02 and 400.01; 8 % are 48.0016 and 32.0008. Net 900.01: 540.01 and 360.00; 43.2008 and 28.80
    assert paid(people) == {
        ("A-1", "of-list", "2026-Q1"): "48.00 USD",
        ("B-2", "of-list", "2026-Q1"): "32.00 USD",
        ("A-1", "of-net", "2026-Q1"): "43.20 USD",
        ("B-2", "of-net", "2026-Q1"): "28.80 USD",
        ("A-1", "volume", "2026-Q1"): "9.00 USD",  # who sold, sold it all
    }
    mine, theirs = told(people.ola, "of-list", people.a), told(people.sam, "of-list", people.b)
    assert f"Deal {code}: 40 % of the credit goes to others on the deal, so USD 400.01 counts for them." in mine
    assert f"Deal {code}: 40 % of the credit is yours, so USD 400.01 of what others sold under it counts." in theirs
    assert any("is the partner's" in one for one in told(people.carl, "of-list", people.b))


def test_nothing_but_product_days_and_amounts_reaches_another_partner(people: People) -> None:
    code = a_deal(people)
    programme = publish(people, V14.read_text("utf-8"), code="v14-deal-registration")
    taken_in(people, {
        "invoice_date": "2026-02-11", "customer": "Anker", "customer_id": "C-9", "invoice_no": "INV-77",
        "person": "Ola", "deal_id": code, "product_id": "CAM-1", "list_amount": "1000",
    }, now=LATE)  # fmt: skip
    run(people, programme, "2026-03-31", now=LATE)
    with acting_as(people.sam):
        (row,) = [one for one in queries.payouts(people.sam).rows if one.incentive == "of-list"]
        view = queries.payout_explanation(people.sam, row.id)
        assert view.explanation is not None
        (line,) = view.explanation.lines
        assert {"INV-77", "Anker", "C-9", "Ola", people.a} & set(line.line.values()) == set()
        assert line.line.get("report_id") is None


def test_a_changed_credit_is_a_reason_to_calculate_again_and_corrects(people: People) -> None:
    code = a_deal(people, named=False)
    programme = publish(people, V14.read_text("utf-8"), code="v14-deal-registration")
    sold = {"list_amount": "1000", "net_amount": "1000", "product_id": "CAM-1", "deal_id": code}
    taken_in(people, {**sold, "invoice_date": "2026-02-11"}, now=LATE)
    run(people, programme, "2026-03-31", now=LATE)
    # nobody we know is on the deal: the part that is not Ola's is nobody's
    assert paid(people) == {("A-1", "of-list", "2026-Q1"): "48.00 USD", ("A-1", "of-net", "2026-Q1"): "48.00 USD"}
    name(people, code)
    run(people, programme, "2026-03-31", now=LATE)
    assert paid(people)["B-2", "of-list", "2026-Q1"] == "32.00 USD"
    with acting_as(people.carl):
        deals.split_credit(actor=people.carl, now=NOW, code=code, share=exact(50), reason="Half is another's.")
    run(people, programme, "2026-03-31", now=LATE)
    # 50 of the credit, in the proportion of 60 to 40: 30 and 20
    assert paid(people)["A-1", "of-list", "2026-Q1"] == "24.00 USD"
    assert paid(people)["B-2", "of-list", "2026-Q1"] == "16.00 USD"
    with acting_as(people.ola):
        seen = registered.price(people.ola, code, date(2026, 2, 11))
        assert [name for name, _ in seen.parts][-1] == "Not of this registration"


@pytest.mark.parametrize(
    ("parts", "decided", "on", "shares"),
    [
        ((), None, "2026-03-01", {MINE: "100"}),
        ((("40", OTHER),), None, "2026-03-01", {MINE: "60", OTHER: "40"}),
        ((("40", None),), None, "2026-03-01", {MINE: "60"}),
        ((("100", OTHER),), None, "2026-03-01", {OTHER: "100"}),
        ((("30", OTHER), ("30", THIRD)), None, "2026-03-01", {MINE: "40", OTHER: "30", THIRD: "30"}),
        ((("60", MINE),), None, "2026-03-01", {MINE: "100"}),
        ((("60", MINE),), "2026-02-01", "2026-03-01", {MINE: "60"}),
        ((("60", MINE),), "2026-04-01", "2026-03-01", {MINE: "100"}),
        ((("0", MINE),), "2026-02-01", "2026-03-01", {}),
    ],
)
def test_whose_the_credit_is_on_a_day(
    parts: tuple[tuple[str, int | None], ...], decided: str | None, on: str, shares: dict[int, str]
) -> None:
    rows = tuple(Part(whose, exact(share), date(2026, 1, 1)) for share, whose in parts)
    credit = Credit("D-1", MINE, rows, date.fromisoformat(decided) if decided else None)
    assert credit.on(date.fromisoformat(on)) == {whose: exact(share) for whose, share in shares.items()}


def test_others_have_a_part_on_the_days_of_their_role_alone() -> None:
    part = Part(OTHER, exact(40), date(2026, 2, 1), date(2026, 3, 1))
    spans = [(date(2026, 1, 1), date(2026, 2, 15)), (date(2026, 2, 20), None), (date(2026, 5, 1), None)]
    assert windows([part, Part(MINE, exact(60), date(2026, 1, 1))], MINE, spans) == (
        (OTHER, date(2026, 2, 1), date(2026, 2, 15)), (OTHER, date(2026, 2, 20), date(2026, 3, 1)),
    )  # fmt: skip
    assert Credit("D-1", MINE, (part,)).shared
    assert not Credit("D-1", MINE, (Part(MINE, exact(100), date(2026, 1, 1)),)).shared
