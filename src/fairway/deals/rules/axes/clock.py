"""The third axis: the protection clock, a pure function of the policy, what happened, and now.

It starts with the approval (or the submission, where the policy says so) and runs for the first window that fits the
tier, the value and the sales stage. Milestones and signs of activity must be shown in time, else it lapses before the
window ends. A pause moves every day that is still to come by its length; an extension moves the end. Nothing is
stored but what happened: the same events give the same answer on both sides' screens, today and in ten years.

A protection of 90 days approved on the 10th of February lasts through the 90th day after, in the policy's time zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairway.deals.rules.policy.document import Policy, Span, Window
from fairway.values import Exact

AFTER_REFUSED_PROOF = Span(5, "days")
"""What a partner has at least, to bring a better proof than one that was refused."""

ENDED = {
    "won": "The deal was won.", "lost": "The deal was lost.", "withdraw": "The registration was taken back.",
    "revoke": "The approval was taken back.", "supersede": "The customer's letter ended it.",
}  # fmt: skip
"""Why a clock ended before its time, by what ended it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides the window, as it stood at the approval: a later tier does not shorten what was promised."""

    tier: str = ""
    value: Exact | None = None
    stage: str = "lead"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that moves the clock.

    ``kind`` is started, proved, proof_refused, activity, stage, paused, resumed, extended, renewed or ended; ``what``
    names the milestone, the stage or the reason.
    """

    at: datetime
    kind: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What is expected of the partner next, by when (exclusive); ``lapses_at`` is the last moment."""

    kind: str
    what: str
    title: str
    by: datetime
    lapses_at: datetime
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock at one moment.

    ``state`` is not_started, running, paused, expired (the window ended), lapsed (something due was not shown),
    released (as lapsed, but only others' way is free) or ended. ``until`` is when it ends if nothing more happens,
    lapses included; ``window_until`` when it ends if everything due is shown.
    """

    state: str
    since: datetime | None = None
    until: datetime | None = None
    window_until: datetime | None = None
    why: str = ""
    dues: tuple[Due, ...] = ()
    extensions_left: int = 0
    pauses_left: int = 0
    resumes_at: datetime | None = None
    days_left: int = 0

    @property
    def protects(self) -> bool:
        """Whether the deal is protected at this moment."""
        return self.state in ("running", "paused")


@dataclass
class _Run:
    policy: Policy
    terms: Terms
    since: datetime
    end: datetime
    cap: datetime | None
    stage: str
    activity_by: datetime | None = None
    open: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    paused_at: datetime | None = None
    resumes_at: datetime | None = None
    extended: int = 0
    paused: int = 0
    stopped: tuple[str, str, datetime] | None = None


def window_for(policy: Policy, terms: Terms) -> Window | None:
    """The first window that fits the tier, the value and the stage."""
    for one in policy.windows:
        if one.stage and one.stage != terms.stage:
            continue
        if one.tier and one.tier.casefold() != terms.tier.casefold():
            continue
        if one.from_value is not None and (terms.value is None or terms.value < one.from_value):
            continue
        return one
    return None


def clock(policy: Policy, terms: Terms, events: tuple[Happened, ...], now: datetime) -> Clock:
    """Read the clock at a moment, from what happened until then. An approval after a dispute starts it anew."""
    past = sorted((one for one in events if one.at <= now), key=lambda one: one.at)
    starts = [place for place, one in enumerate(past) if one.kind == "started"]
    if not starts:
        return Clock("not_started")
    past = past[starts[-1] :]
    run = _begin(policy, terms, past[0].at)
    for one in past:
        if one.kind == "started" or (run.stopped and not _revives(run, one)):
            continue
        _pass_time(run, one.at)
        if run.stopped and not _revives(run, one):
            continue
        _happen(run, one)
    _pass_time(run, now)
    return _read(run, now)


def last_day(policy: Policy, until: datetime) -> date:
    """The last day that is covered by what ends at a moment, where the policy is at home."""
    return (until.astimezone(ZoneInfo(policy.answer.calendar.time_zone)) - timedelta(microseconds=1)).date()


def foreseen_end(policy: Policy, terms: Terms, now: datetime) -> datetime | None:
    """When protection would end if it were approved now and everything due were shown."""
    return clock(policy, terms, (Happened(now, "started"),), now).window_until


def _begin(policy: Policy, terms: Terms, start: datetime) -> _Run:
    calendar = policy.answer.calendar
    window = window_for(policy, terms) or policy.windows[-1]
    cap = policy.longest.after(start, calendar) if policy.longest else None
    end = window.lasts.after(start, calendar)
    run = _Run(policy, terms, start, min(end, cap) if cap else end, cap, terms.stage)
    for one in policy.milestones:
        by = one.within.after(start, calendar)
        run.open[one.id] = (by, one.latest.after(start, calendar) if one.latest else by)
    if policy.activity:
        run.activity_by = policy.activity.every.after(start, calendar)
    return run


def _revives(run: _Run, one: Happened) -> bool:
    """An extension may come after the end where the policy lets it; nothing else wakes a clock that stopped."""
    extension = run.policy.extension
    return (
        one.kind == "extended" and run.stopped is not None and run.stopped[0] == "expired"
        and extension is not None and not extension.before_end
    )  # fmt: skip


def _pass_time(run: _Run, until: datetime) -> None:
    if run.stopped:
        return
    if run.resumes_at is not None and run.resumes_at <= until:
        _resume(run, run.resumes_at)
    if run.paused_at is not None:
        return
    ends = [(run.end, "expired", "The protection ended.")]
    for one in run.policy.milestones:
        if one.id in run.open:
            ends.append((run.open[one.id][1], "lapsed", f"“{one.title}” was not shown in time."))
    if run.activity_by is not None and run.policy.activity is not None:
        state = "released" if run.policy.activity.otherwise == "release" else "lapsed"
        ends.append((run.activity_by, state, "There was no sign of activity in time."))
    at, state, why = min(ends, key=lambda one: one[0])
    if at <= until:
        run.stopped = (state, why, at)


def _happen(run: _Run, one: Happened) -> None:
    calendar = run.policy.answer.calendar
    if one.kind in ("activity", "stage", "proved") and run.policy.activity:
        run.activity_by = run.policy.activity.every.after(one.at, calendar)
    if one.kind == "proved":
        run.open.pop(one.what, None)
    elif one.kind == "proof_refused":
        milestone = next((each for each in run.policy.milestones if each.id == one.what), None)
        if milestone is not None:
            by = (milestone.latest or milestone.within).after(run.since, calendar)
            last = max(by, AFTER_REFUSED_PROOF.after(one.at, calendar))
            run.open[one.what] = (last, last)
    elif one.kind == "stage":
        _enter_stage(run, one)
    elif one.kind == "paused" and run.policy.pause and run.paused < run.policy.pause.times and run.paused_at is None:
        run.paused, run.paused_at = run.paused + 1, one.at
        run.resumes_at = run.policy.pause.longest.after(one.at, calendar)
    elif one.kind == "resumed" and run.paused_at is not None:
        _resume(run, one.at)
    elif one.kind == "extended" and run.policy.extension:
        _extend(run, one.at, run.policy.extension.by)
    elif one.kind == "ended":
        run.stopped = ("ended", ENDED.get(one.what, ""), one.at)


def _enter_stage(run: _Run, one: Happened) -> None:
    before = window_for(run.policy, replace(run.terms, stage=run.stage))
    window = window_for(run.policy, replace(run.terms, stage=one.what))
    run.stage = one.what
    if window is not None and window is not before and window.stage:
        run.end = _capped(run, window.lasts.after(one.at, run.policy.answer.calendar))


def _extend(run: _Run, at: datetime, by: Span) -> None:
    run.extended += 1
    last_moment = max(run.end - timedelta(microseconds=1), at) if run.stopped else run.end - timedelta(microseconds=1)
    run.end, run.stopped = _capped(run, by.after(last_moment, run.policy.answer.calendar)), None


def _capped(run: _Run, end: datetime) -> datetime:
    return min(end, run.cap) if run.cap else end


def _resume(run: _Run, at: datetime) -> None:
    """Go on after a pause: every day to come moves by the pause, counted in whole days and in the partner's favour."""
    if run.paused_at is None:
        return
    stood = at - run.paused_at
    days = timedelta(days=-(-stood // timedelta(days=1)))
    zone = ZoneInfo(run.policy.answer.calendar.time_zone)

    def later(moment: datetime) -> datetime:
        return moment.astimezone(zone) + days

    run.end = _capped(run, later(run.end))
    run.open = {name: (later(by), later(last)) for name, (by, last) in run.open.items()}
    if run.activity_by is not None:
        run.activity_by = later(run.activity_by)
    run.paused_at = run.resumes_at = None


def _read(run: _Run, now: datetime) -> Clock:
    policy = run.policy
    extensions = max(0, policy.extension.times - run.extended) if policy.extension else 0
    pauses = max(0, policy.pause.times - run.paused) if policy.pause else 0
    if run.stopped:
        state, why, at = run.stopped
        left = extensions if policy.extension and not policy.extension.before_end and state == "expired" else 0
        return Clock(state, run.since, at, run.end, why, extensions_left=left)
    titles = {one.id: one for one in policy.milestones}
    dues = [
        Due("milestone", name, titles[name].title, by, last, titles[name].proof)
        for name, (by, last) in run.open.items()
    ]
    if run.activity_by is not None:
        dues.append(Due("activity", "", "Say how it goes", run.activity_by, run.activity_by))
    until = min([run.end, *(one.lapses_at for one in dues)])
    zone = ZoneInfo(policy.answer.calendar.time_zone)
    whole = (until.astimezone(zone) - timedelta(microseconds=1)).date() - now.astimezone(zone).date()
    return Clock(
        "paused" if run.paused_at else "running", run.since, until, run.end, "",
        tuple(sorted(dues, key=lambda one: one.by)), extensions, pauses, run.resumes_at, max(0, whole.days),
    )  # fmt: skip
