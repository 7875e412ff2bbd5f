"""New customers: whose first purchase, from anybody, is one of a partner's lines."""

# ruff: noqa: S608  numbers and dates only go into these statements

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairway.kit.access import Actor, acting_as
from fairway.kit.lake.writing import session
from fairway.sales.queries.scanning import scan


@dataclass(frozen=True, slots=True)
class Won:
    """How many customers were new, and what is known of customers: lines that name none, and that name but no id."""

    customers: int
    lines: int
    nameless: int
    without_id: int


def new_customers(actor: Actor, partner_id: int, *, since: date, until: date, months: int | None = None) -> Won:
    """Count the customers a partner won from `since` until `until` (exclusive).

    A customer is new on a day when no line of it with a quantity above zero, of any partner and product, is dated
    within so many ``months`` before (ever, where that is None); of several lines of that day the one with the lowest
    number says whose new customer it is. That is the programme language's `new_customers`, with one more way to know a
    customer: by its name as it was written, where the line has no customer id.

    All partners' lines are looked at whoever asks, since a customer of somebody else's is not new.
    """
    actor.require("own.sales.view" if actor.is_partner else "sales.view")
    with acting_as(actor.as_worker()):
        found = scan(actor.as_worker()).scan
        if not found.files:
            return Won(0, 0, 0, 0)
        files = ", ".join("'" + path.replace("'", "''") + "'" for path in found.files)
        again = f" OR day >= last_day + INTERVAL {int(months)} MONTHS" if months is not None else ""
        mine = f"partner_id = {int(partner_id)} AND day >= DATE '{since}' AND day < DATE '{until}'"
        with session() as duck:
            (row,) = duck.execute(
                f"""WITH lines AS (
                      SELECT partner_id, invoice_date AS day, line_id, kind, quantity, coalesce(customer_id, '') AS id,
                             lower(trim(coalesce(customer, ''))) AS name
                      FROM (FROM read_parquet([{files}], union_by_name = true) UNION ALL BY NAME
                            SELECT NULL::VARCHAR AS customer_id, NULL::VARCHAR AS customer WHERE false)
                      WHERE invoice_date < DATE '{until}' AND quantity > 0),
                    days AS (
                      SELECT day, arg_min(partner_id, line_id) AS partner_id, arg_min(kind, line_id) AS kind,
                             CASE WHEN id <> '' THEN 'id ' || id ELSE 'name ' || name END AS customer
                      FROM lines WHERE id <> '' OR name <> '' GROUP BY customer, day),
                    told AS (SELECT *, lag(day) OVER (PARTITION BY customer ORDER BY day) AS last_day FROM days)
                    SELECT (SELECT count(*) FROM told WHERE kind = 'sale' AND {mine} AND (last_day IS NULL{again})),
                           count(*), count(*) FILTER (id = '' AND name = ''), count(*) FILTER (id = '' AND name <> '')
                    FROM lines WHERE kind = 'sale' AND {mine}"""
            ).fetchall()
    return Won(*row)
