"""Dated values from a file."""

from __future__ import annotations

from fairway.performance import actions, queries
from fairway.performance.rules.tiers import values_file
from fairway.web.staff.importing import Import

VALUES = Import(
    name="tier_values",
    title="Load dated values",
    back="staff:tier_values",
    rows="dated values",
    help="how-to/run-a-tier-programme",
    known={name: headings for name, headings in values_file.COLUMNS.items() if name != "recorded"},
    needed=values_file.NEEDED,
    facts_from=values_file.facts_from,
    faults_of=values_file.faults_of,
    key=lambda facts: facts.identity,
    standing=queries.identities,
    load=actions.record_values,
    refused=actions.RefusedValues,
    keeps_further=True,
    example="Partner,Metric,Date,Value,Until,Key\nR-104,satisfaction,2026-01-31,8.6,,\n"
    "R-104,sales-foundation,2026-01-12,,2028-01-12,p-17",
)
