"""A dump and the data folder bring an installation back on another server, journal and seals included."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WRITE = """
import sys
from datetime import UTC, datetime
import fairway.config
fairway.config.start()
from fairway.kit import files, journal
from fairway.kit.access import WORKER, acting_as
now = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
for number in range(int(sys.argv[1]), int(sys.argv[2])):
    with acting_as(WORKER):
        journal.record(actor=WORKER, now=now, verb="test.written", subject=f"test:{number}")
print(files.store([b"a partner's file"]).sha256)
"""
# Transaction ids of the first server run far ahead of the second's, as they do after years.
AGE = "DO $$ BEGIN FOR i IN 1..3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"


class Installation:
    """One data folder with the embedded server in it, driven from outside as its administrator does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("FAIRWAY_", "DATABASE_URL"))}
        self.environment = kept | {
            "FAIRWAY_DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONWARNINGS": "ignore",
        }

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return " ".join(done.stdout.split())

    def fairway(self, *arguments: str) -> str:
        return self._run(sys.executable, "-m", "fairway.cli", *arguments)

    def postgresql(self, *arguments: str) -> str:
        return self._run(str(ROOT / "tools" / "postgresql"), *arguments)

    def write(self, start: int, end: int) -> str:
        """Journal one row per number, each in a transaction of its own, and keep a raw file; answers its digest."""
        return self._run(sys.executable, "-c", WRITE, str(start), str(end))


@pytest.mark.long
def test_a_dump_is_restored_into_a_new_cluster_and_verifies(tmp_path: Path) -> None:
    old, new, backup = Installation(tmp_path / "old"), Installation(tmp_path / "new"), tmp_path / "backup"
    backup.mkdir()
    old.fairway("migrate")
    old.write(0, 3)
    assert old.fairway("journal", "verify", "--seal-now").startswith("Sound: 3 rows, 1 seals")
    old.postgresql("psql", "-q", "-c", AGE)
    digest = old.write(3, 5)  # two rows that no seal holds yet when the dump is taken
    printed = old.postgresql("psql", "-At", "-c", "SELECT digest FROM journal_seal")

    old.postgresql("pg_dump", "--format=custom", f"--file={backup / 'fairway.dump'}")
    shutil.copytree(old.folder / "raw", backup / "raw")

    new.fairway("migrate")
    new.postgresql("dropdb", "fairway")
    new.postgresql("createdb", "--owner=fairway_owner", "--template=template0", "--encoding=UTF8", "fairway")
    new.postgresql("pg_restore", "--exit-on-error", "--dbname=fairway", str(backup / "fairway.dump"))
    shutil.copytree(backup / "raw", new.folder / "raw")
    new.fairway("migrate")

    ahead = "SELECT count(*) FROM journal_row WHERE xid > pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    assert new.postgresql("psql", "-At", "-c", ahead) == "2"
    assert new.fairway("journal", "verify", "--seal", printed).startswith("Sound: 5 rows, 1 seals")
    # The two rows of the former cluster are sealed although their transaction ids lie in this one's future.
    assert new.fairway("journal", "verify", "--seal", printed, "--seal-now").startswith("Sound: 5 rows, 2 seals")
    new.write(5, 6)
    assert new.fairway("journal", "verify", "--seal-now").startswith("Sound: 6 rows, 3 seals")
    assert (new.folder / "raw" / digest[:2] / digest).read_bytes() == b"a partner's file"
    assert "up to date" in new.fairway("doctor")
