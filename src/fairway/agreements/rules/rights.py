"""What a partner may do on a day, and why: derived from concluded agreements and their amendments, never entered.

An agreement and its amendments are one chain. On each day exactly one instrument of the chain speaks: the agreement
itself until the first amendment takes effect, then that one, and so on. A right names the instrument that brought it
in (the earliest from which it has stood without a break), that instrument's clause, and the days it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.agreements.rules.life import Course
from fairway.agreements.rules.particulars.reading import Known
from fairway.agreements.rules.particulars.terms import COMPLIANCE, Expectation, Particulars
from fairway.agreements.rules.templates import Clause, clause_for
from fairway.values.period import day_in_words

__all__ = ["Chain", "Instrument", "Item", "Right", "Rights", "items_of", "rights_on"]

KINDS: Mapping[str, tuple[str, str]] = {
    "role": ("May act as", "appointment"),
    "product": ("May sell", "appointment"),
    "territory": ("Where", "territories"),
    "exclusivity": ("Exclusivity", "territories"),
    "price": ("Price terms", "price"),
    "expectation": ("Expected of the partner", "expectations"),
    "duty": ("Owed by the vendor", "duties"),
    "brand": ("Brand standards", "brand"),
    "licence": ("May use", "licence"),
    "compliance": ("Compliance", "compliance"),
}
"""Kinds of rights and obligations: the heading, and the part of the particulars each comes from."""


@dataclass(frozen=True)
class Item:
    """One thing that particulars say; the same kind and key in two instruments are the same thing."""

    kind: str
    key: str
    words: str
    expectation: Expectation | None = None


@dataclass(frozen=True)
class Instrument:
    """An agreement or an amendment: from which day it speaks, what it says, and its clauses."""

    id: int
    number: str
    title: str
    since_on: date
    particulars: Particulars
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Chain:
    """An agreement with its amendments in the order in which they take effect, and its dated course."""

    id: int
    number: str
    title: str
    instruments: tuple[Instrument, ...]
    course: Course

    def segments(self) -> tuple[tuple[date, date | None, Instrument], ...]:
        """Who speaks on which days."""
        found = []
        end = self.course.end
        for at, one in enumerate(self.instruments):
            until = self.instruments[at + 1].since_on if at + 1 < len(self.instruments) else end
            if end is not None and (until is None or until > end):
                until = end
            if until is None or one.since_on < until:
                found.append((one.since_on, until, one))
        return tuple(found)


@dataclass(frozen=True)
class Right:
    """One right or obligation on a day, with where it comes from and the days it stands (`until_on` exclusive)."""

    kind: str
    key: str
    words: str
    agreement_id: int
    agreement: str
    instrument_id: int
    instrument: str
    clause: str
    since_on: date
    until_on: date | None
    expectation: Expectation | None = None


@dataclass(frozen=True)
class Holder:
    """An agreement behind an answer: what it is on the day. `renews` tells that it goes on by itself at its end."""

    id: int
    number: str
    title: str
    state: str
    since_on: date
    end: date | None
    turns: tuple[date, ...]
    renews: bool = False


@dataclass(frozen=True)
class Rights:
    """The answer for one partner on one day. `withheld` is what a suspended agreement would give."""

    partner_id: int
    on: date
    rights: tuple[Right, ...]
    withheld: tuple[Right, ...]
    agreements: tuple[Holder, ...]

    def of(self, kind: str) -> tuple[Right, ...]:
        return tuple(one for one in self.rights if one.kind == kind)

    @property
    def roles(self) -> tuple[Right, ...]:
        return self.of("role")

    @property
    def products(self) -> tuple[Right, ...]:
        return self.of("product")

    @property
    def territories(self) -> tuple[Right, ...]:
        return self.of("territory")

    @property
    def exclusivity(self) -> tuple[Right, ...]:
        return self.of("exclusivity")

    @property
    def price_terms(self) -> tuple[Right, ...]:
        return self.of("price")

    @property
    def expectations(self) -> tuple[Right, ...]:
        return self.of("expectation")

    @property
    def duties(self) -> tuple[Right, ...]:
        return self.of("duty")

    @property
    def may_act(self) -> bool:
        """Whether any agreement gives rights on the day."""
        return bool(self.rights)

    @property
    def why_not(self) -> str:
        """Why the partner may do nothing, in a sentence; empty where it may."""
        if self.rights:
            return ""
        if not self.agreements:
            return "There is no concluded agreement."
        words = {
            "coming": "begins on {since}", "suspended": "is suspended", "terminated": "was terminated as of {end}",
            "expired": "ended with its term on {end}",
            # it is renewed once the last day for notice has passed: before, nobody knows
            "renews": "ends with its term on {end} unless it renews by itself",
        }  # fmt: skip
        written = day_in_words
        said = (
            f"{one.number} {words[state].format(since=written(one.since_on), end=one.end and written(one.end))}"
            for one in self.agreements
            if (state := "renews" if one.renews and one.state == "expired" else one.state) in words
        )
        return "; ".join(said) + "."

    @property
    def turns(self) -> tuple[date, ...]:
        """Days on which the answer changes."""
        return tuple(sorted({day for one in self.agreements for day in one.turns}))


def items_of(said: Particulars, known: Known) -> tuple[Item, ...]:
    """Everything particulars say, one by one."""
    found = [Item("role", one, known.roles.get(one, one)) for one in said.roles]
    found += [Item("product", one, known.lines.get(one, one) or "All products") for one in said.lines]
    for one in said.territories:
        narrowed = ", ".join(
            part
            for part in (
                "" if one.line is None else known.lines.get(one.line, one.line),
                known.segments.get(one.segment, one.segment) if one.segment else "",
            )
            if part
        )
        words = f"{one.place}, {narrowed}" if narrowed else one.place
        key = repr((one.kind, [area.text for area in one.areas], [area.text for area in one.excepted], one.line,
                    one.segment, one.at_most))  # fmt: skip
        found.append(Item("territory", key, f"{words} ({one.kind_title.lower()})"))
        if one.kind != "open":
            how = "nobody else is granted" if one.kind == "exclusive" else f"at most {one.at_most} partners are granted"
            found.append(Item("exclusivity", key, f"{one.kind_title}: {how} {words}"))
    found += [Item("price", one, one) for one in said.price_words]
    found += [Item("expectation", one.words, one.words, one) for one in said.expectations]
    found += [Item("duty", one.words, one.words) for one in said.duties]
    if said.brand_standards:
        found.append(Item("brand", said.brand_standards, said.brand_standards))
    found += [Item("licence", one.words, one.words) for one in said.licences]
    found += [Item("compliance", one, COMPLIANCE[one]) for one in said.compliance]
    if said.compliance_note:
        found.append(Item("compliance", said.compliance_note, said.compliance_note))
    return tuple(found)


def rights_on(partner_id: int, chains: Iterable[Chain], on: date, known: Known) -> Rights:
    """Answer for one partner and one day."""
    given: list[Right] = []
    withheld: list[Right] = []
    holders = []
    for chain in chains:
        state = chain.course.state(on)
        turns = {*chain.course.turns, *(one.since_on for one in chain.instruments)}
        end = chain.course.end
        holders.append(
            Holder(
                chain.id, chain.number, chain.title, state, chain.course.since_on, end,
                tuple(sorted(day for day in turns if end is None or day <= end)),
                chain.course.terminated_on is None and chain.instruments[-1].particulars.renews,
            )
        )  # fmt: skip
        if state in {"in_force", "suspended"}:
            (given if state == "in_force" else withheld).extend(_of_chain(chain, on, known))
    order = list(KINDS)
    return Rights(
        partner_id,
        on,
        tuple(sorted(given, key=lambda one: order.index(one.kind))),
        tuple(sorted(withheld, key=lambda one: order.index(one.kind))),
        tuple(holders),
    )


def _of_chain(chain: Chain, on: date, known: Known) -> list[Right]:
    segments = chain.segments()
    now = next(at for at, (since, until, _) in enumerate(segments) if since <= on and (until is None or on < until))
    held = [{(item.kind, item.key): item for item in items_of(one.particulars, known)} for _, _, one in segments]
    return [_right(chain, segments, held, now, item) for item in held[now].values()]


def _right(
    chain: Chain,
    segments: Sequence[tuple[date, date | None, Instrument]],
    held: Sequence[Mapping[tuple[str, str], Item]],
    now: int,
    item: Item,
) -> Right:
    name = (item.kind, item.key)
    first = last = now
    while first > 0 and name in held[first - 1]:
        first -= 1
    while last + 1 < len(segments) and name in held[last + 1]:
        last += 1
    source = segments[first][2]
    clause = clause_for(source.clauses, KINDS[item.kind][1])
    return Right(
        item.kind, item.key, item.words, chain.id, chain.number, source.id, source.number, clause, segments[first][0],
        segments[last][1], item.expectation,
    )  # fmt: skip
