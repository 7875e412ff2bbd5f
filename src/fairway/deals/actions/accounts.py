"""Accounts: adding them, saying what pairs of them are, merging and undoing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fairway.deals.actions.looking import merged
from fairway.deals.actions.reading import new_accounts
from fairway.deals.models import Account, Likeness, Merge, PairDecision
from fairway.deals.queries.looking_up import FACTS
from fairway.deals.rules.pairs import UNDECIDED, VERDICTS, may_merge
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor


def add_account(*, actor: Actor, now: datetime, facts: Mapping[str, str]) -> int:
    """Add a company, to be found by the next question; answers its number.

    :raises Refused: it has no name.
    """
    actor.require("deals.decide")
    if not facts.get("name", "").strip():
        raise Refused("Give the company's name: it is known by it.")
    unknown = sorted(set(facts) - set(FACTS))
    if unknown:
        raise Refused(f"An account has no {', '.join(unknown)}; it has {', '.join(FACTS)}.")
    (made,) = new_accounts([Account(added_at=now, **{name: value.strip() for name, value in facts.items()})])
    journal.record(actor=actor, now=now, verb="deals.account.added", subject=f"deals.account:{made.pk}")
    return made.pk


def decide_pair(
    *, actor: Actor, now: datetime, first_id: int, second_id: int, verdict: str, probability: float | None = None,
    reasons: str = "",
) -> None:  # fmt: skip
    """Write down what a person says of two accounts. Saying the same twice does one thing; "same" merges nothing.

    :raises Refused: there is no such verdict, or the two are one.
    """
    actor.require("deals.decide")
    if verdict not in (*VERDICTS, UNDECIDED):
        raise Refused(f"“{verdict[:20]}” is no verdict; say one of {', '.join(VERDICTS)}.")
    first, second = sorted((first_id, second_id))
    if first == second:
        raise Refused("This is one account; choose another to compare it with.")
    if Account.objects.filter(pk__in=[first, second]).count() != 2:
        raise NotFound("One of the two accounts does not exist.")
    last = PairDecision.objects.filter(first=first, second=second).order_by("-pk").first()
    if last is not None and last.verdict == verdict and last.decided_by_id == actor.user_id:
        return
    PairDecision.objects.create(
        first_id=first, second_id=second, verdict=verdict, probability=probability, reasons=reasons,
        decided_by_id=actor.user_id, decided_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="deals.pair.decided", subject=f"deals.account:{first}",
        payload={"with": second, "verdict": verdict},
    )  # fmt: skip


def merge(*, actor: Actor, now: datetime, kept_id: int, gone_id: int, reason: str) -> int:
    """Make two accounts one: what is known of the one that goes is found at the one that stays. Answers the merge.

    No row is moved or lost, so it can be undone for ever. Where both hold a protection for the same, a conflict opens.

    :raises Refused: the two are one already, or one of them stands for no company any more.
    """
    actor.require("deals.decide")
    rows = {row.pk: row for row in Account.objects.select_for_update().filter(pk__in=[kept_id, gone_id]).order_by("pk")}
    if kept_id not in rows or gone_id not in rows:
        raise NotFound("One of the two accounts does not exist.")
    kept, gone = rows[kept_id], rows[gone_id]
    may_merge(kept.pk, gone.pk, kept.merged_into_id, gone.merged_into_id)
    if gone.merged_into_id == kept.pk:
        return Merge.objects.get(gone=gone, undone_at=None).pk
    moved = list(Account.objects.filter(merged_into=gone).order_by("pk").values_list("pk", flat=True))
    Account.objects.filter(pk__in=[gone.pk, *moved]).update(merged_into=kept)
    made = Merge.objects.create(
        kept=kept, gone=gone, moved=moved, reason=reason.strip(), merged_by_id=actor.user_id, merged_at=now
    )
    journal.record(
        actor=actor, now=now, verb="deals.account.merged", subject=f"deals.account:{kept.pk}", reason=reason.strip(),
        payload={"gone": gone.pk, "merge": made.pk},
    )  # fmt: skip
    merged(actor=actor, now=now, account_id=kept.pk)
    return made.pk


def undo_merge(*, actor: Actor, now: datetime, merge_id: int, reason: str) -> None:
    """Take a merge back, however long ago: both accounts stand for themselves again. Twice does one thing.

    Accounts that had been merged into the one that went return to it. What was decided meanwhile stays where it was
    decided; a conflict that the merge opened stays open until a person closes it. The pair waits for a decision again.
    """
    actor.require("deals.decide")
    found = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if found is None:
        raise NotFound("There is no such merge.")
    if found.undone_at is not None:
        return
    gone = Account.objects.select_for_update().get(pk=found.gone_id)
    stands = gone.merged_into_id
    Account.objects.filter(pk__in=found.moved, merged_into=stands).update(merged_into=gone)
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    first, second = sorted((found.kept_id, found.gone_id))
    if PairDecision.objects.filter(first=first, second=second).exists():
        decide_pair(actor=actor, now=now, first_id=first, second_id=second, verdict=UNDECIDED, reasons=reason.strip())
        Likeness.objects.filter(first=first, second=second).update(settled_at=None)
    found.undone_at, found.undone_by_id = now, actor.user_id
    found.save(update_fields=["undone_at", "undone_by"])
    journal.record(
        actor=actor, now=now, verb="deals.merge.undone", subject=f"deals.account:{found.kept_id}",
        reason=reason.strip(), payload={"gone": gone.pk, "merge": found.pk},
    )  # fmt: skip
