"""A site of one's own: a data folder, its embedded PostgreSQL, and `fairway serve --worker` on a free port."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 90


@dataclass(frozen=True)
class Site:
    """A running installation: where it answers, where its files are, the numbers that were seeded."""

    address: str
    folder: Path
    surroundings: dict[str, str]
    seeded: dict[str, Any]

    @property
    def mails(self) -> list[str]:
        """Every mail that was sent, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
        return [file.read_text("utf-8") for file in files]

    def fairway(self, *words: str) -> str:
        """Run a command of this installation and answer what it printed."""
        return run(self.surroundings, "-m", "fairway.cli", *words)


def run(surroundings: dict[str, str], *words: str) -> str:
    """Run Python beside the site; what goes wrong is shown in full."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *words],
        env=surroundings,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}"
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def opened(folder: Path, *, seeding: str | None, settings: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Set an installation up in `folder`, seed it by a module, serve it, and stop it in the end."""
    port = free_port()
    address = f"http://localhost:{port}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FAIRWAY_", "DATABASE_URL"))}
    surroundings = kept | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "FAIRWAY_DATA_DIR": str(folder),
        "FAIRWAY_BASE_URL": address,
        "FAIRWAY_MAIL_URL": f"file://{folder}/mail",
        "FAIRWAY_VENDOR_NAME": "Halden Instruments",
        "FAIRWAY_WEB_WORKERS": "1",
        # these stories calculate past quarters one after the other; nobody must take up today's meanwhile
        "FAIRWAY_ACCRUE_AFTER": "off",
        "NO_COLOR": "1",
        "COLUMNS": "160",
        **(settings or {}),
    }
    run(surroundings, "-m", "fairway.cli", "migrate")
    seeded = json.loads(run(surroundings, "-m", seeding).splitlines()[-1]) if seeding else {}
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "fairway.cli", "serve", "--worker", "--port", str(port)],
        env=surroundings,
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _await(address, server, folder)
        yield Site(address, folder, surroundings, seeded)
    finally:
        server.terminate()
        try:
            server.wait(timeout=40)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _await(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/account/login/", timeout=20) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The server does not answer:\n{(folder / 'server.log').read_text('utf-8')[-4000:]}")
