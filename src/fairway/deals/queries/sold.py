"""What the company of a registration bought, from whom: the accepted lines of all partners, and our own pipeline.

For the vendor and the worker. Whoever sold it is named to no partner.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fairway.catalogue import queries as catalogue
from fairway.deals.models import Account, Registration
from fairway.deals.queries.registrations import DealView
from fairway.deals.rules.asked import look_back_from
from fairway.deals.rules.findings import Sale
from fairway.deals.rules.identity import plain_company
from fairway.deals.rules.policy import Policy
from fairway.kit.access import WORKER, Actor
from fairway.sales import queries as sales


def products_meant(actor: Actor, view: DealView) -> dict[int, str] | None:
    """The products that overlap with a registration by the unit of its policy, with their numbers; None for all."""
    if view.policy.one_per == "company":
        return None
    mine = {line.product_id: line.sku for line in view.lines}
    if view.policy.one_per == "product":
        return mine
    groups = {line.category for line in view.lines if line.category}
    rows = catalogue.visible_to(actor).filter(category__in=groups).values_list("pk", "sku")
    return mine | dict(rows)


def asks_for_sales(policy: Policy, asked_for: str) -> bool:
    """Whether a policy wants to know what was sold: a look-back, or who sold what a renewal renews."""
    return policy.accepts.look_back is not None or (policy.accepts.renewal == "incumbent" and asked_for == "renewal")


def sold_to_company(
    actor: Actor, found: Registration, view: DealView, family: Iterable[int], on: date
) -> tuple[Sale, ...]:
    """The last sale of each overlapping product by each partner to this company; none where the policy asks for none.

    A line belongs to the company where its customer has the same name without legal form, in the same country or in
    none that was written.
    """
    asked_for = view.fields.get("deal_type", "")
    if not asks_for_sales(view.policy, asked_for):
        return ()
    accounts = list(Account.objects.filter(pk__in=list(family)).values_list("name", "country"))
    names = {plain_company(name) for name, _ in [*accounts, (found.company, "")]}
    countries = {country for _, country in accounts if country} | {found.country, ""}
    renews = view.policy.accepts.renewal == "incumbent" and asked_for == "renewal"
    meant = products_meant(actor, view)
    rows = sales.sold_to(
        WORKER, names=names, product_ids=meant, since=None if renews else look_back_from(view.policy, on)
    )
    mine = [row for row in rows if row.country.strip().upper() in countries and plain_company(row.customer) in names]
    skus = meant or dict(
        catalogue.visible_to(actor).filter(pk__in={row.product_id for row in mine}).values_list("pk", "sku")
    )
    return tuple(Sale(row.last_on, row.product_id, skus.get(row.product_id, ""), row.partner_id) for row in mine)
