"""Accounts that look alike: finding the pairs, deciding them one by one, taking a decision back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from fairway.deals.actions.accounts import decide_pair, merge, undo_merge
from fairway.deals.models import Account, AccountReading, Likeness, Merge
from fairway.deals.queries.looking_up import AccountIndex, known_of, published_weights, surroundings, weights_in_force
from fairway.deals.rules.pairs import SHOWN, UNDECIDED, VERDICTS
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.matching.backends import local
from fairway.matching.explain import reasons
from fairway.matching.index import alike
from fairway.matching.normalise import Known
from fairway.matching.score import Score
from fairway.matching.weights import read_weights

FEW = 2_000
"""Accounts up to which each is looked up; more are compared as one list."""
Pairs = Iterable[tuple[Known, Known, Score]]


def find_alike(*, actor: Actor, now: datetime) -> int:
    """Compare the accounts that were not compared yet with all others; answers how many pairs look alike.

    A pair that people decided, and one that already waits, stays as it is.
    """
    actor.require("deals.decide")
    fresh = AccountReading.objects.filter(compared=False, account__merged_into=None)
    ids = list(fresh.order_by("pk").values_list("pk", flat=True)[: FEW + 1])
    pairs = _by_look_up(ids) if len(ids) <= FEW else as_one_list()
    rows = [_row(one, other, score, now) for one, other, score in pairs]
    before = Likeness.objects.count()
    Likeness.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    changed = AccountReading.objects.filter(compared=False)
    (changed if len(ids) > FEW else changed.filter(pk__in=ids)).update(compared=True)
    return Likeness.objects.count() - before


def _by_look_up(ids: list[int]) -> Iterator[tuple[Known, Known, Score]]:
    background, weights = surroundings(), weights_in_force()
    index = AccountIndex(background.size)
    for one in known_of(ids):
        for other, score in alike(one, index, background, weights, SHOWN):
            yield one, other, score


def as_one_list() -> Iterator[tuple[Known, Known, Score]]:
    """The pairs of all accounts that look alike, by the same weights and counts as those looked up one by one."""
    rows = list(known_of(None))
    for one, two, score in local.alike(rows, weights_in_force(), surroundings(), SHOWN):
        yield rows[one], rows[two], score


def _row(one: Known, other: Known, score: Score, now: datetime) -> Likeness:
    first, second = sorted((one, other), key=lambda each: int(each.id))
    return Likeness(
        first_id=int(first.id), second_id=int(second.id), probability=score.same,
        reasons="; ".join(reasons(first, second, score)), found_at=now,
    )  # fmt: skip


def settle_alike(
    *, actor: Actor, now: datetime, likeness_id: int, verdict: str, keep_second: bool = False, reason: str = ""
) -> None:
    """Say what a pair is. "Same" merges the two: the first stays, or the second where that is asked for.

    :raises Refused: there is no such verdict, somebody decided it meanwhile, or one of the two was merged elsewhere.
    """
    actor.require("deals.decide")
    if verdict not in VERDICTS:
        raise Refused(f"“{verdict[:20]}” is no verdict; say one of {', '.join(VERDICTS)}.")
    found = _locked(likeness_id)
    if found.settled_at is not None:
        raise Refused("Somebody decided this pair meanwhile. Take that back first if you disagree.")
    decide_pair(
        actor=actor, now=now, first_id=found.first_id, second_id=found.second_id, verdict=verdict,
        probability=found.probability, reasons=found.reasons,
    )  # fmt: skip
    if verdict == "same":
        pair = (found.first_id, found.second_id)
        kept, gone = reversed(pair) if keep_second else pair
        merge(actor=actor, now=now, kept_id=kept, gone_id=gone, reason=reason or found.reasons)
    Likeness.objects.filter(pk=found.pk).update(settled_at=now)


def reopen_alike(*, actor: Actor, now: datetime, likeness_id: int, reason: str = "") -> None:
    """Take back what was decided of a pair; a merge of the two is undone. Twice does one thing."""
    actor.require("deals.decide")
    found = _locked(likeness_id)
    if found.settled_at is None:
        return
    pair = [found.first_id, found.second_id]
    made = Merge.objects.filter(kept__in=pair, gone__in=pair, undone_at=None).first()
    if made is not None:
        undo_merge(actor=actor, now=now, merge_id=made.pk, reason=reason)
        return
    decide_pair(actor=actor, now=now, first_id=pair[0], second_id=pair[1], verdict=UNDECIDED, reasons=reason)
    Likeness.objects.filter(pk=found.pk).update(settled_at=None)


def publish_weights(
    *, actor: Actor, now: datetime, text: str, version: int, before: float, after: float, reason: str
) -> Path:
    """Put new weights in force: the next question is answered by them. What they replace is kept beside them.

    :raises fairway.matching.weights.BadWeights: the text is no parameter file.
    """
    actor.require("deals.decide")
    read_weights(text)
    place = published_weights()
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_file():
        place.replace(place.with_name(f"weights-before-{version}.yaml"))
    fresh = place.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(place)
    journal.record(
        actor=actor, now=now, verb="deals.weights.published", subject="deals.weights", reason=reason.strip(),
        payload={"version": version, "before": f"{before:.4f}", "after": f"{after:.4f}"},
    )  # fmt: skip
    return place


def _locked(likeness_id: int) -> Likeness:
    found = Likeness.objects.select_for_update().filter(pk=likeness_id).first()
    if found is None:
        raise NotFound("There is no such pair.")
    list(Account.objects.select_for_update().filter(pk__in=[found.first_id, found.second_id]).order_by("pk"))
    return found
