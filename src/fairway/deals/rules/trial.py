"""Lays two registration policies side by side over the registrations that were really sent: what each says of them.

Each policy answers by the rules that decide every day: what keeps a form from being sent, what is found and how heavily
it weighs, whether a rule approves, when the answer is due, how long the protection lasts, what it takes off the price.
History stands as it was: who else was registered for the company, what was proved and when, whom people approved. So a
registration that a person answered is protected under both where it was approved then, and a person's answer is never
guessed. Where a policy asks what nobody was asked then (a new field, milestone or sign of activity), history cannot
tell, and the outcome says so instead of counting it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairway.deals.rules.asked import Asked, Fault, Registrant, faults_of
from fairway.deals.rules.axes.clock import Clock, Happened, Terms, clock
from fairway.deals.rules.fairness import band
from fairway.deals.rules.findings import Found, Known, find, overlap
from fairway.deals.rules.policy.document import FIELDS, FINDINGS, Policy
from fairway.deals.rules.policy.words import to_the_cent
from fairway.deals.rules.preapproval import why_a_person
from fairway.deals.rules.refusals import Refused
from fairway.deals.rules.stacking import Condition, effect, kinds
from fairway.deals.rules.worth import fallback
from fairway.policy.problems import counted, listed
from fairway.values import Exact, Money, exact, plain, plus

ASPECTS: Mapping[str, str] = {
    "sending": "May be sent",
    "decision": "Who decides",
    "findings": "What is found",
    "answer": "When it is answered",
    "protection": "How long it protects",
    "price": "What it is worth",
}
"""In what two policies can differ about a registration, with the words people read."""
BY: Mapping[str, Callable[[Tried], str]] = {
    "partner": lambda one: one.past.partner,
    "tier": lambda one: one.past.registrant.tier or "none",
    "size": lambda one: band(one.past.asked.value),
    "country": lambda one: one.past.asked.text("country"),
}
"""The groups in which registrations are told."""
COLUMNS = (
    "registration", "partner", "tier", "country", "value", "sent", "answered", "may be sent before",
    "may be sent after", "a rule approves before", "a rule approves after", "due before", "due after",
    "days protected before", "days protected after", "off the price before", "off the price after", "differs",
)  # fmt: skip
LAPSES = ("lapsed", "released")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Past:
    """One registration as it was sent, and what became of it.

    ``then`` is the policy it was sent by, ``known`` what was known on that day, ``answer`` its first answer (approved,
    refused or waitlisted, empty while it waits), ``approved_at`` when its protection was last granted, ``happened``
    what moved its clock since.
    """

    code: str
    partner: str
    asked: Asked
    currency: str
    registrant: Registrant
    sent_at: datetime
    then: Policy
    known: Known
    proofs: tuple[str, ...] = ()
    forgotten: bool = False
    answer: str = ""
    by_rule: bool = False
    answered_at: datetime | None = None
    approved_at: datetime | None = None
    stage: str = "lead"
    happened: tuple[Happened, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one policy says of one registration.

    ``person`` is why a person answers, empty where a rule approves. ``days`` is how long it is protected, None where it
    is not; ``lapse`` why the protection ended before its time.
    """

    faults: tuple[str, ...]
    unasked: tuple[str, ...]
    weighs: Mapping[str, str]
    person: str
    due_at: datetime
    days: int | None = None
    lapse: str = ""
    discount: Money | None = None
    fallback: str = ""

    @property
    def accepted(self) -> bool:
        return not self.faults

    @property
    def by_rule(self) -> bool:
        return self.accepted and not self.person


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which the two differ, in words; ``aspect`` is one of :data:`ASPECTS`."""

    aspect: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One registration under both policies."""

    past: Past
    before: Verdict
    after: Verdict
    changes: tuple[Change, ...]

    @property
    def aspects(self) -> tuple[str, ...]:
        """In what they differ, each once."""
        return tuple(dict.fromkeys(one.aspect for one in self.changes))


@dataclass(frozen=True, slots=True)
class Group:
    """Registrations alike in something. Pairs are before and after; ``off`` is what the price loses."""

    label: str
    count: int
    differ: int
    accepted: tuple[int, int]
    by_rule: tuple[int, int]
    protected: tuple[int, int]
    lapsed: tuple[int, int]
    longer: int
    shorter: int
    off: tuple[Money, Money]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial: every registration, totals, groups, and what history cannot tell."""

    tried: tuple[Tried, ...]
    total: Group
    untold: tuple[str, ...]

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Every registration as text, under :data:`COLUMNS`."""
        for one in self.tried:
            past, sides = one.past, (one.before, one.after)
            yield (
                past.code, past.partner, past.registrant.tier, past.asked.text("country"), plain(past.asked.value),
                past.sent_at.isoformat(), past.answer, *("yes" if side.accepted else "no" for side in sides),
                *("yes" if side.by_rule else "no" for side in sides), *(side.due_at.isoformat() for side in sides),
                *("" if side.days is None else str(side.days) for side in sides),
                *(plain(side.discount.amount) if side.discount else "" for side in sides),
                " ".join(change.sentence for change in one.changes),
            )  # fmt: skip

    def groups(self, by: str) -> tuple[Group, ...]:
        """Totals of one grouping of :data:`BY`, those with the most differences first."""
        held: dict[str, list[Tried]] = {}
        for one in self.tried:
            held.setdefault(BY[by](one), []).append(one)
        found = [_group(label, rows, self.total.off[0].currency) for label, rows in held.items()]
        return tuple(sorted(found, key=lambda one: (-one.differ, -one.count, one.label)))


def try_out(before: Policy, after: Policy, history: Iterable[Past], products: Mapping[int, tuple[str, str]],
            now: datetime) -> Outcome:  # fmt: skip
    """Ask both policies about every registration. ``products`` are SKU and category by number.

    :raises Refused: the two count in other currencies.
    """
    if before.currency != after.currency:
        raise Refused(f"The two count in {before.currency} and {after.currency}, so their values do not compare.")
    tried = tuple(_tried(before, after, past, products, now) for past in history)
    return Outcome(tried, _group("all", tried, after.currency), tuple(_untold(before, after, tried)))


def _tried(
    before: Policy, after: Policy, past: Past, products: Mapping[int, tuple[str, str]], now: datetime
) -> Tried:  # fmt: skip
    was, now_is = (verdict(policy, past, products, now) for policy in (before, after))
    return Tried(past, was, now_is, tuple(_changes(past, was, now_is)))


def verdict(policy: Policy, past: Past, products: Mapping[int, tuple[str, str]], now: datetime) -> Verdict:
    """What a policy says of a registration that was sent under another (or itself)."""
    faults = faults_of(policy, past.asked, past.registrant, past.sent_at)
    unasked = tuple(one.field for one in faults if _was_not_asked(one, past))
    held = tuple(one.sentence for one in faults if not _was_not_asked(one, past))
    known = _known_to(policy, past, products)
    on = past.sent_at.date()
    seen = find(policy, past.asked, known, registrant=past.registrant.partner_id, on=on, proofs=past.proofs)
    person = why_a_person(policy, past.asked, past.registrant.tier, seen)
    if not person and any(overlap(policy, past.asked, one.products) for one in known.others):
        person = "somebody who came before waits for the same"
    made = Verdict(
        held, unasked, _weighs(seen), person, policy.answer.within.after(past.sent_at, policy.answer.calendar),
        fallback=fallback(policy, past.asked.text("tender")),
    )  # fmt: skip
    start = _granted_at(policy, past, made)
    if start is None:
        return made
    state = _clock(policy, past, start, now)
    until = state.until if not state.protects else state.window_until
    days = (until - start) // DAY if until is not None else None
    return replace(
        made, days=days, lapse=state.why if state.state in LAPSES else "", discount=_off(policy, past, start)
    )


def _was_not_asked(fault: Fault, past: Past) -> bool:
    """Whether a field is empty because the form did not have it then, or because its person was forgotten since."""
    if fault.field not in FIELDS or past.asked.text(fault.field):
        return False
    return not past.then.asks(fault.field) or (past.forgotten and fault.field.startswith("contact_"))


def _known_to(policy: Policy, past: Past, products: Mapping[int, tuple[str, str]]) -> Known:
    """What was known, cut to what overlaps by the unit of this policy."""

    def meets(number: int | None) -> bool:
        if number is None:
            return True
        sku, category = products.get(number, ("", ""))
        return bool(overlap(policy, past.asked, [(number, sku, category)]))

    known = past.known
    return replace(
        known, sales=tuple(one for one in known.sales if meets(one.product_id)),
        pipeline=tuple(replace(one, overlaps=meets(one.product_id)) for one in known.pipeline),
    )  # fmt: skip


def _weighs(seen: Iterable[Found]) -> dict[str, str]:
    """Every kind that is found, with the heaviest severity; findings come the heaviest first."""
    found: dict[str, str] = {}
    for one in seen:
        found.setdefault(one.kind, one.severity)
    return found


def _granted_at(policy: Policy, past: Past, made: Verdict) -> datetime | None:
    """When the protection begins: a rule approves at once, else a person did or did not."""
    if not made.accepted:
        return None
    if made.by_rule:
        return past.sent_at
    if past.approved_at is None:
        return None
    return past.sent_at if policy.starts == "submission" else past.approved_at


def _clock(policy: Policy, past: Past, start: datetime, now: datetime) -> Clock:
    """The clock of a policy over what happened, without duties nobody knew of and extensions it does not give."""
    shown = {one.id for one in past.then.milestones}
    policy = replace(
        policy, milestones=tuple(one for one in policy.milestones if one.id in shown),
        activity=policy.activity if past.then.activity else None,
    )  # fmt: skip
    left = policy.extension.times if policy.extension else 0
    happened = []
    for one in past.happened:
        left -= one.kind == "extended"
        if one.kind != "extended" or left >= 0:
            happened.append(one)
    terms = Terms(past.registrant.tier, past.asked.value, past.stage)
    return clock(policy, terms, (Happened(start, "started", past.stage), *happened), now)


def _off(policy: Policy, past: Past, start: datetime) -> Money | None:
    """What the registration takes off the price; nothing where the policy does not know a price the deal has."""
    try:
        found = effect(policy, Money(past.asked.value, past.currency), past.conditions, start.date())
    except Refused:
        return None
    return None if found is None else found.discount


def _changes(past: Past, was: Verdict, now_is: Verdict) -> Iterable[Change]:
    if was.accepted and not now_is.accepted:
        yield Change("sending", f"It could not be sent: {' '.join(now_is.faults)}")
    elif now_is.accepted and not was.accepted:
        yield Change("sending", f"It could be sent. As it stands it could not: {' '.join(was.faults)}")
    if was.accepted and now_is.accepted:
        yield from _decided(past, was, now_is)
        yield from _found(was, now_is)
        if was.due_at != now_is.due_at and not (was.by_rule or now_is.by_rule):
            yield Change("answer", _answer(past, was, now_is))
    yield from _protected(past, was, now_is)
    if was.discount != now_is.discount:
        sums = [to_the_cent(one.discount) if one.discount else "nothing" for one in (now_is, was)]
        yield Change("price", f"It takes {sums[0]} off the price instead of {sums[1]}.")
    if was.days is None and now_is.days is None and was.fallback != now_is.fallback:
        yield Change("price", f"Whoever does not get it has {now_is.fallback or 'no other price'} "
                              f"instead of {was.fallback or 'none'}.")  # fmt: skip


def _decided(past: Past, was: Verdict, now_is: Verdict) -> Iterable[Change]:
    if was.by_rule == now_is.by_rule:
        return
    if now_is.by_rule:
        then = " A person refused it then." if past.answer == "refused" else ""
        yield Change("decision", f"A rule approves it at once; as it stands a person answers ({was.person}).{then}")
    else:
        yield Change("decision", f"A person answers ({now_is.person}); as it stands a rule approves it at once.")


def _found(was: Verdict, now_is: Verdict) -> Iterable[Change]:
    for kind in dict.fromkeys([*now_is.weighs, *was.weighs]):
        old, new = was.weighs.get(kind), now_is.weighs.get(kind)
        if old == new:
            continue
        words = FINDINGS[kind][:1].upper() + FINDINGS[kind][1:]
        if new is None:
            yield Change("findings", f"{words} is no longer found; it weighs “{old}” now.")
        elif old is None:
            yield Change("findings", f"{words} is found and weighs “{new}”; it is not found as it stands.")
        else:
            yield Change("findings", f"{words} weighs “{new}” instead of “{old}”.")


def _answer(past: Past, was: Verdict, now_is: Verdict) -> str:
    earlier = now_is.due_at < was.due_at
    apart = abs(now_is.due_at - was.due_at)
    length = counted(apart // DAY, "day") if apart >= DAY else counted(max(1, apart // HOUR), "hour")
    said = f"The answer is due {length} {'earlier' if earlier else 'later'}"
    if past.answered_at is None:
        return f"{said}."
    late, was_late = (past.answered_at > one.due_at for one in (now_is, was))
    if late == was_late:
        return f"{said}; it came {'too late either way' if late else 'in time either way'}."
    return f"{said}; it came {'too late for that' if late else 'in time for that'}."


def _protected(past: Past, was: Verdict, now_is: Verdict) -> Iterable[Change]:
    if was.days == now_is.days and was.lapse == now_is.lapse:
        return
    if now_is.days is None:
        yield Change("protection", f"It is not protected; as it stands it is for {counted(was.days or 0, 'day')}.")
    elif was.days is None:
        stands = "it is not" if past.answer else "it still waits for an answer"
        yield Change("protection", f"It is protected for {counted(now_is.days, 'day')}; as it stands {stands}.")
    else:
        why = f" {now_is.lapse}" if now_is.lapse and now_is.lapse != was.lapse else ""
        kept = f" As it stands it ends early: {was.lapse}" if was.lapse and not now_is.lapse else ""
        yield Change(
            "protection", f"It is protected for {counted(now_is.days, 'day')} instead of {was.days}.{why}{kept}"
        )


def _group(label: str, tried: Sequence[Tried], currency: str) -> Group:
    def pair(count: Callable[[Verdict], bool]) -> tuple[int, int]:
        return sum(count(one.before) for one in tried), sum(count(one.after) for one in tried)

    def off(verdicts: Iterable[Verdict]) -> Money:
        total: Exact = exact(0)
        for one in verdicts:
            total = plus(total, one.discount.amount) if one.discount else total
        return Money(total, currency)

    spans = [(one.before.days or 0, one.after.days or 0) for one in tried]
    return Group(
        label, len(tried), sum(bool(one.changes) for one in tried), pair(lambda one: one.accepted),
        pair(lambda one: one.by_rule), pair(lambda one: one.days is not None), pair(lambda one: bool(one.lapse)),
        sum(new > old for old, new in spans), sum(new < old for old, new in spans),
        (off(one.before for one in tried), off(one.after for one in tried)),
    )  # fmt: skip


def _untold(before: Policy, after: Policy, tried: Sequence[Tried]) -> Iterable[str]:
    """What the policies ask and nobody was asked then, with how many registrations that concerns."""
    for name in FIELDS:
        count = sum(name in {*one.before.unasked, *one.after.unasked} for one in tried)
        if count:
            yield (f"{FIELDS[name].label}: not asked, or forgotten since, in {counted(count, 'registration')}; "
                   "taken as given.")  # fmt: skip
    policies = (before, after)
    for one in {one.id: one for policy in policies for one in policy.milestones}.values():
        count = sum(one.id not in {known.id for known in each.past.then.milestones} for each in tried)
        if count:
            yield (f"Milestone “{one.title}”: nobody knew of it in {counted(count, 'registration')}; "
                   "taken as shown.")  # fmt: skip
    if any(policy.activity for policy in policies):
        count = sum(each.past.then.activity is None for each in tried)
        if count:
            yield (f"Signs of activity were not asked for in {counted(count, 'registration')}; "
                   "taken as given.")  # fmt: skip
    asks = {"not_asked": 0, "asked": 1, "needed": 2}
    most = max(asks[policy.rights] for policy in policies)
    count = sum(asks[each.past.then.rights] < most for each in tried)
    if count:
        yield (f"What the partner may sell there was not looked at in {counted(count, 'registration')}; "
               "nothing is found of it.")  # fmt: skip
    unknown = sorted({words for one in tried for words in _unknown_prices(after, one.past)})
    if unknown:
        yield f"The draft says nothing about {listed(unknown, last='and')}: such deals count without a discount."


def _unknown_prices(policy: Policy, past: Past) -> Iterable[str]:
    if policy.price.discount is None:
        return ()
    return (one.words for one in past.conditions if one.kind not in kinds(policy.price))
