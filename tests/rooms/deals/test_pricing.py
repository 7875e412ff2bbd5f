"""Other prices of a deal: written down with their days, calculated on both pages, and taken out of what is paid for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from fairway.deals import actions, queries
from fairway.deals.actions.registering import AskedRole
from fairway.deals.models import PriceCondition
from fairway.deals.rules.policy import check
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.stacking import Condition, effect, parts
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.kit.journal.models import JournalRow
from fairway.values import Money, exact
from tests.builders import People
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register

pytestmark = pytest.mark.django_db
PRICE = "price: {discount: 12, base: list}"
BOTH = POLICY.replace(PRICE, "price: {discount: 12, base: list, stacks_with: [special_price], excludes: [promotion]}")
ENCORE = POLICY.replace(PRICE, "price: {discount: 10, base: list, excludes: [special_price]}")
"""Encore Networks: one registration discount, and deals with special pricing are not eligible."""


@pytest.fixture
def approved(people: People, now: datetime) -> str:
    """Ola's deal of 20,000 under a policy that adds to special prices and knows no promotion; approved."""
    code = register(people.ola, now, put_policy(people, now, BOTH), asked(put_products(now)))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code)
    return code


def put(who: Actor, now: datetime, code: str, kind: str, percent: str, since: str, until: str = "") -> int:
    with acting_as(who):
        return actions.put_condition(
            actor=who, now=now, code=code, kind=kind, percent=exact(percent), since_on=date.fromisoformat(since),
            until_on=date.fromisoformat(until) if until else None, reference="Q-12", reason="As quoted.",
        )  # fmt: skip


def price(who: Actor, code: str, on: str) -> queries.PriceView:
    with acting_as(who):
        return queries.price(who, code, date.fromisoformat(on))


def days(code: str) -> list[tuple[date, date | None]]:
    with acting_as(WORKER):
        return [(one.since, one.until) for one in queries.granted_deals(WORKER) if one.code == code]


def test_what_stacks_is_taken_off_first_and_both_sides_read_it(people: People, now: datetime, approved: str) -> None:
    put(people.carl, now, approved, "special_price", "20", "2026-03-01")
    before, after = price(people.ola, approved, "2026-02-28"), price(people.ola, approved, "2026-03-01")
    assert before.effect is not None
    assert after.effect is not None
    # 20,000 − 12 % = 17,600; then 20,000 − 4,000 − 2,400 = 13,600
    assert (str(before.effect.left), str(after.effect.left)) == ("17600.00 USD", "13600.00 USD")
    assert [(step.words, str(step.off)) for step in after.effect.steps] == [
        ("A special price of 20 % (Q-12)", "4000.00 USD"), ("The registration, 12 % of the list price", "2400.00 USD"),
    ]  # fmt: skip
    assert price(people.carl, approved, "2026-03-01") == after
    with acting_as(people.ola):
        (event,) = [one for one in queries.deal(people.ola, approved, now).events if one.axis == "price"]
        assert (event.kind, event.what, event.reason) == ("priced", "a special price of 20 % (Q-12)", "As quoted.")
    with acting_as(WORKER):
        assert JournalRow.objects.filter(verb="deals.registration.priced", both_sides=True).count() == 1


def test_what_it_excludes_takes_its_days_out_of_what_a_programme_pays_for(
    people: People, now: datetime, approved: str
) -> None:
    until = date(2026, 3, 29)  # the meeting is to be shown by then: 45 days end with their last
    assert days(approved) == [(now.date(), until)]
    put(people.carl, now, approved, "promotion", "5", "2026-03-01", "2026-03-15")
    assert days(approved) == [(now.date(), date(2026, 3, 1)), (date(2026, 3, 15), until)]
    seen = price(people.ola, approved, "2026-03-14").effect
    assert seen is not None
    assert (str(seen.discount), str(seen.left)) == ("0.00 USD", "19000.00 USD")
    assert "cannot be combined with a promotion of 5 % (Q-12)" in seen.why[0]
    put(people.carl, now, approved, "special_price", "20", "2026-02-15")
    assert len(days(approved)) == 2, "what stacks takes no day away"


def test_special_pricing_makes_a_deal_ineligible_where_the_policy_says_so(people: People, now: datetime) -> None:
    code = register(people.ola, now, put_policy(people, now, ENCORE), asked(put_products(now)))
    put(people.carl, now, code, "special_price", "30", now.date().isoformat())
    with acting_as(people.carl):
        one = queries.for_decision(people.carl, code, now)
        assert one.price.effect is not None
        assert str(one.price.effect.discount) == "0.00 USD"
        assert "On the value asked that is USD 0." in one.price_words
        actions.approve(actor=people.carl, now=now, code=code)
    assert days(code) == [], "protected, and worth nothing while the special price holds"
    with acting_as(people.carl):
        (condition,) = queries.for_decision(people.carl, code, now).price.conditions
        actions.end_condition(
            actor=people.carl, now=now, code=code, condition_id=condition.id, until_on=date(2026, 3, 1), reason="Over"
        )
    assert [since for since, _ in days(code)] == [date(2026, 3, 1)]


def test_a_won_deal_costs_what_it_was_worth_on_the_day_it_was_won(people: People, now: datetime, approved: str) -> None:
    put(people.carl, now, approved, "promotion", "5", "2026-03-01", "2026-04-01")
    won = datetime(2026, 3, 10, 12, tzinfo=now.tzinfo)
    with acting_as(people.ola):
        actions.close(actor=people.ola, now=won, code=approved, won=True)
    with acting_as(people.carl):
        (row,) = queries.discounted(people.carl, since=date(2026, 1, 1), until=date(2027, 1, 1))
    assert str(row.discount) == "0.00 USD"


@pytest.mark.parametrize(
    ("kind", "percent", "since", "until", "said"),
    [
        ("volume", "5", "2026-03-01", "", "does not say whether the registration adds to a volume discount"),
        ("special_price", "0", "2026-03-01", "", "above 0"),
        ("special_price", "101", "2026-03-01", "", "up to 100"),
        ("special_price", "5", "2026-03-01", "2026-03-01", "ends before it begins"),
        ("special_price", "9", "2026-02-20", "2026-03-20", "on some of these days already"),
        ("promotion", "95", "2026-03-01", "", "more than the whole"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_and_nothing_is_written(
    people: People, now: datetime, approved: str, kind: str, percent: str, since: str, until: str, said: str
) -> None:
    put(people.carl, now, approved, "special_price", "10", "2026-03-01")
    with pytest.raises(Refused, match=said):
        put(people.carl, now, approved, kind, percent, since, until)
    with acting_as(WORKER):
        assert PriceCondition.objects.count() == 1


def test_only_the_vendors_people_write_prices_down_and_what_held_stays(
    people: People, now: datetime, approved: str
) -> None:
    for who, fault in ((people.ola, NotAllowed), (people.ada, NotAllowed)):
        with pytest.raises(fault):
            put(who, now, approved, "special_price", "10", "2026-03-01")
    number = put(people.carl, now, approved, "special_price", "10", "2026-03-01")
    assert put(people.carl, now, approved, "special_price", "10", "2026-03-01") == number
    with acting_as(people.sam):
        assert not PriceCondition.objects.exists()
        with pytest.raises(NotFound):
            queries.price(people.sam, approved, now.date())

    def end(on: str, reason: str = "The quote ran out.") -> None:
        with acting_as(people.carl):
            actions.end_condition(
                actor=people.carl, now=now, code=approved, condition_id=number, until_on=date.fromisoformat(on),
                reason=reason,
            )  # fmt: skip

    with pytest.raises(Refused, match="what held stays"):
        end("2026-03-01")
    with pytest.raises(Refused, match="Say why"):
        end("2026-04-01", " ")
    for _ in range(2):
        end("2026-04-01")
    with pytest.raises(Refused, match="ends on 2026-04-01 already"):
        end("2026-05-01")
    for change in ("SET percent = 1", "SET since_on = '2020-01-01'"):
        with acting_as(WORKER), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE deals_pricecondition {change}")


def test_the_database_holds_one_of_a_kind_at_a_time(people: People, now: datetime, approved: str) -> None:
    put(people.carl, now, approved, "special_price", "10", "2026-03-01", "2026-04-01")
    put(people.carl, now, approved, "special_price", "12", "2026-04-01")
    with acting_as(WORKER), pytest.raises(IntegrityError, match="deals_condition_once"), transaction.atomic():
        row = PriceCondition.objects.order_by("pk")[0]
        row.pk, row.since_on = None, date(2026, 3, 31)
        row.save(force_insert=True)


def test_the_discount_is_shared_by_credit(people: People, now: datetime) -> None:
    policy = put_policy(people, now, BOTH)
    products, code = put_products(now), actions.new_code()
    with acting_as(people.ola):
        roles = [AskedRole("transacting", "Anker Mess", exact(60), now.date()),
                 AskedRole("influence", "Ines Ltd", exact("33.33"), now.date())]  # fmt: skip
        actions.save_draft(
            actor=people.ola, now=now, code=code, policy_id=policy, asked=asked(products, value="100.10"), roles=roles
        )
        actions.submit(actor=people.ola, now=now, code=code)
    seen = price(people.ola, code, now.date().isoformat())
    # 12 % of 100.10 is 12.012: 12.01 in the proportion 66.67 : 33.33, to the cent; the registrant keeps what it left
    assert {name: str(amount) for name, amount in seen.parts} == {"Anker Mess": "8.01 USD", "Ines Ltd": "4.00 USD"}


def _policy(price: str) -> Any:
    head = "registration: p\ntitle: P\ncurrency: USD\nanswer: {within: 2 days}\nprotects: {for: 90 days}\n"
    made = check(f"{head}price: {price}\n")
    assert made.policy is not None, made.problems
    return made


@pytest.mark.parametrize(
    ("text", "others", "discount", "left"),
    [
        # 1,000 − 200 = 800; 10 % of the net 800
        ("{discount: 10, base: net, stacks_with: [bid]}", {"bid": "20"}, "80.00", "720.00"),
        ("{discount: 10, base: previous, stacks_with: [bid]}", {"bid": "20"}, "80.00", "720.00"),
        # all together end at 25 % of list: 200 are gone, 50 are left
        ("{discount: 10, base: list, stacks_with: [bid], cap: 25}", {"bid": "20"}, "50.00", "750.00"),
        ("{discount: 10, base: list, stacks_with: [bid], cap: 15}", {"bid": "20"}, "0.00", "800.00"),
        # a quarter of what is above 30: 20 × 25 % = 5 points
        ("{discount: 10, base: list, stacks_with: [bid], shared_above: 30, share: 25}", {"bid": "50"},
         "50.00", "450.00"),
        # two that stack count together: 20 + 20 are 10 above 30, half is 5
        ("{discount: 10, base: list, stacks_with: [bid, volume], shared_above: 30}", {"bid": "20", "volume": "20"},
         "50.00", "550.00"),
    ],
)  # fmt: skip
def test_bases_caps_and_sharing(text: str, others: dict[str, str], discount: str, left: str) -> None:
    policy = _policy(text).policy
    conditions = [Condition(kind, exact(percent), date(2026, 1, 1)) for kind, percent in others.items()]
    seen = effect(policy, Money.of("1000", "USD"), conditions, date(2026, 2, 1))
    assert seen is not None
    assert (seen.discount, seen.left) == (Money.of(discount, "USD"), Money.of(left, "USD"))


def test_a_policy_that_shares_what_it_never_adds_to_is_told_so() -> None:
    codes = [one.code for one in _policy("{discount: 10, base: list, shared_above: 30}").problems]
    assert codes == ["never-applies"]
    assert [one.code for one in _policy("{discount: 10, base: list, share: 30}").problems] == ["never-applies"]


def test_nobody_shares_a_discount_of_nothing() -> None:
    assert parts(Money.zero("USD"), [("A", exact(60))], "B") == ()
