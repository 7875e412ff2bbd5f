"""The command ``demo``: a running channel to look at, made from a seed through the rooms' own actions."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fairway.cli import serve as serving
from fairway.demo import premises
from fairway.demo.partners import VENDOR

INTERRUPTED = 130
_out, _err = Console(), Console(stderr=True)


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the demo once it is built.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Remove an earlier demo's data first.")] = False,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Build as of this day; the day of the first start unless given."),
    ] = None,
) -> None:
    """Build a channel of forty partners with two years of sales, then serve it on this machine.

    The first start takes a minute or two; later ones keep the data and are up in seconds. An interrupted build goes on
    where it was.
    """
    warnings.filterwarnings("ignore", module="platformdirs")
    os.environ.setdefault("FAIRWAY_VENDOR_NAME", VENDOR)
    os.environ.setdefault("FAIRWAY_BASE_URL", f"http://localhost:{port}")
    if serve:
        serving.refuse_taken_port("127.0.0.1", port)
    with _told():
        _build(today.date() if today else _clock().date(), fresh=fresh)
    if serve:
        serving.serve(host="127.0.0.1", port=port, with_worker=True)


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a command is a door


@contextmanager
def _told() -> Iterator[None]:
    """Answer what keeps the demo from being built with one sentence and a non-zero exit."""
    try:
        with serving.told_plainly():
            yield
    except premises.Unusable as fault:
        _err.print(f"[red]{fault}[/red]", soft_wrap=True)
        raise typer.Exit(serving.ENVIRONMENT_FAULT) from None
    except OSError as fault:
        where = fault.filename or "the data folder"
        _err.print(f"[red]{where} cannot be used: {fault.strerror}. Free space or choose another folder.[/red]")
        raise typer.Exit(serving.ENVIRONMENT_FAULT) from None
    except KeyboardInterrupt:
        _err.print("Stopped. The next `fairway demo` goes on where this one was.")
        raise typer.Exit(INTERRUPTED) from None


def _build(today: date, *, fresh: bool) -> None:
    from fairway.config.environment import read

    environment = read(os.environ)
    premises.refuse_unwritable(environment.data_dir)
    with premises.alone(environment.data_dir):
        if fresh:
            if environment.database_url is not None:
                raise premises.Unusable(
                    "DATABASE_URL names a server of yours, which --fresh does not empty. "
                    "Drop the database and make it anew."
                )
            premises.clear(environment.data_dir)
        import fairway.config

        serving.begin(migrated=False)
        if serving.pending():
            fairway.config.migrate()
        from fairway.demo.build import build
        from fairway.demo.summary import print_summary

        columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=_out, transient=True) as progress:
            state = build(premises.folder_of(environment.data_dir), today=today, now=_clock(), progress=progress)
        print_summary(state, _out)
