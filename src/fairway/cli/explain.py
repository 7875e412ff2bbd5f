"""`fairway explain`: one payout, down to the lines that made it."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
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
from fairway.engine.telling import Teller, changes, difference, tell, teller
from fairway.engine.words import LANGUAGES
from fairway.engine.words.messages import headings as words
from fairway.engine.words.speech import ENGLISH
from fairway.values import Exact, plain


class Side(StrEnum):
    """The side that reads an explanation."""

    PARTNER = "partner"
    VENDOR = "vendor"


LINE = ("line_id", "day", "product_id", "measure", "qualifier", "share")
HEADS = (words.LINE_ID, words.DAY, words.PRODUCT_ID, words.MEASURE, words.QUALIFIER, words.PART)
"""The same for people."""


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
    person: Annotated[str, typer.Option(help="The person, where persons are paid.")] = "",
    language: Annotated[str, typer.Option(help="The language to tell it in: en, de, fr or ja.")] = "en",
    side: Annotated[Side, typer.Option(help="Who reads it: the partner or the vendor.")] = Side.PARTNER,
    version: Annotated[
        int | None, typer.Option(min=1, help="The number of the programme's version, to name it as its page does.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave lines dated after this day out.")
    ] = None,
    before: Annotated[
        list[str] | None,
        typer.Option(help="The sales as they were before; what changed since, and why, is told too. May be repeated."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table, csv (the lines) or json.")] = Format.TABLE,
) -> None:
    """Tell how a payout came about, with the steps, every line with its share, what was left out, and what it lacks.

    Exit code 0 when explained, payouts of nothing included; 1 when the partner is not on record or a file has a
    problem, 2 when called wrongly.
    """
    if language not in LANGUAGES:
        refuse(f"Nothing can be said in '{language}' yet; it can in {', '.join(LANGUAGES)}.", USAGE)
    document = read_programme(programme)
    if incentive not in {one.id for one in document.incentives}:
        known = ", ".join(one.id for one in document.incentives)
        refuse(f"Programme {document.id} has no incentive '{incentive}'; it has {known}.", USAGE)
    asked = (read_periods(document, [period]) or [])[0]
    with plainly():
        day = as_of.date() if as_of else None

        def told_of(lines: list[str]) -> Explanation | None:
            inputs = read_inputs(
                lines, partners, products=products, rates=rates, deals=deals, targets=targets,
                certificates=certificates, splits=splits, units=units,
            )  # fmt: skip
            return local.explain(document, inputs, incentive, asked, partner, day, person=person)

        found = told_of(sales)
        was = told_of(before) if before else None
    if found is None:
        whose = f"Person {person} of partner {partner}" if person else f"Partner {partner}"
        refuse(f"{whose} has no payout of {incentive} in {period}, and is not on record.")
    running = as_of is not None and as_of.date() < asked.end - timedelta(days=1)
    by = teller(language, to_partner=side is Side.PARTNER, running=running)
    changed = difference(changes(was, found), by) if was is not None else ()
    if form is Format.JSON:
        json.dump(
            _as_json(found, by, version) | ({"changed": list(changed)} if before else {}),
            sys.stdout,
            ensure_ascii=False,
            indent=1,
        )
        sys.stdout.write("\n")
    elif form is Format.CSV:
        write(LINE, _lines(found), form)
    else:
        sys.stdout.write(as_table(found, by, version, changed))


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


def as_table(found: Explanation, by: Teller, version: int | None = None, changed: Sequence[str] = ()) -> str:
    """Lay an explanation out for reading; `changed` tells what is other than it was before."""
    payout, incentive = found.payout, found.incentive
    told, say = tell(found, by, version), by.speech.say
    steps = [
        (
            _number(one.step.lower),
            _number(one.step.upper),
            plain(one.value),
            f"◀ {say(words.REACHED)}" if one.reached else "",
        )
        for one in found.steps
    ]
    whose = say(words.WHOSE, partner=payout.partner) + (f", {payout.person}" if payout.person else "")
    parts = [
        f"{incentive.title} ({incentive.id}), {payout.period}, {whose}: {payout.amount}\n",
        told.rule,
        *told.sentences,
        *(f"→ {sentence}" for sentence in told.missing),
        *(("", say(words.CHANGED), *(f"  {sentence}" for sentence in changed)) if changed else ()),
        "",
        say(
            words.FIGURES, method=incentive.method.value, qualifier=_number(payout.qualifier) or say(words.NONE),
            measure=plain(payout.measure), calculated=str(payout.calculated), earned=str(payout.earned),
        ),
    ]  # fmt: skip
    if payout.carried_in or payout.carried_out:
        parts.append(say(words.CARRIED, before=str(payout.carried_in), after=str(payout.carried_out)))
    if found.limits and by.speech.language == ENGLISH.language:  # the keys of the document; the sentences say the same
        parts.append(say(words.HELD, limits=", ".join(limit.replace("_", " ") for limit in found.limits)))
    parts.append("\n" + aligned((say(words.FROM), say(words.TO), say(words.VALUE), ""), steps))
    parts.append(aligned([say(one) for one in HEADS], _lines(found)))
    if found.excluded:
        rows = [
            (
                one.line_id,
                one.day.isoformat() if one.day else "",
                _product(one.line),
                one.reason,
                by.reason(one.reason, one.rival),
            )
            for one in found.excluded
        ]
        heads = [say(one) for one in (*HEADS[:3], words.REASON)]
        parts.append(f"{say(words.NOT_COUNTED)}\n" + aligned([*heads, ""], rows))
    return "\n".join(parts)


def _as_json(found: Explanation, by: Teller, version: int | None) -> dict[str, object]:
    payout, told = found.payout, tell(found, by, version)
    return {
        "rule": told.rule,
        "sentences": list(told.sentences),
        "missing": list(told.missing),
        "version": version,
        "incentive": payout.incentive,
        "period": payout.period.label,
        "partner": payout.partner,
        "person": payout.person,
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
        "excluded": [
            {"line_id": one.line_id, "reason": one.reason, "sentence": by.reason(one.reason, one.rival)}
            for one in found.excluded
        ],
    }
