"""Exclusivity again, in slow obvious Python: sets of leaves, lists of grants, one question at a time.

Nothing of the product's spans, seats or constraint is used here. Places, lines and segments are sets of leaves of small
trees; a day is a number. What the database lets stand is compared with what this lets stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

EVER = 10**9
PLACES: dict[str, frozenset[str]] = {}
LINES: dict[str, frozenset[str]] = {
    "": frozenset({"road", "mountain", "bikes*", "clothing", "other"}),
    "bikes": frozenset({"road", "mountain", "bikes*"}),
    "road": frozenset({"road"}),
    "mountain": frozenset({"mountain"}),
    "clothing": frozenset({"clothing"}),
}
SEGMENTS: dict[str, frozenset[str]] = {
    "": frozenset({"schools", "public*", "companies", "others"}),
    "public": frozenset({"schools", "public*"}),
    "schools": frozenset({"schools"}),
    "companies": frozenset({"companies"}),
}


def _places() -> None:
    """Two countries; Iowa with ZIP codes 500 to 503 and up to 528, Nebraska with 680 and 681, Bavaria and Hamburg."""
    iowa = frozenset({f"IA:{code}" for code in (500, 501, 502, 503, "504-528")} | {"IA:rest"})
    nebraska = frozenset({"NE:680", "NE:681", "NE:rest"})
    germany = frozenset({"BY", "HH", "DE:rest"})
    states = iowa | nebraska | {"US:rest"}
    PLACES.update(
        {
            "US 500": frozenset({"IA:500"}), "US 501": frozenset({"IA:501"}), "US 503": frozenset({"IA:503"}),
            "US 500-502": frozenset({"IA:500", "IA:501", "IA:502"}),
            "US 502-680": frozenset({"IA:502", "IA:503", "IA:504-528", "US:between", "NE:680"}),
            "US 680": frozenset({"NE:680"}), "US-IA": iowa, "US-NE": nebraska,
            "US": states | {"US:between"}, "DE-BY": frozenset({"BY"}), "DE-HH": frozenset({"HH"}), "DE": germany,
            "WORLD": states | {"US:between"} | germany | {"elsewhere"}, "JP": frozenset({"elsewhere"}),
            "@ACME": frozenset({"@ACME"}), "@APEX": frozenset({"@APEX"}),
        }
    )  # fmt: skip


_places()


@dataclass(frozen=True)
class Said:
    """A grant as both sides are asked for it. `key` is what makes two the same."""

    partner: int
    kind: str
    places: tuple[str, ...]
    excepted: tuple[str, ...]
    line: str
    segment: str
    since: int
    until: int
    at_most: int = 0

    @property
    def where(self) -> frozenset[str]:
        inside = frozenset().union(*(PLACES[place] for place in self.places))
        return inside - frozenset().union(*(PLACES[place] for place in self.excepted))

    @property
    def zone(self) -> tuple[object, ...]:
        return (frozenset(self.places), frozenset(self.excepted), self.line, self.segment)

    @property
    def key(self) -> tuple[object, ...]:
        return (*self.zone, self.partner, self.kind, self.at_most, self.since)


@dataclass(frozen=True)
class Zone:
    """A shared zone: its first member's terms, and who is in it from when until when."""

    said: Said
    members: tuple[tuple[int, Said], ...] = ()

    @property
    def since(self) -> int:
        return min(said.since for _, said in self.members)

    @property
    def until(self) -> int:
        return max(said.until for _, said in self.members)


@dataclass(frozen=True)
class State:
    """What stands: grants by number (open and exclusive), and zones. Immutable, so that orders can be tried."""

    grants: tuple[tuple[int, Said], ...] = ()
    zones: tuple[Zone, ...] = ()
    withdrawn: frozenset[tuple[int, int]] = frozenset()
    """Numbers of grants that never held, with the first day they would have had."""

    def find(self, number: int) -> Said | None:
        for pk, said in (*self.grants, *(member for zone in self.zones for member in zone.members)):
            if pk == number:
                return said
        return None

    def same(self, said: Said) -> tuple[int, Said] | None:
        for pk, there in (*self.grants, *(member for zone in self.zones for member in zone.members)):
            if there.key == said.key:
                return pk, there
        return None

    def without(self, number: int) -> State:
        zones = tuple(
            replace(zone, members=tuple(one for one in zone.members if one[0] != number)) for zone in self.zones
        )
        said = self.find(number)
        gone = self.withdrawn if said is None else self.withdrawn | {(number, said.since)}
        kept = tuple(one for one in self.grants if one[0] != number)
        return State(kept, tuple(zone for zone in zones if zone.members), gone)

    def with_end(self, number: int, until: int) -> State:
        """The same with one grant's end moved; one that would be empty goes."""

        def cut(members: tuple[tuple[int, Said], ...]) -> tuple[tuple[int, Said], ...]:
            return tuple((pk, replace(said, until=until) if pk == number else said) for pk, said in members)

        said = self.find(number)
        assert said is not None
        if until <= said.since:
            return self.without(number)
        zones = tuple(replace(zone, members=cut(zone.members)) for zone in self.zones)
        return replace(self, grants=cut(self.grants), zones=zones)

    def is_sound(self) -> bool:
        """Nothing exclusive overlaps another owner's, no zone has more than its number on any day."""
        owners: list[tuple[object, Said, bool, int, int]] = [
            (said.partner, said, said.kind == "exclusive", said.since, said.until) for _, said in self.grants
        ]
        for position, zone in enumerate(self.zones):
            owners.append((("zone", position), zone.said, True, zone.since, zone.until))
            days = {said.since for _, said in zone.members}
            if any(
                sum(1 for _, said in zone.members if said.since <= day < said.until) > zone.said.at_most for day in days
            ):
                return False
            if any(
                said.partner == theirs.partner and said.since < theirs.until and theirs.since < said.until
                for place, (_, said) in enumerate(zone.members)
                for _, theirs in zone.members[place + 1 :]
            ):
                return False
        for position, (owner, said, alone, since, until) in enumerate(owners):
            for other, theirs, their_alone, their_since, their_until in owners[position + 1 :]:
                if (
                    owner != other
                    and (alone or their_alone)
                    and since < their_until
                    and their_since < until
                    and said.where & theirs.where
                    and LINES[said.line] & LINES[theirs.line]
                    and SEGMENTS[said.segment] & SEGMENTS[theirs.segment]
                ):
                    return False
        return True

    def adding(self, number: int, said: Said) -> State | None:
        """The state with one grant more; None where it is refused."""
        if said.kind != "shared":
            after = replace(self, grants=(*self.grants, (number, said)))
            return after if after.is_sound() else None
        touching = [
            zone
            for zone in self.zones
            if zone.said.zone == said.zone and zone.since < said.until and said.since < zone.until
        ]
        if not touching:
            after = replace(self, zones=(*self.zones, Zone(said, ((number, said),))))
            return after if after.is_sound() else None
        joined = min(touching, key=lambda zone: zone.since)
        if joined.said.at_most != said.at_most:
            return None
        if any(
            theirs.partner == said.partner and theirs.since < said.until and said.since < theirs.until
            for _, theirs in joined.members
        ):
            return None
        more = replace(joined, members=(*joined.members, (number, said)))
        after = replace(self, zones=tuple(more if zone is joined else zone for zone in self.zones))
        return after if after.is_sound() else None


@dataclass(frozen=True)
class Asked:
    """An operation: grant, change or end."""

    what: str
    said: Said | None = None
    number: int = 0
    on: int = 0


@dataclass
class Answered:
    """What the product answered: the number of the grant, or nothing where it refused."""

    asked: Asked
    number: int | None
    told: str = ""
    extra: list[str] = field(default_factory=list)


def after(state: State, answered: Answered) -> tuple[State, bool]:
    """The state after an operation and whether the model takes it."""
    asked = answered.asked
    if asked.what == "grant":
        assert asked.said is not None
        same = state.same(asked.said)
        if same is not None:
            return state, same[1].until == asked.said.until
        made = state.adding(answered.number or -1, asked.said)
        return (state, False) if made is None else (made, True)
    there = state.find(asked.number)
    if there is None:
        # saying again that something never held is no news
        since = dict(state.withdrawn).get(asked.number)
        return state, asked.what == "end" and since is not None and asked.on <= since
    if asked.what == "end":
        if asked.on > there.until:
            return state, False
        return state.with_end(asked.number, asked.on), True
    assert asked.said is not None
    if there.key == asked.said.key:
        if there.until == asked.said.until:
            return state, True
        moved = state.with_end(asked.number, asked.said.until)
        return (moved, True) if moved.is_sound() else (state, False)
    if asked.said.since > there.until:
        return state, False
    left = state.with_end(asked.number, min(asked.said.since, there.until))
    same = left.same(asked.said)
    if same is not None:
        return (left, True) if same[1].until == asked.said.until else (state, False)
    made = left.adding(answered.number or -1, asked.said)
    return (state, False) if made is None else (made, True)
