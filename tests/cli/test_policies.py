"""Registration policies on the command line: checked, and tried on what was sent here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fairway.cli import app
from fairway.deals import actions
from fairway.kit.access import acting_as
from tests.builders import People
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register


def run(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["policies", *arguments])
    return answer.exit_code, answer.output


def test_every_problem_is_said_with_its_place(tmp_path: Path) -> None:
    sound, broken = tmp_path / "sound.yaml", tmp_path / "broken.yaml"
    sound.write_text(POLICY)
    broken.write_text(POLICY + "unknown: key\n")
    assert run("check", str(sound)) == (0, f"{sound}: is sound (0 errors, 0 warnings).\n")
    code, said = run("check", str(sound), str(broken), "--format", "csv")
    assert code == 1
    assert "broken.yaml,18," in said


@pytest.mark.django_db
def test_a_draft_is_tried_on_what_was_sent_here(
    tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairway.cli.policies.begin", lambda: None)  # these tests began already
    sent = datetime.now(UTC) - timedelta(days=100)
    number = put_policy(people, sent)
    close = (sent + timedelta(days=90)).date().isoformat()
    code = register(people.ola, sent, number, asked(put_products(sent), expected_close=close))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=sent, code=code)
    draft = tmp_path / "draft.yaml"
    draft.write_text(POLICY.replace("discount: 12", "discount: 10"))
    done, said = run("trial", str(draft), "--against", "fy26-deals")
    assert done == 0
    assert "1 of 1 registration would go otherwise; 0 protected longer, 0 shorter." in said
    assert "USD 2,400.00 → USD 2,000.00" in said  # 12 % and 10 % of 20,000
    assert f"{code}, Anker Mess: It takes USD 2,000.00 off the price instead of USD 2,400.00." in said
    done, said = run("trial", str(draft), "--against", "fy26-deals", "--format", "csv")
    assert f"{code},Anker Mess,gold,US,20000" in said
    done, said = run("trial", str(draft), "--against", "fy27")
    assert (done, said) == (1, "No policy 'fy27' is in force here. There is: fy26-deals.\n")
