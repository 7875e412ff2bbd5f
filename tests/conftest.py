"""Fixtures of all tests: the real database, its roles, and the people of every story."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql

from tests import builders
from tests.standalone import QUICK, Standalone

# what is slow on a busy machine is not wrong
settings.register_profile("fairway", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fairway")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put journeys last: a driven browser keeps an event loop in this thread, beside which Django refuses to work."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def spark() -> Iterator[Standalone]:
    """A standalone Spark cluster of one master and two workers, and this process as its driver."""
    from fairway.engine.backends import cluster

    running = Standalone()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
            patch.setenv("PYSPARK_PYTHON", sys.executable)
            cluster.connect(running.master, QUICK)
            yield running
        cluster.disconnect()
    finally:
        running.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Start PostgreSQL and migrate as the owner; tests then come in as the application, which may read nothing."""
    from django.conf import settings
    from django.db import connections

    import fairway.config
    from fairway.config import database

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock():
        database.start(settings.FAIRWAY)
        fairway.config.migrate()
        connections.close_all()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    if settings.FAIRWAY.database_url is not None:
        drop_database(settings.FAIRWAY, settings.DATABASES["default"]["NAME"])


def administer(environment: Any) -> psycopg.Connection[Any]:
    """A connection of the set-up login to the maintenance database."""
    from fairway.config import database

    return psycopg.connect(**database.place(environment).parameters(dbname="postgres"), autocommit=True)


def drop_database(environment: Any, name: str) -> None:
    with administer(environment) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy_database(environment: Any, original: str, name: str) -> None:
    """Copy a database, once nobody is in it: a session that was closed, or a vacuum, takes a moment to leave."""
    copying = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER fairway_owner")
    for left in reversed(range(40)):
        try:
            with administer(environment) as connection:
                connection.execute(copying.format(sql.Identifier(name), sql.Identifier(original)))
            return
        except psycopg.errors.ObjectInUse:
            if not left:
                raise
            time.sleep(0.25)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test's own, in which transactions really commit; for concurrency, jobs and processes."""
    import secrets

    from django.conf import settings
    from django.db import connections

    original = settings.DATABASES["default"]["NAME"]
    name = f"{original}_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        connections.close_all()
        copy_database(settings.FAIRWAY, original, name)
        for alias in ("default", "owner"):
            connections[alias].settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connections.close_all()
            for alias in ("default", "owner"):
                connections[alias].settings_dict["NAME"] = original
            drop_database(settings.FAIRWAY, name)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(db: None, now: datetime) -> builders.People:
    """Maya and her colleagues at the vendor, Ola at partner A, Sam at partner B."""
    return builders.people(now)
