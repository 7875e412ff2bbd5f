"""Partners from a file."""

from __future__ import annotations

from fairway.partners import actions, queries, rules
from fairway.web.staff.importing import Import

PARTNERS = Import(
    name="partners",
    title="Load partners",
    back="staff:partners",
    rows="partners",
    help="how-to/load-your-own-data",
    known=rules.COLUMNS,
    needed=("code", "name"),
    facts_from=rules.facts_from,
    faults_of=rules.faults_of,
    key=lambda facts: facts.code,
    standing=queries.ids_by_code,
    load=actions.load,
    refused=actions.Refused,
    since="since_on",
    keeps_further=True,
    example="Code;Name;Type;Country;Tier;Currency\nR-104;Anker Messtechnik;reseller;DE;gold;EUR",
)
