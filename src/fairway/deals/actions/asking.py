"""The one question that direct sales may ask of what partners registered: is this company protected, and until when."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from fairway.deals.queries.companies import candidates
from fairway.deals.rules import looks
from fairway.deals.rules.identity import keys_of
from fairway.kit.access import WORKER, Actor, acting_as


def ask_protection(
    *, actor: Actor, now: datetime, company: str, country: str, purpose: str, note: str, website: str = ""
) -> datetime | None:
    """Answer until when a company is protected for a partner, or nothing, and write down who asked what for.

    Which company is meant is found by the worker; the person who asks learns neither its name nor whose it is.

    :raises Refused: no company, no purpose, or no words on what it is about.
    """
    actor.require("protection.ask")
    looks.may_ask(company, country, purpose, note)
    company, website = company.strip()[:200], website.strip()[:200]
    with acting_as(WORKER):
        found = candidates(WORKER, {"company": company, "country": country, "website": website})
        meant = [one.account_id for one in found if one.sure]
    keys = list(keys_of(company, country, website))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT deals_look(%s, %s, %s, %s, %s, %s, %s)",
            [keys, meant, company, country, purpose, note.strip()[:300], now],
        )
        row = cursor.fetchone()
    assert row is not None
    until: datetime | None = row[0]
    return until
