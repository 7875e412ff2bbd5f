"""What a report's page warns of: a month left out, a late file, far more or far less than usual. Nothing is held."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fairway.kit.access import acting_as
from fairway.sales import actions, queries
from fairway.sales.rules import regularity
from fairway.values import exact
from tests.builders import People
from tests.rooms.sales.builders import file_of, line, products, send

pytestmark = pytest.mark.django_db


def test_months_left_out_before_a_report() -> None:
    year = [date(2025, month, 1) for month in (1, 2, 5)]
    assert regularity.gap([], date(2025, 6, 3)) is None
    assert regularity.gap(year, date(2025, 6, 3)) is None
    assert regularity.gap(year[:2], date(2025, 3, 31)) is None
    found = regularity.gap(year[:2], date(2025, 4, 1))
    assert found is not None and found.sentence == "Nothing was reported for 2025-03."
    found = regularity.gap([date(2024, 11, 1)], date(2025, 3, 9))
    assert found is not None and found.sentence == "Nothing was reported for 2024-12 to 2025-02."
    assert regularity.gap(year, date(2025, 2, 9)) is None  # another file of a month that was reported


@pytest.mark.parametrize(("day", "is_late"), [(15, False), (16, True)])
def test_fifteen_days_of_grace(day: int, is_late: bool) -> None:
    assert (regularity.late(date(2026, 1, 31), date(2026, 2, day)) is not None) is is_late


@pytest.mark.parametrize(
    ("net", "before", "said"),
    [
        ("500.00", ["100", "100", "100"], ""),  # five times is not more than five times
        ("500.01", ["100", "100", "100"], "more than 5 times"),
        ("20.00", ["100", "90", "110"], ""),  # a fifth of 100
        ("19.99", ["100", "90", "110"], "less than a fifth of"),
        ("500.01", ["90", "110", "80", "120"], "more than 5 times"),  # the median of four: (90 + 110) / 2
        ("9000", ["100", "100"], ""),  # two reports tell nothing
        ("9000", ["-5", "-5", "-5"], ""),
        ("600", ["100", "100", "100", "100", "100", "100", "9000", "9000"], "more than 5 times"),  # the newest six only
    ],
)
def test_far_from_the_median(net: str, before: list[str], said: str) -> None:
    found = regularity.unusual(exact(net), [exact(one) for one in before], "EUR")
    assert (said in found.sentence) if found and said else found is None and not said


def codes(people: People, number: int) -> list[str]:
    with acting_as(people.ola):
        return [one.code for one in queries.irregularities(people.ola, number)]


def test_a_report_is_compared_with_the_senders_own(people: People) -> None:
    arrived = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
    products(arrived, "AX")

    def report(month: str, net: str, now: datetime) -> int:
        rows = [line(f"{month}-1", 1, f"{month}-20", "AX", "1", net, net)]
        number, status = send(people.ola, now, file_of(*rows), people.a)
        assert status == "decided"
        return number

    months = [report(f"2025-{month:02}", "100.00", datetime(2025, month + 1, 9, tzinfo=UTC)) for month in (8, 9, 10)]
    assert [codes(people, number) for number in months] == [[], [], []]
    wrong = report("2025-12", "10000.00", arrived)  # December's, forty days after
    assert codes(people, wrong) == ["F4-gap", "F4-late", "F5-volume"]
    with acting_as(people.ola):
        assert queries.report(people.ola, wrong).accepted == 1
    # a rival's reports do not tell what is usual
    number, _ = send(people.sam, arrived, file_of(line("S-1", 1, "2026-01-20", "AX", "1", "9", "9")), people.b)
    with acting_as(people.sam):
        assert queries.irregularities(people.sam, number) == ()
        with pytest.raises(queries.NoSuchReport):
            queries.irregularities(people.sam, wrong)


def test_settled_lines_add_to_the_total(people: People) -> None:
    now = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
    products(now, "AX")
    rows = [line("I-1", 1, "2026-01-20", "AX", "1", "9", "9"), line("I-2", 1, "2026-01-20", "OLD", "1", "0.5", "0.5")]
    number, _ = send(people.ola, now, file_of(*rows), people.a)
    ids = products(now, "AX")
    with acting_as(people.maya):
        actions.fix_held(actor=people.maya, now=now, text="OLD", product_id=ids["AX"], reporter_id=people.a)
        found = queries.visible_reports(people.maya).get(pk=number)
    assert {currency: exact(net) for currency, net in found.net.items()} == {"EUR": exact("9.5")}
