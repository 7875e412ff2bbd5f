"""The page of a payout and `fairway explain` say the same of it, to each side, in the reader's language."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from django.utils import translation
from typer.testing import CliRunner

from fairway.cli import app
from fairway.incentives import queries
from fairway.incentives.queries import inputs
from fairway.kit.access import WORKER, acting_as
from fairway.web.shared.explaining import TO_PARTNER, TO_VENDOR, left_out_lines, page_of
from tests.builders import People
from tests.rooms.incentives.stories import VOLUME, Sold, publish, put, run

pytestmark = pytest.mark.django_db

TEXT = VOLUME.replace("    measure: net\n", "    measure: net\n    where: net_amount < 90000\n")


@pytest.fixture
def files(people: People, tmp_path: Path) -> dict[str, str]:
    """A run in the app, and its document, lines and partners as files."""
    put(
        Sold(people.a, "2012-08-01", "49500"),
        Sold(people.a, "2012-08-20", "2000"),
        Sold(people.a, "2012-08-21", "95000"),
        Sold(people.a, "2012-09-21", "-300"),
        Sold(people.b, "2012-09-01", "49999.99"),
    )
    run(people, publish(people, TEXT), "2012-09-30")
    programme, partners = tmp_path / "programme.yaml", tmp_path / "partners.parquet"
    programme.write_text(TEXT, encoding="utf-8")
    with acting_as(WORKER):
        parquet.write_table(inputs.partner_table(WORKER), partners)
        (lines,) = inputs.pin(WORKER).scan.files
    return {"programme": str(programme), "--sales": lines, "--partners": str(partners)}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("side", ["partner", "vendor"])
@pytest.mark.parametrize("who", ["a", "b"])
def test_the_page_and_the_command_say_the_same(
    people: People, files: dict[str, str], language: str, side: str, who: str
) -> None:
    number = getattr(people, who)
    voice = TO_PARTNER if side == "partner" else TO_VENDOR
    reader = people.maya if side == "vendor" else {"a": people.ola, "b": people.sam}[who]
    with translation.override(language), acting_as(reader):
        (row,) = queries.payouts(reader, partner_id=number, period="2012-Q3").rows
        view = queries.payout_explanation(reader, row.id)
        page = page_of(view, voice, date(2012, 10, 1))
        out = sorted(line.sentence for line in left_out_lines(view, voice))
    assert view.explanation is not None, view.trouble
    given = {
        **files, "--incentive": "volume", "--period": "2012-Q3", "--partner": str(number), "--side": side,
        "--language": language, "--version": str(view.version), "--as-of": "2012-09-30",
    }  # fmt: skip
    options = [part for key, value in given.items() if key != "programme" for part in (key, value)]
    told = CliRunner().invoke(app, ["explain", given["programme"], *options, "--format", "json"])
    assert told.exit_code == 0, told.output
    said = json.loads(told.stdout)
    assert said["rule"] == page["told"].rule
    assert str(view.version) in said["rule"]
    assert tuple(said["sentences"]) == page["told"].sentences
    assert tuple(said["missing"]) == page["told"].missing
    assert sorted(line["sentence"] for line in said["excluded"]) == out
    assert len(out) == (1 if who == "a" else 0)
    table = CliRunner().invoke(app, ["explain", given["programme"], *options]).stdout
    for sentence in (page["told"].rule, *page["told"].sentences, *page["told"].missing, *out):
        assert sentence in table


def test_a_document_alone_names_no_version(people: People, files: dict[str, str]) -> None:
    options = ["--incentive", "volume", "--period", "2012-Q3", "--partner", str(people.a), "--format", "json"]
    given = [part for key, value in files.items() if key != "programme" for part in (key, value)]
    said = json.loads(CliRunner().invoke(app, ["explain", files["programme"], *given, *options]).stdout)
    assert said["version"] is None
    assert said["rule"] == "The rule is Quarterly volume rebate of Reseller programme 2012."
