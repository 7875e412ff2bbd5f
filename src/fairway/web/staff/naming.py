"""What entries of the journal are about, by name: programmes and products beside their numbers."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from fairway.catalogue import queries as catalogue
from fairway.deals.queries import naming
from fairway.incentives import queries as incentives
from fairway.kit.access import Actor
from fairway.leads import queries as leads
from fairway.web.shared.feed import Thing, numbers_of


def things_of(actor: Actor, subjects: Collection[str]) -> dict[str, Thing]:
    """Name the subjects of a feed, with one query for each kind of thing in it."""
    found: dict[str, Thing] = {}
    for subject, named in incentives.names_of_subjects(actor, subjects).items():
        address = ""
        if named.version is not None:
            address = reverse("staff:programme_version", args=[named.programme_id, named.version])
        version = "" if named.version is None else str(named.version)
        found[subject] = Thing({"title": named.title, "version": version}, address)
    numbers = numbers_of(subjects)
    if products := numbers.get("catalogue.product"):
        found |= {
            f"catalogue.product:{pk}": Thing({"product": name})
            for pk, (_, name) in catalogue.names_of(actor, products).items()
        }
    for kind, asked, page in (
        ("deals.registration", naming.codes_of, "staff:deal"),
        ("deals.dispute", naming.cases_named, "staff:dispute"),
        ("deals.side", naming.cases_of_sides, "staff:dispute"),
    ):
        if numbers.get(kind):
            codes = asked(actor, numbers[kind])
            found |= {f"{kind}:{pk}": Thing({}, reverse(page, args=[code])) for pk, code in codes.items()}
    if numbers.get("leads.lead"):
        codes = leads.codes_of(actor, numbers["leads.lead"])
        found |= {f"leads.lead:{pk}": Thing({}, reverse("staff:lead", args=[code])) for pk, code in codes.items()}
    return found
