"""The demo builds in one place at a time, goes on where it was, and removes only what a demo made."""

import fcntl
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fairway.demo import premises
from fairway.demo import state as notes

STATE = notes.State("embedded", "halden-1", date(2026, 11, 22), users={"maya@halden.example": 3})


def test_a_note_reads_back_as_it_was_written(tmp_path: Path) -> None:
    told = replace(STATE, partners={"KESSELRING": 6}).after("partners").after("partners")
    notes.save(tmp_path, told)
    assert notes.load(tmp_path, database="embedded") == told
    assert told.steps == ("partners",)
    assert told.done("partners")
    assert not told.done("catalogue")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"form": 0}', '{"form": 1, "database": "embedded"}'])
def test_a_note_nobody_can_read_is_no_note(tmp_path: Path, content: str) -> None:
    (tmp_path / notes.NAME).write_text(content)
    assert notes.load(tmp_path, database="embedded") is None


def test_a_note_about_another_database_is_no_note(tmp_path: Path) -> None:
    notes.save(tmp_path, STATE)
    assert notes.load(tmp_path, database="db.example:5432/fairway") is None


def test_a_second_builder_is_told_to_wait(tmp_path: Path) -> None:
    refused = pytest.raises(premises.Unusable, match="Another `fairway demo`")
    with premises.alone(tmp_path), refused, premises.alone(tmp_path):
        raise AssertionError("two builders at once")
    with premises.alone(tmp_path):
        pass


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(premises.Unusable, match="cannot be written"):
        premises.refuse_unwritable(tmp_path / "var" / "fairway")


def test_clearing_removes_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    notes.save(premises.folder_of(tmp_path), STATE)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    (tmp_path / "letters").mkdir()
    with premises.alone(tmp_path):
        premises.clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "letters", "postgres.in-use"]
    assert [path.name for path in premises.folder_of(tmp_path).iterdir()] == ["lock"]


def test_a_database_no_demo_made_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    with pytest.raises(premises.Unusable, match="no demo made"):
        premises.clear(tmp_path)
    assert (tmp_path / "postgres" / "PG_VERSION").exists()


def test_a_running_database_is_not_removed(tmp_path: Path) -> None:
    notes.save(premises.folder_of(tmp_path), STATE)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    with (tmp_path / "postgres.in-use").open("a") as another:
        fcntl.flock(another, fcntl.LOCK_SH)
        with pytest.raises(premises.Unusable, match="is running"):
            premises.clear(tmp_path)
    assert (tmp_path / "postgres" / "PG_VERSION").exists()


def test_a_database_that_a_killed_start_left_running_is_stopped(tmp_path: Path) -> None:
    notes.save(premises.folder_of(tmp_path), STATE)
    # like a server it minds the signal, also where whoever runs the tests ignores it
    minding = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print(flush=True); time.sleep(60)"
    left = subprocess.Popen([sys.executable, "-c", minding], stdout=subprocess.PIPE)
    assert left.stdout is not None
    left.stdout.readline()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{left.pid}\n/somewhere\n")
    threading.Thread(target=lambda: (left.wait(), (tmp_path / "postgres" / "postmaster.pid").unlink())).start()
    premises.clear(tmp_path)
    assert left.returncode is not None
    assert not (tmp_path / "postgres").exists()
