"""Products and exchange rates from files."""

from __future__ import annotations

from fairway.catalogue import actions, queries, rules
from fairway.web.staff.importing import Import

PRODUCTS = Import(
    name="products",
    title="Load products",
    back="staff:products",
    rows="products",
    help="how-to/load-your-own-data",
    known=rules.COLUMNS,
    needed=("sku", "name"),
    facts_from=rules.facts_from,
    faults_of=rules.faults_of,
    key=lambda facts: facts.sku,
    standing=queries.ids_by_sku,
    load=actions.load_products,
    refused=actions.Refused,
    since="prices_from",
    keeps_further=True,
    example="SKU,Name,Category,Unit,List price,Currency\nMT-100,Digital caliper 150 mm,Calipers,EA,129.00,EUR",
)
RATES = Import(
    name="rates",
    title="Load exchange rates",
    back="staff:rates",
    rows="rates",
    help="reference/data-formats",
    known=rules.RATE_COLUMNS,
    needed=("currency", "to_currency", "valid_from", "rate"),
    facts_from=rules.rate_from,
    faults_of=rules.rate_faults,
    key=lambda facts: (facts.currency, facts.to_currency, facts.valid_from),
    standing=lambda actor: (
        (row.currency, row.to_currency, row.valid_from)
        for row in queries.rows_of_rates(queries.rates_visible_to(actor))
    ),
    load=actions.load_rates,
    refused=actions.Refused,
    example="Currency,To currency,Valid from,Rate\nEUR,USD,2026-01-01,1.0842",
)
