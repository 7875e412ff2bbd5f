"""A migrated data folder, made once for each state of the migrations; test sessions begin with a copy of it.

Migrating an empty database takes Django most of half a minute, nearly all of it rendering the states between.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHELF = Path(tempfile.gettempdir()) / f"fairway-test-databases-{os.getuid()}"
KEPT = 2 * 86_400
"""Seconds after which a template nobody used is removed."""


def copy_into(folder: Path) -> None:
    """Fill an empty data folder with a migrated database and its secret.

    :raises subprocess.CalledProcessError: when the migrations fail; what they said is on the standard error.
    """
    SHELF.mkdir(exist_ok=True)
    made = SHELF / _key()
    with (SHELF / "making").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several sessions one makes it
        if not made.is_dir():
            _make(made)
        os.utime(made)
        # with owners: run by root, the server belongs to a login of its own
        subprocess.run(["cp", "-a", f"{made}/.", str(folder)], check=True)


def _key() -> str:
    """What decides how the migrated database looks: migrations, logins, and the libraries' own migrations."""
    sources = sorted(
        {
            *(ROOT / "src").rglob("migrations/*"),
            *(ROOT / "src/fairway/config").glob("*.py"),
            *ROOT.glob("requirements/*"),
        }
    )
    digest = hashlib.sha256(sys.version.encode())
    for source in sources:
        if source.is_file():
            digest.update(f"\0{source.relative_to(ROOT)}\0".encode() + source.read_bytes())
    return digest.hexdigest()[:24]


def _make(made: Path) -> None:
    for old in SHELF.iterdir():
        if old.is_dir() and old.stat().st_mtime < time.time() - KEPT:
            shutil.rmtree(old, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix="fairway-test-", dir=SHELF))
    try:
        own = {
            key: value for key, value in os.environ.items() if not key.startswith(("FAIRWAY_", "DATABASE_", "DJANGO_"))
        }
        subprocess.run(
            [sys.executable, "-c", "from fairway.cli import main; main()", "migrate"],
            env=own | {"FAIRWAY_DATA_DIR": str(making), "PYTHONPATH": str(ROOT / "src")},
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (making / "postgres.in-use").unlink(missing_ok=True)
        making.rename(made)
    finally:
        shutil.rmtree(making, ignore_errors=True)
