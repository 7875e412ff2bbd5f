"""A small demo, built as the large one is: cut off, gone on with, and right to the cent."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress

from fairway.demo import arrivals, channel, premises, years
from fairway.demo.build import build
from fairway.demo.partners import PARTNERS, by_code
from fairway.demo.seasons import calendar
from fairway.demo.state import State
from fairway.demo.summary import print_summary
from fairway.engine.backends.local import calculate
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.incentives import queries as incentives
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partner_actions
from fairway.partners.rules import PartnerFacts
from fairway.sales import queries as sales

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FEW = tuple(
    replace(by_code()[code], supplier=None, lines=by_code()[code].lines // 4)
    for code in ("KESSELRING", "ELBMARK", "VANHOUTUM", "BOREAL", "DUNMORE", "ALCORAZ")
)


@pytest.fixture(autouse=True)
def committed(own_database: str, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def built(folder: Path, partners: Any = FEW) -> State:
    with Progress(console=Console(quiet=True)) as progress:
        return build(folder, today=TODAY, now=NOW, progress=progress, partners=partners, processes=1)


def test_a_build_that_was_cut_off_goes_on_and_pays_what_a_calculation_of_the_true_lines_pays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, count = arrivals.Desk.receive, 0

    def dying(desk: arrivals.Desk, file: channel.ReportFile) -> int | None:
        nonlocal count
        count += 1
        if count == 40:
            raise KeyboardInterrupt
        return real(desk, file)

    monkeypatch.setattr(arrivals.Desk, "receive", dying)
    with pytest.raises(KeyboardInterrupt):
        built(tmp_path)
    state = built(tmp_path)

    assert state.finished
    with acting_as(WORKER):
        reports = sales.rows_of(WORKER, list(sales.reports_listed(WORKER)))
        paid = incentives.payouts(WORKER, limit=10_000).rows
        statements = incentives.statements_for(WORKER)
    named = {report.file_name: report.status for report in reports}
    assert len(named) == len(reports), "no file stands twice"
    assert [name for name, status in named.items() if status == "needs_mapping"] == ["alcoraz-2026-09.csv"]
    assert [report.file_name for report in reports if report.held] == ["boreal-2026-09.csv"]
    assert [name for name, status in named.items() if status == "superseded"] == ["elbmark-2026-05.csv"]

    shown = {(row.partner_code, row.incentive, row.period): row.earned for row in paid}
    for key, amount in true_payouts(tmp_path).items():
        if key[0] != "BOREAL":  # its held lines are worth nothing until somebody says what they mean
            assert shown.get(key) == amount, key
    assert {row.state for row in statements if row.period == "2026-Q2"} == {"issued"}
    with acting_as(WORKER):
        (kept,) = (row for row in statements if row.partner_code == "KESSELRING" and row.period == "2026-Q3")
        (launch,) = (
            one for one in incentives.statement_by_id(WORKER, kept.id).lines if one.incentive == "process-launch"
        )
    assert launch.exemption.startswith(
        "Trains other resellers on the fixed cameras for us (for periods that begin from 1 "
    )
    late = [row for row in statements if row.partner_code == "VANHOUTUM" and row.corrections.minor]
    assert [row.period for row in late] == ["2026-Q2"]  # March's file came in May, after the first quarter was closed

    assert built(tmp_path) == state, "a finished demo is left alone"
    print_summary(state, Console(width=120))
    printed = capsys.readouterr().out
    assert "who earned what in 2026-Q3" in printed
    assert "ola@kesselring.example" in printed


def true_payouts(folder: Path) -> dict[tuple[str, str, str], Any]:
    lines = folder / "true.csv"
    channel.write_true_lines(lines, today=TODAY, partners=FEW)
    inputs = Inputs(
        lines=Scan(files=(str(lines),)),
        partners=str(folder / "partners.csv"),
        products=str(folder / "products.csv"),
        rates=str(folder / "rates.csv"),
    )
    found: dict[tuple[str, str, str], Any] = defaultdict()
    for name, periods in (
        ("resellers-1", {"2025-Q4", "2026-Q1"}),
        ("resellers-2", {"2026-Q2", "2026-Q3", "2026-Q4"}),
        ("representatives", {"2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}),
    ):
        programme = check(years.text(name, calendar(TODAY))).programme
        assert programme is not None
        for payout in calculate(programme, inputs).payouts():
            if payout.period.label in periods and payout.earned.minor:
                found[payout.partner, payout.incentive, payout.period.label] = payout.earned
    assert len(found) > 25
    return found


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    with acting_as(WORKER):
        partner_actions.save(actor=WORKER, now=NOW, facts=PartnerFacts(code="OTHERS-1", name="Somebody Else Ltd"))
    with pytest.raises(premises.Unusable, match="OTHERS-1"):
        built(tmp_path, PARTNERS)
    assert not (tmp_path / "demo.json").exists()
