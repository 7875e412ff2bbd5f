"""What two policies say of the registrations that were sent: told by cases, then over what was really kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairway.deals import actions, queries
from fairway.deals.rules import findings
from fairway.deals.rules.asked import Asked, AskedLine, Registrant
from fairway.deals.rules.axes.clock import Happened
from fairway.deals.rules.policy import Policy, check
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.stacking import Condition
from fairway.deals.rules.trial import Outcome, Past, Tried, try_out
from fairway.kit.access import NotAllowed, acting_as
from fairway.values import Money, exact
from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register, settle

SENT = datetime(2026, 2, 2, 10, tzinfo=UTC)
"""A Monday."""
NOW = datetime(2026, 8, 1, tzinfo=UTC)
TEXT = """registration: fy26-deals
title: FY26 deal registration
currency: USD
asks: {needed: [website], optional: [deal_type, tender, expected_close, contact_name]}
answer: {within: 2 business days, time_zone: UTC}
protects:
  for: 90 days
  milestones: [{id: meeting, title: A meeting, within: 30 days, latest: 45 days}]
  extension: {by: 30 days, times: 1, decides: vendor}
losers: {price: co_sell}
price: {discount: 10, base: list, stacks_with: [special_price], excludes: [promotion]}
"""
FIELDS = {"name": "Studios", "company": "Northwind", "country": "US", "website": "northwind.example"}
LINE = AskedLine(1, "CAM-1", "Cameras", exact(2), exact(20000))


def policy(*changes: tuple[str, str], more: str = "") -> Policy:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    read = check(text + more)
    assert read.policy is not None, read.errors
    return read.policy


def past(**values: Any) -> Past:
    """A registration of USD 20,000 that a person approved a day later."""
    usual = Past(
        "D-1", "Anker Mess", Asked(FIELDS, (LINE,)), "USD", Registrant(1, ("value_added_reseller",), "Gold", "US"),
        SENT, policy(), findings.Known(), answer="approved", answered_at=SENT + timedelta(days=1),
        approved_at=SENT + timedelta(days=1), happened=(Happened(SENT + timedelta(days=20), "proved", "meeting"),),
    )  # fmt: skip
    return replace(usual, **values)


def tried(after: Policy, one: Past | None = None, before: Policy | None = None) -> Tried:
    (found,) = over(after, one or past(), before=before).tried
    return found


def over(after: Policy, *pasts: Past, before: Policy | None = None) -> Outcome:
    return try_out(before or policy(), after, pasts, {1: ("CAM-1", "Cameras"), 2: ("CAM-2", "Cameras")}, NOW)


def said(one: Tried) -> list[tuple[str, str]]:
    return [(change.aspect, change.sentence) for change in one.changes]


def test_the_same_policy_says_the_same() -> None:
    one = tried(policy())
    assert one.changes == ()
    assert (one.before.days, one.before.discount) == (90, Money.of("2000.00", "USD"))  # 20,000 × 10 %


def test_a_higher_threshold_keeps_it_from_being_sent() -> None:
    one = tried(policy(more="accepts: {at_least: [{value: 25000}]}\n"))
    assert said(one) == [
        ("sending", "It could not be sent: The deal is too small for this programme: it takes at least USD 25,000."),
        ("protection", "It is not protected; as it stands it is for 90 days."),
        ("price", "It takes nothing off the price instead of USD 2,000.00."),
    ]
    back = tried(policy(), before=policy(more="accepts: {at_least: [{value: 25000}]}\n"))
    assert said(back)[0][1].startswith("It could be sent. As it stands it could not: The deal is too small")
    assert said(back)[1] == ("protection", "It is protected for 90 days; as it stands it is not.")


def test_a_rule_approves_at_once_what_a_person_refused() -> None:
    refused = past(answer="refused", approved_at=None, happened=())
    one = tried(policy(more="preapproval: {below: 25000}\n"), refused)
    assert one.after.by_rule
    assert said(one)[0] == (
        "decision",
        "A rule approves it at once; as it stands a person answers (no rule approves anything). "
        "A person refused it then.",
    )
    # nobody showed a meeting: it lapses after 45 days, in the partner's favour through the last of them
    assert (one.after.days, one.after.lapse) == (45, "“A meeting” was not shown in time.")


@pytest.mark.parametrize(
    ("rule", "known", "why"),
    [
        ("{below: 20000}", findings.Known(), "its value is not below USD 20,000"),
        ("{tiers: [Platinum]}", findings.Known(), "a rule approves for the tiers Platinum only"),
        ("{deal_types: [renewal]}", findings.Known(), "no rule approves this kind of deal"),
        ("{below: 30000}", findings.Known(own_company="Anker Mess"), "found: the registrant registering for itself"),
        ("{below: 30000}", findings.Known(relatives=("x",)), ""),  # weighs a note only
    ],
)
def test_a_person_answers_what_no_rule_does(rule: str, known: findings.Known, why: str) -> None:
    assert tried(policy(more=f"preapproval: {rule}\n"), past(known=known)).after.person == why


def test_who_came_before_is_looked_at_by_the_unit_of_each_policy() -> None:
    other = findings.Other(9, 2, "registered", SENT - timedelta(days=3), ((2, "CAM-2", "Cameras"),))
    one = tried(policy(more="one_per: category\n"), past(known=findings.Known(others=(other,))))
    assert one.before.weighs == {}
    assert one.after.weighs == {"same_deal": "stop"}
    assert said(one) == [
        ("findings", "Another registration of the same company and products is found and weighs “stop”; "
                     "it is not found as it stands."),
    ]  # fmt: skip


def test_findings_weigh_as_each_policy_says_and_a_look_back_reaches_as_far_as_it_does() -> None:
    bought = findings.Sale(date(2025, 10, 1), 1, "CAM-1", 2)
    elsewhere = findings.Sale(date(2026, 1, 20), 2, "CAM-2", 2)
    one = past(known=findings.Known(sales=(bought, elsewhere)))
    short, long = "accepts: {look_back: 2 months}\n", "accepts: {look_back: 6 months}\n"
    assert tried(policy(more=short), one).after.weighs == {}
    assert tried(policy(more=long), one).after.weighs == {"recent_sale": "ask"}
    heavier = tried(policy(more=long + "findings: {recent_sale: stop}\n"), one, before=policy(more=long))
    assert said(heavier) == [("findings", "A recent sale to this company weighs “stop” instead of “ask”.")]
    gone = tried(policy(), one, before=policy(more=long))
    assert said(gone) == [("findings", "A recent sale to this company is no longer found; it weighs “ask” now.")]


@pytest.mark.parametrize(
    ("within", "answered", "sentence"),
    [
        # due on Wednesday at 10 instead of 2 business days: Monday 10 + 8 h is Tuesday 10
        ("1 business day", timedelta(hours=30), "The answer is due 1 day earlier; it came too late for that."),
        ("1 business day", timedelta(hours=2), "The answer is due 1 day earlier; it came in time either way."),
        ("4 business hours", None, "The answer is due 1 day earlier."),
        ("5 business days", timedelta(days=3), "The answer is due 5 days later; it came in time for that."),
        ("5 business days", timedelta(days=30), "The answer is due 5 days later; it came too late either way."),
    ],
)
def test_the_answer_is_due_by_each_clock(within: str, answered: timedelta | None, sentence: str) -> None:
    at = None if answered is None else SENT + answered
    one = tried(policy(("2 business days", within)), past(answered_at=at))
    assert said(one) == [("answer", sentence)]


def test_a_shorter_window_ends_before_it_was_extended() -> None:
    extended = past(happened=(*past().happened, Happened(SENT + timedelta(days=80), "extended")))
    assert tried(policy(), extended).before.days == 120  # 90 + 30
    one = tried(policy(("for: 90 days", "for: 60 days")), extended)
    assert said(one) == [("protection", "It is protected for 60 days instead of 120.")]
    none = tried(policy(("times: 1", "times: 0")), extended)
    assert none.after.days == 90


def test_proof_that_came_later_than_a_milestone_allows_ends_it() -> None:
    one = tried(policy(("within: 30 days, latest: 45 days", "within: 10 days, latest: 15 days")))
    assert said(one) == [
        ("protection", "It is protected for 15 days instead of 90. “A meeting” was not shown in time."),
    ]
    back = tried(policy(), before=policy(("within: 30 days, latest: 45 days", "within: 10 days, latest: 15 days")))
    assert said(back)[0][1].endswith("As it stands it ends early: “A meeting” was not shown in time.")


def test_what_nobody_was_asked_is_said_and_not_counted_against_anybody() -> None:
    changed = policy(
        ("[{id: meeting,", "[{id: poc, title: A proof of concept, within: 20 days}, {id: meeting,"),
        ("needed: [website]", "needed: [website, incumbent, contact_email, contact_phone]"),
        ("  extension:", "  activity: {every: 1 month}\n  extension:"),
        more="who: {rights: needed}\n",
    )
    then = policy(("optional: [", "optional: [contact_email, "))
    outcome = over(changed, past(then=then, forgotten=True))
    (one,) = outcome.tried
    assert one.changes == ()
    assert outcome.untold == (
        "Their e-mail: not asked, or forgotten since, in 1 registration; taken as given.",
        "Their phone: not asked, or forgotten since, in 1 registration; taken as given.",
        "Who supplies them today: not asked, or forgotten since, in 1 registration; taken as given.",
        "Milestone “A proof of concept”: nobody knew of it in 1 registration; taken as shown.",
        "Signs of activity were not asked for in 1 registration; taken as given.",
        "What the partner may sell there was not looked at in 1 registration; nothing is found of it.",
    )
    left_empty = over(changed, past(then=then))  # it was asked for then, could be left empty, and was
    assert said(left_empty.tried[0])[0] == ("sending", "It could not be sent: Their e-mail is needed.")


def test_the_price_follows_each_policy_and_a_kind_it_does_not_know_is_said() -> None:
    promotion = Condition("promotion", exact(5), date(2026, 1, 1))
    assert tried(policy(), past(conditions=(promotion,))).before.discount == Money.of("0.00", "USD")
    changed = policy(("stacks_with: [special_price], excludes: [promotion]", "stacks_with: [promotion]"))
    one = tried(changed, past(conditions=(promotion,)))
    assert said(one) == [("price", "It takes USD 2,000.00 off the price instead of nothing.")]
    unknown = over(policy((", excludes: [promotion]", "")), past(conditions=(promotion,)))
    assert unknown.untold == ("The draft says nothing about a promotion of 5 %: such deals count without a discount.",)
    refused = past(answer="refused", approved_at=None)
    assert said(tried(policy(("co_sell", "half")), refused)) == [
        ("price", "Whoever does not get it has half of the registration discount instead of the co-sell discount."),
    ]


def test_registrations_are_told_in_groups_by_partner_tier_size_and_country() -> None:
    small = past(
        code="D-2", partner="Baylight", asked=Asked({**FIELDS, "country": "DE"}, (replace(LINE, value=exact(9000)),)),
        registrant=Registrant(2, (), "silver", "DE"),
    )  # fmt: skip
    outcome = over(policy(more="accepts: {at_least: [{value: 10000}]}\n"), past(), small)
    total = outcome.total
    assert (total.count, total.differ, total.accepted, total.protected) == (2, 1, (2, 1), (2, 1))
    assert (total.longer, total.shorter) == (0, 1)
    # 10 % of 20,000 and of 9,000
    assert total.off == (Money.of("2900.00", "USD"), Money.of("2000.00", "USD"))
    labels = {by: [one.label for one in outcome.groups(by)] for by in ("partner", "tier", "size", "country")}
    assert labels == {
        "partner": ["Baylight", "Anker Mess"], "tier": ["silver", "Gold"], "size": ["under 10,000", "10,000 to 50,000"],
        "country": ["DE", "US"],
    }  # fmt: skip
    assert outcome.groups("partner")[0].off == (Money.of("900.00", "USD"), Money.of("0", "USD"))


def test_two_currencies_do_not_compare() -> None:
    with pytest.raises(Refused, match="USD and EUR"):
        over(policy(("currency: USD", "currency: EUR")), past())


@pytest.mark.django_db
class TestOverWhatWasKept:
    """The same facts that decided then are put together again."""

    def _told(self, people: People, now: datetime) -> tuple[int, str, str]:
        """Ola is approved for a camera; Sam comes a day later for the same company; Ola never meets the customer."""
        products, number = put_products(now), put_policy(people, now)
        first = register(people.ola, now, number, asked(products))
        with acting_as(people.carl):
            actions.approve(actor=people.carl, now=now + timedelta(hours=4), code=first)
        second = register(people.sam, now + timedelta(days=1), number, asked(products, "CAM-1", "LENS-1", value="4000"))
        settle(first, now + timedelta(days=60))
        return number, first, second

    def test_each_is_asked_with_what_was_known_when_it_was_sent(self, people: People, now: datetime) -> None:
        number, first, second = self._told(people, now)
        version, text = self._in_force(people, number)
        with acting_as(people.carl):
            found = queries.try_policy(
                people.carl, text.replace("for: 90 days", "for: 30 days") + "preapproval: {below: 30000}\n",
                against=version, now=now + timedelta(days=70),
            )  # fmt: skip
        one, two = (next(row for row in found.outcome.tried if row.past.code == code) for code in (first, second))
        assert (one.past.answer, one.past.by_rule, one.past.partner) == ("approved", False, "Anker Mess")
        assert one.before.weighs == {}  # who came later was not there
        assert (one.before.days, one.before.lapse) == (45, "“A meeting with the customer” was not shown in time.")
        assert (one.after.by_rule, one.after.days, one.after.lapse) == (True, 30, "")
        assert two.before.weighs == {"same_deal": "stop"}  # Ola was protected on that day
        assert two.after.person == "found: another registration of the same company and products"
        assert (two.past.answer, two.before.days) == ("", None)
        assert (found.left_out, found.cut) == (0, False)

    def test_history_does_not_make_it_ask_more(self, people: People, now: datetime) -> None:
        number, _, _ = self._told(people, now)
        version, text = self._in_force(people, number)
        text += "accepts: {look_back: 6 months}\nwho: {trained_people: 1}\n"
        counts = []
        for _ in range(2):
            with acting_as(people.carl), CaptureQueriesContext(connection) as asked_for:
                found = queries.try_policy(people.carl, text, against=version, now=now + timedelta(days=70))
            counts.append((found.outcome.total.count, len(asked_for)))
            for place in range(6):
                register(people.ola, now + timedelta(days=2), number,
                         asked(put_products(now), company=f"Company {place}", website=f"c{place}.example"))  # fmt: skip
        (few, least), (many, most) = counts
        assert (few, many) == (2, 8)
        assert most == least
        assert least < 30

    def test_only_the_vendor_may_and_only_a_sound_text_is_tried(self, people: People, now: datetime) -> None:
        number, _, _ = self._told(people, now)
        version, _ = self._in_force(people, number)
        with acting_as(people.carl):
            with pytest.raises(Refused, match="The document has errors, the first in line 1"):
                queries.try_policy(people.carl, "x", against=version, now=now)
            with pytest.raises(NotFound):
                queries.try_policy(people.carl, TEXT, against=0, now=now)
        with acting_as(people.ola), pytest.raises(NotAllowed):
            queries.try_policy(people.ola, TEXT, against=version, now=now)

    def _in_force(self, people: People, number: int) -> tuple[int, str]:
        """The published version's number and its text."""
        with acting_as(people.carl):
            version = queries.against_choices(people.carl, number)[0].version_id
            return version, queries.policy(people.carl, number).text
