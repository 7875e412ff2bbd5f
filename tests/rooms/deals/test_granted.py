"""The days on which a registration was granted, read off what happened to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairway.deals.rules.granted import granted


def at(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("happened", "stage", "protected_until", "spans"),
    [
        ([], "lead", None, ()),
        ([(at(1), "submit"), (at(3), "refuse")], "lead", None, ()),
        ([(at(3), "approve"), (at(3), "started")], "lead", at(20), ((at(3), at(20)),)),
        # the policy protects from the submission
        ([(at(1), "submit"), (at(1), "started"), (at(3), "approve")], "lead", at(20), ((at(1), at(20)),)),
        # released: nobody is kept out any more, and it stays registered
        ([(at(3), "approve"), (at(3), "started")], "lead", None, ((at(3), None),)),
        ([(at(3), "approve"), (at(5), "revoke")], "lead", None, ((at(3), at(5)),)),
        ([(at(3), "approve"), (at(9), "expire")], "lead", None, ((at(3), at(9)),)),
        ([(at(3), "approve"), (at(9), "close")], "won", at(20), ((at(3), None),)),
        ([(at(3), "approve"), (at(9), "close")], "lost", None, ((at(3), at(9)),)),
        (
            [(at(3), "approve"), (at(3), "started"), (at(5), "revoke"), (at(7), "reopen"), (at(8), "approve"),
             (at(8), "started")],
            "lead", at(20), ((at(3), at(5)), (at(8), at(20))),
        ),
    ],
)  # fmt: skip
def test_a_registration_is_granted_from_its_approval_to_its_end(
    happened: list[tuple[datetime, str]], stage: str, protected_until: datetime | None, spans: tuple[object, ...]
) -> None:
    assert granted(happened, stage, protected_until) == spans
