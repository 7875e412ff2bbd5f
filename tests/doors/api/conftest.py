"""Programs of every story, each with its token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from fairway.config.roles import SCOPES
from fairway.kit.access import Actor, acting_as, tokens


@dataclass(frozen=True)
class Program:
    """Something that asks with a token."""

    secret: str

    def ask(self, method: str, where: str, body: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        answer: Any = Client(raise_request_exception=False).generic(
            method, where, content, content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )  # fmt: skip
        assert "json" in answer["Content-Type"], (answer.status_code, answer.content[:300])
        return answer.status_code, json.loads(answer.content)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def program(now: datetime) -> Callable[..., Program]:
    """Make a token of a person's; with all scopes the person can give unless some are named."""

    def made(actor: Actor, *scopes: str) -> Program:
        wanted = scopes or [scope for scope, (right, _) in SCOPES.items() if actor.may(right)]
        with acting_as(actor):
            return Program(tokens.issue(actor=actor, now=now, name="Test", scopes=wanted, days=30))

    return made
