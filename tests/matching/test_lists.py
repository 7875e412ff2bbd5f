"""Two lists matched, and one list cleaned, without a label."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fairway.cli import app
from fairway.matching.backends import local
from fairway.matching.backends.counted import background_of_said, said_by
from fairway.matching.backends.local import match
from fairway.matching.background import background_of
from fairway.matching.company import Company
from fairway.matching.lists import Repeats
from fairway.matching.normalise import known
from fairway.matching.score import score
from tests.benchmarks.companies import World, with_repeats
from tests.matching.measuring import f1, precise

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "matching"
run = CliRunner()


@pytest.fixture(scope="module")
def repeated() -> tuple[list[Company], set[tuple[str, str]]]:
    world = World(800)
    return with_repeats(world, list(world.accounts()), 0.1)


def test_a_list_with_repeats_is_cleaned(repeated: tuple[list[Company], set[tuple[str, str]]]) -> None:
    rows, truth = repeated
    pairs, fitted = match(rows, at_least=0.001)
    scored = {(rows[pair.left].id, rows[pair.right].id): pair.score.same for pair in pairs}
    assert f1(scored, truth, fitted.weights.threshold) >= 0.9
    assert precise(scored, truth, 0.99) >= 0.6


def test_two_lists_of_the_world_are_matched() -> None:
    world = World(600, seed=5)
    accounts = list(world.accounts())
    written = [world.written(each).company for each in accounts[:200]]
    pairs, fitted = match(written, accounts)
    found = {(written[pair.left].id, accounts[pair.right].id): pair.score.same for pair in pairs}
    assert f1(found, {(each.id, each.id) for each in written}, 0.5) >= 0.95
    assert fitted.once_right == 1.0


def test_online_and_in_batches_a_pair_gets_the_same_score(repeated: tuple[list[Company], set[tuple[str, str]]]) -> None:
    rows, _ = repeated
    pairs, fitted = match(rows)
    for pair in list(pairs)[:20]:
        left, right = known(rows[pair.left]), known(rows[pair.right])
        assert score(left, right, fitted.weights, fitted.background).same == pytest.approx(pair.score.same)


def test_processes_that_share_the_work_find_what_one_finds(
    repeated: tuple[list[Company], set[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, _ = repeated
    alone, fitted = match(rows, at_least=0.001)
    monkeypatch.setattr(local, "PARALLEL", 1)
    monkeypatch.setattr(local, "CHUNK", 70)
    monkeypatch.setattr(local, "_processors", lambda: 3)
    shared, also = match(rows, at_least=0.001)
    assert list(shared) == list(alone)
    assert also.weights == fitted.weights


def test_a_fault_in_one_process_is_the_caller_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "PARALLEL", 1)
    monkeypatch.setattr(local, "CHUNK", 1)
    monkeypatch.setattr(local, "_processors", lambda: 2)
    with pytest.raises(AttributeError):
        match([Company("1", "Acme"), None, Company("2", "Acme")])  # type: ignore[list-item]


def test_lists_are_counted_in_columns_as_they_are_row_by_row(
    repeated: tuple[list[Company], set[tuple[str, str]]],
) -> None:
    companies, _ = repeated
    # two names that are one without blanks but not in words, and rows that say next to nothing
    ugly = [
        Company("u1", "Good Will"),
        Company("u2", "Goodwill"),
        Company("u3"),
        Company("u4", city="Leeds"),
        Company("u5"),
    ]
    ours, theirs = [[known(each) for each in some] for some in ([*companies[:500], *ugly], companies[450:])]
    there, here = background_of(ours, theirs), background_of_said([said_by(ours), said_by(theirs)])
    assert (here.size, here.counted, here.named, here.filled) == (there.size, there.counted, there.named, there.filled)
    counters = [(here.words, there.words), *((here.values[each], there.values[each]) for each in there.values)]
    for columns, counter in counters:
        assert columns == {value: count for value, count in counter.items() if count > 1}
    assert background_of_said([said_by([])]).counted == 0


def test_counterparts_of_one_row_exclude_each_other_where_lists_repeat_nothing() -> None:
    left = [Company("l", "Ritz Dining Room", "1 High St", "Leeds", phone="0113 496 0000", country="GB")]
    right = [
        Company("a", "Ritz Dining Room", "1 High Street", "Leeds", phone="0113 4960000", country="GB"),
        Company("b", "Ritz Cafe", "1 High Street", "Leeds", phone="0113 4960000", country="GB"),
    ]
    once, _ = match(left, right, repeated=Repeats.NEVER, at_least=0.0)
    often, _ = match(left, right, repeated=Repeats.OFTEN, at_least=0.0)
    assert {right[pair.right].id for pair in often} >= {"a"}
    rival = {right[pair.right].id: pair.score.same for pair in once}.get("b", 0.0)
    assert rival < 0.5


def test_a_name_that_many_rows_bear_is_a_chain_and_not_one_company_written_often() -> None:
    # ten shops of one name on either side, nothing else known of them, beside companies that have a name of their own
    world = World(300, seed=8)
    singles = [each._replace(address="", phone="", domain="", tax_id="") for each in list(world.accounts())[:150]]
    shops = [Company(f"s{number}", "Zwickel Grill") for number in range(10)]
    left = [*shops, *(Company(each.id, each.name) for each in singles)]
    right = [*shops, *(Company(each.id, world.written(each).company.name) for each in singles)]
    pairs, _ = match(left, right, at_least=0.5)
    found = {(left[pair.left].id, right[pair.right].id) for pair in pairs}
    assert not {pair for pair in found if pair[0][0] == "s"}
    assert sum(one == other for one, other in found) >= 0.95 * len(found) > 90


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_command_writes_the_documented_columns(tmp_path: Path) -> None:
    left = written(tmp_path / "a.csv", "id,name,city\n1,Zwickelmoser GmbH,Bonn\n2,Kraft Labs,Ulm\n")
    right = written(tmp_path / "b.csv", "id,name,city\nx,ZWICKELMOSER,Bonn\ny,Otto,Ulm\n")
    out = tmp_path / "pairs.csv"
    done = run.invoke(app, ["match", "--left", str(left), "--right", str(right), "--out", str(out)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert list(rows[0]) == ["left_id", "right_id", "probability", "reasons"]
    assert [(row["left_id"], row["right_id"]) for row in rows] == [("1", "x")]
    assert rows[0]["reasons"].startswith("name differs only by legal form; same city")


def test_the_command_finds_repeats_in_one_list(tmp_path: Path) -> None:
    text = "id,name,city\n1,Zwickelmoser GmbH,Bonn\n2,Kraft Labs,Ulm\n3,Zwickelmoser,Bonn\n"
    left, out = written(tmp_path / "a.csv", text), tmp_path / "pairs.csv"
    for more in ([], ["--right", str(left)]):
        assert run.invoke(app, ["match", "--left", str(left), *more, "--dedupe", "--out", str(out)]).exit_code == 0
        rows = list(csv.DictReader(out.open(encoding="utf-8")))
        assert [(row["left_id"], row["right_id"]) for row in rows] == [("1", "3")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,city\nAcme,Bonn\n", "has no column id"),
        ("id,colour\n1,red\n", "none to match by"),
        ("id,name\n1,Acme\n1,Otto\n", "Line 3 of “a.csv” repeats the id 1 of line 2"),
        ("id,name\n,Acme\n", "Line 2 of “a.csv” has no id"),
        ("id,name\n", "no rows"),
        ("", "is empty"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    left = written(tmp_path / "a.csv", text)
    out = tmp_path / "pairs.csv"
    done = run.invoke(app, ["match", "--left", str(left), "--dedupe", "--out", str(out)])
    assert done.exit_code == 1
    assert said in done.output + (done.stderr or "")
    assert not out.exists()


def test_the_command_asks_for_what_it_needs(tmp_path: Path) -> None:
    left = written(tmp_path / "a.csv", "id,name\n1,Acme\n")
    assert run.invoke(app, ["match", "--left", str(left), "--out", str(tmp_path / "o")]).exit_code == 2
    call = ["match", "--left", str(left), "--dedupe", "--country", "Atlantis", "--out", str(tmp_path / "o")]
    assert run.invoke(app, call).exit_code == 2


@pytest.mark.skipif(not REAL.is_dir(), reason="no real data beside the source tree")
def test_two_lists_of_restaurants_are_matched_without_labels() -> None:
    def rows(name: str) -> list[Company]:
        with (REAL / "fodors_zagats" / name).open(encoding="utf-8") as file:
            return [_restaurant(row) for row in csv.DictReader(file)]

    left, right = rows("fodors.csv"), rows("zagats.csv")
    with (REAL / "fodors_zagats" / "match_fodors_zagats_more_attrs.csv").open(encoding="utf-8") as file:
        truth = {(row["fodors_id"], row["zagats_id"]) for row in csv.DictReader(file)}
    pairs, fitted = match(left, right, at_least=0.001)
    scored = {(left[pair.left].id, right[pair.right].id): pair.score.same for pair in pairs}
    assert f1(scored, truth, fitted.weights.threshold) >= 0.98
    assert precise(scored, truth, 0.99) >= 0.6


def _restaurant(row: dict[str, str]) -> Company:
    return Company(row["id"], row["name"], row["addr"], row["city"], phone=row["phone"])
