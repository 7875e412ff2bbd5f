"""A person's own data: handed out, and blanked where they stand. Books and journal name numbers only: they stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from fairway.kit import journal
from fairway.kit.access.actor import SIGNING_IN, Actor, Kind, acting_as
from fairway.kit.access.models import Invitation, Membership, SavedView, Token, User
from fairway.kit.access.people import Refused, _in, _manage, held_now
from fairway.kit.journal.models import JournalRow

ERASED = "Erased person"
_SIGN_IN_TABLES = ("account_emailaddress", "mfa_authenticator")


def personal_data(actor: Actor, user_id: int) -> dict[str, Any]:
    """Everything kept about a person that this actor may hand out: themselves, their roles, what they did.

    :raises Refused: for somebody else's data without the right to administer staff.
    """
    if user_id != actor.user_id:
        _manage(actor, actor.partner_id)
    user = User.objects.defer("password").get(pk=user_id)
    return {
        "person": {
            "number": user.pk,
            "name": user.name,
            "email": user.email,
            "time_zone": user.time_zone,
            "language": user.locale,
            "theme": user.theme,
            "joined_at": user.joined_at.isoformat(),
            "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        },
        "roles": [
            {
                "partner": partner,
                "role": role,
                "since": since.isoformat(),
                "until": until.isoformat() if until else None,
            }
            for partner, role, since, until in Membership.objects.filter(user_id=user_id)
            .order_by("since_at")
            .values_list("partner_id", "role", "since_at", "until_at")
        ],
        "invitations": list(_invitations(actor, user.email)),
        "saved_views": list(_views(actor, user_id)),
        "tokens": list(_tokens(actor, user_id)),
        "what_they_did": [
            {"at": at.isoformat(), "what": verb, "about": subject, "reason": reason}
            for at, verb, subject, reason in _did(actor, user_id)
        ],
    }


def _invitations(actor: Actor, email: str) -> Iterator[dict[str, str]]:
    """The invitations that went to an address; direct sales' role reads none."""
    if actor.kind is not Kind.DIRECT:
        rows = Invitation.objects.filter(email__iexact=email).order_by("invited_at")
        for address, name, role, at in rows.values_list("email", "name", "role", "invited_at"):
            yield {"email": address, "name": name, "role": role, "at": at.isoformat()}


def _views(actor: Actor, user_id: int) -> Iterator[dict[str, str]]:
    if actor.user_id == user_id and actor.kind is not Kind.WORKER:
        for page, name, query in SavedView.objects.filter(user_id=user_id).values_list("page", "name", "query"):
            yield {"page": page, "name": name, "query": query}


def _tokens(actor: Actor, user_id: int) -> Iterator[dict[str, Any]]:
    if actor.user_id == user_id and actor.kind is not Kind.WORKER:
        for row in Token.objects.filter(user_id=user_id).order_by("pk"):
            yield {"name": row.name, "scopes": row.scopes, "issued": row.issued_at.isoformat()}


def _did(actor: Actor, user_id: int) -> Any:
    if actor.kind is Kind.DIRECT:
        return []
    rows = JournalRow.objects.filter(user_id=user_id)
    if actor.kind is Kind.PARTNER:
        rows = rows.filter(both_sides=True)
    return rows.order_by("id").values_list("at", "verb", "subject", "reason")[:20_000]


def erase(*, actor: Actor, now: datetime, user_id: int, reason: str) -> None:
    """Blank a person: name, address, sign-in, views. What they did stays, under their number.

    Erasing twice does one thing.

    :raises Refused: without a reason, for oneself, or for somebody who still acts for an organisation.
    """
    if actor.is_partner:
        raise Refused("The vendor erases people: ask your contact there.")
    actor.require("staff.manage")
    if not reason.strip():
        raise Refused("Say why: it stands in the journal, without the person's name.")
    if user_id == actor.user_id:
        raise Refused("You cannot erase yourself: ask a colleague.")
    if held_now(now).filter(user_id=user_id).exists():
        raise Refused("This person still acts for an organisation: take them off its staff first.")
    user = User.objects.defer("password").filter(pk=user_id).first()
    if user is None:
        raise Refused("There is no such person.")
    address = user.email
    if address == _blank_address(user_id):
        return
    with acting_as(SIGNING_IN):
        Invitation.objects.filter(email__iexact=address).update(email=_blank_address(user_id), name="")
        with connection.cursor() as cursor:
            for table in _SIGN_IN_TABLES:
                cursor.execute(f"DELETE FROM {table} WHERE user_id = %s", [user_id])  # noqa: S608 - names of ours
        blank = {"email": _blank_address(user_id), "name": ERASED, "time_zone": "", "locale": "", "is_active": False}
        User.objects.filter(pk=user_id).update(**blank, password=make_password(None))
    journal.record(actor=actor, now=now, verb="access.erased", subject=f"access.user:{user_id}", reason=reason)


def _blank_address(user_id: int) -> str:
    return f"erased-{user_id}@erased.invalid"


def close_organisation(*, actor: Actor, now: datetime, partner_id: int, reason: str) -> int:
    """Nobody acts for this partner any more, nor can by an open invitation; answers how many people that were.

    :raises fairway.kit.access.NotAllowed: without the right to manage partners.
    """
    actor.require("partners.manage")
    held = Membership.objects.filter(_in(partner_id), until_at=None)
    people = held.values("user_id").distinct().count()
    held.update(until_at=now)
    Invitation.objects.filter(_in(partner_id), accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    journal.record(
        actor=actor, now=now, verb="access.organisation_closed", subject=f"partners.partner:{partner_id}",
        partner_id=partner_id, reason=reason, payload={"people": people},
    )  # fmt: skip
    return people


def number_of(actor: Actor, email: str) -> int | None:
    """The number of whoever has an address, among the people this actor may see."""
    return User.objects.filter(email__iexact=email.strip()).values_list("pk", flat=True).first()
