"""The folder the demo lives in: one builder at a time, and a fresh start only over what a demo made."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fairway.config import database
from fairway.demo import state as notes

FOLDER = "demo"
LOCK = "lock"
_KEPT_BESIDE = ("postgres", "raw", "lake", "cache", "uploads", "static", "mail", "grouped")


class Unusable(Exception):
    """The demo cannot be built here; the message says why and what to do."""


def folder_of(data_dir: Path) -> Path:
    """Give the demo's own folder inside the data folder."""
    return data_dir / FOLDER


def refuse_unwritable(data_dir: Path) -> None:
    """Say in one sentence when the data folder cannot be made or written.

    :raises Unusable: it cannot.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise Unusable(
            f"The data folder {data_dir} cannot be written: {fault.strerror}. "
            "Give it to this user, or name another one in FAIRWAY_DATA_DIR."
        ) from None


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Hold the demo's folder against a second builder; the hold ends with the process, however it dies.

    :raises Unusable: somebody else is building there.
    """
    folder = folder_of(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Unusable(
                f"Another `fairway demo` is building in {data_dir}. Wait for it, "
                "or name another folder in FAIRWAY_DATA_DIR."
            ) from None
        yield


def clear(data_dir: Path) -> None:
    """Remove what an earlier demo made, so that the next one begins anew.

    :raises Unusable: the folder holds data that no demo made, or its database is running.
    """
    folder = folder_of(data_dir)
    made_by_demo = (folder / notes.NAME).exists()
    if not made_by_demo and (data_dir / "postgres" / "PG_VERSION").exists():
        raise Unusable(
            f"{data_dir} holds a database that no demo made; it is not removed. "
            "Name another folder in FAIRWAY_DATA_DIR."
        )
    if not database.stop_unused(data_dir / "postgres"):
        raise Unusable(f"The database in {data_dir} is running. Stop the Fairway that uses it, then try again.")
    for name in _KEPT_BESIDE:
        shutil.rmtree(data_dir / name, ignore_errors=True)
    for path in folder.glob("*"):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
