"""Composition: settings, addresses, roles; start a process of Fairway."""

from __future__ import annotations

import os


def start() -> None:
    """Read the settings, start the embedded database where it is used, and load the rooms.

    :raises fairway.config.environment.BadSetting: for a setting that cannot be used.
    :raises fairway.config.database.NoDatabase: when the embedded database does not start.
    """
    from fairway.config import database
    from fairway.config.environment import read

    database.start(read(os.environ))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.config.settings")
    import django

    django.setup()


def refuse_unreachable() -> None:
    """Say so when the server itself does not answer.

    :raises fairway.config.database.NoDatabase: with what the server, or the way to it, said.
    """
    from django.conf import settings

    from fairway.config import database

    database.refuse_unreachable(settings.FAIRWAY)


def migrate() -> None:
    """Prepare logins and roles, then bring the tables up to date as their owner."""
    from django.conf import settings
    from django.core.management import call_command

    from fairway.config import database

    database.prepare(settings.FAIRWAY)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
