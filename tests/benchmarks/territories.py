"""A thousand partners, 200,000 grants, 40,000 postal areas, fifty product lines: granting, asking, looking.

Run as a program it fills a fresh data folder (FAIRWAY_DATA_DIR) and measures there; the benchmark starts it so.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from tests.benchmarks.measuring import run, table
from tests.benchmarks.outcome import Outcome

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
YEAR = date(2026, 1, 1)
STATES = 50
OF_EACH = 800
"""Postal areas of each state: fifty states of eight hundred are forty thousand."""
MOST_TIMES = 60
"""A grant and a question take at most so many times what a plain indexed look-up takes."""
MOST_PAGE = 40
"""The coverage page takes at most so many times the time of a page that does nothing, a change just made or not."""


def measure(scratch: Path, partners: int = 1000, grants: int = 200_000) -> Outcome:
    """Fill a database and compare."""
    import shutil

    data = scratch / "territories-data"
    shutil.rmtree(data, ignore_errors=True)
    os.environ["FAIRWAY_DATA_DIR"] = str(data)
    try:
        cost = run("tests.benchmarks.territories", str(partners), str(grants), output=scratch / "territories.out")
    finally:
        del os.environ["FAIRWAY_DATA_DIR"]
        shutil.rmtree(data, ignore_errors=True)
    said = {name: float(str(value)) for name, value in cost.said.items()}
    plain, nothing = said["look_up"], said["nothing"]
    rows = [
        ("plain indexed look-up", f"{plain * 1000:.2f}", "1"),
        ("one grant, journalled", f"{said['grant'] * 1000:.2f}", f"{said['grant'] / plain:.1f}"),
        ("one grant refused and explained", f"{said['refused'] * 1000:.2f}", f"{said['refused'] / plain:.1f}"),
        ("who can serve, the query alone", f"{said['asked'] * 1000:.2f}", f"{said['asked'] / plain:.1f}"),
        ("who can serve, explained", f"{said['question'] * 1000:.2f}", f"{said['question'] / plain:.1f}"),
        ("page that does nothing", f"{nothing * 1000:.1f}", "1"),
        (
            "coverage of the country, first look after a change",
            f"{said['first'] * 1000:.0f}",
            f"{said['first'] / nothing:.1f}",
        ),
        ("coverage of the country, all lines", f"{said['page'] * 1000:.0f}", f"{said['page'] / nothing:.1f}"),
        (
            "coverage, what if a partner leaves that holds something in each state",
            f"{said['leaving'] * 1000:.0f}",
            f"{said['leaving'] / nothing:.1f}",
        ),
        ("who can serve, as a page", f"{said['serve_page'] * 1000:.0f}", f"{said['serve_page'] / nothing:.1f}"),
    ]
    text = (
        f"{said['grants']:,.0f} grants of {partners:,} partners stand as {said['holdings']:,.0f} rows, "
        f"{STATES * OF_EACH:,} postal areas as {said['spans']:,.0f} spans; loading took "
        f"{said['loading']:.0f} s. The coverage page asks {said['page_queries']:.0f} queries.\n\n"
        + table(("", "milliseconds", "times"), rows)
    )
    met = said["grant"] <= MOST_TIMES * plain and said["question"] <= MOST_TIMES * plain
    met = met and max(said["page"], said["first"], said["leaving"]) <= MOST_PAGE * nothing
    return Outcome("territories", text, dict(said), met)


def timed(times: int, do: Callable[[int], object]) -> float:
    """The median of the seconds that one of many takes."""
    took = []
    for number in range(times):
        began = time.perf_counter()
        do(number)
        took.append(time.perf_counter() - began)
    return median(took)


def fill_and_measure(partners: int, grants: int) -> dict[str, float]:
    """Fill the database and measure in it; seconds by name."""
    import fairway.config
    from fairway.config import database

    fairway.config.start()
    from django.conf import settings
    from django.db import connection, connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    database.start(settings.FAIRWAY)
    fairway.config.migrate()
    settings.ALLOWED_HOSTS = ["*"]
    from fairway.agreements.actions import grants as granting
    from fairway.agreements.actions import loading, places, trees
    from fairway.agreements.actions.refusals import Refused
    from fairway.agreements.models import Grant, Holding, PostalSpan
    from fairway.agreements.queries.serving import Question, who_can_serve
    from fairway.agreements.rules import world
    from fairway.agreements.rules.files import PostalFacts, Row
    from fairway.agreements.rules.grants import Terms
    from fairway.agreements.rules.places import Area
    from fairway.agreements.rules.trees import Branch
    from fairway.kit.access import SIGNING_IN, WORKER, acting_as
    from fairway.kit.access.models import User
    from fairway.partners import actions as partner_actions
    from fairway.partners.queries import ids_by_code
    from fairway.partners.rules import PartnerFacts
    from tests.builders import person

    states = [one.code for one in world.children("US") if one.type == "State"]
    with acting_as(WORKER):
        partner_actions.load(
            actor=WORKER,
            now=NOW,
            rows=[PartnerFacts(f"P-{n:04}", f"Partner {n}", ("oem",), "US") for n in range(partners)],
        )
        numbers = sorted(ids_by_code(WORKER).values())
        rows = [Branch(f"L{n}", f"Group {n}") for n in range(10)]
        rows += [Branch(f"L{n}{m}", f"Line {n}.{m}", f"L{n}") for n in range(10) for m in range(4)]
        trees.load_lines(actor=WORKER, now=NOW, rows=rows)
        areas = [Area("US", f"{10_000 + n:05}") for n in range(STATES * OF_EACH)]
        places.load_postal(
            actor=WORKER, now=NOW, source="Made up",
            rows=[PostalFacts(area, states[n // OF_EACH]) for n, area in enumerate(areas)],
        )  # fmt: skip
    leaves = [f"L{n}{m}" for n in range(10) for m in range(4)]
    began = time.perf_counter()
    # each area and line is one partner's alone, a fifth openly; five lines of forty for each area
    wanted = grants // len(areas)
    for start in range(0, len(areas), 2000):
        with acting_as(WORKER):
            loading.load_grants(
                actor=WORKER, now=NOW, reason="Benchmark",
                rows=[
                    Row(0, Terms(numbers[(n * 7 + k * 13) % partners], "open" if k % 5 == 4 else "exclusive",
                                 (areas[n],), YEAR, None, leaves[(n + k * 8) % 40]))
                    for n in range(start, min(start + 2000, len(areas))) for k in range(wanted)
                ],
            )  # fmt: skip
    loaded = time.perf_counter() - began
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    found: dict[str, float] = {"loading": loaded}
    with acting_as(WORKER):
        found |= {
            "grants": Grant.objects.count(),
            "holdings": Holding.objects.count(),
            "spans": PostalSpan.objects.count(),
        }
        keys = list(Grant.objects.order_by("?").values_list("pk", flat=True)[:300])
        found["look_up"] = timed(300, lambda n: Grant.objects.get(pk=keys[n]))

        def ask(n: int) -> object:
            return who_can_serve(WORKER, Question(date(2026, 5, 1), areas[(n * 131) % len(areas)], "", leaves[n % 40]))

        found["question"] = timed(300, ask)
        with CaptureQueriesContext(connection) as asked:
            ask(5)
        heavy = next(one["sql"] for one in asked.captured_queries if "agreements_holding" in one["sql"])

        def alone(_: int) -> None:
            with connection.cursor() as cursor:
                cursor.execute(heavy)
                cursor.fetchall()

        found["asked"] = timed(300, alone)
        fresh = [f"{60_000 + n:05}" for n in range(300)]

        def give(n: int) -> object:
            terms = Terms(numbers[n % partners], "exclusive", (Area("US", fresh[n]),), YEAR, None, leaves[n % 40])
            return granting.grant(actor=WORKER, now=NOW, terms=terms, reason="Benchmark")

        found["grant"] = timed(300, give)

        def refused(n: int) -> None:
            terms = Terms(numbers[(n * 7 + 1) % partners], "exclusive", (areas[n],), YEAR, None, leaves[n % 40])
            try:
                granting.grant(actor=WORKER, now=NOW, terms=terms, reason="Benchmark")
            except Refused:
                return
            raise AssertionError("it should have met the grant of another partner")

        found["refused"] = timed(100, refused)
    maya = person(NOW, "maya@vendor.example", "Maya", "operations")
    browser = Client()
    with acting_as(SIGNING_IN):
        browser.force_login(User.objects.get(pk=maya.user_id))

    def page(name: str, said: dict[str, str]) -> float:
        def get(_: int) -> None:
            assert browser.get(reverse(name), said).status_code == 200

        get(0)
        return timed(7, get)

    found["nothing"] = page("entrance:organisation", {})
    country = {"around": "US", "on": "2026-05-01"}
    found["page"] = page("staff:coverage", country)
    firsts = []
    for number in range(3):
        with acting_as(WORKER):  # one within a state: a grant beside all of them would change no place
            granting.end(actor=WORKER, now=NOW, grant_id=keys[number], on=date(2026, 3, 1), reason="Benchmark")
        firsts.append(timed(1, lambda _: browser.get(reverse("staff:coverage"), country)))
    found["first"] = median(firsts)
    # somebody who holds something in each state, and another each time: nothing of it was looked at before
    found["leaving"] = timed(
        5, lambda n: browser.get(reverse("staff:coverage"), {**country, "without": numbers[n * 7]})
    )
    found["serve_page"] = page("staff:serve", {"place": "US 10500", "line": leaves[3], "on": "2026-05-01"})
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("staff:coverage"), country)
    found["page_queries"] = len(asked)
    return found


def main() -> None:
    """Fill, measure, and say it on standard error as the last line."""
    began, cpu = time.perf_counter(), time.process_time()
    found = fill_and_measure(int(sys.argv[1]), int(sys.argv[2]))
    found |= {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    print(json.dumps(found), file=sys.stderr)


if __name__ == "__main__":
    main()
