"""Says a routing policy in plain words, as partners may read it, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterable

from fairway.deals.rules.policy.compare import NOTHING, Difference
from fairway.deals.rules.policy.words import Passage
from fairway.leads.rules.policy import document as d
from fairway.policy.problems import listed


def describe(policy: d.Routing) -> tuple[Passage, ...]:
    """Say the whole policy, in the order in which a lead lives through it."""
    passages = (
        Passage("Who is asked at all", tuple(_who(policy))),
        Passage("Who is asked first", tuple(_first(policy))),
        Passage("How soon a lead is answered", tuple(_answer(policy))),
        Passage("What happens after it was taken", tuple(_after(policy))),
        Passage("The customer's data", (_data(policy),)),
    )
    return tuple(one for one in passages if one.sentences)


def _named(words: Iterable[str], last: str = "or") -> str:
    return listed([word.replace("_", " ") for word in words], last=last)


def _who(policy: d.Routing) -> Iterable[str]:
    yield "Partners that are active, take leads at the moment and have room for one more."
    if policy.types:
        yield f"Only partners that are {_named(policy.types)}."
    if policy.only_tiers:
        yield f"Only partners of tier {_named(policy.only_tiers)}."
    yield {
        "needed": "They hold a grant for the place and the products.",
        "preferred": "A grant for the place and the products counts; none keeps nobody out.",
        "not_asked": "Grants are not asked.",
    }[policy.rights]
    for one in policy.capabilities:
        what = f"For {one.line}" if one.line else "For all products"
        if one.needs:
            yield f"{what} they need {_named(one.needs, last='and')}, confirmed by us."
        if one.wants:
            yield f"{what} it counts to have {_named(one.wants, last='and')}."
    if policy.language == "needed":
        yield "They speak the customer's language."
    yield f"A partner that says nothing else has room for {_leads(policy.capacity)} at a time."


def _leads(count: int) -> str:
    return "one lead" if count == 1 else f"{count} leads"


def _first(policy: d.Routing) -> Iterable[str]:
    if policy.registered == "first":
        yield "Whoever has a registered deal with the company is asked first."
    if policy.wish == "first":
        yield "A partner that the customer chose is asked first."
    parts = [
        f"{points} for {d.FACTORS[name]}"
        for name, points in sorted(policy.weights.items(), key=lambda one: -one[1])
        if points
    ]
    yield f"Otherwise points decide, {d.WHOLE} in all: {listed(parts, last='and')}."
    if policy.tiers:
        counts = [f"{name} {percent} %" for name, percent in policy.tiers.items()]
        yield f"Of the points for the tier: {listed(counts, last='and')}."
    prior = policy.response
    yield (
        f"Answers of the last {prior.looks_back} count. Whoever had few leads is taken to answer {prior.assumed} % of "
        f"them in time, as if that were {_leads(prior.leads)}."
    )
    if policy.equal_within:
        yield f"Within {policy.equal_within} points partners are equal, and take turns."
    else:
        yield "Partners with the same points take turns."


def _answer(policy: d.Routing) -> Iterable[str]:
    answer = policy.answer
    where = ""
    if answer.days == "theirs":
        where = ", by the partner's own working days"
    elif answer.calendar.country:
        where = f", by the working days of {answer.calendar.country}"
    yield f"A lead is taken or declined within {answer.within}{where}."
    if answer.remind is not None:
        yield f"A reminder comes after {answer.remind}."
    yield "A lead that is declined, or not answered in time, is offered to the next."
    again = "once" if policy.rounds == 1 else f"{policy.rounds} times"
    yield f"It is offered {again} at most; then a person looks at it."


def _after(policy: d.Routing) -> Iterable[str]:
    contact = policy.contact
    yield f"The customer is contacted within {contact.within}."
    yield {
        "pull_back": "Otherwise the lead is taken back and offered to the next.",
        "remind": "Otherwise a reminder comes.",
    }[contact.otherwise]


def _data(policy: d.Routing) -> str:
    return (
        f"Names and addresses of people are blanked {policy.keep} after they came; a partner sees them once it took "
        "the lead."
    )


def compare(before: d.Routing, after: d.Routing) -> tuple[Difference, ...]:
    """List the differences, passage by passage."""
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
    return tuple(found)
