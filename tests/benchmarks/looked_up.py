"""A made-up million of accounts: which known company is this, asked of Fairway, of PostgreSQL's trigrams, of tantivy.

Run as a program it fills a data folder (FAIRWAY_DATA_DIR, used again if it is filled) and asks there, Fairway and
trigrams in turn, about the same companies: accounts as others write them, and companies that were held back. tantivy
lives in an environment of its own (`--peers`) and is left out where there is none.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from fairway.matching.company import FIELDS, Company
from tests.benchmarks import matching_peers
from tests.benchmarks.companies import World, Written, questions
from tests.benchmarks.measuring import run, table
from tests.benchmarks.outcome import Outcome

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
ASKED = 300
"""Questions about known companies, and as many about new ones."""
MOST_TIME = 0.2
"""A look-up takes at most so much of what trigrams take, at the median and at the 95th percentile."""
LEAST_KNOWN = 0.9
"""Of ten companies, nine are rightly said to be known or new."""
TRIGRAM = """
SELECT id, similarity({text}, %(asked)s) AS alike FROM deals_account
WHERE {text} %% %(asked)s ORDER BY alike DESC LIMIT 5
"""
WHOLE = 100_000
"""Accounts up to which trigrams of all fields are asked, too; beyond, one question takes them seconds."""
TEXTS = {"trigrams of the name": "name", "trigrams of name, city and address": "whole"}


@dataclass
class Heard:
    """What one way of asking answered: seconds of each question, the first answer's id, and how sure it was."""

    seconds: list[float]
    first: list[str]
    sure: list[float]
    five: list[int]

    def numbers(self, asked: Sequence[Written], least: float | None = None) -> dict[str, float]:
        """What it comes to. Without ``least`` known and new are parted where it would have been best, in hindsight."""
        return summed(self.seconds, self.first, self.sure, self.five, [each.account for each in asked], least)


def summed(
    seconds: Sequence[float], first: Sequence[str], sure: Sequence[float], five: Sequence[int], meant: Sequence[str],
    least: float | None,
) -> dict[str, float]:  # fmt: skip
    """Times in milliseconds and shares of right answers."""
    known = [place for place, account in enumerate(meant) if account]
    cuts = [least] if least is not None else sorted({0.0, *sure})
    right = max(
        sum((value >= cut) == bool(account) for value, account in zip(sure, meant, strict=True)) for cut in cuts
    )
    ordered = sorted(seconds)
    return {
        "p50": 1000 * median(seconds),
        "p95": 1000 * ordered[int(len(ordered) * 0.95)],
        "first": sum(first[place] == meant[place] for place in known) / len(known),
        "in five": sum(five[place] for place in known) / len(known),
        "known or new": right / len(meant),
    }


def measure(scratch: Path, accounts: int, peers: Path | None) -> Outcome:
    """Fill a database and ask."""
    data = scratch / f"accounts-{accounts}"
    os.environ["FAIRWAY_DATA_DIR"] = str(data)
    try:
        cost = run("tests.benchmarks.looked_up", str(accounts), output=scratch / "looked_up.out")
    finally:
        del os.environ["FAIRWAY_DATA_DIR"]
    said: dict[str, Any] = dict(cost.said)
    ways: dict[str, dict[str, float]] = said["ways"]
    if peers is not None:
        asked = [Written(Company.of(one["company"]), one["account"], ()) for one in _asked(data)]
        for name, heard in matching_peers.called(peers, "tantivy", str(data)).items():
            ways[name] = Heard(**heard).numbers(asked)
    ours, base = ways["Fairway"], ways["trigrams of the name"]
    best = max(way["first"] for name, way in ways.items() if name != "Fairway")
    rows = [
        (
            name, f"{way['p50']:.1f}", f"{way['p95']:.1f}", f"{way['p50'] / base['p50']:.2f}",
            f"{way['p95'] / base['p95']:.2f}", f"{way['first']:.1%}", f"{way['in five']:.1%}",
            f"{way['known or new']:.1%}",
        )
        for name, way in ways.items()
    ]  # fmt: skip
    text = (
        f"{accounts:,} accounts; {ASKED} questions about them as others write them, {ASKED} about companies held "
        f"back. Loading took {said['loading']:.0f} s, reading for matching {said['reading']:.0f} s. All but Fairway "
        "part known from new where it would have been best, in hindsight.\n\n"
        + table(
            ("", "p50 ms", "p95 ms", "times p50", "times p95", "right first", "in five", "known or new right"), rows
        )
    )
    met = ours["p50"] <= MOST_TIME * base["p50"] and ours["p95"] <= MOST_TIME * base["p95"]
    met = met and ours["first"] >= best and ours["known or new"] >= LEAST_KNOWN
    return Outcome(f"lookup-{accounts}", text, said, met)


def _asked(data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((data / "asked.json").read_text())
    return found


def fill_and_ask(size: int) -> dict[str, Any]:
    """Fill the database unless it is filled, and ask in it."""
    import fairway.config
    from fairway.config import database

    fairway.config.start()
    from django.conf import settings

    database.start(settings.FAIRWAY)
    fairway.config.migrate()
    data = Path(os.environ["FAIRWAY_DATA_DIR"])
    if not (data / "filled.json").exists():
        (data / "filled.json").write_text(json.dumps(_fill(data, size)))
    asked = [Written(Company.of(one["company"]), one["account"], tuple(one["changes"])) for one in _asked(data)]
    return {**json.loads((data / "filled.json").read_text()), "ways": _ask(asked, size)}


def _fill(data: Path, size: int) -> dict[str, float]:
    from django.db import connections

    from fairway.deals import actions
    from fairway.kit.access import WORKER, acting_as

    world = World(size)
    accounts = list(world.accounts())
    asked = questions(world, accounts, ASKED, ASKED)
    (data / "asked.json").write_text(
        json.dumps([{**asdict(each), "company": each.company._asdict()} for each in asked], ensure_ascii=False)
    )
    with (data / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows([getattr(each, field) for field in FIELDS] for each in accounts)
    began = time.perf_counter()
    columns = [field for field in FIELDS if field not in ("id", "email")]
    with connections["owner"].cursor() as cursor, cursor.copy(
        f"COPY deals_account (id, {', '.join(columns)}, added_at) FROM STDIN"
    ) as copy:  # fmt: skip
        for each in accounts:
            copy.write_row((int(each.id), *(getattr(each, column) for column in columns), NOW))
    loading = time.perf_counter() - began
    began = time.perf_counter()
    with acting_as(WORKER):
        actions.read_all(actor=WORKER, now=NOW)
    reading = time.perf_counter() - began
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
        cursor.execute("ALTER TABLE deals_account ADD COLUMN whole text")
        cursor.execute("UPDATE deals_account SET whole = concat_ws(' ', name, city, address)")
        for column in TEXTS.values():
            cursor.execute(f"CREATE INDEX ON deals_account USING gin ({column} gin_trgm_ops)")
        cursor.execute("VACUUM (FULL, ANALYZE) deals_account")
        cursor.execute("VACUUM ANALYZE deals_accountkey")
        cursor.execute("VACUUM ANALYZE deals_accountreading")
    return {"loading": loading, "reading": reading}


def _ask(asked: Sequence[Written], size: int) -> dict[str, dict[str, float]]:
    from django.db import connection

    from fairway.deals import queries
    from fairway.kit.access import WORKER, acting_as

    def fairway(company: Company) -> tuple[list[str], float]:
        answer = queries.look_up(WORKER, company)
        return [each.known.id for each in answer.found], answer.known

    def trigram(column: str) -> Callable[[Company], tuple[list[str], float]]:
        sql = TRIGRAM.format(text=column)

        def ask(company: Company) -> tuple[list[str], float]:
            whole = " ".join(part for part in (company.name, company.city, company.address) if part)
            with connection.cursor() as cursor:
                cursor.execute(sql, {"asked": company.name if column == "name" else whole})
                rows = cursor.fetchall()
            return [str(row[0]) for row in rows], float(rows[0][1]) if rows else 0.0

        return ask

    texts = {title: column for title, column in TEXTS.items() if column == "name" or size <= WHOLE}
    ways = {"Fairway": fairway, **{title: trigram(column) for title, column in texts.items()}}
    heard = {name: Heard([], [], [], []) for name in ways}
    with acting_as(WORKER):
        for way in ways.values():
            for each in asked[:5]:
                way(each.company)
        for each in asked:
            for name, way in ways.items():
                note(heard[name], each.account, lambda way=way, each=each: way(each.company))
    return {name: each.numbers(asked, 0.5 if name == "Fairway" else None) for name, each in heard.items()}


def note(heard: Heard, account: str, ask: Callable[[], tuple[Iterable[str], float]]) -> None:
    """Ask, and write down how long it took and what was said."""
    began = time.perf_counter()
    found, sure = ask()
    heard.seconds.append(time.perf_counter() - began)
    ids = list(found)
    heard.first.append(ids[0] if ids else "")
    heard.sure.append(sure)
    heard.five.append(int(bool(account) and account in ids[:5]))


def main() -> None:
    """Fill, ask, and say it on standard error as the last line."""
    began, cpu = time.perf_counter(), time.process_time()
    found = fill_and_ask(int(sys.argv[1]))
    found |= {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    print(json.dumps(found), file=sys.stderr)


if __name__ == "__main__":
    main()
