"""Writes of named accounts and territories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from fairway.agreements.actions.places import Loaded, ensure
from fairway.agreements.actions.refusals import Refused, patiently
from fairway.agreements.models import NamedAccount, Territory
from fairway.agreements.queries import places as queries
from fairway.agreements.rules import places as rules
from fairway.agreements.rules.files import AccountFacts, account_faults
from fairway.agreements.rules.places import Area, UnknownPlace
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners.rules import plain_name


def load_accounts(*, actor: Actor, now: datetime, rows: Iterable[AccountFacts], reason: str = "") -> Loaded:
    """Add or change named accounts: all of them or none. :raises Refused: with every fault at once."""
    actor.require("territories.manage")
    tidy = [AccountFacts(row.code.strip().upper(), row.name.strip(), row.country.upper()) for row in rows]
    wanted = list({row.code: row for row in tidy}.items())
    faults = [fault for _, row in wanted for fault in account_faults(row)]
    if faults:
        raise Refused(faults)
    known = {row.code: row for row in NamedAccount.objects.filter(code__in=[code for code, _ in wanted])}
    added = changed = 0
    for code, row in wanted:
        values = {"name": row.name, "country": row.country,
                  "plain_name": plain_name(row.name)[:200]}  # fmt: skip
        there = known.get(code)
        if there is None:
            NamedAccount.objects.create(code=code, added_at=now, **values)
            added += 1
        elif any(getattr(there, name) != value for name, value in values.items()):
            NamedAccount.objects.filter(pk=there.pk).update(**values)
            changed += 1
    if added or changed:
        journal.record(
            actor=actor, now=now, verb="agreements.accounts.loaded", subject="agreements.account:0", reason=reason,
            payload={"added": added, "changed": changed},
        )  # fmt: skip
    return Loaded(added, changed, len(wanted) - added - changed)


def save_territory(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    name: str,
    areas: Sequence[Area],
    excepted: Sequence[Area] = (),
    note: str = "",
    reason: str = "",
) -> int:
    """Add a territory, or change the one with this code; answers its number.

    A standing grant keeps the places it was made with: what was promised does not change because a set was edited.

    :raises Refused: with every fault at once.
    """
    actor.require("territories.manage")
    faults = []
    if not code.strip() or len(code) > 40 or " " in code.strip():
        faults.append(Fault("code", code[:40], "A territory needs a code of at most 40 characters without blanks."))
    if not name.strip() or len(name) > 200:
        faults.append(Fault("name", name[:60], "A territory needs a name of at most 200 characters."))
    if not areas:
        faults.append(Fault("areas", "", "Name at least one place."))
    if not faults:
        ensure([*areas, *excepted])
        gazetteer = queries.gazetteer([*areas, *excepted])
        try:
            if not rules.pieces_of_all(areas, excepted, gazetteer):
                faults.append(Fault("excepted", "", "Nothing is left: the exceptions take all of the places."))
        except UnknownPlace as problem:
            faults.append(Fault("areas", "", str(problem)))
    if faults:
        raise Refused(faults)
    values: dict[str, Any] = {
        "name": name.strip(), "areas": [area.text for area in areas], "excepted": [area.text for area in excepted],
        "note": note.strip(),
    }  # fmt: skip

    def write() -> int:
        there = Territory.objects.select_for_update().filter(code=code.strip()).first()
        if there is None:
            there = Territory.objects.create(code=code.strip(), added_at=now, changed_at=now, **values)
            verb = "agreements.territory.added"
        elif all(getattr(there, field) == value for field, value in values.items()):
            return there.pk
        else:
            Territory.objects.filter(pk=there.pk).update(changed_at=now, **values)
            verb = "agreements.territory.changed"
        journal.record(
            actor=actor, now=now, verb=verb, subject=f"agreements.territory:{there.pk}", reason=reason,
            payload={"areas": values["areas"], "excepted": values["excepted"]},
        )  # fmt: skip
        return there.pk

    return patiently(write)
