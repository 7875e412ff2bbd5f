"""What was sold to whom, by the names partners wrote: for whoever asks whether a company bought lately."""

# ruff: noqa: S608  numbers and dates only go into these statements; names are parameters

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.kit.access import Actor, NotAllowed
from fairway.kit.lake.writing import session
from fairway.sales.queries.scanning import scan

STEM = 6
"""Letters of a name by which its lines are brought; whether it is the same name, the caller says."""


@dataclass(frozen=True, slots=True)
class Sold:
    """The last sale of one product by one partner to one customer, as the partner wrote its name."""

    customer: str
    country: str
    partner_id: int
    product_id: int
    last_on: date


def sold_to(
    actor: Actor,
    *,
    names: Iterable[str],
    product_ids: Iterable[int] | None,
    since: date | None,
    each_day: bool = False,
) -> tuple[Sold, ...]:
    """Sales to customers whose names may be these, the newest first; of some products or all, from a day or ever.

    ``names`` are plain: small Latin letters and digits. Names in other scripts are brought, too. Of what one partner
    sold of one product to one customer the last day is told, or ``each_day``.

    :raises NotAllowed: for a partner; whoever sold what to whom is told to no other.
    """
    if actor.is_partner:
        raise NotAllowed("sales.view")
    actor.require("sales.view")
    stems = sorted({name[:STEM] for name in names if name})
    found = scan(actor).scan
    if not found.files or not stems:
        return ()
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in found.files)
    wanted = ["kind = 'sale'", "event <> 'sell_in'", "coalesce(customer, '') <> ''"]
    if since is not None:
        wanted.append(f"invoice_date >= DATE '{since}'")
    if product_ids is not None:
        wanted.append(f"product_id IN ({', '.join(str(int(one)) for one in product_ids) or '0'})")
    last_on = "invoice_date" if each_day else "max(invoice_date)"
    like = " OR ".join(["contains(plain, ?)"] * len(stems))
    with session() as duck:
        rows = duck.execute(
            f"""WITH sales AS (
                  SELECT customer, coalesce(country, '') AS country, partner_id, product_id,
                         {last_on} AS last_on, strip_accents(lower(customer)) AS bare,
                         regexp_replace(strip_accents(lower(customer)), '[^a-z0-9]', '', 'g') AS plain
                  FROM (FROM read_parquet([{files}], union_by_name = true) UNION ALL BY NAME
                        SELECT NULL::VARCHAR AS country WHERE false)
                  WHERE {" AND ".join(wanted)} GROUP BY ALL)
                SELECT customer, country, partner_id, product_id, last_on FROM sales
                WHERE {like} OR NOT regexp_full_match(bare, '[ -~]*')
                ORDER BY last_on DESC, customer, product_id, partner_id""",
            stems,
        ).fetchall()
    return tuple(Sold(*row) for row in rows)
