"""`fairway weigh`: improve the matcher's weights by people's decisions, tried on labelled pairs before they count."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
import yaml

from fairway.cli import USAGE
from fairway.cli.inputs import refuse, say
from fairway.cli.match import read_companies, weights_of
from fairway.cli.tables import aligned
from fairway.matching.backends.local import candidates, key_table, normalised
from fairway.matching.company import Company
from fairway.matching.learning import VERDICTS, Labelled, Tried, learn, packaged_labels, read_labels, try_on
from fairway.matching.normalise.places import read_country
from fairway.matching.weights import Weights

HEADER = (
    "# Learned from {decided:,} decisions. "
    "Tried on {pairs:,} labelled pairs: F1 {before:.4f} before, {after:.4f} with these.\n"
)


def weigh(
    left: Annotated[Path | None, typer.Option(help="The list that was matched: CSV or Excel.")] = None,
    right: Annotated[Path | None, typer.Option(help="The list it was matched with; without it, with itself.")] = None,
    decided: Annotated[Path | None, typer.Option(help="What people said: left_id, right_id, verdict (CSV).")] = None,
    accounts: Annotated[bool, typer.Option("--accounts", help="This installation's accounts and decisions.")] = False,
    labelled: Annotated[
        Path | None, typer.Option(help="Labelled pairs to try the weights on, not the packaged.")
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="Weights to start from; else those in force.")] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write the new weights to.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Put the new weights in force here.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Keep them even if they do worse; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Why these weights are kept.")] = "",
    country: Annotated[str, typer.Option(help="The country of rows that name none.")] = "",
) -> None:
    """Learn weights from decisions and try them; nothing is written if they do worse.

    Exit code 0 when the weights are written, 1 when they do worse or a file has a problem, 2 when called wrongly.
    """
    if accounts == (left is not None) or (left is None) != (decided is None) or (accounts and right is not None):
        refuse("Give --left and --decided (and --right if two lists were matched), or --accounts.", USAGE)
    if (out is None) == (not publish):
        refuse("Give --out, the file to write, or --publish to put the weights in force here.", USAGE)
    if anyway and not reason.strip():
        refuse("With --anyway give --reason: why worse weights are kept.", USAGE)
    pairs = _labelled(labelled)
    if accounts or publish:
        from fairway.cli.serve import begin

        begin()
        from fairway.deals import queries

        base = weights_of(weights) if weights else queries.weights_in_force()
    else:
        base = weights_of(weights)
    ours, theirs, said = _from_accounts() if accounts else _from_files(left, right, decided)
    if not said:
        refuse("Nobody decided a pair of these yet, so there is nothing to learn.")
    new = _learned(ours, theirs, said, base, read_country(country))
    before, after = try_on(pairs, base), try_on(pairs, new)
    say(_told(base, before, new, after))
    if after.worse_than(before) and not anyway:
        refuse(
            "The new weights do worse, so nothing was written. Give --anyway and --reason to keep them all the same."
        )
    text = HEADER.format(decided=len(said), pairs=len(pairs), before=before.f1, after=after.f1)
    text += f"# Reason: {' '.join(reason.split())}\n" if reason.strip() else ""
    text += yaml.safe_dump(new.as_document(), sort_keys=False, allow_unicode=True)
    if out is not None:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as fault:
            refuse(f"{out} cannot be written: {fault.strerror}.", USAGE)
        say(f"Version {new.version} is written to {out}.")
    if publish:
        _publish(text, new.version, before, after, reason)


def _labelled(path: Path | None) -> list[Labelled]:
    if path is None:
        return packaged_labels()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(read_labels(csv.DictReader(file)))
    except OSError as fault:
        refuse(f"{path} cannot be read: {fault.strerror}.", USAGE)
    except (ValueError, csv.Error) as fault:
        refuse(f"“{path.name}”: {fault}")
    if not found:
        refuse(f"“{path.name}” has no labelled pairs.")
    return found


Said = dict[tuple[str, str], str]


def _from_files(
    left: Path | None, right: Path | None, decided: Path | None
) -> tuple[list[Company], list[Company] | None, Said]:
    if left is None or decided is None:
        raise AssertionError("checked before")
    ours = read_companies(left)
    theirs = None if right is None else read_companies(right)
    known, others = {each.id for each in ours}, {each.id for each in (ours if theirs is None else theirs)}
    said: Said = {}
    try:
        with decided.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                pair, verdict = (
                    (row.get("left_id") or "", row.get("right_id") or ""),
                    (row.get("verdict") or "").strip(),
                )
                if not verdict:
                    continue
                if verdict not in VERDICTS:
                    refuse(f"Line {number} of “{decided.name}” says “{verdict[:20]}”; say {', '.join(VERDICTS)}.")
                if pair[0] not in known or pair[1] not in others or pair[0] == pair[1]:
                    refuse(f"Line {number} of “{decided.name}” names {' and '.join(pair)}: no pair of these lists.")
                said[pair] = verdict
    except OSError as fault:
        refuse(f"{decided} cannot be read: {fault.strerror}.", USAGE)
    return ours, theirs, said


def _from_accounts() -> tuple[list[Company], None, Said]:
    from fairway.deals import queries
    from fairway.kit.access import WORKER, acting_as

    with acting_as(WORKER):
        said = {(one.id, two.id): verdict for one, two, verdict in queries.decisions(WORKER)}
        return queries.companies_of(None), None, said


def _learned(
    ours: Sequence[Company], theirs: Sequence[Company] | None, said: Said, base: Weights, country: str
) -> Weights:
    left = normalised(ours, country)
    right = None if theirs is None else normalised(theirs, country)
    keys = key_table(left)
    found = candidates(keys, None if right is None else key_table(right), max(len(left), len(right or ())))
    places = {each.id: place for place, each in enumerate(ours)}
    others = places if theirs is None else {each.id: place for place, each in enumerate(theirs)}
    decided = {(places[one], others[two]): verdict for (one, two), verdict in said.items()}
    if right is None:
        decided = {(min(pair), max(pair)): verdict for pair, verdict in decided.items()}
    return learn(left, right, found, decided, base)


def _told(base: Weights, before: Tried, new: Weights, after: Tried) -> str:
    rows = [
        (f"version {one.version}", *(f"{value:.4f}" for value in (how.precision, how.recall, how.f1, how.error)))
        for one, how in ((base, before), (new, after))
    ]
    return aligned(("weights", "precision", "recall", "F1", "squared error"), rows)


def _publish(text: str, version: int, before: Tried, after: Tried, reason: str) -> None:
    from django.utils import timezone

    from fairway.deals import actions
    from fairway.kit.access import WORKER, acting_as

    with acting_as(WORKER):
        place = actions.publish_weights(
            actor=WORKER, now=timezone.now(), text=text, version=version, before=before.f1, after=after.f1,  # noqa: TID251
            reason=reason,
        )  # fmt: skip
    say(f"Version {version} is in force: {place}. Remove the file to score by the packaged weights again.")
