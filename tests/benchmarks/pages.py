"""The ten most used pages with the demo's data: queries, processor time, and how they bear twenty people at once."""

import math
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.measuring import ROOT, Failed, table
from tests.benchmarks.outcome import Outcome
from tests.benchmarks.visitors import HOST, Refused, Visitor, crowd

PEOPLE = 20
ALONE = 7
START = 120.0


@dataclass(frozen=True)
class Page:
    """A page: who opens it, and its address, or the page and the pattern of the link that leads there."""

    title: str
    login: str
    path: str
    link: str = ""


NOTHING = Page("a page that does nothing", "maya@halden.example", "/nothing/")
PAGES = (
    Page("vendor: today", "maya@halden.example", "/vendor/"),
    Page("vendor: partners", "jonas@halden.example", "/vendor/partners/"),
    Page("vendor: one partner", "jonas@halden.example", "/vendor/partners/", r"/vendor/partners/\d+/"),
    Page("vendor: sales files", "maya@halden.example", "/vendor/sales/"),
    Page("vendor: one programme", "maya@halden.example", "/vendor/programmes/", r"/vendor/programmes/\d+/"),
    Page("vendor: one run", "priya@halden.example", "/vendor/runs/", r"/vendor/runs/\d+/"),
    Page("vendor: statements", "priya@halden.example", "/vendor/statements/"),
    Page("partner: today", "ola@kesselring.example", "/partner/"),
    Page("partner: earnings", "ola@kesselring.example", "/partner/earnings/"),
    Page(
        "partner: one payout explained",
        "ola@kesselring.example",
        "/partner/earnings/payouts/",
        r"/partner/earnings/payouts/\d+/",
    ),
)


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(data: Path, log: Path) -> Iterator[int]:
    """Run the server over the demo's data, building that where it lacks; its port.

    :raises Failed: it does not answer.
    """
    surroundings = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "FAIRWAY_DATA_DIR": str(data)}
    port = free_port()
    surroundings["FAIRWAY_BASE_URL"] = f"http://localhost:{port}"
    data.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        build = [sys.executable, "-m", "fairway.cli", "demo", "--no-serve"]
        if subprocess.run(build, cwd=ROOT, env=surroundings, stdout=out, stderr=out, check=False).returncode:
            raise Failed(f"The demo was not built; see {log}.")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.served", str(port)],
            cwd=ROOT,
            env=surroundings,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            _wait(process, port, log)
            yield port
        finally:
            os.kill(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        try:
            Visitor(port).page("/account/login/")
        except (OSError, Refused):
            time.sleep(0.3)
        else:
            return
    raise Failed(f"The server did not answer; see {log}.")


def measure(scratch: Path, each: int) -> Outcome:
    """Ask for every page alone and in a crowd."""
    from fairway.demo.partners import PASSWORD

    with server(scratch / "demo-data", scratch / "server.log") as port:
        people: dict[str, Visitor] = {}
        for page in (NOTHING, *PAGES):
            if page.login not in people:
                people[page.login] = Visitor(port)
                people[page.login].sign_in(page.login, PASSWORD)
        rows, numbers = [], {}
        before = crowd(port, people[NOTHING.login].cookies, NOTHING.path, PEOPLE, each)
        for page in (NOTHING, *PAGES):
            visitor = people[page.login]
            visitor.afresh()
            path = visitor.follow(page.path, page.link) if page.link else page.path
            alone = [visitor.counted(path) for _ in range(ALONE)][2:]  # the first ones fill caches
            many = crowd(port, visitor.cookies, path, PEOPLE, each)
            found = {
                "path": re.sub(r"\d+", "…", path),
                "queries": max(one.queries for one in alone),
                "repeated": max(one.repeated for one in alone),
                "processor_ms": 1000 * median(one.processor for one in alone),
                "p50_ms": 1000 * median(many),
                "p95_ms": 1000 * percentile(many, 95),
            }
            numbers[page.title] = found
        after = crowd(port, people[NOTHING.login].cookies, NOTHING.path, PEOPLE, each)
    base = 1000 * percentile(sorted([*before, *after]), 95)
    for title, found in numbers.items():
        found["ratio_p95"] = found["p95_ms"] / base
        rows.append(
            [
                title,
                str(found["queries"]),
                str(found["repeated"]),
                f"{found['processor_ms']:.0f}",
                f"{found['p95_ms']:.0f}",
                f"{found['ratio_p95']:.1f}",
            ]
        )
    text = (
        f"{PEOPLE} people at once, {each} requests each without a pause; the page that does nothing has a p95 of"
        f" {base:.0f} ms then. Load of the machine: {os.getloadavg()[0]:.1f}.\n\n"
    )
    heads = ["page", "queries", "of them repeated", "processor ms", "p95 ms", "ratio of p95"]
    return Outcome("pages", text + table(heads, rows), {"base_p95_ms": base, "pages": numbers}, True)


def percentile(ordered: list[float], per_cent: int) -> float:
    """The smallest of the sorted values that so many per cent do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * per_cent / 100) - 1)]
