"""The journal in words: what happened, who did it and where to look, as entries of a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from fairway.kit.access.people import names_of
from fairway.web.shared.components import Event, Tone


class Entry(Protocol):
    """A row of the journal, as far as a feed shows it."""

    at: Any
    user_id: int | None
    verb: str
    subject: str
    partner_id: int | None
    reason: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Wording:
    """How one kind of entry reads. ``words`` may name ``{n}``, the number of its subject, and parts of its payload."""

    words: str
    icon: str = "pencil"
    tone: Tone = "calm"


WORDS: Mapping[str, Wording] = {
    "access.invited": Wording("Invited somebody as {role}", "envelope"),
    "access.joined": Wording("Joined as {role}", "user-plus", "good"),
    "access.roles_changed": Wording("Changed what somebody may do: {to}", "key"),
    "access.invitation_withdrawn": Wording("Withdrew an invitation", "envelope"),
    "access.profile_changed": Wording("Changed their profile", "user"),
    "access.signed_in": Wording("Signed in", "arrow-right-end-on-rectangle"),
    "access.signed_out": Wording("Signed out", "arrow-right-start-on-rectangle"),
    "access.sign_in_failed": Wording("A sign-in failed", "lock-closed", "warn"),
    "catalogue.loaded": Wording("Loaded products: {added} added, {changed} changed", "cube"),
    "catalogue.rates": Wording("Added {added} exchange rates", "arrows-right-left"),
    "catalogue.unit": Wording("Said how many are in one {unit}", "scale"),
    "incentives.period.closed": Wording("Closed {period}", "lock-closed", "good"),
    "incentives.period.reopening_requested": Wording("Asked to reopen {period}", "lock-open", "warn"),
    "incentives.period.reopened": Wording("Reopened {period}", "lock-open", "warn"),
    "incentives.programme.created": Wording("Began a programme", "document-text"),
    "incentives.run.requested": Wording("Asked for run {n}", "calculator", "info"),
    "incentives.run.succeeded": Wording("Run {n} finished", "calculator", "good"),
    "incentives.run.failed": Wording("Run {n} failed", "calculator", "bad"),
    "incentives.statement.prepared": Wording("Prepared statement {n}", "receipt-percent"),
    "incentives.statement.approved": Wording("Approved statement {n}", "receipt-percent", "good"),
    "incentives.statement.issued": Wording("Issued statement {number}", "receipt-percent", "good"),
    "incentives.statement.discarded": Wording("Discarded the draft of statement {n}", "receipt-percent", "warn"),
    "incentives.version.saved": Wording("Saved a draft of a programme", "document-text"),
    "incentives.version.submitted": Wording("Submitted a programme version to be published", "document-text", "info"),
    "incentives.version.published": Wording("Published a programme version", "document-text", "good"),
    "ledger.posted": Wording("Booked posting {n}", "book-open"),
    "partners.added": Wording("Added the partner", "building-office-2", "good"),
    "partners.alias": Wording("Said what another name means", "at-symbol"),
    "partners.changed": Wording("Changed the partner: {fields}", "building-office-2"),
    "partners.distribution": Wording("Recorded who supplies the partner", "truck"),
    "partners.loaded": Wording("Loaded {added} partners", "building-office-2"),
    "partners.standing": Wording("Tier {tier} from {since}", "star", "info"),
    "partners.status": Wording("From {from} to {to}", "building-office-2", "info"),
    "sales.reference.added": Wording("Said what a product number or name in files means", "link"),
    "sales.report.adding": Wording("Sales file {n} adds to what was reported", "document-plus"),
    "sales.report.decided": Wording("Sales file {n}: {accepted} accepted, {held} held, {refused} refused", "check"),
    "sales.report.mapped": Wording("Mapped the columns of sales file {n}", "table-cells"),
    "sales.report.needs_mapping": Wording("Sales file {n} waits for its columns to be mapped", "table-cells", "warn"),
    "sales.report.received": Wording("Sales file {n} arrived", "document-arrow-up"),
    "sales.report.refused": Wording("Sales file {n} was refused", "x-mark", "bad"),
    "sales.report.replaced": Wording("Sales file {n} was replaced by file {by}", "arrow-path"),
    "sales.report.replacing": Wording("Sales file {n} replaces what was reported", "arrow-path"),
    "sales.report.to_confirm": Wording("Sales file {n} says again what was reported", "arrow-path", "warn"),
    "sales.report.withdrawn": Wording("Withdrew sales file {n}", "arrow-uturn-left", "warn"),
    "sales.held.accepted": Wording("Accepted held lines of sales file {n}", "check", "good"),
    "sales.held.discarded": Wording("Dropped held lines of sales file {n}", "trash", "warn"),
    "sales.held.replayed": Wording("Took in held lines of sales file {n}", "check", "good"),
}
"""Each kind of entry in words. A kind that is not here reads as its own name."""


class _Parts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _part(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_part(one) for one in value) or "nothing"
    titles: Mapping[str, str] = settings.FAIRWAY_ROLE_TITLES
    text = str(value)
    return titles.get(text, text.replace("_", " "))


def sentence_of(row: Entry) -> str:
    """What one entry says, without its subject's name."""
    known = WORDS.get(row.verb)
    if known is None:
        room, _, rest = row.verb.partition(".")
        return f"{room.capitalize()}: {rest.replace('.', ' ').replace('_', ' ')}"
    parts = _Parts({key: _part(value) for key, value in row.payload.items()})
    parts["n"] = row.subject.partition(":")[2]
    return known.words.format_map(parts)


def events_of(
    rows: Iterable[Entry],
    *,
    names: Mapping[int, tuple[str, str]],
    address: Callable[[str, int | None], str] = lambda subject, partner_id: "",
    name_partner: bool = True,
) -> tuple[Event, ...]:
    """Entries of a feed in the order given, with one query for the names of people.

    ``names`` are code and name by partner number (``partners.queries.names_of``); ``address`` answers where a subject
    (``sales.report:12``) of a partner is shown, or nothing; ``name_partner`` puts the partner before the sentence.
    """
    found = list(rows)
    people = names_of(row.user_id for row in found if row.user_id is not None)
    return tuple(_event(row, people, names, address, name_partner) for row in found)


def _event(
    row: Entry,
    people: Mapping[int, str],
    names: Mapping[int, tuple[str, str]],
    address: Callable[[str, int | None], str],
    name_partner: bool,
) -> Event:
    known = WORDS.get(row.verb, Wording(""))
    whose = names.get(row.partner_id or 0, ("", ""))[1] if name_partner else ""
    sentence = sentence_of(row)
    return Event(
        row.at,
        people.get(row.user_id or 0, "Fairway"),
        f"{whose}: {sentence[:1].lower()}{sentence[1:]}" if whose else sentence,
        address(row.subject, row.partner_id),
        known.icon,
        known.tone,
        row.reason,
    )
