"""What may be disputed, by whom it is decided, and what a decision gives each side.

A mediator is no party: has not decided any registration of the case, did not open it, and looks after none of its
partners. An appeal is decided by somebody else again. Outcomes are those of mediation practice: the deal is awarded,
the credit split, both go on (dual track), one is compensated, or the decision stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fairway.deals.rules.policy.document import Policy
from fairway.deals.rules.refusals import Refused
from fairway.values import Exact, Rounding, divided, exact, minus, plus, times

ABOUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "refused": ("It was refused", ("rejected", "duplicate")),
    "lost": ("It lost its protection or its place", ("revoked", "superseded", "waitlisted")),
    "expired": ("Its protection expired", ("expired",)),
    "conflict": ("Somebody else works on the same deal", ("submitted", "in_review", "approved")),
    "split": ("How the credit is shared", ("approved", "closed")),
}
"""What a partner can dispute of a registration of its own, in its words, and the states in which it can."""
REVIEW = "review"
ABOUT_WORDS: Mapping[str, str] = {
    "refused": "Refused",
    "lost": "Lost protection or place",
    "expired": "Expired",
    "conflict": "Conflict",
    "split": "Credit split",
    REVIEW: "Looked at again",
}
OUTCOMES: Mapping[str, str] = {
    "award": "Award the deal to one side",
    "split": "Split the credit",
    "dual_track": "Let both go on (dual track)",
    "compensate": "Compensate",
    "refuse": "Leave it as it is",
}
ON_APPEAL: Mapping[str, str] = {
    "uphold": "Uphold the decision",
    **{key: words for key, words in OUTCOMES.items() if key != "refuse"},
}
OUTCOME_WORDS: Mapping[str, str] = {
    "award": "Awarded",
    "split": "Credit split",
    "dual_track": "Dual track",
    "compensate": "Compensated",
    "refuse": "As it was",
    "uphold": "Upheld",
}
GIVEN_WORDS: Mapping[str, tuple[str, str]] = {
    "yours": ("The deal is yours", "It is registered for you."),
    "not_yours": ("Not for you", "The deal is not registered for you."),
    "shared": ("The credit is shared", "Your share is below."),
    "beside": ("You may go on", "You may work on this deal. It is not exclusive."),
    "compensated": ("A compensation", "The amount below is yours once a second person of ours has booked it."),
    "unchanged": ("As it was", "Nothing is changed for you."),
}
"""What one side gets, in the words it reads. None tells of another side."""
VISIBLE: Mapping[str, str] = {
    "vendor": "The vendor only",
    "side": "This side and the vendor",
    "offered": "May be shown, once the vendor made sure that it reveals nothing",
    "all": "All sides",
}
QUESTION = "Say what you did for this customer and when, and show it."
"""What a side that is heard is asked, unless the mediator writes something else."""
MOST_ITEMS = 60
LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class Clocks:
    """By when a case is taken up, looked into and decided."""

    identify_by: datetime
    investigate_by: datetime
    resolve_by: datetime


def clocks(policy: Policy, opened_at: datetime) -> Clocks:
    """The clocks of a case, each from its opening, by the working time of the policy."""
    spans, calendar = policy.disputes, policy.answer.calendar
    return Clocks(*(one.after(opened_at, calendar) for one in (spans.identify, spans.investigate, spans.resolve)))


def appeal_until(policy: Policy, decided_at: datetime) -> datetime:
    """Until when an appeal is open (exclusive)."""
    return policy.disputes.appeal.after(decided_at, policy.answer.calendar)


def next_due(status: str, identify: datetime, investigate: datetime, resolve: datetime) -> datetime | None:
    """What is due next on a case that waits for the vendor."""
    return {
        "opened": identify, "investigating": investigate, "deciding": resolve, "appealed": resolve,
    }.get(status)  # fmt: skip


def may_open(about: str, status: str, text: str, *, decided: bool) -> None:
    """Refuse a dispute that has no ground.

    :raises Refused: nothing of the kind happened, nobody said why, or it was decided already and nothing is new.
    """
    if about not in ABOUT:
        raise Refused("Choose what you do not agree with.")
    words, states = ABOUT[about]
    if status not in states:
        raise Refused(f"“{words}” is not so for this registration as it stands now. Choose what is.")
    if not text.strip():
        raise Refused("Say why you do not agree: whoever looks at it reads it first.")
    if decided:
        raise Refused("This was decided in a case before, and nothing happened since. An appeal is made in that case.")


def grounds(status: str) -> tuple[tuple[str, str], ...]:
    """What can be disputed of a registration in this state, in words."""
    return tuple((key, words) for key, (words, states) in ABOUT.items() if status in states)


def may_mediate(person: int, parties: Collection[int], mediator: int | None = None, *, appeal: bool = False) -> None:
    """Refuse a mediator who is a party, and on appeal the one who decided before.

    :raises Refused: for either.
    """
    if appeal and person == mediator:
        raise Refused("You decided it before: an appeal is decided by somebody else.")
    if person in parties:
        raise Refused(
            "You are a party to this: you decided a registration of it, opened it, or look after one of its partners. "
            "Ask a colleague who is not."
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision as its mediator writes it; ``winner`` and the keys are codes of sides.

    ``reason`` is for the vendor's record; each side reads its own text only.
    """

    outcome: str
    reason: str
    texts: Mapping[str, str] = field(default_factory=dict)
    winner: str = ""
    shares: Mapping[str, Exact] = field(default_factory=dict)
    amounts: Mapping[str, Exact] = field(default_factory=dict)
    precedents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a decision gives one side; ``amount`` is in the currency of its registration."""

    kind: str
    share: Exact | None = None
    amount: Exact | None = None


def given(verdict: Verdict, sides: Sequence[str], *, appeal: bool = False) -> dict[str, Given]:
    """Answer what each side gets, by its code. Upholding leaves each with what it had, so it answers nothing.

    :raises Refused: the decision lacks what its outcome needs.
    """
    if verdict.outcome not in (ON_APPEAL if appeal else OUTCOMES):
        raise Refused("Choose an outcome.")
    if not verdict.reason.strip():
        raise Refused("Give the reasons: they are written down, and the next case is held against them.")
    if verdict.outcome == "uphold":
        return {}
    if verdict.outcome == "award":
        if verdict.winner not in sides:
            raise Refused("Choose the side that gets the deal.")
        return {one: Given("yours" if one == verdict.winner else "not_yours") for one in sides}
    if verdict.outcome == "split":
        return _split(verdict, sides)
    if verdict.outcome == "dual_track":
        return {one: Given("beside") for one in sides}
    if verdict.outcome == "compensate":
        amounts = {one: verdict.amounts[one] for one in sides if verdict.amounts.get(one)}
        if not amounts or any(amount <= 0 for amount in amounts.values()):
            raise Refused("Write the amount for at least one side, above zero.")
        if any(amount >= 10**12 for amount in amounts.values()):
            raise Refused("That is more than an amount here can be.")
        return {one: Given("compensated", amount=amounts[one]) if one in amounts else Given("unchanged")
                for one in sides}  # fmt: skip
    return {one: Given("unchanged") for one in sides}


def _split(verdict: Verdict, sides: Sequence[str]) -> dict[str, Given]:
    shares = {one: verdict.shares.get(one) for one in sides}
    found = [one for one in shares.values() if one is not None]
    if len(found) < len(sides) or any(one < 0 or one > 100 for one in found):
        raise Refused("Write a share between 0 and 100 percent for every side.")
    total = exact(0)
    for one in found:
        total = plus(total, one)
    if total > 100 or (len(sides) > 1 and total != 100):
        raise Refused(f"The shares are {total} percent together. They must be 100.")
    return {one: Given("shared", share=share) for one, share in shares.items()}


def scaled(shares: Sequence[Exact], total: Exact) -> tuple[Exact, ...]:
    """Give a total to shares in their proportion, to a hundredth of a percent; the first takes what rounding leaves."""
    before = exact(0)
    for one in shares:
        before = plus(before, one)
    if not before:
        return ()
    made = [divided(times(one, total), before, 2, Rounding.HALF_UP) for one in shares]
    rest = total
    for one in made:
        rest = minus(rest, one)
    return (plus(made[0], rest), *made[1:])


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of a case is compared with earlier ones: what it is about, why it was refused, which products."""

    about: str
    answer: str = ""
    categories: frozenset[str] = frozenset()


def alike(mine: Likeness, theirs: Likeness) -> tuple[str, ...]:
    """What two cases have in common, in words; nothing makes no precedent."""
    found = []
    if mine.about == theirs.about:
        found.append("about the same")
    if mine.answer and mine.answer == theirs.answer:
        found.append("refused for the same reason")
    shared = sorted(mine.categories & theirs.categories)
    if shared:
        found.append(f"same products: {', '.join(shared[:3])}")
    return tuple(found)
