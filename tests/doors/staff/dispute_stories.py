"""A case of partner A's about a deal that was refused, in which partner B is heard, for tests of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.deals import actions
from fairway.deals.models import Dispute, DisputeSide
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.rooms.deals.stories import asked, put_products, register


@dataclass(frozen=True)
class Told:
    """The codes of what was made: at the vendor, of both sides, of both deals and of a file of A's."""

    case: str
    mine: str
    theirs: str
    lost: str
    held: str
    item: str
    shown: str


def case_about(people: People, now: datetime, lost: str, *, about: str = "refused") -> tuple[str, str]:
    """Let Ola dispute one of her registrations; answers her code and the vendor's."""
    with acting_as(people.ola):
        mine = actions.open_dispute(actor=people.ola, now=now, code=lost, about=about, text="We were there first.")
    with acting_as(WORKER):
        side = DisputeSide.objects.get(code=mine)
        actions.follow(actor=WORKER, now=now, side_id=side.pk)
        side.refresh_from_db()
        return mine, Dispute.objects.get(pk=side.dispute_id).code


def told(people: People, now: datetime, policy_id: int, **fields: str) -> Told:
    """Sam holds, Ola was refused and disputes it, Theo hears both; each says something and attaches a file."""
    products = put_products(now)
    held = register(people.sam, now, policy_id, asked(products, **fields))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=held, reason="First")
    lost = register(people.ola, now, policy_id, asked(products, **fields))
    with acting_as(people.carl):
        actions.refuse(actor=people.carl, now=now, code=lost, answer="not_available", text="We cannot.")
    mine, case = case_about(people, now, lost)
    with acting_as(people.theo):
        actions.take_up(actor=people.theo, now=now, code=case)
        theirs = actions.add_side(actor=people.theo, now=now, code=case, registration=held)
    with acting_as(people.ola):
        item = actions.say(
            actor=people.ola, now=now, code=mine, text="Our offer was 4711.", name="anker-offer.txt",
            content=b"Anker offers 4711.", may_be_shown=True,
        )  # fmt: skip
    with acting_as(people.sam):
        shown = actions.say(actor=people.sam, now=now, code=theirs, text="Baylight met them.", may_be_shown=True)
    return Told(case, mine, theirs, lost, held, item, shown)
