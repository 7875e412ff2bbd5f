"""The grouped part of a plan: which relations it is, what they are made of, and what more lines change of them."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as compute

from fairway.engine.backends.local.at_once import bare, readings, reads
from fairway.engine.plan import Plan, Relation

FORMAT = 3
TOLD = ("rated_lines", "told_lines")
"""How many of the `lines` of a row have a rate, and a factor of their unit."""


@dataclass(frozen=True, slots=True)
class Part:
    """The grouped part of a plan: its relations in order, those that read lines, and a digest of what they say.

    `sources` says of every relation of the plan which of the others it reads, `upstream` what it is made of, near and
    far; `shared` are those that are read more than once. `made` is a digest of what each says and of all it is
    made of. `sums` are the relations right after the grouped part to which the sums of more lines can be added.
    """

    relations: tuple[Relation, ...]
    sums: tuple[Relation, ...]
    reading: frozenset[str]
    sources: Mapping[str, Sequence[str]]
    upstream: Mapping[str, frozenset[str]]
    shared: frozenset[str]
    digest: str
    made: Mapping[str, str]

    @property
    def adding(self) -> frozenset[str]:
        """The relations to which the rows of more lines may be added."""
        return frozenset(one.name for one in self.relations if one.adds)

    @property
    def settled(self) -> frozenset[str]:
        """The relations that read lines and can answer for more lines only by reading all of them again."""
        of_adding = frozenset[str]().union(*(self.upstream[name] for name in self.adding))
        return self.reading - self.adding - of_adding


REMEMBERED = 8
_parts: dict[int, tuple[Plan, Part]] = {}
"""The grouped parts of the plans that were asked for last, by identity; each with its plan, so that it stays one."""


def part_of(plan: Plan) -> Part:
    """Find the grouped part of a plan by asking DuckDB which tables each query reads."""
    found = _parts.get(id(plan))
    if found is None:
        found = plan, _part_of(plan)
        while len(_parts) >= REMEMBERED:
            _parts.pop(next(iter(_parts)), None)
        _parts[id(plan)] = found
    return found[1]


def _part_of(plan: Plan) -> Part:
    upstream: dict[str, frozenset[str]] = {}
    sources: dict[str, list[str]] = {}
    reading: set[str] = set()
    readers: Counter[str] = Counter()
    by_bare: dict[str, str] = {}
    periods = [[period.label, period.start.isoformat(), period.end.isoformat()] for period in plan.periods]
    given = json.dumps([FORMAT, asdict(plan.columns), periods], default=dict)
    made: dict[str, str] = {}
    for relation in plan.relations:
        read = reads(relation.sql)
        named = sorted(by_bare[one] for one in read if one in by_bare)
        readers.update({by_bare[one]: count for one, count in readings(relation.sql).items() if one in by_bare})
        sources[relation.name] = named
        upstream[relation.name] = frozenset(named).union(*(upstream[name] for name in named))
        by_bare[bare(relation.name)] = relation.name
        made[relation.name] = _digest(json.dumps([given, relation.sql, [made[name] for name in named]]))
        if "lines" in read:
            reading.add(relation.name)
    wanted = reading.union(*(upstream[name] for name in reading))
    relations = tuple(one for one in plan.relations if one.name in wanted)
    # of `periods` only the days matter here: which windows look at them changes nothing of the lines
    says = [[one.name, "" if one.name == "periods" else one.sql] for one in relations]
    digest = _digest(json.dumps([given, says]))
    told = {
        one.name for one in plan.relations if not one.adds and (one.name in reading or upstream[one.name] & reading)
    }
    sums = tuple(one for one in plan.relations if one.sums_by and not told & set(sources[one.name]))
    shared = frozenset(name for name, count in readers.items() if count > 1)
    return Part(relations, sums, frozenset(reading), sources, upstream, shared, digest, made)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """What more lines do to a stored relation: rows that are added, or stand in place of those with their values.

    `instead_of` names the column whose values in `rows` replace the stored ones; `sums_by` those by which sums in
    `rows` are added to the stored ones. Where neither is given, rows are added.
    """

    rows: pa.Table
    instead_of: str = ""
    sums_by: tuple[str, ...] = ()


Changes: TypeAlias = Mapping[str, Change]


def made_again(plan: Plan, part: Part, known: Collection[str]) -> set[str]:
    """What has to be made again of other lines where some relations stay as they are."""
    found = set[str]()
    for one in plan.relations:
        if one.name not in known and (one.name in part.reading or found.intersection(part.sources[one.name])):
            found.add(one.name)
    return found


def lacks(rows: pa.Table) -> bool:
    """Whether in some rows of `cells`, or of the sums right after it, lines lack a rate or a factor."""
    names = rows.column_names
    if "lines" in names:
        lacking = [compute.less(rows[column], rows["lines"]) for column in TOLD if column in names]
        return any(compute.any(one).as_py() for one in lacking)
    return any((compute.max(rows[column]).as_py() or 0) > 0 for column in names if column.endswith("_unrated"))
