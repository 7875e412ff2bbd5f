"""What every story of territories begins with: two partners more, the vendor's lines and segments, a postal table."""

from __future__ import annotations

from datetime import date, datetime

from fairway.agreements.actions import grants, places, trees
from fairway.agreements.rules.files import PostalFacts
from fairway.agreements.rules.grants import Terms
from fairway.agreements.rules.places import Area, parse_all
from fairway.agreements.rules.trees import Branch
from fairway.kit.access import Actor, acting_as

YEAR = date(2026, 1, 1)
NEXT = date(2027, 1, 1)


def lay_ground(maya: Actor, now: datetime) -> None:
    """Bikes (road, mountain) and clothing; public customers (schools) and companies; Iowa and Nebraska's ZIP codes."""
    with acting_as(maya):
        trees.load_lines(
            actor=maya,
            now=now,
            rows=[
                Branch("road", "Road bikes", "bikes"),
                Branch("bikes", "Bikes"),
                Branch("mountain", "Mountain bikes", "bikes"),
                Branch("clothing", "Clothing"),
            ],
        )
        trees.load_segments(
            actor=maya,
            now=now,
            rows=[Branch("public", "Public"), Branch("schools", "Schools", "public"), Branch("companies", "Companies")],
        )
        places.load_postal(
            actor=maya,
            now=now,
            rows=[
                PostalFacts(Area("US", "500", "528"), "US-IA"),
                PostalFacts(Area("US", "680", "693"), "US-NE"),
            ],
            source="Test table",
        )


def terms(partner: int, where: str, kind: str = "exclusive", **more: object) -> Terms:
    """A grant's terms for 2026, of everything to everybody unless said otherwise."""
    said: dict[str, object] = {"since_on": YEAR, "until_on": NEXT, **more}
    if isinstance(said.get("excepted"), str):
        said["excepted"] = parse_all(str(said["excepted"]))
    return Terms(partner, kind, parse_all(where), **said)  # type: ignore[arg-type]


def grant(maya: Actor, now: datetime, said: Terms, reason: str = "As agreed.") -> int:
    """Maya grants."""
    with acting_as(maya):
        return grants.grant(actor=maya, now=now, terms=said, reason=reason).grant_id
