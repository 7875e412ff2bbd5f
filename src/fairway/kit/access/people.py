"""Find people and what they may do; invite, admit and dismiss them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from fairway.kit import journal
from fairway.kit.access.actor import SIGNING_IN, Actor, Kind
from fairway.kit.access.models import Invitation, Membership, Participant, User

ORGANISATION = "organisation"
INVITATION_DAYS = 14
DIRECT_SALES = "direct_sales"
"""The one role that goes with no other: it stands on the far side of a wall."""


class Refused(Exception):
    """A change of staff that cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Seat:
    """A person's place in one organisation: all roles held there."""

    user_id: int
    partner_id: int | None
    roles: frozenset[str]


@dataclass(frozen=True)
class Person:
    """A person as staff pages show them."""

    user_id: int
    name: str
    email: str
    roles: tuple[str, ...]
    active: bool
    since_at: datetime


def seats_of(user_id: int, *, now: datetime) -> tuple[Seat, ...]:
    """All organisations a person belongs to at this moment, the vendor first."""
    held: dict[int | None, set[str]] = {}
    for partner_id, role in held_now(now).filter(user_id=user_id).values_list("partner_id", "role"):
        held.setdefault(partner_id, set()).add(role)
    order = sorted(held, key=lambda partner_id: (partner_id is not None, partner_id or 0))
    return tuple(Seat(user_id, partner_id, frozenset(held[partner_id])) for partner_id in order)


def _in(partner_id: int | None) -> Q:
    return Q(partner=None) if partner_id is None else Q(partner_id=partner_id)


def held_now(now: datetime) -> QuerySet[Membership]:
    """Every role that somebody holds now."""
    return Membership.objects.filter(Q(until_at=None) | Q(until_at__gt=now), since_at__lte=now)


def actor_in(user: User, seat: Seat) -> Actor:
    """The actor that a person is while sitting in one organisation.

    Who sells directly is behind the firewall, whatever else they were given beside it.
    """
    partner = seat.partner_id is not None
    direct = not partner and DIRECT_SALES in seat.roles
    roles = frozenset({DIRECT_SALES}) if direct else seat.roles
    return Actor(
        kind=Kind.PARTNER if partner else Kind.DIRECT if direct else Kind.STAFF,
        user_id=user.pk,
        partner_id=seat.partner_id,
        roles=roles,
        rights=settings.FAIRWAY_RIGHTS_OF(roles, partner=partner),
        name=str(user),
        time_zone=user.time_zone or settings.TIME_ZONE,
        locale=user.locale,
    )


def actors_at(address: str, *, right: str, now: datetime) -> tuple[Actor, ...]:
    """Whom an address may act for with this right, one actor for each organisation; none for an unknown address."""
    user = User.objects.filter(email__iexact=address, is_active=True).defer("password").first()
    if user is None:
        return ()
    found = (actor_in(user, seat) for seat in seats_of(user.pk, now=now))
    return tuple(one for one in found if one.may(right))


def actor_of(request: HttpRequest, *, now: datetime) -> Actor:
    """The actor of a request: the organisation chosen in the session, or the person's first."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return SIGNING_IN
    seats = seats_of(user.pk, now=now)
    if not seats:
        return SIGNING_IN
    chosen = request.session.get(ORGANISATION, "")
    seat = next((seat for seat in seats if str(seat.partner_id or "vendor") == chosen), seats[0])
    return actor_in(user, seat)


def people_in(actor: Actor, *, partner_id: int | None, now: datetime) -> tuple[Person, ...]:
    """Everybody who holds a role in one organisation now."""
    found: dict[int, list[Membership]] = {}
    for held in (
        held_now(now)
        .filter(_in(partner_id))
        .select_related("user")
        .order_by("user__name", "role")
        .defer("user__password")
    ):
        found.setdefault(held.user_id, []).append(held)
    return tuple(
        Person(
            user_id,
            str(rows[0].user),
            rows[0].user.email,
            tuple(row.role for row in rows),
            rows[0].user.is_active,
            min(row.since_at for row in rows),
        )
        for user_id, rows in found.items()
    )


def holders_of(right: str, *, partner_id: int | None, now: datetime) -> frozenset[int]:
    """The numbers of everybody in one organisation whose roles give a right now; three people or thirty, one query."""
    held: dict[int, set[str]] = {}
    for user_id, role in held_now(now).filter(_in(partner_id), user__is_active=True).values_list("user_id", "role"):
        held.setdefault(user_id, set()).add(role)
    rights = settings.FAIRWAY_RIGHTS_OF
    return frozenset(
        user_id for user_id, roles in held.items() if right in rights(frozenset(roles), partner=partner_id is not None)
    )


def open_invitations(actor: Actor, *, partner_id: int | None, now: datetime) -> tuple[Invitation, ...]:
    """Invitations of one organisation that can still be accepted."""
    rows = Invitation.objects.filter(_in(partner_id), accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return tuple(rows.order_by("-invited_at"))


def _manage(actor: Actor, partner_id: int | None) -> None:
    if actor.is_partner:
        actor.require("own.staff.manage")
        if partner_id != actor.partner_id:
            raise Refused("You administer your own organisation's staff only.")
    else:
        actor.require("staff.manage")


def _known_role(role: str, partner_id: int | None) -> None:
    table = settings.FAIRWAY_PARTNER_ROLES if partner_id is not None else settings.FAIRWAY_STAFF_ROLES
    if role not in table:
        raise Refused(f"“{role}” is not a role here: choose one of {', '.join(table)}.")


def invite(
    *,
    actor: Actor,
    now: datetime,
    email: str,
    role: str,
    partner_id: int | None,
    name: str = "",
    lifetime_days: int = INVITATION_DAYS,
) -> tuple[Invitation, str]:
    """Ask somebody to join; answers the invitation and the secret for the link, which is kept nowhere.

    Asking an address again for the same role replaces the invitation that was open: the newest mail has the one link
    that works.

    :raises Refused: for an unknown role or an organisation that is not the actor's.
    """
    _manage(actor, partner_id)
    _known_role(role, partner_id)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email.strip().lower(),
        name=name.strip(),
        partner_id=partner_id,
        role=role,
        invited_by_id=actor.user_id,
        invited_at=now,
        expires_at=now + timedelta(days=lifetime_days),
        secret_digest=_digest(secret),
    )
    _replace(actor, now, invitation)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError:
        # the same page was sent twice in one moment: the later of the two stands
        _replace(actor, now, invitation)
        invitation.save(force_insert=True)
    journal.record(
        actor=actor,
        now=now,
        verb="access.invited",
        subject=f"access.invitation:{invitation.pk}",
        partner_id=partner_id,
        payload={"role": role},
        both_sides=True,
    )
    return invitation, secret


def _replace(actor: Actor, now: datetime, invitation: Invitation) -> None:
    open_ = Invitation.objects.filter(
        _in(invitation.partner_id), email=invitation.email, role=invitation.role, accepted_at=None, withdrawn_at=None
    )
    for earlier in open_.select_for_update():
        _withdraw(actor, now, earlier, reason="Invited again")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_for(secret: str, *, now: datetime) -> Invitation | None:
    """The invitation a link belongs to, if it can still be accepted."""
    return Invitation.objects.filter(
        secret_digest=_digest(secret), accepted_at=None, withdrawn_at=None, expires_at__gt=now
    ).first()


def accept(
    *, now: datetime, secret: str, name: str, password: str, time_zone: str = "", signed_in: int | None = None
) -> User:
    """Join by an invitation's link: a new person with this password, or the one who already has the address.

    Runs in the login role. Somebody with an account keeps their password: the link admits them to the role only, and
    only while they are ``signed_in``. Who invites sees the link and could have opened an account under somebody
    else's address; whoever really reads that address resets its password before a role is added to it.

    :raises Refused: when the link was used, withdrawn or is too old, or the address has an account not signed in here.
    """
    invitation = (
        Invitation.objects.select_for_update()
        .filter(secret_digest=_digest(secret), accepted_at=None, withdrawn_at=None, expires_at__gt=now)
        .first()
    )
    if invitation is None:
        raise Refused("This invitation was used, withdrawn or has expired. Ask for a new one.")
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is not None and user.pk != signed_in:
        raise Refused(f"{invitation.email} has an account: sign in with it first, then open the link again.")
    if user is None:
        user = User.objects.create_user(
            invitation.email, password, name=name.strip() or invitation.name, time_zone=time_zone, joined_at=now
        )
    admit(user_id=user.pk, role=invitation.role, partner_id=invitation.partner_id, now=now)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    journal.record(
        actor=Actor(Kind.LOGIN, user_id=user.pk),
        now=now,
        verb="access.joined",
        subject=f"access.user:{user.pk}",
        partner_id=invitation.partner_id,
        payload={"role": invitation.role, "invitation": invitation.pk},
        both_sides=True,
    )
    return user


def admit(*, user_id: int, role: str, partner_id: int | None, now: datetime) -> None:
    """Give a role; giving it twice does one thing."""
    if not Membership.objects.filter(_in(partner_id), user_id=user_id, role=role, until_at=None).exists():
        Membership.objects.create(user_id=user_id, partner_id=partner_id, role=role, since_at=now)


def change_roles(
    *, actor: Actor, now: datetime, user_id: int, partner_id: int | None, roles: Iterable[str], reason: str = ""
) -> None:
    """Set the roles a person holds in one organisation; none dismisses them from it.

    :raises Refused: for an unknown role, or when nobody would be left to administer the staff.
    """
    _manage(actor, partner_id)
    wanted = set(roles)
    for role in wanted:
        _known_role(role, partner_id)
    if DIRECT_SALES in wanted and len(wanted) > 1:
        raise Refused(
            "Direct sales may not see what partners entered, so nobody holds this role beside another. Choose one."
        )
    held = list(held_now(now).select_for_update().filter(_in(partner_id)).order_by("pk"))
    keeper = "principal" if partner_id is not None else "operations"
    keepers = {row.user_id for row in held if row.role == keeper} - {user_id} | (
        {user_id} if keeper in wanted else set()
    )
    if not keepers:
        raise Refused(f"Somebody must stay to administer the staff: give the role {keeper} to another person first.")
    mine = {row.role for row in held if row.user_id == user_id}
    if not mine:
        raise Refused("This person holds no role in this organisation: invite them, so that they can say yes.")
    Membership.objects.filter(_in(partner_id), user_id=user_id, until_at=None, role__in=mine - wanted).update(
        until_at=now
    )
    for role in sorted(wanted - mine):
        admit(user_id=user_id, role=role, partner_id=partner_id, now=now)
    journal.record(
        actor=actor,
        now=now,
        verb="access.roles_changed",
        subject=f"access.user:{user_id}",
        partner_id=partner_id,
        reason=reason,
        payload={"from": sorted(mine), "to": sorted(wanted)},
        both_sides=True,
    )


def withdraw_invitation(*, actor: Actor, now: datetime, invitation_id: int) -> None:
    """Take an invitation back; its link stops working."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    _manage(actor, invitation.partner_id)
    if invitation.accepted_at is not None:
        raise Refused("This invitation was already accepted. Change the person's roles instead.")
    _withdraw(actor, now, invitation)


def _withdraw(actor: Actor, now: datetime, invitation: Invitation, reason: str = "") -> None:
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    journal.record(
        actor=actor,
        now=now,
        verb="access.invitation_withdrawn",
        subject=f"access.invitation:{invitation.pk}",
        partner_id=invitation.partner_id,
        reason=reason,
        both_sides=True,
    )


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Names to show for people's ids, in one query."""
    return {
        pk: name or email
        for pk, name, email in User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name", "email")
    }


def addresses_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Where people are written to, by number, in one query."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "email"))


def address_of(user_id: int) -> str:
    """Where a person is written to; empty for somebody this actor may not see."""
    return User.objects.filter(pk=user_id).values_list("email", flat=True).first() or ""


def invited_addresses(invitation_ids: Iterable[int]) -> dict[int, str]:
    """Whom invitations went to, by number, in one query; the database shows each side its own."""
    return dict(Invitation.objects.filter(pk__in=set(invitation_ids)).values_list("pk", "email"))


def change_profile(*, actor: Actor, now: datetime, name: str, time_zone: str, locale: str) -> None:
    """A person's own name, time zone and language."""
    User.objects.filter(pk=actor.person).update(name=name.strip(), time_zone=time_zone, locale=locale)
    journal.record(actor=actor, now=now, verb="access.profile_changed", subject=f"access.user:{actor.user_id}")


def take_part(*, now: datetime, pairs: Iterable[tuple[int, int]]) -> None:
    """From now on each viewer sees each partner's rows; saying it twice does one thing."""
    Participant.objects.bulk_create(
        [Participant(viewer_id=viewer, partner_id=partner, since_at=now) for viewer, partner in pairs],
        batch_size=1000,
        ignore_conflicts=True,
    )


def part(*, now: datetime, viewer_id: int, partner_id: int) -> None:
    """From now on the viewer no longer sees the partner's rows."""
    Participant.objects.filter(viewer_id=viewer_id, partner_id=partner_id, until_at=None).update(until_at=now)


def people_of_partners(actor: Actor, *, now: datetime) -> tuple[tuple[int, str, str, str, datetime], ...]:
    """Everybody who acts for a partner the actor may see: (partner, name, address, role, since), one for each role."""
    rows = held_now(now).filter(partner__isnull=False).order_by("partner_id", "user__name", "role")
    return tuple(rows.values_list("partner_id", "user__name", "user__email", "role", "since_at"))


def invited_to_partners(actor: Actor, *, now: datetime) -> tuple[tuple[int, str, str], ...]:
    """Open invitations to partners the actor may see: (partner, address, role)."""
    rows = Invitation.objects.filter(partner__isnull=False, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return tuple(rows.values_list("partner_id", "email", "role"))
