"""Statements and evidence of a case, each with who may read it; what all may read is copied in the vendor's words."""

from __future__ import annotations

from datetime import datetime

from fairway.deals.actions.disputing import mediated, only_the_mediator, opened, written
from fairway.deals.models import Dispute, DisputeItem, DisputeSide
from fairway.deals.queries.disputes import side_of
from fairway.deals.rules import disputes as rules
from fairway.deals.rules.attachments import clean_name, media_of
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import files, journal
from fairway.kit.access import Actor
from fairway.kit.codes import coded


def say(
    *, actor: Actor, now: datetime, code: str, text: str = "", name: str = "", content: bytes | None = None,
    may_be_shown: bool = False,
) -> str:  # fmt: skip
    """Make a statement or hand in evidence, as a partner on its own side; answers its code.

    ``may_be_shown`` lets the vendor show it to whom it concerns, once it made sure that it reveals nothing.

    :raises Refused: nothing was said, the case is decided, or the file is not one that is taken.
    """
    actor.require("own.deals.register")
    side = side_of(actor, code)
    if side.status not in ("opened", "appealed"):
        raise Refused("The case is not open now, so nothing can be added.")
    made = _item(
        actor, now, text, name, content, side=side, by="partner", visible="offered" if may_be_shown else "side"
    )
    journal.record(
        actor=actor, now=now, verb="deals.side.said", subject=f"deals.side:{side.pk}", partner_id=side.partner_id,
        both_sides=True, payload={"case": side.code},
    )  # fmt: skip
    return made.code


def put(
    *, actor: Actor, now: datetime, code: str, text: str = "", side: str = "", name: str = "",
    content: bytes | None = None,
) -> str:  # fmt: skip
    """Put a statement or evidence into a case at the vendor: for the vendor only, or for one side to read too.

    :raises Refused: nothing was said, or somebody other than the mediator writes to a side.
    """
    case = opened(actor, now, code)
    whose = case.side(side) if side else None
    if whose is not None:
        only_the_mediator(actor, case.dispute)
    made = _item(
        actor, now, text, name, content, side=whose, by="vendor", visible="vendor" if whose is None else "side",
        dispute=case.dispute if whose is None else None,
    )  # fmt: skip
    written(case.dispute, "item_added", actor, now, payload={"item": made.code})
    if whose is not None:
        _told(whose, actor, now)
    return made.code


def _told(side: DisputeSide, actor: Actor, now: datetime) -> None:
    journal.record(
        actor=actor, now=now, verb="deals.side.told", subject=f"deals.side:{side.pk}", partner_id=side.partner_id,
        both_sides=True, payload={"case": side.code},
    )  # fmt: skip


def _item(
    actor: Actor, now: datetime, text: str, name: str, content: bytes | None, *, side: DisputeSide | None, by: str,
    visible: str, dispute: Dispute | None = None,
) -> DisputeItem:  # fmt: skip
    if not text.strip() and content is None:
        raise Refused("Write a statement, or choose a file.")
    kept = {}
    if content is not None:
        name = clean_name(name)
        media = media_of(name, content)
        stored = files.store([content])
        kept = {"name": name, "sha256": stored.sha256, "size": stored.size, "media": media}
    mine = DisputeItem.objects.filter(side=side) if side is not None else DisputeItem.objects.filter(dispute=dispute)
    if mine.count() >= rules.MOST_ITEMS:
        raise Refused(f"A side has at most {rules.MOST_ITEMS} statements and files.")
    return DisputeItem.objects.create(
        code=coded("E"), side=side, dispute=dispute, by=by, visible=visible, text=text.strip()[: rules.LONGEST],
        added_by_id=actor.user_id, added_at=now, **kept,
    )  # fmt: skip


def share(
    *, actor: Actor, now: datetime, code: str, item: str, confirmed: bool, text: str = "", name: str = ""
) -> None:
    """Show an item to all sides, in words that the vendor made sure reveal nothing. Twice does one thing.

    Each other side gets a copy as the vendor's: when it was handed in, by whom and under which name stays unread.

    :raises Refused: nobody confirmed, or its side did not say that it may be shown.
    """
    case = mediated(actor, now, code)
    found = DisputeItem.objects.select_for_update().filter(code=item).first()
    if found is None or (found.dispute_id != case.dispute.pk and found.side_id not in {one.pk for one in case.sides}):
        raise NotFound("There is no such item in this case.")
    if found.visible == "all":
        return
    if found.visible == "side" and found.by == "partner":
        raise Refused("Its side did not say that it may be shown. Ask it to.")
    if not confirmed:
        raise Refused("Confirm that it reveals nothing of who, when or for how much. Then all sides read it.")
    words = text.strip() or (found.text if not found.sha256 else "")
    if not words and not found.sha256:
        raise Refused("Write what the sides will read.")
    shown = clean_name(name) if name.strip() else f"evidence.{found.name.rpartition('.')[2].lower()}"
    for side in case.sides:
        if side.pk == found.side_id:
            continue
        DisputeItem.objects.create(
            code=coded("E"), side=side, by="vendor", visible="side", text=words[: rules.LONGEST],
            name=shown if found.sha256 else "", sha256=found.sha256, size=found.size, media=found.media,
            added_by_id=actor.user_id, added_at=now,
        )  # fmt: skip
        _told(side, actor, now)
    found.visible, found.shared_by_id, found.shared_at = "all", actor.person, now
    found.save(update_fields=["visible", "shared_by", "shared_at"])
    written(case.dispute, "item_shared", actor, now, payload={"item": found.code})
