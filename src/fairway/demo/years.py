"""Lives the demo's two years: files arrive, programmes are published, quarters are calculated, closed and settled.

The first year is history from an older portal: its sales are taken in, nothing is paid on them. The second is lived.
What happens when, as a list of moments in order; `build` goes through it. The last closed quarter is left as an office
finds it on a Monday morning: closed, its statements prepared, some approved, a few issued.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

from fairway.demo.channel import GRACE_DAYS, Channel, ReportFile
from fairway.demo.ground import morning
from fairway.demo.seasons import CLOSED_MONTHS, TAKEN_OVER, Month, month_after
from fairway.incentives import actions as incentives
from fairway.incentives import queries
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.journal import sealing

SETTLED_AFTER = GRACE_DAYS + 1
CODES = ("halden-resellers", "halden-distributors", "halden-representatives")
PROGRAMMES, SECOND = "programmes", "second version"
SECOND_VERSION = 18
"""The month from which the resellers' second version governs."""
_LAUNCH = (
    "partner: KESSELRING, incentive: process-launch, amount: 900, {days}, "
    "reason: Trains other resellers on the fixed cameras for us"
)
_SUPPLY = (
    "partner: VALMORIN, incentive: compact-cameras, waive: gates, {days}, "
    "reason: We could not deliver enough thermal cameras to France"
)
AGREED = {"resellers-2": _LAUNCH, "resellers-3": _LAUNCH, "distributors": _SUPPLY}
"""What is agreed with one partner alone: a rate of its own, and a condition that does not hold for it."""
ISSUED = ("KESSELRING", "CASCADIA", "DUNMORE")
"""Whose statement of the last closed quarter is out already."""
LEFT_FOR_THE_VISITOR = "THISTLEWOOD"
"""Whose statement the tutorial approves and issues."""
APPROVED = 8
"""How many more of them are approved and wait to be issued."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what: Jonas writes programmes, Maya publishes and calculates, Priya and Nadia settle."""

    jonas: Actor
    maya: Actor
    priya: Actor
    nadia: Actor


@dataclass(frozen=True, slots=True)
class Quarter:
    """A closed quarter: its label, first day, and the day after its last."""

    label: str
    start: date
    end: date

    @property
    def settled_on(self) -> date:
        """Give the day on which the quarter is calculated and closed."""
        return self.end + timedelta(days=SETTLED_AFTER)


def quarters(months: tuple[Month, ...]) -> tuple[Quarter, ...]:
    """Give the closed quarters since Fairway calculates, in order."""
    return tuple(
        Quarter(months[at].quarter, months[at].start, months[at + 2].end) for at in range(TAKEN_OVER, CLOSED_MONTHS, 3)
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens once: a file arrives (`file`), a quarter is settled (`quarter`), or somebody publishes."""

    at: datetime
    name: str
    file: ReportFile | None = None
    quarter: Quarter | None = None


def moments(channel: Channel) -> Iterator[Moment]:
    """Give everything that happens until today, in order."""
    found = [Moment(file.received_at, f"file {file.path} {file.kind}", file=file) for file in channel.files]
    for quarter in quarters(channel.months):
        if quarter.settled_on <= channel.today:
            found.append(Moment(morning(quarter.settled_on, 9), f"quarter {quarter.label}", quarter=quarter))
    found.append(Moment(_first_published(channel), PROGRAMMES))
    found.append(Moment(_second_published(channel), SECOND))
    yield from sorted(found, key=lambda moment: (moment.at, moment.name))


def _first_published(channel: Channel) -> datetime:
    return morning(channel.months[TAKEN_OVER].start - timedelta(days=30))


def _second_published(channel: Channel) -> datetime:
    return morning(channel.months[SECOND_VERSION].start - timedelta(days=20))


def text(name: str, months: tuple[Month, ...]) -> str:
    """Give a programme as it is published: the document, and what is agreed with one partner alone for a year."""
    document = (files("fairway.demo") / "programmes" / f"{name}.yaml").read_text("utf-8")
    if name not in AGREED:
        return document
    starts = months[SECOND_VERSION].start
    days = f"starts: {starts}, ends: {month_after(starts, 12) - timedelta(days=1)}"
    return f"{document}\nexemptions:\n  - {{{AGREED[name].format(days=days)}}}\n"


def programme_ids(staff: Staff) -> dict[str, int]:
    """Give the numbers of the programmes there are, by code."""
    with acting_as(staff.maya):
        return {row.code: row.id for row in queries.programmes_for(staff.maya)}


def publish_programmes(channel: Channel, staff: Staff) -> None:
    """Write and publish the first version of each programme: they govern from the second year on."""
    begins = channel.months[TAKEN_OVER].start
    start = _first_published(channel)
    for code, name in zip(CODES, ("resellers-1", "distributors", "representatives"), strict=True):
        _publish(staff, start, code, 1, text(name, channel.months), begins, "As agreed with the advisory board")


def publish_second_version(channel: Channel, staff: Staff) -> None:
    """Publish the resellers' second version, which governs the last two closed quarters."""
    begins = channel.months[SECOND_VERSION].start
    note = "Finer steps, and a bonus for the fixed cameras"
    _publish(staff, _second_published(channel), CODES[0], 2, text("resellers-2", channel.months), begins, note)


def hand_over_next_version(channel: Channel, staff: Staff) -> None:
    """Leave a third version of the reseller programme waiting for a second person to publish it."""
    now = morning(channel.today - timedelta(days=1), 15)
    with acting_as(staff.jonas):
        programme_id = {row.code: row.id for row in queries.programmes_for(staff.jonas)}[CODES[0]]
        document = text("resellers-3", channel.months)
        draft = incentives.save_draft(actor=staff.jonas, now=now, programme_id=programme_id, text=document)
        incentives.submit(
            actor=staff.jonas, now=now, version_id=draft.version_id, note="For next quarter: a better second step"
        )


def _publish(staff: Staff, now: datetime, code: str, number: int, text: str, applies_from: date, note: str) -> None:
    with acting_as(staff.jonas):
        known = {row.code: row for row in queries.programmes_for(staff.jonas)}.get(code)
        if known is not None and (known.published or 0) >= number:
            return
        if known is None:
            draft = incentives.create_programme(actor=staff.jonas, now=now, code=code, title=code, text=text)
        else:
            draft = incentives.save_draft(actor=staff.jonas, now=now, programme_id=known.id, text=text)
        incentives.submit(actor=staff.jonas, now=now, version_id=draft.version_id, note=note)
    with acting_as(staff.maya):
        incentives.publish(
            actor=staff.maya,
            now=now + timedelta(hours=1),
            version_id=draft.version_id,
            applies_from=applies_from,
            note=note,
        )


def calculate(programmes: Mapping[str, int], staff: Staff, now: datetime) -> None:
    """Run every programme as of the day of `now`.

    :raises RuntimeError: a run failed; the message is the run's own sentence.
    """
    for code in CODES:
        with acting_as(staff.maya):
            run_id = incentives.start_run(actor=staff.maya, now=now, programme_id=programmes[code], at_once=True)
        outcome = incentives.perform_run(actor=staff.maya, now=now, run_id=run_id)
        if outcome.failure:
            raise RuntimeError(f"The demo's run of {code} failed: {outcome.failure}")


def settle(quarter: Quarter, staff: Staff, *, last: bool) -> None:
    """Calculate, close and settle one quarter; of the `last` one some statements stay for the visitor.

    What an interrupted start did already is left as it is.
    """
    day, next_day = quarter.settled_on, quarter.settled_on + timedelta(days=1)
    programmes = programme_ids(staff)
    calculate(programmes, staff, morning(day, 9))
    with acting_as(staff.priya):
        for programme_id in programmes.values():
            if any(row.period == quarter.label and row.closed for row in queries.periods_of(staff.priya, programme_id)):
                continue
            incentives.close_period(
                actor=staff.priya,
                now=morning(day, 14),
                programme_id=programme_id,
                period=quarter.label,
                reason="Grace is over and the numbers were looked at",
            )
        incentives.prepare_statements(actor=staff.priya, now=morning(next_day, 9), period=quarter.label)
        waiting = queries.statements_for(staff.priya, period=quarter.label)
    with acting_as(WORKER):
        sealing.seal(now=morning(next_day, 10))
    out = [row for row in waiting if not last or row.partner_code in ISSUED]
    more = (
        []
        if not last
        else [row for row in waiting if row not in out and row.partner_code != LEFT_FOR_THE_VISITOR][:APPROVED]
    )
    for at, row in enumerate(out + more):
        moment = morning(day + timedelta(days=2), 9) + timedelta(minutes=at)
        if row.state == "draft":
            with acting_as(staff.nadia):
                incentives.approve_statement(actor=staff.nadia, now=moment, statement_id=row.id)
        if row.state != "issued" and row in out:
            with acting_as(staff.priya):
                incentives.issue_statement(actor=staff.priya, now=moment + timedelta(hours=4), statement_id=row.id)
