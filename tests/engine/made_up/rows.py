"""Sales lines and the small tables beside them, as Hypothesis makes them up."""

import csv
import itertools
from datetime import date, timedelta
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from fairway.engine.inputs import Inputs, Scan
from fairway.values import FiscalCalendar, exact

FIRST, DAYS = date(2023, 3, 1), 500
LAST = FIRST + timedelta(DAYS)
LINE = (
    "line_id",
    "partner_id",
    "invoice_date",
    "product_id",
    "quantity",
    "unit",
    "net_amount",
    "gross_amount",
    "list_amount",
    "cost_amount",
    "currency",
    "kind",
    "event",
    "country",
    "price",
    "promo",
    "customer_id",
    "deal_id",
    "invoice_no",
    "serial_no",
    "person",
    "claimed_on",
    "original_on",
)
# p2 changes tier in May and is nobody in November; p3 has two types; p9 is p3's parent and sells now and then
PARTNERS = [
    ("p1", "reseller", "gold", "US", "p2", "north", "2023-03-01", "", ""),
    ("p2", "oem", "silver", "FR", "", "south", "2023-08-20", "", "2023-09-15"),
    ("p2", "oem;reseller", "gold", "FR", "", "north", "2023-08-20", "2023-09-15", "2024-05-01"),
    ("p3", "reseller; oem", "lead", "", "p9", "", "", "2023-03-10", ""),
    ("p9", "distributor", "gold", "US", "", "north", "2020-01-01", "", ""),
]
PARTNER = ("partner_id", "type", "tier", "country", "parent_id", "area", "partner_since", "valid_from", "valid_until")
PRODUCTS = [
    ("f1", "F", "each", "2023-05-01"),
    ("g1", "G", "box", "2023-12-01"),
    ("h1", "H", "", ""),
    ("bare", "", "", ""),
]
RATES = [("EUR", "2022-01-01", "1.1"), ("EUR", "2024-04-10", "1.0825"), ("JPY", "2023-04-15", "0.00689")]
UNITS = [("f1", "case", "12"), ("g1", "case", "2.5"), ("h1", "case", "10"), ("bare", "case", "3")]
IDS = ("p1", "p2", "p3", "p9")


def decimals(low, high, places):
    return st.integers(low * 10**places, high * 10**places).map(lambda number: exact(number).scaleb(-places))


days = st.integers(0, DAYS).map(lambda after: FIRST + timedelta(after))
NUMBERS = st.integers(0, 2**32)
"""A line or a table is made from one number: a programme leaves Hypothesis little room for more."""


def _sale(number):
    chance = Random(number)
    on = FIRST + timedelta(chance.randint(0, DAYS))

    def amount():
        return exact(chance.randint(-20_000, 60_000)).scaleb(-3)

    def maybe_later(most):
        return (on + timedelta(chance.randint(0, most))).isoformat() if chance.random() < 0.7 else ""

    return {
        "partner_id": chance.choice(["p1", "p1", "p1", "p2", "p2", "p3", "p9", "ghost"]),
        "invoice_date": on.isoformat(),
        "product_id": chance.choice(["f1", "f1", "g1", "h1", "bare", "ghost"]),
        "quantity": exact(chance.randint(-30, 200)).scaleb(-1),
        "unit": chance.choice(["", "", "", "", "", "case"]),
        "net_amount": amount(),
        "gross_amount": amount(),
        "list_amount": amount(),
        "cost_amount": amount(),
        "currency": chance.choice(["USD", "USD", "USD", "USD", "EUR", "EUR", "EUR", ""] * 6 + ["JPY"]),
        "kind": chance.choice(["", "", "", "sale", "return", "sample", "adjustment"]),
        "event": chance.choice(["", "sell_in", "sell_out"]),
        "country": chance.choice(["US", "FR", "DE", ""]),
        "price": chance.choice(["", "0", "1.00", "7.5", "11.25"]),
        "promo": chance.choice(["", "true", "no"]),
        "customer_id": chance.choice(["", "c1", "c2", "c3"]),
        "deal_id": chance.choice(["", "d1", "d2"]),
        "invoice_no": chance.choice(["", "i1", "i2", "i3"]),
        "serial_no": chance.choice(["", "s1", "s2", "s3"]),
        "person": chance.choice(["", "ann", "bob"]),
        "claimed_on": maybe_later(60),
        "original_on": (on - timedelta(chance.randint(0, 200))).isoformat() if chance.random() < 0.5 else "",
    }


lines = st.lists(NUMBERS.map(_sale), min_size=12, max_size=30)


def tables(calendar: FiscalCalendar):
    """Deals, targets of the calendar's periods, certificates and splits."""
    periods = list(calendar.periods(FIRST, LAST))
    return NUMBERS.map(lambda number: _tables(Random(number), periods))


def _tables(chance, periods):
    def days_held():
        first, last = sorted(chance.sample(range(DAYS), 2))
        starts, ends = ((FIRST + timedelta(after)).isoformat() for after in (first, last))
        return chance.choice([("", ""), (starts, ""), ("", ends), (starts, ends)])

    def target():
        return exact(chance.choice([0, chance.randint(-500, 8000), chance.randint(100, 3000)])).scaleb(-2)

    targeted = itertools.product(IDS, ("plan", "stretch"), periods)
    return {
        "deals": [(chance.choice(["d1", "d2"]), chance.choice(IDS), *days_held()) for _ in range(chance.randint(0, 3))],
        "targets": [(one, name, period.label, target()) for one, name, period in targeted if chance.random() < 0.7],
        "certificates": [
            (chance.choice(IDS), chance.choice(["ann", "bob", "cy"]), "sales", *days_held())
            for _ in range(chance.randint(0, 4))
        ],
        "splits": _splits(chance),
    }


SHARES = [(), ("100",), ("60", "40"), ("33.34", "33.33", "33.33"), ("25",) * 4, ("99.9", "0.1")]


def _splits(chance):
    """Who shares: of each partner nobody, or people whose shares add up to 100; others have overrides alone."""
    rows = []
    for partner in ("p1", "p2", "p3"):
        for person, share in zip(("bob", "ann", "cy", "eve"), chance.choice(SHARES), strict=False):
            rows.append((partner, "", person, share, chance.choice(["", "", "2", "0.75"]), "", ""))
        if chance.random() < 0.5:
            since = (FIRST + timedelta(chance.randint(0, DAYS))).isoformat()
            rows.append((partner, chance.choice(["", "a"]), "max", "", chance.choice(["1", "2.5"]), since, ""))
    return rows


HEADERS = {
    "deals": ("deal_id", "partner_id", "valid_from", "valid_until"),
    "targets": ("partner_id", "target", "period", "amount"),
    "certificates": ("partner_id", "person", "course", "valid_from", "valid_until"),
    "splits": ("partner_id", "incentive", "person", "share", "override", "valid_from", "valid_until"),
}


def write(folder, name, header, rows):
    path = Path(folder) / name
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return str(path)


def files(folder, sold, beside, *, dated=True, parts=1):
    """Write everything as files; without dates, partners are who they are at first."""
    partners = PARTNERS if dated else [PARTNERS[0], PARTNERS[1], PARTNERS[3], PARTNERS[4]]
    keep = len(PARTNER) if dated else len(PARTNER) - 2
    written = [
        write(folder, f"sales{part}.csv", LINE, [[line[column] for column in LINE] for line in sold[part::parts]])
        for part in range(parts)
    ]
    return Inputs(
        Scan(tuple(written)),
        write(folder, "partners.csv", PARTNER[:keep], [row[:keep] for row in partners]),
        write(folder, "products.csv", ("product_id", "family", "unit", "launched_on"), PRODUCTS),
        write(folder, "rates.csv", ("currency", "valid_from", "rate"), RATES),
        units=write(folder, "units.csv", ("product_id", "unit", "factor"), UNITS),
        **{name: write(folder, f"{name}.csv", header, beside[name]) for name, header in HEADERS.items()},
    )


def numbered(sold):
    """Lines with ids of their own, whatever order they stand in."""
    return [{**line, "line_id": str(number)} for number, line in enumerate(sold, 1)]


def read(path):
    with Path(path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
