"""Gives the demo companies that look alike: pairs that wait for a person, a merge, and one that was taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fairway.deals import actions, queries
from fairway.deals.rules.pipeline import OpportunityFacts
from fairway.demo.ground import morning
from fairway.kit.access import acting_as

if TYPE_CHECKING:
    from fairway.demo.deals import Story

EXPORT = (
    ("O-2051", "Bergbahnen Tirol AG", "Proposal", "31000"),
    ("O-2052", "Klinik Harzrand", "Engaging", "12400"),
    ("O-2053", "Verlag Rheinbogen KG", "Engaging", "8700"),
    ("O-2054", "Museum am Kai Café", "Prospecting", "3900"),
    ("O-2055", "Galerie Sonnen Berlin", "Prospecting", "15200"),
    ("O-2056", "Hotel Fjordlys AS", "Engaging", "22000"),
)
"""Companies as the CRM spells them, most of them known by another name."""


def tell(story: Story, sku: str) -> None:
    """Load the CRM's export of the week, compare, and let Jonas settle two of the pairs, one of them by mistake."""
    now, jonas = morning(story.today - timedelta(days=1), 6), story.cast.jonas
    rows = [
        OpportunityFacts(
            number, company, "NO" if company.endswith("AS") else "DE", sku, stage, now.date().isoformat(), "", value,
            "C. Baum",
        )
        for number, company, stage, value in EXPORT
    ]  # fmt: skip
    with acting_as(story.cast.maya):
        actions.load_opportunities(actor=story.cast.maya, now=now, rows=rows, reason="The CRM's export of the week")
    with acting_as(jonas):
        actions.find_alike(actor=jonas, now=now)
        for company, verdict in (("Bergbahnen Tirol AG", "same"), ("Klinik Harzrand", "same")):
            pair = queries.waiting(jonas).filter(second__name=company).order_by("-probability").first()
            if pair is None:
                continue
            soon = now + timedelta(hours=1)
            actions.settle_alike(actor=jonas, now=soon, likeness_id=pair.pk, verdict=verdict, reason="The same seat")
            if company == "Klinik Harzrand":
                actions.reopen_alike(
                    actor=jonas, now=soon + timedelta(hours=1), likeness_id=pair.pk,
                    reason="Two houses, two purchasing departments",
                )  # fmt: skip
