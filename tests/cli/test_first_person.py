"""An installation that nobody can sign in to says how the first person gets in."""

from __future__ import annotations

from datetime import datetime

import pytest

from fairway.cli.serve import NOBODY, nobody_yet
from tests.builders import People

pytestmark = pytest.mark.django_db


def test_nobody_is_there_until_the_first_person_has_joined(now: datetime) -> None:
    assert nobody_yet(now)
    assert "fairway invite" in NOBODY


def test_with_people_there_is_nothing_to_say(people: People, now: datetime) -> None:
    assert not nobody_yet(now)
