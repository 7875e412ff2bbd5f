"""What was made of the lines is kept, and a trial begins there: the same payouts, and no line read."""

import shutil
from pathlib import Path

import pytest

from fairway.engine.backends import cases
from fairway.engine.backends.local import Session
from fairway.engine.backends.local.grouped import Grouped, NotGrouped
from fairway.engine.backends.local.part import part_of
from fairway.engine.backends.local.store import Store
from fairway.engine.backends.local.whom import concerned
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.plan import build

CASES = Path(__file__).parent.parent / "programmes"
FOLDERS = cases.find(CASES)
PAYING = [
    folder
    for folder in FOLDERS
    if not {"refused", "steps"} & cases.read(folder).asked.keys()
    and any(len(file.read_text().splitlines()) > 1 for file in folder.glob("sales*.csv"))
]


def _rows(result):
    with result:
        return list(result.rows(zeros=True))


@pytest.mark.parametrize("folder", PAYING, ids=lambda folder: folder.name)
def test_what_is_stored_pays_what_the_lines_pay(folder, tmp_path, monkeypatch):
    if PAYING.index(folder) % 2:  # what follows is kept as well, as of many partners; else it is made again
        monkeypatch.setattr("fairway.engine.backends.local.grouped.LARGE", 0)
    case = cases.read(folder)
    with Session(case.programme, case.inputs()) as session:
        every, _ = session.asked(None, None)
        plan = build(case.programme, every, session.columns)
        from_lines = list(session.run(plan).rows(zeros=True))
        Grouped.write(session.con, plan, tmp_path)
    stored = Grouped.open(tmp_path)
    assert stored.holds(plan)
    assert _rows(stored.run(plan)) == from_lines


@pytest.fixture
def trial(tmp_path):
    """A case whose files can be taken away, and a store."""
    folder = tmp_path / "case"
    shutil.copytree(CASES / "v04_retroactive", folder)
    case = cases.read(folder)
    return folder, case, Store(tmp_path / "grouped")


def _changed(folder, old, new):
    text = (folder / "programme.yaml").read_text()
    assert old in text
    found = check(text.replace(old, new), name="draft.yaml").programme
    assert found is not None
    return found


def test_a_changed_rate_threshold_or_cap_reads_no_line(trial):
    folder, case, store = trial
    first = store.open(case.programme, case.inputs(), "the case")
    assert first.read_lines
    for file in folder.glob("sales*.csv"):
        file.unlink()  # nothing can read lines from here on
    for old, new in (
        ("percent: 3}", "percent: 4.125}"),
        ("from: 100000", "from: 90000"),
        ("method: retroactive", "method: marginal"),
        ("method: retroactive", "method: retroactive\n    limits: {amount: 2500, per_year: 3000, minimum_payout: 20}"),
    ):
        again = store.open(_changed(folder, old, new), case.inputs(), "the case")
        assert not again.read_lines
        assert _rows(again.grouped.run(again.plan))


CHANGES = (
    ("percent: 3}", "percent: 4.125}"),
    ("percent: 3}", "percent: 3.5}"),
    ("from: 100000", "from: 90000"),
    ("method: retroactive", "method: marginal"),
    ("method: retroactive", "method: retroactive\n    limits: {amount: 2500, per_year: 3000, minimum_payout: 20}"),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[1].strip())
def test_a_change_pays_what_the_lines_pay_whatever_is_kept(trial, change, monkeypatch):
    folder, case, store = trial
    monkeypatch.setattr("fairway.engine.backends.local.grouped.LARGE", 0)
    opened = store.open(case.programme, case.inputs(), "the case")
    changed = _changed(folder, *change)
    with Session(changed, case.inputs()) as session:
        expected = list(session.run(build(changed, session.asked(None, None)[0], session.columns)).rows(zeros=True))
    again = store.open(changed, case.inputs(), "the case")
    assert not again.read_lines
    assert _rows(again.grouped.run(again.plan)) == expected
    if change[1] == "percent: 3.5}":  # a rate of the usual digits changes nothing before the table is applied
        before, now = part_of(opened.plan).made, part_of(again.plan).made
        differing = {name.partition("_")[0] for name in now if before[name] != now[name]}
        assert differing == {"rated", "payouts"}


def test_other_lines_or_another_question_is_made_anew(trial):
    folder, case, store = trial
    store.open(case.programme, case.inputs(), "the case")
    assert store.open(case.programme, case.inputs(), "other lines").read_lines
    asks_more = _changed(folder, "measure: net", "measure: net\n    where: quantity > 1")
    assert store.open(asks_more, case.inputs(), "the case").read_lines
    assert not store.open(asks_more, case.inputs(), "the case").read_lines


def test_rounding_by_line_reads_lines_for_every_change(tmp_path):
    case = cases.read(CASES / "v28_per_line_tiered")
    with Session(case.programme, case.inputs()) as session:
        every, _ = session.asked(None, None)
        part = part_of(build(case.programme, every, session.columns))
    assert any(name.startswith("parts_") for name in part.settled)


def test_a_plan_that_asks_something_else_is_refused(trial):
    folder, case, store = trial
    opened = store.open(case.programme, case.inputs(), "the case")
    other = _changed(folder, "measure: net", "measure: net\n    where: quantity > 1")
    with Session(other, case.inputs()) as session:
        plan = build(other, session.asked(None, None)[0], session.columns)
    with pytest.raises(NotGrouped):
        opened.grouped.run(plan)


def test_more_lines_earn_what_they_would_have_earned(trial, tmp_path):
    """A line that is added by thought pays to the cent what the same line in the file pays."""
    folder, case, store = trial
    opened = store.open(case.programme, case.inputs(), "the case")
    head, *lines = (folder / "sales.csv").read_text().splitlines()
    names = head.split(",")
    line = dict(zip(names, lines[-1].split(","), strict=True)) | {"net_amount": "70000.01"}
    thought = _rows(opened.grouped.run(opened.plan, more=[line]))
    with_it = tmp_path / "more.csv"
    with_it.write_text("\n".join([head, *lines, ",".join(line[name] for name in names)]) + "\n")
    inputs = case.inputs()
    more = Inputs(Scan((str(with_it),)), inputs.partners, inputs.products, inputs.rates)
    with Session(case.programme, more) as session:
        sold = list(session.run(build(case.programme, session.asked(None, None)[0], session.columns)).rows(zeros=True))
    assert thought == sold
    whom = concerned(opened.grouped, opened.plan.programme, [line["partner_id"]])
    alone = _rows(opened.grouped.run(opened.plan, more=[line], whom=whom))
    assert alone == [row for row in sold if row[2] == line["partner_id"]]


def test_what_nobody_used_longest_is_swept(trial, monkeypatch):
    _, case, store = trial
    monkeypatch.setattr("fairway.engine.backends.local.store.KEPT", 2)
    for name in ("one", "two", "three"):
        store.open(case.programme, case.inputs(), name)
    assert len(list(store.root.iterdir())) == 2
    assert not store.open(case.programme, case.inputs(), "three").read_lines
