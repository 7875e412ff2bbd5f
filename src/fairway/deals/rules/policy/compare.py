"""Says what differs between two versions of a policy, passage by passage, in the partner's words."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.deals.rules.policy import document as d
from fairway.deals.rules.policy.words import describe

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; ``—`` stands where a version says nothing."""

    aspect: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        if self.before == NOTHING:
            return f"{self.aspect}: new: {self.after}"
        if self.after == NOTHING:
            return f"{self.aspect}: no longer: {self.before}"
        return f"{self.aspect}: {_within(self.before)} becomes {_within(self.after)}"


def _within(said: str) -> str:
    """What a version says, as part of a sentence: one that is a sentence itself stands in quotation marks."""
    return f"“{said}”" if said.endswith(".") else said


def compare(before: d.Policy, after: d.Policy) -> tuple[Difference, ...]:
    """List the differences: what partners read first, then the form and the weight of findings."""
    found: list[Difference] = []
    old = {one.title: one.sentences for one in describe(before)}
    new = {one.title: one.sentences for one in describe(after)}
    for title in [*new, *(title for title in old if title not in new)]:
        gone = [one for one in old.get(title, ()) if one not in new.get(title, ())]
        come = [one for one in new.get(title, ()) if one not in old.get(title, ())]
        for number in range(max(len(gone), len(come))):
            found.append(
                Difference(
                    title,
                    gone[number] if number < len(gone) else NOTHING,
                    come[number] if number < len(come) else NOTHING,
                )
            )
    found += [
        Difference(f"The form: {d.FIELDS[name].label}", _asked(before, name), _asked(after, name))
        for name in d.FIELDS
        if _asked(before, name) != _asked(after, name)
    ]
    found += [
        Difference(f"Weight of {words}", before.severity_of(name), after.severity_of(name))
        for name, words in d.FINDINGS.items()
        if before.severity_of(name) != after.severity_of(name)
    ]
    if before.answer.calendar != after.answer.calendar:
        found.append(Difference("Working hours", _hours(before), _hours(after)))
    return tuple(found)


def _asked(policy: d.Policy, name: str) -> str:
    if name in d.ALWAYS or name in policy.needed:
        return "needed"
    return "optional" if name in policy.optional else NOTHING


def _hours(policy: d.Policy) -> str:
    calendar = policy.answer.calendar
    place = " ".join(part for part in (calendar.country, calendar.region) if part) or "no holidays"
    return f"{calendar.opens:%H:%M}-{calendar.closes:%H:%M} {calendar.time_zone}, {place}"
