"""Trees of product lines and segments, numbered so that "inside" and "around" are both overlap.

The root has 2⁶⁰ numbers. A node's block is cut into 2,048 equal parts; the first is the node's own, each child gets the
next that was never used. A part is never given twice, so nothing that was granted is renumbered when a node is added.
Five levels below the root fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairway.agreements.rules.spans import Span

FAN = 2048
ROOT = Span(0, 2**60)
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that cannot be taken: which field, what it was, why, and what to write instead.

    ``about`` gives the codes of the nodes it is about, where the value alone does not tell the row of a file.
    """

    field: str
    value: str
    sentence: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A node as a file or a form says it; `parent` is the code of the node around it, empty right below the root.

    `matches` names what of the catalogue belongs to a product line, such as `category=Bikes`, or several joined by
    ` & `; empty for segments.
    """

    code: str
    name: str
    parent: str = ""
    matches: str = ""


def part(block: Span, index: int) -> Span:
    """The part of a block with this index; 0 is the node's own. :raises ValueError: there is none."""
    size = block.size // FAN
    if not 0 < index < FAN or size < 1:
        raise ValueError("There is no room below this node.")
    return Span(block.start + index * size, block.start + (index + 1) * size)


def faults_of(branches: Iterable[Branch], standing: Mapping[str, str], title: str) -> tuple[Fault, ...]:
    """Everything that keeps nodes from being taken: no code, unknown parents, circles, more than five levels.

    `standing` gives the parent of every node there is already; `title` says what a node is, such as “product line”.
    """
    rows = list(branches)
    parents = dict(standing) | {row.code: row.parent for row in rows}
    found: list[Fault] = []
    for row in rows:
        if not row.code.strip() or len(row.code) > 60:
            found.append(Fault("code", row.code[:60], f"A {title} needs a code of at most 60 characters."))
            continue
        if not row.name.strip() or len(row.name) > 200:
            found.append(Fault("name", row.name[:60], f"A {title} needs a name of at most 200 characters."))
        if row.parent and row.parent not in parents:
            found.append(
                Fault(
                    "parent", row.parent, f"There is no {title} {row.parent}: add it first, or in this file.",
                    (row.code,),
                )
            )  # fmt: skip
            continue
        way = [row.code]
        while parents.get(way[-1]) and parents[way[-1]] not in way:
            way.append(parents[way[-1]])
        if parents.get(way[-1]):
            circle = " › ".join([parents[way[-1]], *reversed(way)])
            found.append(
                Fault(
                    "parent", row.parent,
                    f"{circle}: a {title} cannot lie within itself. Give one of them another.", (row.code,),
                )
            )  # fmt: skip
        elif len(way) > LEVELS:
            found.append(
                Fault(
                    "parent", row.parent, f"{row.code} would be {len(way)} levels deep; at most {LEVELS} fit.",
                    (row.code,),
                )
            )  # fmt: skip
    return tuple(found)


def overlaps_of(
    matches: Mapping[str, str], parents: Mapping[str, str], products: Iterable[Mapping[str, str]]
) -> tuple[Fault, ...]:
    """Product lines that claim the same product although neither lies within the other.

    `matches` gives, by line, what it claims (`category=Bikes`); `products` are rows of attributes with a `sku`. One
    product in two branches would let two exclusive grants cover it, so such a tree is refused.
    """
    found: dict[tuple[str, str], Fault] = {}
    for product in products:
        lines = [code for code, each in matches.items() if _claims(each, product)]
        if len(lines) < 2:
            continue
        deepest = max(lines, key=lambda code: len(_way(code, parents)))
        way = _way(deepest, parents)
        for other in sorted(set(lines) - set(way)):
            pair = (min(other, deepest), max(other, deepest))
            found.setdefault(
                pair,
                Fault(
                    "matches",
                    matches[other],
                    f"{product['sku']} would belong to {pair[0]} and to {pair[1]}, and neither lies within the other. "
                    "Put one below the other, or narrow what one of them takes.",
                    (other, deepest),
                ),
            )
    return tuple(found.values())


def line_of(product: Mapping[str, str], matches: Mapping[str, str], parents: Mapping[str, str]) -> str:
    """The narrowest product line a product belongs to; empty for none."""
    lines = [code for code, each in matches.items() if _claims(each, product)]
    return max(lines, key=lambda code: (len(_way(code, parents)), code), default="")


def _way(code: str, parents: Mapping[str, str]) -> list[str]:
    way = [code]
    while parents.get(way[-1]) and len(way) <= LEVELS:
        way.append(parents[way[-1]])
    return way


def _claims(match: str, product: Mapping[str, str]) -> bool:
    """Tell whether a product is what a line takes: `category=Probes`, or several, `category=Probes & brand=Halden`."""
    parts = [part.partition("=") for part in match.split(" & ")]
    return all(value and product.get(name.strip()) == value for name, _, value in parts)
