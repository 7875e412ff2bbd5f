"""Weights learned from people's decisions, tried before they count."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fairway.cli import app
from fairway.matching.backends.local import candidates, key_table
from fairway.matching.background import Background
from fairway.matching.company import Company
from fairway.matching.compare import Evidence
from fairway.matching.estimate import estimate
from fairway.matching.learning import learn, packaged_labels, try_on
from fairway.matching.names import Agreement
from fairway.matching.normalise import known
from fairway.matching.score import odds
from fairway.matching.weights import packaged, read_weights
from tests.benchmarks import labelled
from tests.benchmarks.companies import World, with_repeats

run = CliRunner()
ROWS = "id,name,city,phone\n1,Zwickelmoser GmbH,Bonn,0228 123456\n2,Kraft Labs,Ulm,\n3,Zwickelmoser,Bonn,0228 999999\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "decided.csv").write_text("left_id,right_id,verdict\n1,3,branch\n", encoding="utf-8")
    return tmp_path


def call(folder: Path, *more: str) -> object:
    given = ["weigh", "--left", str(folder / "a.csv"), "--decided", str(folder / "decided.csv")]
    return run.invoke(app, [*given, "--out", str(folder / "new.yaml"), *more])


def test_the_packaged_labels_follow_from_the_seed() -> None:
    assert labelled.PLACE.read_text(encoding="utf-8") == labelled.text()
    pairs = packaged_labels()
    assert (len(pairs), sum(pair.same for pair in pairs)) == (500, 300)
    assert try_on(pairs, packaged()).f1 > 0.9


def test_decisions_move_the_levels_they_speak_of_and_no_further_than_allowed() -> None:
    world = World(400)
    rows, truth = with_repeats(world, list(world.accounts()), 0.2)
    read = [known(each) for each in rows]
    found = candidates(key_table(read), None, len(read))
    plain = learn(read, None, found, {}, packaged())
    ids = {each.id: place for place, each in enumerate(rows)}
    wrong = {(min(ids[one], ids[two]), max(ids[one], ids[two])): "branch" for one, two in truth}
    taught = learn(read, None, found, wrong, packaged())
    assert (plain.version, taught.version) == (packaged().version + 1,) * 2
    # people who call every repeat a branch teach that branches share their phone
    assert taught.levels["phone"]["same"].branch > plain.levels["phone"]["same"].branch
    assert taught.levels["phone"]["same"].branch <= 2 * packaged().levels["phone"]["same"].branch + 1e-9
    assert taught.prior == packaged().prior


def test_a_crowd_of_namesakes_does_not_make_branches_one_company() -> None:
    # namesakes abroad look like branches to a fit that may go far enough; then only "same" is left for the branches
    background = Background(1_000_000)
    background.counted = 1_000_000
    found = estimate(
        [
            *[_seen("same address", "same", "same", 60.0)] * 300,
            *[_seen("other city", "different", "same", 32.0)] * 400,
            *[_seen("another country", "different", "different", 30.0)] * 9_000,
        ],
        packaged(), background, 1_000_000, 1 / 68,
    )  # fmt: skip
    before, after = (weights.levels["place"]["other city"] for weights in (packaged(), found))
    assert before.branch / 2 <= after.branch and after.same <= 2 * before.same
    same, branch, *_ = odds(_seen("other city", "different", "same", 32.0), found, background)
    assert branch > same


def _seen(place: str, phone: str, domain: str, rarity: float) -> Evidence:
    name = Agreement("identical", rarity, (), (), (), (), forms_differ=False)
    levels = ("identical", "missing", place, phone, domain, "missing", "missing")
    return Evidence(name, levels, rarity)


def test_the_command_writes_a_new_version_with_how_it_did(folder: Path) -> None:
    done = call(folder)
    assert done.exit_code == 0, done.output  # type: ignore[attr-defined]
    text = (folder / "new.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Learned from 1 decisions. Tried on 500 labelled pairs")
    assert read_weights(text).version == packaged().version + 1
    assert "precision" in done.output and "version 2" in done.output  # type: ignore[attr-defined]


def test_worse_weights_are_kept_only_anyway_and_with_a_reason(folder: Path) -> None:
    world = World(60)
    accounts = list(world.accounts())
    rows = [each for one in accounts for each in (one, world.written(one).company)]
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Company._fields)
        writer.writerows([str(n), *(getattr(row, f) for f in Company._fields[1:])] for n, row in enumerate(rows))
    told = "".join(f"{2 * n},{2 * n + 1},different\n" for n in range(60))
    (folder / "decided.csv").write_text(f"left_id,right_id,verdict\n{told}", encoding="utf-8")
    (folder / "base.yaml").write_text(labelled_base(), encoding="utf-8")
    base = ("--weights", str(folder / "base.yaml"))
    done = call(folder, *base)
    assert done.exit_code == 1 and "do worse" in done.output + done.stderr  # type: ignore[attr-defined]
    assert not (folder / "new.yaml").exists()
    assert call(folder, *base, "--anyway").exit_code == 2  # type: ignore[attr-defined]
    assert call(folder, *base, "--anyway", "--reason", "A try").exit_code == 0  # type: ignore[attr-defined]
    assert "# Reason: A try" in (folder / "new.yaml").read_text(encoding="utf-8")


def labelled_base() -> str:
    """The packaged weights with less weight of their own, so that a few wrong decisions harm them."""
    import yaml

    return yaml.safe_dump({**packaged().as_document(), "pseudo": 1})


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ("1,3,maybe\n", "Line 2 of “decided.csv” says “maybe”"),
        ("1,9,same\n", "names 1 and 9: no pair of these lists"),
        ("1,1,same\n", "no pair of these lists"),
        ("1,3,\n", "nothing to learn"),
        ("", "nothing to learn"),
    ],
)
def test_decisions_that_say_nothing_are_refused_with_their_place(folder: Path, decided: str, said: str) -> None:
    (folder / "decided.csv").write_text(f"left_id,right_id,verdict\n{decided}", encoding="utf-8")
    done = call(folder)
    assert done.exit_code == 1 and said in done.output + done.stderr  # type: ignore[attr-defined]
    assert not (folder / "new.yaml").exists()


def test_the_command_asks_for_what_it_needs(folder: Path) -> None:
    left = ["--left", str(folder / "a.csv")]
    for given in ([], left, [*left, "--accounts"], [*left, "--decided", str(folder / "decided.csv")]):
        assert run.invoke(app, ["weigh", *given]).exit_code == 2
    (folder / "labels.csv").write_text("same,left_name,right_name\nperhaps,a,b\n", encoding="utf-8")
    done = call(folder, "--labelled", str(folder / "labels.csv"))
    assert done.exit_code == 1 and "write yes or no" in done.output + done.stderr  # type: ignore[attr-defined]
