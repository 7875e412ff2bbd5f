"""What the page of one payout shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from fairway.engine.telling import difference, tell
from fairway.engine.words.messages import lists
from fairway.engine.words.messages.comparing import HERE
from fairway.incentives.queries import PayoutExplanation
from fairway.values import exact
from fairway.web.shared import charts
from fairway.web.shared.explaining import telling
from fairway.web.shared.explaining.lines import counted_lines
from fairway.web.shared.explaining.voices import Voice

FEW = 8
"""Lines on the page itself: those that brought most; all of them have a page of their own."""


def page_of(view: PayoutExplanation, voice: Voice, on: date) -> dict[str, Any]:
    """The context of `shared/explaining/payout.html`, as it reads on a day."""
    one, by = view.explanation, voice.teller(running=on < view.row.period_end)
    told = tell(one, by, view.version) if one is not None else None
    qualifier = one.payout.qualifier if one is not None else None
    context: dict[str, Any] = {
        "view": view,
        "row": view.row,
        "voice": voice,
        "language": by.speech.language,
        "facts": telling.facts_of(view, by),
        "words": telling.headings_of(view, by, len(one.lines) if one is not None else 0),
        "told": told,
        "changed": difference(view.changed, by) if view.changed is not None else (),
        "lines": counted_lines(view, FEW, by),
        "line_count": len(one.lines) if one else 0,
        "reasons": told.reasons if told is not None else (),
        "left_out_count": len(one.excluded) if one else 0,
    }
    if view.incentive is not None and len(view.incentive.steps) > 1:
        context["steps"] = telling.steps_of(view, by)
        bounds = [step.lower for step in view.incentive.steps if step.lower is not None]
        if qualifier is not None and bounds:
            value = by.measured(qualifier, view.incentive.qualifier, view.row.earned.currency)
            name = by.say(HERE, value=value)
            context["gauge"] = charts.gauge(max(qualifier, exact(0)), bounds, name=name)
    return context


def sides_of(voice: Voice, addresses: tuple[str, str, str]) -> tuple[tuple[str, str], ...]:
    """The three sides of an explanation by name: its words, the lines that counted, the lines left out."""
    say = voice.teller().speech.say
    return tuple(zip((say(lists.IN_WORDS), say(lists.COUNTED), say(lists.LEFT_OUT)), addresses, strict=True))
