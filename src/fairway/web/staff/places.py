"""Where a thing of the journal is shown in the vendor's workspace."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

PAGES: Mapping[str, str] = {
    "partners.partner": "staff:partner",
    "agreements.agreement": "staff:agreement",
    "agreements.template": "staff:template",
    "partners.application": "staff:application",
    "partners.paper": "staff:paper",
    "sales.report": "staff:sales_file",
    "catalogue.product": "staff:product",
    "agreements.grant": "staff:grant",
    "agreements.sale": "staff:outside_sale",
    "agreements.territory": "staff:territory",
    "incentives.programme": "staff:programme",
    "incentives.run": "staff:run",
    "incentives.statement": "staff:statement",
    "performance.programme": "staff:tier",
    "performance.review": "staff:tier_review",
}
"""The page of each kind of thing, by the first part of a journal row's subject."""


def address_of(subject: str, partner_id: int | None) -> str:
    """The page of a subject such as ``sales.report:12``; nothing where there is none of one thing alone.

    People stand in their list, since not everybody who reads about them may open each one.
    """
    kind, _, number = subject.partition(":")
    if kind in {"access.user", "access.invitation"}:
        return reverse("staff:people") if partner_id is None else reverse("staff:partner_people", args=[partner_id])
    if kind in {"partners.task", "partners.plan"} and partner_id is not None:
        return reverse("staff:partner_onboarding", args=[partner_id])
    if kind in {"partners.site", "partners.capability"} and partner_id is not None:
        return reverse("staff:partner_organisation", args=[partner_id])
    if kind == "incentives.question":
        return reverse("staff:questions")
    if kind == "partners.export" and partner_id is not None:
        return reverse("staff:partner_ending", args=[partner_id])
    if kind not in PAGES or not number.isdigit() or number == "0":
        return ""
    return reverse(PAGES[kind], args=[int(number)])
