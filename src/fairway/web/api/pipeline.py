"""The vendor's own pipeline from its CRM: opportunities by number, new or changed, all or none."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponseBase

from fairway.deals import actions
from fairway.deals.rules import pipeline as rules
from fairway.web.api.reading import Unreadable, body_of, program, rows_of, told
from fairway.web.shared.problems import Fault, apart
from fairway.web.shared.request import Request

MOST = 5_000


@program("POST")
def load(request: Request) -> HttpResponseBase:
    """Add or change opportunities; the same ones again change nothing."""
    body = body_of(request, ("opportunities",))
    faults: list[Fault] = []
    rows = rows_of(body.get("opportunities"), "/opportunities", tuple(rules.COLUMNS), faults, MOST)
    if "opportunities" not in body:
        faults.append(Fault("/opportunities", "", "There are none.", "Send a list of opportunities."))
    facts = [rules.OpportunityFacts(**{name: row.get(name, "") for name in rules.COLUMNS}) for row in rows]
    first: dict[str, int] = {}
    for at, one in enumerate(facts):
        for wrong in rules.faults_of(one):
            faults.append(apart(f"/opportunities/{at}/{wrong.field}", wrong.value, wrong.sentence))
        if first.setdefault(one.number, at) != at:
            said = f"The number stands at {first[one.number]}, too."
            faults.append(Fault(f"/opportunities/{at}/number", one.number[:40], said, "Send each number once."))
    if faults:
        raise Unreadable(*faults)
    done = actions.load_opportunities(actor=request.actor, now=request.now, rows=facts, reason="Sent by a program")
    return told(asdict(done))
