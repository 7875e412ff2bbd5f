"""The first person of an installation joins by a link that the command line prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
JOIN = """
import sys
import fairway.config
fairway.config.start()
from django.test import Client
client = Client(headers={"host": "localhost"})
page = client.get(sys.argv[1])
answer = client.post(sys.argv[1], {"name": "Maya", "password": "a long enough password", "time_zone": "UTC"})
print(page.status_code, answer.status_code, client.get("/you/").status_code)
"""


@pytest.mark.long
def test_a_new_installation_gets_its_first_person(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FAIRWAY_", "DATABASE_URL"))}
    surroundings = kept | {
        "FAIRWAY_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONWARNINGS": "ignore",
        "FAIRWAY_BASE_URL": "http://channel.example.com",
    }

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], env=surroundings, capture_output=True, text=True, timeout=120, check=False
        )

    def fairway(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run("-m", "fairway.cli", *arguments)

    assert fairway("migrate").returncode == 0
    link = fairway("invite", "maya@vendor.example", "--role", "operations").stdout.strip()
    assert link.startswith("http://channel.example.com/join/")
    joined = run("-c", JOIN, link.removeprefix("http://channel.example.com"))
    assert joined.stdout.split() == ["200", "302", "200"], joined.stderr
    for arguments, says in (
        (("ola@a.example", "--role", "king"), "not a role here"),
        (("ola@a.example", "--role", "principal", "--partner", "A"), "no partner 'A'"),
        (("ola", "--role", "auditor"), "not an e-mail address"),
    ):
        refused = fairway("invite", *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert says in refused.stderr
