"""Gives the demo a dispute in each state: just opened, heard, decided with an amount, appealed, final, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fairway.deals import actions, queries
from fairway.deals.rules.disputes import Verdict
from fairway.demo.ground import morning
from fairway.kit.access import WORKER, acting_as
from fairway.values import exact

if TYPE_CHECKING:
    from fairway.demo.deals import Story

DAY = timedelta(days=1)


def tell(story: Story, waiting: str, held: str, refused: str) -> None:
    """Live through them. ``waiting`` and ``held`` are a deal on the waitlist and the one before it."""
    today = story.today
    _final(story, morning(today - 60 * DAY))
    _taken_back(story, morning(today - 30 * DAY))
    _compensated(story, morning(today - 16 * DAY))
    _appealed(story, morning(today - 12 * DAY), refused)
    _to_be_decided(story, morning(today - 8 * DAY))
    _looked_into(story, morning(today - 3 * DAY), waiting, held)
    _opened(story, morning(today - DAY))


def _refused(story: Story, now: datetime, company: str, answer: str, text: str, *line: int) -> str:
    code = story.sent(story.cast.ola, now, company, *line)
    story.decided(now + DAY, actions.refuse, code, answer=answer, text=text)
    return code


def _case(story: Story, now: datetime, code: str, about: str, text: str, *, take: bool = True) -> tuple[str, str]:
    """Let Ola dispute a deal and Maya take it up; answers the case as Ola and as the vendor knows it."""
    with acting_as(story.cast.ola):
        mine = actions.open_dispute(actor=story.cast.ola, now=now, code=code, about=about, text=text)
    _followed(now, mine)
    with acting_as(WORKER):
        case = queries.cases_of(WORKER, code)[0][0]
    if take:
        with acting_as(story.cast.maya):
            actions.take_up(actor=story.cast.maya, now=now + timedelta(hours=4), code=case)
    return mine, case


def _followed(now: datetime, mine: str) -> None:
    """Do what the worker does of itself for a case."""
    with acting_as(WORKER):
        side = queries.visible_sides(WORKER).get(code=mine)
        actions.follow(actor=WORKER, now=now, side_id=side.pk)


def _decided(
    story: Story, now: datetime, case: str, outcome: str, reason: str, texts: Mapping[str, str],
    amounts: Mapping[str, str] | None = None, shares: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    verdict = Verdict(
        outcome, reason, texts, amounts={side: exact(text) for side, text in (amounts or {}).items()},
        shares={side: exact(text) for side, text in (shares or {}).items()},
    )  # fmt: skip
    with acting_as(story.cast.maya):
        actions.decide(actor=story.cast.maya, now=now, code=case, verdict=verdict)


def _final(story: Story, now: datetime) -> None:
    """Two worked on the same deal: the credit was split, one appealed, and Jonas upheld it."""
    ours = story.sent(story.cast.ola, now, "Kurhaus Ostsee", 1)
    theirs = story.sent(story.cast.sam, now + timedelta(hours=2), "Kurhaus Ostsee GmbH", 1)
    mine, case = _case(story, now + DAY, ours, "conflict", "We have their written order.")
    with acting_as(story.cast.maya):
        other = actions.add_side(actor=story.cast.maya, now=now + 2 * DAY, code=case, registration=theirs)
    texts = {mine: "The credit is shared; 60 % is yours.", other: "The credit is shared; 40 % is yours."}
    reason = "Both showed work, one more than the other."
    _decided(story, now + 3 * DAY, case, "split", reason, texts, shares={mine: "60", other: "40"})
    with acting_as(story.cast.ola):
        actions.appeal(actor=story.cast.ola, now=now + 5 * DAY, code=mine, text="The order names us alone.")
    _followed(now + 5 * DAY, mine)
    verdict = Verdict("uphold", "The order names us, not the work of either.", {mine: "It stays at 60 %."})
    with acting_as(story.cast.jonas):
        actions.decide(actor=story.cast.jonas, now=now + 35 * DAY, code=case, verdict=verdict)


def _taken_back(story: Story, now: datetime) -> None:
    lost = _refused(story, now, "Rathaus Lichtenau", "tender", "The tender was published before.", 1)
    mine, _ = _case(story, now + 2 * DAY, lost, "refused", "Which tender?", take=False)
    with acting_as(story.cast.ola):
        actions.withdraw_dispute(
            actor=story.cast.ola, now=now + 3 * DAY, code=mine, reason="We found the tender: you are right."
        )
    _followed(now + 3 * DAY, mine)


def _compensated(story: Story, now: datetime) -> None:
    """Ola did the groundwork and is paid for it; finance has yet to book it, or has."""
    lost = _refused(story, now, "Fotohaus Elbe", "existing_business", "They buy from us already.")
    mine, case = _case(story, now + 2 * DAY, lost, "refused", "We set the whole room up for their test.")
    texts = {mine: "The deal stays with us; for setting up the test room we pay 1,500."}
    reason = "They ordered from us before, but Kesselring did the groundwork."
    _decided(story, now + 5 * DAY, case, "compensate", reason, texts, amounts={mine: "1500"})


def _appealed(story: Story, now: datetime, refused: str) -> None:
    """A decided case that Ola appealed; it waits for a third person."""
    mine, case = _case(story, now, refused, "refused", "They bought a lens four years ago, from somebody else.")
    texts = {mine: "We found an order of last year."}
    _decided(story, now + 2 * DAY, case, "refuse", "The order is in our books.", texts)
    with acting_as(story.cast.ola):
        text = "That order was for spare parts, not for equipment."
        actions.appeal(actor=story.cast.ola, now=now + 4 * DAY, code=mine, text=text)
    _followed(now + 4 * DAY, mine)


def _to_be_decided(story: Story, now: datetime) -> None:
    lost = _refused(story, now, "Bibliothek Havel", "too_late", "It closes too soon.", 2)
    _, case = _case(story, now + DAY, lost, "refused", "They moved the date; see their mail.")
    with acting_as(story.cast.maya):
        actions.hear(actor=story.cast.maya, now=now + 3 * DAY, code=case)


def _looked_into(story: Story, now: datetime, waiting: str, held: str) -> None:
    """A case that Maya looks into, with both partners heard."""
    mine, case = _case(story, now, waiting, "lost", "We brought this studio to you; the first visit was ours.")
    later, maya = now + DAY, story.cast.maya
    with acting_as(maya):
        theirs = actions.add_side(actor=maya, now=later, code=case, registration=held)
    with acting_as(story.cast.ola):
        actions.say(
            actor=story.cast.ola, now=later, code=mine, text="Minutes of the first visit.", name="visit.txt",
            content=b"First visit, three rooms, two cameras shown.", may_be_shown=True,
        )  # fmt: skip
    with acting_as(story.cast.sam):
        actions.say(actor=story.cast.sam, now=later, code=theirs, text="They asked us for the quote, twice.")


def _opened(story: Story, now: datetime) -> None:
    lost = _refused(story, now - 2 * DAY, "Werft Kiel", "incomplete", "What we asked for is missing.", 2)
    _case(story, now, lost, "refused", "Nobody asked us for anything.", take=False)
