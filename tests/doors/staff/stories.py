"""What the vendor's pages of money begin with: two partners' sales, a published programme, runs, a closed quarter."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.rooms.incentives.stories import Sold, close, publish, put, run

TODAY = datetime(2013, 3, 1, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """Third quarter 2012 closed on ``first``; ``second`` found a late sale in it and what the fourth brought."""

    programme: int
    first: int
    second: int
    payout: int
    closing: int


def told(people: People) -> Story:
    """Ola 120,000 and Sam 49,500 in the third quarter; then 600 more for Sam, late; Ola 60,000 in the fourth."""
    put(
        Sold(people.a, "2012-08-01", "119000", "3"),
        Sold(people.a, "2012-08-02", "1000", "1"),
        Sold(people.b, "2012-08-01", "49500"),
    )
    programme = publish(people)
    first = run(people, programme, "2012-09-30").run_id
    closing = close(people.maya, programme, "2012-Q3")
    put(Sold(people.b, "2012-09-29", "600"), Sold(people.a, "2012-10-05", "60000"))
    second = run(people, programme, "2012-12-31").run_id
    with acting_as(WORKER):
        rows = queries.payouts(WORKER, first, partner_id=people.a).rows
    return Story(programme, first, second, rows[0].id, closing)


def text_of(answer: Any) -> str:
    """What a page says, without markup and with single spaces."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", bare).split())).replace("\N{NO-BREAK SPACE}", " ")
