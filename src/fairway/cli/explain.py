"""`fairway explain`: one payout, down to the lines that made it."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import USAGE
from fairway.cli.inputs import (
    Certificates,
    Deals,
    Format,
    Splits,
    Targets,
    Units,
    plainly,
    read_inputs,
    read_periods,
    read_programme,
    refuse,
)
from fairway.cli.tables import aligned, write
from fairway.engine.backends import local
from fairway.engine.explain import Explanation
from fairway.engine.oracle import parts as parts_of
from fairway.values import Exact, plain

LINE = ("line_id", "day", "product_id", "measure", "qualifier", "share")
LEFT_OUT = ("line_id", "day", "product_id", "reason")


def explain(
    programme: Annotated[Path, typer.Argument(help="The programme document (YAML).")],
    sales: Annotated[list[str], typer.Option(help="Sales lines, CSV or Parquet; may be repeated, may be a pattern.")],
    partners: Annotated[str, typer.Option(help="Partners, CSV or Parquet.")],
    incentive: Annotated[str, typer.Option(help="The incentive's id.")],
    period: Annotated[str, typer.Option(help="The period, such as 2012-Q3.")],
    partner: Annotated[str, typer.Option(help="The partner's id.")],
    products: Annotated[str | None, typer.Option(help="Products, CSV or Parquet.")] = None,
    rates: Annotated[str | None, typer.Option(help="Exchange rates, CSV or Parquet.")] = None,
    deals: Deals = None,
    targets: Targets = None,
    certificates: Certificates = None,
    splits: Splits = None,
    units: Units = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave lines dated after this day out.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table, csv (the lines) or json.")] = Format.TABLE,
) -> None:
    """Show the steps, every line with its share, what was left out and why, and the gap to the next step.

    Exit code 0 when explained, 1 when there is no such payout or a file has a problem, 2 when called wrongly.
    """
    document = read_programme(programme)
    if incentive not in {one.id for one in document.incentives}:
        known = ", ".join(one.id for one in document.incentives)
        refuse(f"Programme {document.id} has no incentive '{incentive}'; it has {known}.", USAGE)
    asked = (read_periods(document, [period]) or [])[0]
    with plainly():
        inputs = read_inputs(
            sales, partners, products=products, rates=rates, deals=deals, targets=targets, certificates=certificates,
            splits=splits, units=units,
        )  # fmt: skip
        found = local.explain(document, inputs, incentive, asked, partner, as_of.date() if as_of else None)
    if found is None:
        refuse(f"Partner {partner} has no line that counts for {incentive} in {period}.")
    if form is Format.JSON:
        json.dump(_as_json(found), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif form is Format.CSV:
        write(LINE, _lines(found), form)
    else:
        sys.stdout.write(as_table(found))


def _number(value: Exact | None) -> str:
    return "" if value is None else plain(value)


def _product(line: object) -> str:
    return str(line.get("product_id", "")) if isinstance(line, dict) else ""


def _lines(found: Explanation) -> list[tuple[str, ...]]:
    return [
        (
            one.line_id,
            one.day.isoformat(),
            _product(one.line),
            _number(one.measure),
            _number(one.qualifier),
            str(one.share).split(" ", maxsplit=1)[0],
        )
        for one in found.lines
    ]


def as_table(found: Explanation) -> str:
    """Lay an explanation out for reading."""
    payout, incentive = found.payout, found.incentive
    steps = [
        (_number(one.step.lower), _number(one.step.upper), plain(one.value), "◀ reached" if one.reached else "")
        for one in found.steps
    ]
    parts = [
        f"{incentive.title} ({incentive.id}), {payout.period}, partner {payout.partner}: {payout.amount}\n",
        f"Method {incentive.method.value}; qualifier {_number(payout.qualifier) or 'none'}; measure "
        f"{plain(payout.measure)}; calculated {payout.calculated}; earned {payout.earned}",
    ]
    products = parts_of(incentive, payout.qualifier, payout.measure) if payout.gates_met else ()
    if products and payout.multiplied:
        parts.append("By the table " + " + ".join(f"{plain(one.base)} × {plain(one.value)}" for one in products))
    if payout.carried_in or payout.carried_out:
        parts.append(f"Carried in {payout.carried_in}; carried on {payout.carried_out}")
    parts += [
        f"Gate {place}: {_number(gate.found) or 'nothing'} of {plain(gate.at_least)}, {'met' if gate.met else 'missed'}"
        for place, gate in enumerate(found.gates, 1)
    ]
    if found.limits:
        parts.append(f"What held it: {', '.join(limit.replace('_', ' ') for limit in found.limits)}")
    parts.append("\n" + aligned(("from", "to", "value", ""), steps))
    if found.gap is not None:
        parts.append(f"{plain(found.gap)} more reaches the next step.\n")
    parts.append(aligned(LINE, _lines(found)))
    if found.excluded:
        rows = [
            (one.line_id, one.day.isoformat() if one.day else "", _product(one.line), one.reason)
            for one in found.excluded
        ]
        parts.append("Left out:\n" + aligned(LEFT_OUT, rows))
    return "\n".join(parts)


def _as_json(found: Explanation) -> dict[str, object]:
    payout = found.payout
    return {
        "incentive": payout.incentive,
        "period": payout.period.label,
        "partner": payout.partner,
        "currency": payout.currency,
        "qualifier": _number(payout.qualifier),
        "measure": plain(payout.measure),
        "calculated": plain(payout.calculated.amount),
        "earned": plain(payout.earned.amount),
        "carried_in": plain(payout.carried_in.amount),
        "carried_out": plain(payout.carried_out.amount),
        "amount": plain(payout.amount.amount),
        "limits": list(found.limits),
        "gap": _number(found.gap),
        "steps": [
            {
                "from": _number(one.step.lower),
                "to": _number(one.step.upper),
                "value": plain(one.value),
                "reached": one.reached,
            }
            for one in found.steps
        ],
        "gates": [
            {"at_least": plain(one.at_least), "found": _number(one.found), "met": one.met} for one in found.gates
        ],
        "lines": [dict(zip(LINE, row, strict=True)) for row in _lines(found)],
        "excluded": [{"line_id": one.line_id, "reason": one.reason} for one in found.excluded],
    }
