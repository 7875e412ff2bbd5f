"""The demo's difficult files: lines told twice, codes nobody knows, and a first file with rules of its own."""

from __future__ import annotations

from dataclasses import replace

from fairway.demo.sales import Line

UNKNOWN_CODES = {"FX-4200": "FX4200/B", "TC-120": "GLOED-120", "AC-TL10": "TL10-SET", "DM-24": "HAL DM24 RMS"}
"""What one integrator's new system prints instead of the vendor's article numbers."""


def with_repeated(lines: list[Line], count: int, *, otherwise: bool = False) -> list[Line]:
    """Give the lines with `count` of them told twice: exactly alike, or `otherwise`, with one unit more."""
    step = max(1, len(lines) // (count + 1))
    told = []
    repeated = 0
    for at, line in enumerate(lines, start=1):
        told.append(line)
        if at % step == 0 and repeated < count:
            told.append(_one_more(line) if otherwise else line)
            repeated += 1
    return told


def _one_more(line: Line) -> Line:
    quantity = line.quantity + (1 if line.quantity > 0 else -1)
    return line._replace(quantity=quantity, net=quantity * line.unit_price)


def with_unknown_codes(lines: list[Line]) -> list[Line]:
    """Give the lines with some articles named by codes that stand in no catalogue."""
    return [
        line._replace(product=replace(line.product, sku=UNKNOWN_CODES.get(line.product.sku, line.product.sku)))
        for line in lines
    ]


def messy_file(lines: list[Line]) -> bytes:
    """Write a first file as it comes out of a small firm's spreadsheet.

    A title and a blank line stand above the headers, the headers repeat for the second half, dates are written in
    two ways, thousands have points and decimals a comma, an empty column runs through it, and a sum closes the page.
    """
    header = ("Fecha", "Nº Fra.", "", "Cliente", "Ref. fabricante", "Uds", "P.V.P. neto", "Importe", "Mon.")
    rows: list[tuple[str, ...]] = [
        ("INSTRUMENTOS ALCORAZ S.L.", *[""] * 8),
        (f"Ventas Halden {lines[0].day:%m/%Y}" if lines else "Ventas Halden", *[""] * 8),
        ("",) * 9,
        header,
    ]
    half = len(lines) // 2
    for at, line in enumerate(lines):
        if at == half:
            rows += [("",) * 9, header]
        day = f"{line.day:%d/%m/%Y}" if at % 5 else f"{line.day:%d-%m-%y}"
        rows.append((
            day, line.invoice, "", line.customer.name, line.product.sku if at % 7 else f" {line.product.sku.lower()} ",
            str(line.quantity), _spanish(line.unit_price), _spanish(line.net), "EUR",
        ))  # fmt: skip
    rows.append(("", "", "", "", "TOTAL", "", "", _spanish(sum(line.net for line in lines)), ""))
    return "\r\n".join(";".join(row) for row in rows).encode("cp1252", errors="replace")


def _spanish(minor: int) -> str:
    whole, part = divmod(abs(minor), 100)
    text = f"{whole:,}".replace(",", ".") + f",{part:02d}"
    return f"-{text}" if minor < 0 else text
