"""Commands that run an installation: ``serve``, ``worker``, ``migrate``, ``journal verify`` and ``doctor``."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from fairway.policy.problems import counted

ENVIRONMENT_FAULT = 3
FINDINGS = 1
_out, _err = Console(), Console(stderr=True)
NOBODY = (
    "Nobody can sign in yet. Make the first person's link with "
    "`fairway invite you@example.com --role operations --name You`, beside this server."
)

journal = typer.Typer(help="The audit trail.", no_args_is_help=True)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Answer a fault of the surroundings with one sentence and exit code 3."""
    from fairway.config.database import NoDatabase
    from fairway.config.environment import BadSetting

    try:
        yield
    except (BadSetting, NoDatabase) as fault:
        _err.print(f"[red]{fault}[/red]", soft_wrap=True)
        raise typer.Exit(ENVIRONMENT_FAULT) from None
    except PermissionError as fault:
        _err.print(f"[red]{fault.filename} cannot be written: {fault.strerror}. Give it to this user.[/red]")
        raise typer.Exit(ENVIRONMENT_FAULT) from None


def begin(*, migrated: bool = True) -> None:
    """Start the rooms for a command; with ``migrated`` refuse to run on tables of another version."""
    import fairway.config

    with told_plainly():
        fairway.config.start()
        if migrated and pending():
            fairway.config.refuse_unreachable()
            _err.print("[red]The database is not up to date: run `fairway migrate` first.[/red]")
            raise typer.Exit(ENVIRONMENT_FAULT)


def pending() -> list[str]:
    """Names of migrations that were not applied yet; all of them on an empty or missing database."""
    from django.db import OperationalError, ProgrammingError, connection, transaction
    from django.db.migrations.loader import MigrationLoader

    wanted = set(MigrationLoader(None).graph.nodes)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE fairway_worker")
            cursor.execute("SELECT app, name FROM django_migrations")
            done = {(app, name) for app, name in cursor.fetchall()}
    except (OperationalError, ProgrammingError):
        done = set()
    finally:
        connection.close()
    return sorted(f"{app}.{name}" for app, name in wanted - done)


def nobody_yet(now: datetime) -> bool:
    """Whether nobody of the vendor can sign in who may invite others: the first person waits for a link."""
    from fairway.kit.access import WORKER, acting_as
    from fairway.kit.access.people import holders_of

    with acting_as(WORKER):
        return not holders_of("staff.manage", partner_id=None, now=now)


def migrate() -> None:
    """Prepare the database's logins and roles, and bring its tables up to date. Harmless when repeated."""
    import fairway.config

    begin(migrated=False)
    with told_plainly():
        waiting = pending()
        fairway.config.migrate()
    done = f"{counted(len(waiting), 'migration')} applied" if waiting else "nothing to do"
    _out.print(f"Up to date: {done}.")


def refuse_taken_port(host: str, port: int) -> None:
    """Say so in one sentence when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            _err.print(
                f"[red]Port {port} on {host} cannot be used: {fault.strerror}. "
                f"Stop what runs there, or choose another: --port {port + 1}.[/red]"
            )
            raise typer.Exit(ENVIRONMENT_FAULT) from None


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Run the job worker beside the server.")
    ] = True,
) -> None:
    """Answer requests until stopped; runs the job worker beside the server unless told not to."""
    refuse_taken_port(host, port)
    begin()
    from django.conf import settings
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    helper: subprocess.Popen[bytes] | None = None
    if with_worker:
        helper = subprocess.Popen([sys.executable, "-m", "fairway.cli", "worker"])

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            self.cfg.set("bind", f"{host}:{port}")
            self.cfg.set("workers", settings.FAIRWAY.web_workers)
            self.cfg.set("threads", 8)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("timeout", 120)
            self.cfg.set("graceful_timeout", 20)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("preload_app", True)
            # A worker is a fork: left to end by itself, it would run this process's way out as well (stop the job
            # worker, release what native libraries started before the fork) and crash in it.
            self.cfg.set("worker_exit", lambda server, worker: _end_at_once())
            self.cfg.set("control_socket_disable", True) if "control_socket_disable" in self.cfg.settings else None

        def load(self) -> Any:
            from fairway.config.wsgi import application

            connections.close_all()
            return application

    if nobody_yet(datetime.now(UTC)):  # noqa: TID251 - a command is a door
        _out.print(NOBODY, soft_wrap=True)
    _out.print(f"Fairway answers on [link]http://localhost:{port}[/link] (stop with Ctrl-C).")
    try:
        Server().run()
    finally:
        if helper is not None:
            helper.terminate()
            helper.wait(timeout=30)


def _end_at_once() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=8, help="Jobs at the same time.")] = 1,
    once: Annotated[bool, typer.Option("--once", help="Stop when the queue is empty.")] = False,
) -> None:
    """Work through the job queue until stopped."""
    begin()
    from fairway.kit.jobs import run_worker

    run_worker(concurrency=concurrency, wait=not once)


@journal.command("verify")
def journal_verify(
    seal: Annotated[str | None, typer.Option(help="A seal printed on a statement: must be in the chain.")] = None,
    fresh: Annotated[bool, typer.Option("--seal-now", help="Seal what is waiting before verifying.")] = False,
) -> None:
    """Recompute every seal from journal, ledger, payouts and statements; exit 1 if anything was changed."""
    begin()
    from fairway.incentives import queries as incentives
    from fairway.kit.access import WORKER, acting_as
    from fairway.kit.journal import sealing
    from fairway.ledger import queries as ledger

    with acting_as(WORKER):
        if fresh:
            sealing.seal(now=datetime.now(UTC))  # noqa: TID251 - a command is a door
        outcome = sealing.verify(printed=seal)
        findings = [finding.sentence for finding in outcome.findings]
        findings += [finding.sentence for finding in ledger.verify(WORKER)]
        findings += [finding.sentence for finding in incentives.verify(WORKER)]
    if findings:
        for sentence in findings:
            _err.print(f"[red]{sentence}[/red]", soft_wrap=True)
        raise typer.Exit(FINDINGS)
    _out.print(f"Sound: {outcome.rows} rows, {outcome.seals} seals, the last {outcome.last_digest[:16]}….")


def _checks() -> Iterator[tuple[str, bool, str]]:
    """What an installation needs, as (name, fine?, what was found or what to do)."""
    fine = sys.version_info >= (3, 11)
    yield "Python", fine, f"{sys.version.split()[0]}" + ("" if fine else ": Fairway needs 3.11 or later.")
    import psycopg

    from fairway.config.database import NoDatabase, place, start
    from fairway.config.environment import BadSetting, read

    try:
        environment = read(os.environ)
        where = place(environment)
    except BadSetting as fault:
        yield "Settings", False, str(fault)
        return
    yield "Settings", True, "all known and readable"
    folder = Path(environment.data_dir)
    writable = os.access(folder, os.W_OK)
    yield "Data folder", writable, f"{folder}" + ("" if writable else " cannot be written: give it to this user.")
    free = shutil.disk_usage(folder).free
    yield "Free disk", free > 2**30, f"{free // 2**30} GB" + ("" if free > 2**30 else ": keep at least 1 GB free.")
    try:
        start(environment)
        with psycopg.connect(**where.parameters(), connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
        yield (
            "Database",
            version >= 15,
            f"PostgreSQL {version} at {where.host}" + ("" if version >= 15 else ": needs 15 or later."),
        )
    except (NoDatabase, psycopg.OperationalError) as fault:
        yield "Database", False, f"{fault}".strip() + " Run `fairway migrate` once, or check DATABASE_URL."
        return
    begin(migrated=False)
    waiting = pending()
    yield (
        "Tables",
        not waiting,
        f"{counted(len(waiting), 'migration waits', 'migrations wait')}: run `fairway migrate`."
        if waiting
        else "up to date",
    )
    if not waiting:
        from fairway.kit.access import WORKER, acting_as
        from fairway.kit.journal import sealing

        with acting_as(WORKER):
            last = sealing.latest()
        yield "Journal", True, f"last sealed {last[1]:%Y-%m-%d %H:%M} UTC" if last else "nothing sealed yet"


def doctor() -> None:
    """Look at the installation and say what is wrong and what to do about it; exit 3 if anything is."""
    table = Table("", "What", "Found", box=None)
    sound = True
    for name, fine, found in _checks():
        sound = sound and fine
        table.add_row("[green]ok[/green]" if fine else "[red]no[/red]", name, found)
    _out.print(table)
    if not sound:
        raise typer.Exit(ENVIRONMENT_FAULT)
