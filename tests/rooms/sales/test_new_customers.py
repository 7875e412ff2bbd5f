"""Whose new customer a customer is, and for how long nobody's."""

from __future__ import annotations

from datetime import date

from fairway.kit.access import acting_as
from fairway.sales import queries
from fairway.sales.queries import Won
from tests.builders import People
from tests.rooms.incentives.stories import Sold, put


def won(people: People, months: int | None = None, since: str = "2026-01-01", until: str = "2027-01-01") -> Won:
    """What Ola's company won, as Ola reads it."""
    with acting_as(people.ola):
        return queries.new_customers(
            people.ola, people.a, since=date.fromisoformat(since), until=date.fromisoformat(until), months=months
        )


def test_the_first_purchase_from_anybody_makes_a_customer_new(people: People) -> None:
    put(
        Sold(people.a, "2026-02-01", "10", customer_id="C-1"),
        Sold(people.a, "2026-03-01", "10", customer_id="C-1"),  # the same customer again
        Sold(people.b, "2025-05-01", "10", customer_id="C-2"),
        Sold(people.a, "2026-02-01", "10", customer_id="C-2"),  # somebody else's before
        Sold(people.b, "2026-06-01", "10", customer_id="C-3"),  # somebody else's
        Sold(people.a, "2025-12-31", "10", customer_id="C-4"),  # the day before
    )
    assert won(people).customers == 1
    with acting_as(people.maya):
        assert queries.new_customers(
            people.maya, people.b, since=date(2025, 1, 1), until=date(2027, 1, 1)
        ).customers == 2  # C-2 and C-3  # fmt: skip


def test_who_bought_nothing_for_so_long_is_new_again(people: People) -> None:
    put(Sold(people.a, "2024-02-15", "10", customer_id="C-1"), Sold(people.a, "2026-02-15", "10", customer_id="C-1"))
    assert won(people).customers == 0
    assert won(people, months=25).customers == 0
    # known until 24 months after the purchase, exclusive
    assert won(people, months=24).customers == 1


def test_of_one_day_the_lowest_line_says_whose_and_what_is_returned_wins_nobody(people: People) -> None:
    put(
        Sold(people.b, "2026-02-01", "10", customer_id="C-1"),
        Sold(people.a, "2026-02-01", "10", customer_id="C-1"),
        Sold(people.a, "2026-02-01", "-10", quantity="-1", customer_id="C-2"),
    )
    assert won(people).customers == 0


def test_customers_without_an_id_are_told_apart_by_name_and_lines_without_both_are_counted(people: People) -> None:
    put(
        Sold(people.a, "2026-02-01", "10", customer="Northwind"),
        Sold(people.a, "2026-02-02", "10", customer=" northwind"),
        Sold(people.a, "2026-02-03", "10", customer="Contoso"),
        Sold(people.a, "2026-02-04", "10"),
    )
    assert won(people) == Won(customers=2, lines=4, nameless=1, without_id=3)
    assert won(people, since="2027-01-01", until="2028-01-01") == Won(0, 0, 0, 0)
