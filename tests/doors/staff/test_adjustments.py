"""Adjustments as people see them: proposed on one page, booked by somebody else, read by the partner."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from fairway.deals import actions as deals
from fairway.deals.rules.disputes import Verdict
from fairway.incentives import actions, queries
from fairway.incentives.models import Adjustment
from fairway.kit.access import WORKER, acting_as
from fairway.values import exact
from tests.builders import People
from tests.doors.conftest import SignIn
from tests.doors.staff import dispute_stories
from tests.doors.staff.stories import TODAY, text_of
from tests.rooms.deals.stories import put_policy
from tests.rooms.incentives.stories import publish

pytestmark = pytest.mark.django_db
SAID = {
    "partner": "A-1", "amount": "1,250.50", "currency": "usd", "title": "Freight of the fair",
    "explanation": "We carry the freight.", "reason": "Agreed on the phone.",
}  # fmt: skip


@pytest.fixture
def now() -> datetime:
    return datetime(2012, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


def code() -> str:
    with acting_as(WORKER):
        return Adjustment.objects.order_by("pk").last().code  # type: ignore[union-attr]


def test_one_proposes_another_books_and_the_partner_reads_it(people: People, sign_in: SignIn) -> None:
    programme = publish(people)
    carl, theo = sign_in(people.carl), sign_in(people.theo)
    answer = carl.post(reverse("staff:adjustment_new"), SAID, follow=True)
    assert "Proposed. Somebody else books it." in text_of(answer)
    assert "Somebody else books it" in text_of(carl.get(reverse("staff:adjustment", args=[code()])))
    assert "1 Adjustment to book" in " ".join(text_of(theo.get(reverse("staff:today"))).split())
    page = text_of(theo.get(reverse("staff:adjustment", args=[code()])))
    assert "Reseller programme 2012" in page or "fy12" in page
    do = reverse("staff:adjustment_do", args=[code()])
    refused = text_of(carl.post(do, {"deed": "book", "programme": programme}, follow=True))
    assert "Booked in" not in refused
    assert "Choose the programme" in text_of(theo.post(do, {"deed": "book", "programme": "x"}, follow=True))
    assert "Booked in 2013-Q1" in text_of(theo.post(do, {"deed": "book", "programme": programme}, follow=True))
    assert "counter-entry" in text_of(theo.post(do, {"deed": "drop", "reason": "No"}, follow=True))
    back = theo.post(do, {"deed": "take_back", "reason": "Twice", "explanation": "It was paid already."}, follow=True)
    assert "Somebody else books the counter-entry" in text_of(back)
    statements = text_of(sign_in(people.ola).get(reverse("partner:statements")))
    assert "Freight of the fair" in statements
    assert "of 2013-Q1, to come" in statements
    assert "Agreed on the phone" not in statements
    assert "Freight of the fair" not in text_of(sign_in(people.sam).get(reverse("partner:statements")))


def test_the_same_form_sent_twice_proposes_once(people: People, sign_in: SignIn) -> None:
    carl, maya = sign_in(people.carl), sign_in(people.maya)
    page = carl.get(reverse("staff:adjustment_new")).content.decode()
    (drawn,) = re.findall(r'name="code" value="(A-[0-9A-Z]{5}-[0-9A-Z]{5})"', page)
    where = {carl.post(reverse("staff:adjustment_new"), {**SAID, "code": drawn}).headers["Location"] for _ in range(2)}
    assert where == {reverse("staff:adjustment", args=[drawn])}
    with acting_as(WORKER):
        assert Adjustment.objects.count() == 1
    other = maya.post(reverse("staff:adjustment_new"), {**SAID, "code": drawn}).headers["Location"]
    assert other not in where, "nobody takes over what another person drew"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("partner", "nobody", "There is no partner"), ("amount", "ten", "no amount"), ("amount", "0", "moves nothing"),
        ("currency", "XQZ", "no currency"), ("explanation", " ", "required"), ("reason", "", "required"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(
    people: People, sign_in: SignIn, field: str, value: str, said: str
) -> None:
    answer = sign_in(people.carl).post(reverse("staff:adjustment_new"), {**SAID, field: value})
    assert answer.status_code == 422
    assert said in text_of(answer)
    with acting_as(WORKER):
        assert not Adjustment.objects.exists()


def test_a_compensated_side_follows_its_money_on_both_pages_of_the_case(people: People, sign_in: SignIn) -> None:
    told = dispute_stories.told(people, TODAY, put_policy(people, TODAY))
    with acting_as(people.theo):
        texts = {told.mine: "For your work we pay 1,500.", told.theirs: "Nothing changes."}
        verdict = Verdict("compensate", "Good faith.", texts, amounts={told.mine: exact("1500")})
        deals.decide(actor=people.theo, now=TODAY, code=told.case, verdict=verdict)
    own = reverse("partner:dispute", args=[told.mine])
    ola, maya = sign_in(people.ola), sign_in(people.maya)
    assert "It is not booked yet" in text_of(ola.get(own))
    with acting_as(WORKER):
        actions.take_compensations(actor=WORKER, now=TODAY)
    case = text_of(maya.get(reverse("staff:dispute", args=[told.case])))
    assert "What it pays" in case
    assert "To book" in case
    programme = publish(people)
    with acting_as(people.maya):
        (row,) = queries.adjustments(people.maya)
        actions.approve_adjustment(actor=people.maya, now=TODAY, code=row.code, programme_id=programme)
    page = " ".join(text_of(ola.get(own)).split())
    assert "on the statement of 2013-Q1" in page
    assert told.case not in page
    assert "Booked" in text_of(maya.get(reverse("staff:dispute", args=[told.case])))
    assert "1,500.00" not in text_of(sign_in(people.sam).get(reverse("partner:dispute", args=[told.theirs])))
