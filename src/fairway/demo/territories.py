"""The demo's territories: who may sell what, where; every kind of grant, a gap, places that hang on one partner.

Distributors hold countries for sales to resellers, everybody else holds places for sales to end customers, so that the
two never meet. One grant has ended, one begins next year, a customer is granted by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairway.agreements.actions import grants, places, territories, trees
from fairway.agreements.rules.files import AccountFacts, PostalFacts
from fairway.agreements.rules.grants import Terms
from fairway.agreements.rules.places import parse, parse_all
from fairway.agreements.rules.trees import Branch
from fairway.demo.channel import Channel
from fairway.demo.ground import morning
from fairway.kit.access import WORKER, Actor, acting_as

SEGMENTS = (
    Branch("resellers", "Resellers"),
    Branch("end", "End customers"),
    Branch("industry", "Industry", "end"),
    Branch("public", "Public sector", "end"),
    Branch("education", "Education", "public"),
    Branch("utilities", "Utilities", "public"),
)
ACCOUNTS = (AccountFacts("NORDVIND", "Nordvind Energi", "NO"), AccountFacts("STADTWERKE", "Stadtwerke Ostufer", "DE"))
TERRITORIES = (
    ("dach", "Germany, Austria, Switzerland", "DE; AT; CH"),
    ("north-america", "North America", "US; CA"),
    ("plains", "The plains", "US-NE; US-IA; US-KS; US-SD"),
    ("benelux", "Benelux", "BE; NL; LU"),
)
# The first three digits of the United States' ZIP codes, by state, as the postal service assigns them.
ZIP_CODES = """AL 350-369;AK 995-999;AZ 850-865;AR 716-729;CA 900-961;CO 800-816;CT 060-069;DE 197-199;DC 200;
DC 202-205;FL 320-349;GA 300-319;GA 398-399;HI 967-968;ID 832-838;IL 600-629;IN 460-479;IA 500-528;
KS 660-679;KY 400-427;LA 700-714;ME 039-049;MD 206-219;MA 010-027;MI 480-499;MN 550-567;MS 386-397;
MO 630-658;MT 590-599;NE 680-693;NV 889-898;NH 030-038;NJ 070-089;NM 870-884;NY 100-149;NY 06390;
NC 270-289;ND 580-588;OH 430-459;OK 730-749;OR 970-979;PA 150-196;RI 028-029;SC 290-299;SD 570-577;
TN 370-385;TX 750-799;TX 733;TX 885;UT 840-847;VT 050-059;VA 201;VA 220-246;WA 980-994;WV 247-268;
WI 530-549;WY 820-831"""


@dataclass(frozen=True, slots=True)
class Held:
    """A grant of the demo; months count from its first, `until` is None for no end."""

    partner: str
    kind: str
    where: str
    segment: str = "end"
    line: str = ""
    at_most: int | None = None
    since: int = 0
    until: int | None = None
    reason: str = "As the agreement says."


GRANTS = (
    # distribution: one house for each market, the south of Europe open to two
    Held("CASCADIA", "exclusive", "US; CA", "resellers"),
    Held("NIEDERHOFF", "exclusive", "DE; AT; CH; NL", "resellers"),
    Held("PENHALLOW", "exclusive", "GB; IE", "resellers"),
    Held("VALMORIN", "open", "FR; ES; IT", "resellers"),
    Held("NIEDERHOFF", "open", "IT", "resellers"),
    Held("AOKIDAI", "exclusive", "JP", "resellers"),
    # end customers in the United States and Canada
    Held("BLUESTEM", "exclusive", "US-NE; US-IA; US-KS"),
    Held("HARROWPIKE", "open", "US-OH; US-KY; US-IN"),
    Held("CASCADIA", "open", "US-OR; US-WA; US-CA"),
    Held("MERIDIAN", "open", "US-TX; US-OK; US-LA"),
    Held("COPPERLINE", "open", "US-TX"),
    Held("COPPERLINE", "open", "US-NV; US-UT", until=14, reason="Two years on trial."),
    Held("TWOFORKS", "exclusive", "US-ID; US-MT", line="Calibrators"),
    Held("SALTMARSH", "open", "US-SC; US-NC; US-GA"),
    Held("MERIDIAN", "open", "US-GA; US-FL"),
    Held("SALTMARSH", "exclusive", "US 220-246", line="Thermal cameras", segment="education", since=20, until=60),
    Held("BOREAL", "open", "CA-ON; CA-QC"),
    Held("LACBRUN", "open", "CA-QC; CA-NB"),
    Held("NORTHGATE", "exclusive", "CA-AB; CA-SK"),
    # end customers in Europe; what the signed agreements of the demo grant is not granted here once more
    Held("KESSELRING", "exclusive", "DE-BW"),
    Held("KESSELRING", "shared", "DE-BY", at_most=2),
    Held("FALKENRIED", "shared", "DE-BY", at_most=2),
    Held("ELBMARK", "open", "DE-NI"),
    Held("ELBMARK", "open", "DE-NW"),
    Held("FALKENRIED", "open", "DE-SN; DE-TH; DE-ST"),
    Held("ENZIANBERG", "exclusive", "AT"),
    Held("THISTLEWOOD", "open", "GB-NIR"),
    Held("ASHCOMBE", "open", "GB-ENG; GB-WLS"),
    Held("CARRICK", "exclusive", "GB-SCT"),
    Held("VANHOUTUM", "open", "NL"),
    Held("DELTAKADE", "open", "NL; BE"),
    Held("GARANCE", "exclusive", "FR-PDL; FR-BRE"),
    Held("ALCORAZ", "open", "ES-AR", since=21),
    Held("ALCORAZ", "exclusive", "ES-AR", line="Calibrators", segment="industry", since=27),
    # end customers in Japan
    Held("HOSHIKAWA", "shared", "JP-27; JP-28", at_most=3),
    Held("AOKIDAI", "open", "JP-13; JP-14"),
    # customers by name
    Held("ELBMARK", "exclusive", "@STADTWERKE"),
    Held("MERIDIAN", "exclusive", "@NORDVIND", since=12),
)


def lay(channel: Channel, actor: Actor, partner_ids: dict[str, int]) -> None:
    """Make lines, segments, accounts, territories, and grant them; laid twice it changes nothing."""
    first = channel.months[0].start
    now = morning(first)
    with acting_as(WORKER):
        trees.lines_from_catalogue(actor=WORKER, now=now, reason="From the price list")
        trees.load_segments(actor=WORKER, now=now, rows=SEGMENTS, reason="Who is sold to")
        territories.load_accounts(actor=WORKER, now=now, rows=ACCOUNTS, reason="Granted by name")
        rows = [
            PostalFacts(parse(f"US {codes}"), f"US-{state}")
            for state, codes in (each.split() for each in ZIP_CODES.replace("\n", "").split(";"))
        ]
        places.load_postal(actor=WORKER, now=now, rows=rows, source="United States Postal Service, first three digits")
    with acting_as(actor):
        for code, name, where in TERRITORIES:
            territories.save_territory(actor=actor, now=now, code=code, name=name, areas=parse_all(where))
    for held in GRANTS:
        if held.partner not in partner_ids:
            continue
        since = _month(first, held.since)
        until = None if held.until is None else _month(first, held.until)
        terms = Terms(
            partner_ids[held.partner], held.kind, parse_all(held.where), since, until, held.line, held.segment,
            at_most=held.at_most,
        )  # fmt: skip
        with acting_as(actor):
            grants.grant(actor=actor, now=min(morning(since), morning(channel.today)), terms=terms, reason=held.reason)


def _month(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
