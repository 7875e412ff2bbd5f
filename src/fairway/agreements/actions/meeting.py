"""The steps of onboarding that an agreement does by being in force."""

from __future__ import annotations

from datetime import datetime

from fairway.agreements.queries import agreements
from fairway.kit.access import Actor, acting_as
from fairway.partners import actions as partners
from fairway.partners import queries

IN_FORCE = "agreement_in_force"


def meet_steps(*, actor: Actor, now: datetime, partner_id: int) -> int:
    """Steps that wait for an agreement in force are done from the first day one is; answers how many that were.

    The day may lie ahead: their gates open on it, and not before. One that has ended does none.
    """
    with acting_as(actor.as_worker()) as worker:
        since_on = agreements.first_day_in_force(worker, partner_id, from_on=now.date())
        if since_on is None:
            return 0
        return partners.fulfil(actor=worker, now=now, partner_id=partner_id, fact=IN_FORCE, since_on=since_on)


def meet_all(*, actor: Actor, now: datetime) -> int:
    """The same for everybody with such a step still open: a plan may begin after its agreement."""
    actor.require("agreements.manage")
    waiting = queries.waiting_for_fact(actor, IN_FORCE)
    return sum(meet_steps(actor=actor, now=now, partner_id=partner_id) for partner_id in waiting)
