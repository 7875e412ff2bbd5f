"""`fairway policies`: check registration policies, and try one on the registrations that were sent here."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import PROBLEM
from fairway.cli.checking import tell
from fairway.cli.inputs import Format, read_document, refuse
from fairway.cli.serve import begin
from fairway.cli.tables import aligned, write
from fairway.deals.rules.policy import check as check_text
from fairway.deals.rules.policy.words import to_the_cent
from fairway.deals.rules.refusals import Refused
from fairway.deals.rules.trial import BY, COLUMNS, Group, Outcome
from fairway.policy.problems import counted

SHOWN = 10

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check and try registration policies.")
Shape = Annotated[Format, typer.Option("--format", help="table, csv or json; exact text.")]


@app.command()
def check(
    documents: Annotated[list[Path], typer.Argument(help="Registration policies (YAML).")], form: Shape = Format.TABLE
) -> None:
    """Check registration policies and say every problem with line, column, sentence and hint.

    Exit code 0 when none has an error (warnings are shown), 1 when one has.
    """
    tell(documents, lambda path: (check_text(read_document(path), name=str(path)), "is sound"), form)


@app.command()
def trial(
    document: Annotated[Path, typer.Argument(help="The policy to try (YAML).")],
    against: Annotated[str, typer.Option(help="The id of the policy in force here to compare it with.")],
    months: Annotated[int, typer.Option(min=1, max=120, help="Registrations of so many months.")] = 12,
    form: Shape = Format.TABLE,
) -> None:
    """Try a registration policy on what was sent under the one in force here, side by side.

    A table shows totals, groups, which registrations differ and how, and what history cannot tell; csv and json list
    every registration. Nothing is changed. Exit code 0 when tried, 1 when a document has a problem.
    """
    text = read_document(document)
    begin()
    from fairway.deals import queries
    from fairway.kit.access import WORKER, acting_as

    with acting_as(WORKER):
        known = {one.policy.id: one.version_id for one in queries.published(WORKER)}
        if against not in known:
            refuse(f"No policy '{against}' is in force here. There is: {', '.join(sorted(known)) or 'none'}.", PROBLEM)
        try:
            now = datetime.now(UTC)  # noqa: TID251 - a command is a door
            outcome = queries.try_policy(WORKER, text, against=known[against], now=now, months=months).outcome
        except Refused as refusal:
            refuse(str(refusal), PROBLEM)
    if form is Format.TABLE:
        _show(outcome)
    else:
        write(COLUMNS, list(outcome.rows()), form)


def _show(outcome: Outcome) -> None:
    total = outcome.total
    typer.echo(
        f"{total.differ} of {counted(total.count, 'registration')} would go otherwise; "
        f"{total.longer} protected longer, {total.shorter} shorter.\n"
    )
    for by in BY:
        groups = outcome.groups(by)
        if len(groups) > 1 or by == "partner":
            heads = (by, "sent", "differ", "may be sent", "a rule approves", "protected", "off the price")
            sys.stdout.write(aligned(heads, [_row(one) for one in groups[:SHOWN]]) + "\n")
    differing = [one for one in outcome.tried if one.changes]
    for one in differing[:SHOWN]:
        typer.echo(f"{one.past.code}, {one.past.partner}: {' '.join(change.sentence for change in one.changes)}")
    if len(differing) > SHOWN:
        typer.echo(f"{len(differing) - SHOWN} more differ: --format csv lists all.")
    if outcome.untold:
        typer.echo("\nWhat history cannot tell:")
        for sentence in outcome.untold:
            typer.echo(f"- {sentence}")


def _row(one: Group) -> tuple[str, ...]:
    pairs = (one.accepted, one.by_rule, one.protected)
    off = " → ".join(to_the_cent(money) for money in one.off)
    return (one.label, str(one.count), str(one.differ), *(f"{was} → {now}" for was, now in pairs), off)
