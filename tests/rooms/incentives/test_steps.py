"""Where a payout stands in its table, and what it takes to reach the next step."""

from __future__ import annotations

import pytest

from fairway.incentives.rules.steps import reaching
from fairway.values import Exact, exact


@pytest.mark.parametrize(
    ("added", "stood", "stands", "gap", "enough"),
    [
        ("20000", "45000", "65000", "35000", "55000"),
        ("20000", "45000", "65000.01", "34999.99", "55000"),  # a cent is not left over
        # nine tenths of the mix count: 20,000 + 36,000 ÷ 0.9 = 60,000, and one for cents
        ("20000", "46000", "64000", "36000", "60001"),
        ("300", None, "300", "49700", "50000"),  # nothing counted before
        ("20000", "45000", "45000", "55000", None),  # none of it counts: no amount is enough
        ("20000", "45000", "65000", None, None),  # there is no next step
        ("20000", "45000", None, "1", None),
    ],
)
def test_enough_to_reach_the_next_step(
    added: str, stood: str | None, stands: str | None, gap: str | None, enough: str | None
) -> None:
    def number(text: str | None) -> Exact | None:
        return None if text is None else exact(text)

    assert reaching(exact(added), number(stood), number(stands), number(gap)) == number(enough)
