"""DATABASE_URL: what it may say, and a database that somebody else made."""

from __future__ import annotations

import dataclasses
import secrets
from typing import Any

import psycopg
import pytest
from psycopg import sql

from fairway.config import database
from fairway.config.environment import BadSetting, read
from tests.conftest import administer, drop_database


def place(url: str) -> database.Place:
    return database.place(read({"DATABASE_URL": url, "FAIRWAY_SECRET_KEY": "told", "FAIRWAY_DATA_DIR": "/nowhere"}))


def test_an_address_is_taken_apart() -> None:
    found = place(
        "postgresql://setup:p%40ss%2Fword@db.example.com:6432/channel?sslmode=verify-full&sslrootcert=/ca.pem"
    )
    assert (found.host, found.port, found.name, found.user, found.password) == (
        "db.example.com",
        "6432",
        "channel",
        "setup",
        "p@ss/word",
    )
    assert dict(found.options) == {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}


def test_a_socket_folder_is_named_as_host() -> None:
    found = place("postgresql:///channel?host=/run/postgresql")
    assert (found.host, found.port, found.name) == ("/run/postgresql", "5432", "channel")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://setup@db/channel", "write postgresql://"),
        ("postgresql://setup@db", "names no database"),
        ("postgresql://setup@db:port/channel", "cannot be read"),
        ("postgresql://setup:pa#ss@db:5432/channel", "cannot be read|names no database"),
        ("postgresql://setup@[::1/channel", "cannot be read"),
        ("postgresql://setup@db/channel?sslmod=require", "'sslmod'"),
        ("postgresql://setup@db/channel?options=-c%20role%3Dpostgres", "may not carry 'options'"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_by_name(url: str, says: str) -> None:
    with pytest.raises(BadSetting, match=says):
        place(url)


def test_a_server_that_does_not_answer_is_named() -> None:
    environment = read({"DATABASE_URL": "postgresql://setup@127.0.0.1:1/channel", "FAIRWAY_SECRET_KEY": "told"})
    with pytest.raises(database.NoDatabase, match=r"127\.0\.0\.1:1 cannot be reached"):
        database.refuse_unreachable(environment)


def test_a_database_that_somebody_else_made_can_be_set_up(django_db_setup: None) -> None:
    from django.conf import settings

    name = f"made_before_{secrets.token_hex(4)}"
    with administer(settings.FAIRWAY) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        where = database.place(settings.FAIRWAY)
        database.prepare(dataclasses.replace(settings.FAIRWAY, database_url=_address(where, name)))
        with psycopg.connect(**where.parameters(dbname=name), autocommit=True) as connection:
            connection.execute("SET ROLE fairway_owner")
            connection.execute("CREATE EXTENSION btree_gist")
            connection.execute("CREATE TABLE made (id bigint)")
        assert _may_connect(where, name, database.APPLICATION)
    finally:
        drop_database(settings.FAIRWAY, name)


def test_the_applications_password_reaches_the_server_as_a_verifier_only(django_db_setup: None) -> None:
    from django.conf import settings

    password = database.password_for(settings.FAIRWAY, database.APPLICATION)
    with administer(settings.FAIRWAY) as connection:
        row = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'fairway_app'").fetchone()
    assert row is not None
    assert row[0].startswith("SCRAM-SHA-256$")
    assert password not in row[0]


def _address(where: database.Place, name: str) -> str:
    from urllib.parse import quote

    options = "&".join(f"{key}={quote(value, safe='')}" for key, value in (("host", where.host), *where.options))
    return f"postgresql://{where.user}:{quote(where.password, safe='')}@:{where.port}/{name}?{options}"


def _may_connect(where: database.Place, name: str, login: str) -> Any:
    with psycopg.connect(**where.parameters(dbname=name)) as connection:
        row = connection.execute("SELECT has_database_privilege(%s, %s, 'CONNECT')", [login, name]).fetchone()
    return row and row[0]
