"""`fairway demo` says in one sentence what keeps it from working, and touches nothing of others."""

import os
import socket
import subprocess
import sys
from pathlib import Path

SURROUNDINGS = 3


def demo(data_dir: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FAIRWAY_")}
    return subprocess.run(
        [sys.executable, "-m", "fairway.cli", "demo", *words],
        env={**clean, "PYTHONPATH": "src", "FAIRWAY_DATA_DIR": str(data_dir), "COLUMNS": "200", **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == SURROUNDINGS, result.stderr
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


def test_a_taken_port_is_named_with_another_to_choose(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = one_sentence(demo(tmp_path, "--port", str(port)))
    assert f"Port {port}" in said
    assert "--port" in said
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the way")
    said = one_sentence(demo(tmp_path / "var" / "fairway", "--no-serve"))
    assert "var" in said
    assert "cannot be written" in said
    assert "FAIRWAY_DATA_DIR" in said


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    said = one_sentence(demo(tmp_path, "--no-serve", FAIRWAY_VENDOR_NAMES="Halden"))
    assert "FAIRWAY_VENDOR_NAMES is not a setting" in said


def test_a_fresh_start_does_not_remove_what_no_demo_made(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18\n")
    said = one_sentence(demo(tmp_path, "--no-serve", "--fresh"))
    assert "no demo made" in said
    assert (tmp_path / "postgres" / "PG_VERSION").exists()


def test_a_server_of_ones_own_is_not_emptied(tmp_path: Path) -> None:
    said = one_sentence(demo(tmp_path, "--no-serve", "--fresh", DATABASE_URL="postgresql://nobody@127.0.0.1:1/fairway"))
    assert "--fresh does not empty" in said


def test_help_names_every_option(tmp_path: Path) -> None:
    result = demo(tmp_path, "--help")
    assert result.returncode == 0
    assert all(word in result.stdout for word in ("--port", "--no-serve", "--fresh", "--today"))
