"""The pages about registering by mail and by programs, followed word by word at a running installation.

What a page writes as a shell command is run by a shell; only the address, the token, the day and a code are put in.
"""

from __future__ import annotations

import json
import re
import subprocess
import textwrap
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import DOCS, blocks
from tests.journeys.site import Site, opened

HOW_TO = DOCS / "how-to"
ADDRESS = "https://channel.example.com"
DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
CODE = re.compile(r"D-[0-9A-Z]{5}-[0-9A-Z]{5}")
TRUSTED = "mx.example.com"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("registering")
    secret = folder / "inbox-secret"
    secret.write_text("a secret of more than twenty letters")
    inbox = {
        "FAIRWAY_INBOX_ADDRESS": "deals@channel.example.com", "FAIRWAY_INBOX_TRUSTS": TRUSTED,
        "FAIRWAY_INBOX_SECRET_FILE": str(secret),
    }  # fmt: skip
    with opened(folder, seeding="tests.docs.registering", settings=inbox) as site:
        yield site


def shown(page: str, language: str, *, holding: str = "") -> list[str]:
    """The blocks of a page in one language, those that hold a word."""
    return [one.text for one in blocks(HOW_TO / page) if one.language == language and holding in one.text]


def shell(text: str, folder: Path, *, given: str = "", **names: str) -> str:
    """What a shell answers; a command that fails fails the test."""
    done = subprocess.run(
        ["sh", "-ec", text], cwd=folder, input=given, capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": "/usr/bin:/bin", **names},
    )  # fmt: skip
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_a_program_registers_reads_lists_attaches_withdraws_and_loads(site: Site, tmp_path: Path) -> None:
    page = "connect-a-program.md"
    (tmp_path / "notes.txt").write_text("We met on Monday.")
    code, seen = "", []
    for block in shown(page, "bash", holding="curl"):
        token = site.seeded["vendor" if "pipeline" in block else "partner"]
        for command in re.split(r"\n(?=curl)", block.strip()):
            text = CODE.sub(code or "D-00000-00000", command.replace(ADDRESS, site.address))
            answer: Any = json.loads(shell(text.replace("curl ", "curl -s ", 1), tmp_path, TOKEN=token))
            assert "type" not in answer, (command, answer)
            seen.append(answer)
            code = code or answer.get("code", "")
    made, read, listed, attached, withdrawn, loaded = seen
    assert (made["status"], made["fields"]["company"]) == ("submitted", "Northwind Traders Inc.")
    assert read["code"] == code
    assert listed["registrations"] == []
    assert attached == {"file": attached["file"]}
    assert withdrawn["status"] == "withdrawn"
    assert loaded == {"added": 1, "changed": 0, "unchanged": 0}
    first = shown(page, "bash", holding="Idempotency-Key")[0].replace(ADDRESS, site.address)
    again = json.loads(shell(first.replace("curl ", "curl -s ", 1), tmp_path, TOKEN=site.seeded["partner"]))
    assert again["code"] == code, "the same key is the same deal"


def hand_in(site: Site, folder: Path, text: str, *, subject: str = "A deal", number: str = "1") -> str:
    """Hand a mail of Ola's in as the page's pipe does; answers the mail that comes back."""
    letter = EmailMessage()
    letter["Authentication-Results"] = f"{TRUSTED} 1; dmarc=pass (p=reject) header.from=a.example"
    letter["From"], letter["To"], letter["Subject"] = "Ola <ola@a.example>", "deals@channel.example.com", subject
    letter["Message-ID"] = f"<{number}@a.example>"
    letter.set_content(text)
    (pipe,) = shown("take-registrations-by-mail.md", "sh")
    before = len(site.mails)
    script = pipe.replace(ADDRESS, site.address).replace("/run/secrets/inbox-secret", str(site.folder / "inbox-secret"))
    shell(script, folder, given=letter.as_string())
    for _ in range(100):
        if len(site.mails) > before:
            return site.mails[-1]
        time.sleep(0.1)
    raise AssertionError("no answer came")


def test_a_deal_is_registered_by_mail_and_what_lacks_is_asked_for(site: Site, tmp_path: Path) -> None:
    (example,) = shown("register-by-mail.md", "text")
    meant = DAY.sub("2031-06-30", example)
    answer = hand_in(site, tmp_path, f"Good morning,\n\n{meant}\nBest regards\nOla", number="whole")
    assert "We have your registration D-" in answer
    lacking = "".join(line for line in meant.splitlines(keepends=True) if not line.startswith(("Country", "Product")))
    asked = hand_in(site, tmp_path, lacking.replace("Northwind", "Fabrikam"), number="part")
    assert "What your registration D-" in asked
    assert "Country" in asked
    code = CODE.search(asked)
    assert code is not None
    rest = "".join(line for line in meant.splitlines(keepends=True) if line.startswith(("Country", "Product")))
    done = hand_in(site, tmp_path, rest, subject=f"Re: What your registration {code[0]} lacks", number="rest")
    assert f"We have your registration {code[0]}" in done


def test_the_lesson_of_a_deal_by_mail_and_one_by_a_program(site: Site, tmp_path: Path) -> None:
    page = [one for one in blocks(DOCS / "tutorial" / "deal-by-mail-and-program.md") if "export TOKEN" not in one.text]
    first, rest = (textwrap.dedent(one.text) for one in page if one.language == "text")
    asked = hand_in(site, tmp_path, DAY.sub("2031-06-30", first), number="lesson")
    code = CODE.search(asked)
    assert code is not None
    assert f"What your registration {code[0]} lacks" in asked
    done = hand_in(site, tmp_path, rest, subject=f"Re: What your registration {code[0]} lacks", number="lesson-rest")
    assert f"We have your registration {code[0]}" in done
    made, answers = "D-00000-00000", []
    for one in page:
        if one.language == "bash":
            text = CODE.sub(made, textwrap.dedent(one.text).replace(ADDRESS, site.address))
            said = shell(text.replace("curl ", "curl -s ", 1), tmp_path, TOKEN=site.seeded["partner"])
            answers.append(json.loads(said))
            made = answers[-1].get("code", made)
    programmes, refused, sent, read = answers
    assert [one["programme"] for one in programmes["programmes"]] == ["fy26-deals"]
    assert refused["status"] == 422
    assert "many" in json.dumps(refused)
    assert "code" not in refused
    assert (sent["status"], sent["fields"]["company"]) == ("submitted", "Litware Schools")
    assert read["code"] == sent["code"]
