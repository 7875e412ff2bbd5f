"""What the page of one payout shows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fairway.incentives.queries import PayoutExplanation
from fairway.values import exact
from fairway.web.shared import charts
from fairway.web.shared.explaining import telling
from fairway.web.shared.explaining.lines import counted_lines
from fairway.web.shared.explaining.voices import Voice

FEW = 8
"""Lines on the page itself: those that brought most; all of them have a page of their own."""


def page_of(view: PayoutExplanation, voice: Voice) -> dict[str, Any]:
    """The context of `shared/explaining/payout.html`."""
    one = view.explanation
    reasons = Counter(line.reason for line in one.excluded) if one else Counter()
    reached = view.explanation.payout.step if view.explanation else view.place.reached if view.place else None
    qualifier = view.explanation.payout.qualifier if view.explanation else None
    currency = view.row.earned.currency
    context: dict[str, Any] = {
        "view": view,
        "row": view.row,
        "voice": voice,
        "facts": telling.facts_of(view),
        "sentences": telling.sentences(view, voice),
        "lines": counted_lines(view, FEW),
        "line_count": len(one.lines) if one else 0,
        "reasons": [(voice.reasons.get(reason, reason), count) for reason, count in reasons.most_common()],
        "left_out_count": reasons.total(),
    }
    if view.incentive is not None and len(view.incentive.steps) > 1:
        context["steps"] = telling.steps_of(view.incentive, qualifier, reached, currency, voice)
        bounds = [step.lower for step in view.incentive.steps if step.lower is not None]
        if qualifier is not None and bounds:
            words = f"{voice.here} with {telling.measured(view.incentive.qualifier, qualifier, currency)}"
            context["gauge"] = charts.gauge(max(qualifier, exact(0)), bounds, name=words)
    return context
