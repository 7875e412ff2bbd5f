"""The `fairway` command. Each subcommand is imported only when it is asked for.

Exit codes: 0 done; 1 a problem in what was given (a programme, a file, a case); 2 the command was called wrongly;
3 the surroundings do not allow it (database, port, memory, disk); 130 interrupted.
"""

import sys
from pkgutil import resolve_name
from typing import Any

import typer
from typer.core import TyperGroup

DONE, PROBLEM, USAGE, SURROUNDINGS, INTERRUPTED = 0, 1, 2, 3, 130

# command: where it is, and what it will do. The target is a function or a typer.Typer of several commands.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("fairway.cli.demo:demo", "Build a channel to look at and serve it."),
    "serve": ("fairway.cli.serve:serve", "Serve the pages."),
    "worker": ("fairway.cli.serve:worker", "Work through the queue."),
    "migrate": ("fairway.cli.serve:migrate", "Bring the database up to date."),
    "import": ("fairway.cli.imports:app", "Take in sales files, partners and products."),
    "invite": ("fairway.cli.invite:invite", "Invite somebody, the first person above all, and print the link."),
    "check": ("fairway.cli.check:check", "Check a programme and say every problem at once."),
    "calculate": ("fairway.cli.calculate:calculate", "Calculate a programme over plain files, without a database."),
    "trial": ("fairway.cli.trial:trial", "Try a programme against history, beside another."),
    "tiers": ("fairway.cli.tiers:app", "Check, evaluate and try tier programmes."),
    "policies": ("fairway.cli.policies:app", "Check and try registration policies."),
    "explain": ("fairway.cli.explain:explain", "Take one payout apart down to its lines."),
    "conformance": ("fairway.cli.conformance:conformance", "Run a folder of worked cases on the engines."),
    "match": ("fairway.cli.match:match", "Match two lists of companies, or find what one list repeats."),
    "weigh": ("fairway.cli.weigh:weigh", "Improve the weights of matching by what people decided."),
    "journal": ("fairway.cli.serve:journal", "Verify the audit trail."),
    "doctor": ("fairway.cli.serve:doctor", "Say whether this installation can work, and what is missing."),
}


class Commands(TyperGroup):
    """A group that knows its commands by name and imports one when it is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Find a command and import its module."""
        if cmd_name not in COMMANDS:
            return None
        found: Any = resolve_name(COMMANDS[cmd_name][0])
        command: Any
        if isinstance(found, typer.Typer):
            command = typer.main.get_group(found)
        else:
            app = typer.Typer(rich_markup_mode=None, add_completion=False)
            app.command(name=cmd_name)(found)
            command = typer.main.get_command(app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"fairway {version('fairway')}")
        raise typer.Exit


HELP = """Fairway: who sold what, what it earns, and why.

Exit codes: 0 done; 1 a problem in what was given (a programme, a file, a case); 2 called wrongly; 3 the surroundings
do not allow it (database, port, memory, disk); 130 interrupted.
"""


@app.callback(help=HELP)
def _fairway(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Say the version."),
) -> None:
    """Collect the commands."""


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
