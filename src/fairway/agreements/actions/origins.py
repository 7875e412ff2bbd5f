"""How a sale outside a territory came about: what somebody found out, and from whom."""

from __future__ import annotations

from datetime import datetime

from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import SaleOrigin
from fairway.agreements.rules import outside as rules
from fairway.kit import journal
from fairway.kit.access import Actor


def record(*, actor: Actor, now: datetime, line_id: int, partner_id: int, evidence: str, reason: str) -> bool:
    """Write down what shows that a sale was sought (active) or not (passive); answers whether anything is new.

    Nothing follows from it by itself: the sale counts as before. A later record holds instead of an earlier one, and
    both are kept. `line_id` is the sales line of the partner, which the caller has read.

    :raises Refused: without evidence of :data:`fairway.agreements.rules.outside.EVIDENCE`, or without a reason.
    """
    actor.require("territories.manage")
    if faults := rules.faults_of(evidence, reason):
        raise Refused(faults)
    latest = SaleOrigin.objects.filter(line=line_id).order_by("-pk").first()
    if latest is not None and (latest.evidence, latest.reason) == (evidence, reason.strip()):
        return False
    SaleOrigin.objects.create(
        line=line_id, is_sought=evidence in rules.SOUGHT, evidence=evidence, reason=reason.strip(),
        recorded_by_id=actor.person, recorded_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="agreements.sale.origin_recorded", subject=f"agreements.sale:{line_id}",
        partner_id=partner_id, reason=reason.strip(), payload={"evidence": evidence},
    )  # fmt: skip
    return True
