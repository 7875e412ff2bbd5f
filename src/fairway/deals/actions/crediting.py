"""How the credit for a deal is shared, from a day on; what stood before keeps its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from fairway.deals.actions.steps import locked, note
from fairway.deals.models import Event, Registration, Role
from fairway.deals.rules.axes.registration import Side
from fairway.deals.rules.disputes import scaled
from fairway.deals.rules.refusals import Refused
from fairway.kit import journal
from fairway.kit.access import Actor, Kind
from fairway.partners import queries as partners
from fairway.values import Exact, exact, minus, plain


def split_credit(*, actor: Actor, now: datetime, code: str, share: Exact, reason: str) -> None:
    """Say how much of a deal's credit goes to this registration from today on, in percent.

    The partners on it share that in the proportion in which they stood, the registrant with what it kept beside those
    it named; where it named none, it is the registrant's own. Saying the same again changes nothing.

    :raises Refused: it is not approved or closed, the share is no percentage, or nobody said why.
    """
    actor.require("deals.decide")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person decides: sign in and do it yourself.")
    found = locked(actor, code)
    if found.status not in ("approved", "closed"):
        raise Refused("Credit is shared among deals that were approved.")
    if share < 0 or share > 100:
        raise Refused("A share is between 0 and 100 percent.")
    if not reason.strip():
        raise Refused("Say why: the partner reads it.")
    on = now.date()
    running = list(
        Role.objects.select_for_update()
        .filter(Q(until_on=None) | Q(until_on__gt=on), registration=found)
        .order_by("pk")
    )
    implied = _implied(actor, found, running, on)
    if implied is not None:
        running.append(implied)
    parts = scaled([row.share for row in running], share)
    if parts and implied is None and list(parts) == [row.share for row in running]:
        return
    fresh = [
        Role(registration=found, role=row.role, named=row.named, partner_id=row.partner_id, share=part,
             since_on=max(on, row.since_on), until_on=row.until_on)
        for row, part in zip(running, parts, strict=False)
    ]  # fmt: skip
    if not parts:
        name = partners.names_of(actor, [found.partner_id])[found.partner_id][1]
        fresh = [Role(registration=found, role="registering", named=name, partner_id=found.partner_id, share=share,
                      since_on=on)]  # fmt: skip
    for row in running:
        if row.pk is None:
            continue
        if row.since_on >= on:
            row.delete()
        else:
            row.until_on = on
            row.save(update_fields=["until_on"])
    Role.objects.bulk_create(fresh)
    note(found, "registration", "credited", actor=actor, now=now, side=Side.VENDOR, what=plain(share), reason=reason)
    journal.record(
        actor=actor, now=now, verb="deals.registration.credited", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, reason=reason.strip(), both_sides=True,
        payload={"code": found.code, "share": plain(share)},
    )  # fmt: skip


def _implied(actor: Actor, found: Registration, running: Sequence[Role], on: date) -> Role | None:
    """What the registrant keeps beside the partners it named, as a role, until a first decision sets the credit."""
    if not running or Event.objects.filter(registration=found, axis="registration", kind="credited").exists():
        return None
    name = partners.names_of(actor, [found.partner_id])[found.partner_id][1]
    rest = exact(100)
    for row in running:
        if row.role == "registering" or row.named.casefold() == name.casefold():
            return None  # it said itself what it keeps
        rest = minus(rest, row.share)
    if rest <= 0:
        return None
    return Role(
        registration=found, role="registering", named=name, partner_id=found.partner_id, share=rest, since_on=on
    )


def name_partner(*, actor: Actor, now: datetime, code: str, role_id: int, partner_id: int | None) -> None:
    """Say which partner a role on a deal is, or that it is none we know; from then on it reads its own part.

    :raises Refused: there is no such role on the deal, no such partner, or it is the registrant itself.
    """
    actor.require("deals.decide")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person decides: sign in and do it yourself.")
    found = locked(actor, code)
    role = Role.objects.select_for_update().filter(pk=role_id, registration=found).first()
    if role is None:
        raise Refused("There is no such role on this deal.")
    if partner_id == found.partner_id:
        raise Refused("That is the partner that registered the deal; it reads all of it already.")
    if partner_id is not None and partner_id not in partners.names_of(actor, [partner_id]):
        raise Refused("There is no such partner. Choose one from the list.")
    if role.partner_id == partner_id:
        return
    role.partner_id = partner_id
    role.save(update_fields=["partner_id"])
    journal.record(
        actor=actor, now=now, verb="deals.registration.part_named", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, payload={"code": found.code, "role": role.role, "partner": partner_id},
    )  # fmt: skip
