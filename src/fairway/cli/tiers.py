"""`fairway tiers`: check tier documents, say where partners stand, and try a changed one, from plain files."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import PROBLEM, USAGE
from fairway.cli.checking import tell
from fairway.cli.inputs import Format, read_document, refuse
from fairway.cli.tables import aligned, write
from fairway.formats.tables import read_table, recognised
from fairway.performance.rules.tiers import check as check_text
from fairway.performance.rules.tiers import words
from fairway.performance.rules.tiers.assessing import assess
from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Position
from fairway.performance.rules.tiers.trial import COLUMNS as TRIAL
from fairway.performance.rules.tiers.trial import NONE, Group, Outcome, Tried, try_out
from fairway.performance.rules.tiers.values_file import COLUMNS, NEEDED, facts_by_partner, facts_from, faults_of

EVALUATED = ("partner", "level", "reached", "requirement", "has", "needs", "gap")
PARTNERS = {
    "code": ("code", "partner", "partner code", "partner id"),
    "country": ("country",),
    "type": ("type", "types"),
    "tier": ("tier", "level"),
    "size": ("size",),
}
SHOWN = 20

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check, evaluate and try tier programmes.")
Document = Annotated[Path, typer.Argument(help="The tier document (YAML).")]
Values = Annotated[Path, typer.Option(help="Dated values, CSV or Excel: partner, metric, date, value, until, key, …")]
Partners = Annotated[Path | None, typer.Option(help="Partners, CSV or Excel: code, country, type, tier, size.")]
Shape = Annotated[Format, typer.Option("--format", help="table, csv or json; exact text.")]
DAY = ["%Y-%m-%d"]


@app.command()
def check(
    documents: Annotated[list[Path], typer.Argument(help="Tier documents (YAML).")], form: Shape = Format.TABLE
) -> None:
    """Check tier documents and say every problem with line, column, sentence and hint.

    Exit code 0 when none has an error (warnings are shown), 1 when one has.
    """
    tell(documents, lambda path: (check_text(read_document(path), name=str(path)), "is sound"), form)


@app.command()
def evaluate(
    document: Document,
    values: Values,
    on: Annotated[datetime, typer.Option(formats=DAY, help="The day; what had been reached when it began.")],
    partners: Partners = None,
    partner: Annotated[str | None, typer.Option(help="Only this partner.")] = None,
    invited: Annotated[list[str] | None, typer.Option(help="PARTNER=LEVEL: was invited; may be repeated.")] = None,
    form: Shape = Format.TABLE,
) -> None:
    """Say which level each partner has reached on a day, and of every requirement what is there, needed and missing."""
    programme, found = _programme(document), _facts(values, partners)
    invitations = [_pair(one) for one in invited or ()]
    rows: list[tuple[str, ...]] = []
    for code, facts in found.items():
        if partner is not None and code != partner:
            continue
        may = [level for name, level in invitations if name == code]
        told = assess(programme, facts, on.date(), invited=may)
        for standing in told.levels:
            for test in standing.tests:
                metric = programme.metric(test.metric)
                has, gap = words.number(programme, metric, test.value), words.lacks(programme, test)
                needs = words.needed(programme, test)
                rows.append((code, standing.level, _yes(standing.reached), metric.title, has, needs, gap))
        if form is Format.TABLE:
            mine = [row[1:] for row in rows if row[0] == code]
            typer.echo(f"{code}: {told.reached or NONE} on {on.date()}.\n")
            sys.stdout.write(aligned(EVALUATED[1:], mine) + "\n")
    if form is not Format.TABLE:
        write(EVALUATED, rows, form)


@app.command()
def trial(
    document: Document,
    against: Annotated[Path, typer.Option(help="The document to compare it with, such as the one in force.")],
    values: Values,
    start: Annotated[datetime, typer.Option("--from", formats=DAY, help="The first day of the trial.")],
    until: Annotated[datetime, typer.Option(formats=DAY, help="The day after the last.")],
    partners: Partners = None,
    form: Shape = Format.TABLE,
) -> None:
    """Try a tier document on all partners' history beside another: who moves, when, and what it costs.

    Every partner begins on the first day with the tier of the partners' file, else with what it has reached under the
    other document; every proposal of a review is accepted on its day.
    """
    after, before = _programme(document), _programme(against)
    if after.currency != before.currency:
        refuse(f"The documents count in {after.currency} and {before.currency}; amounts do not compare.", USAGE)
    if until <= start:
        refuse("The trial ends before it begins: --until is the day after its last.", USAGE)
    listed = _partners(partners)
    tried = [
        Tried(facts, _position(before, facts, _of(listed, code, "tier"), start.date()), size=_of(listed, code, "size"))
        for code, facts in _facts(values, partners).items()
    ]
    outcome = try_out(before, after, tried, start.date(), until.date())
    if form is Format.TABLE:
        _show(outcome)
    else:
        write(TRIAL, list(outcome.rows()), form)


def _show(outcome: Outcome) -> None:
    total = outcome.total
    typer.echo(
        f"{total.higher} of {total.partners} partners end higher, {total.lower} lower, {total.same} the same. "
        f"Benefits cost {outcome.currency} {total.after:f} instead of {total.before:f}.\n"
    )
    levels = [(level or NONE, str(was), str(now)) for level, was, now in outcome.levels]
    sys.stdout.write(aligned(("level", "before", "after"), levels))
    for title, groups in (("type", outcome.types), ("country", outcome.countries), ("size", outcome.sizes)):
        if len(groups) > 1:
            sys.stdout.write(
                "\n" + aligned((title, "partners", "higher", "lower", "same", "difference"), _rows(groups))
            )
    movers = [
        (one.partner, one.held or NONE, one.before or NONE, one.after or NONE, str(one.differs), f"{one.difference:f}")
        for one in outcome.movers[:SHOWN]
    ]
    if movers:
        heads = ("partner", "held at start", "before", "after", "first differs on", "difference")
        sys.stdout.write("\n" + aligned(heads, movers))


def _rows(groups: tuple[Group, ...]) -> list[tuple[str, ...]]:
    return [
        (one.label, str(one.partners), str(one.higher), str(one.lower), str(one.same), f"{one.difference:f}")
        for one in groups
    ]


def _programme(path: Path) -> Programme:
    checked = check_text(read_document(path), name=str(path))
    if checked.programme is None:
        for one in checked.errors:
            typer.echo(one.shown(str(path)), err=True)
        raise typer.Exit(PROBLEM)
    return checked.programme


def _facts(path: Path, partners: Path | None) -> dict[str, Facts]:
    table = read_table(path, path.name)
    columns = recognised(table.headings, COLUMNS)
    missing = [COLUMNS[field][0] for field in NEEDED if field not in columns]
    if missing:
        refuse(f"{path} has no column {', '.join(missing)}.", PROBLEM)
    rows = []
    for row in table.rows:
        said = facts_from(row.cells, columns)
        for fault in faults_of(said):
            refuse(f"{path}, row {row.number}, {fault.field}: {fault.value or 'nothing'}. {fault.sentence}", PROBLEM)
        rows.append(said)
    return facts_by_partner(rows, _partners(partners))


def _partners(path: Path | None) -> dict[str, dict[str, str]]:
    if path is None:
        return {}
    table = read_table(path, path.name)
    columns = recognised(table.headings, PARTNERS)
    if "code" not in columns:
        refuse(f"{path} has no column code.", PROBLEM)
    rows = [{field: row.cells.get(heading, "").strip() for field, heading in columns.items()} for row in table.rows]
    return {row["code"]: row for row in rows}


def _position(before: Programme, facts: Facts, tier: str, start: date) -> Position:
    level = tier if before.rank(tier) >= 0 else assess(before, facts, start).reached
    return Position(level, start, None)


def _of(listed: dict[str, dict[str, str]], code: str, field: str) -> str:
    return listed.get(code, {}).get(field, "")


def _pair(text: str) -> tuple[str, str]:
    name, sign, level = text.partition("=")
    if not sign:
        refuse(f"'{text}' is no PARTNER=LEVEL.", USAGE)
    return name, level


def _yes(value: bool) -> str:
    return "yes" if value else "no"
