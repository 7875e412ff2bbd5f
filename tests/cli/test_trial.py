"""`fairway trial`, as somebody at a terminal meets it."""

import csv
import io
import json

import pytest

from tests.cli.test_calculate import CASE, FILES, fairway


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.yaml"
    path.write_text((CASE / "programme.yaml").read_text().replace("percent: 2}", "percent: 2.5}"))
    return path


def test_a_table_says_totals_winners_and_cliffs(draft):
    done = fairway("trial", draft, "--against", CASE / "programme.yaml", *FILES)
    assert done.returncode == 0, done.stderr
    # maya 99,999.99 and edge 50,000.00 at 2.5 % instead of 2 %: 500 + 250
    assert "Paid 10850.00 USD instead of 10100.00 USD: +750.00 USD." in done.stdout
    assert "2 of 5 partners get more, 0 less, 3 the same." in done.stdout
    assert "middle fifth" in done.stdout and "within 5 % below" in done.stdout
    assert done.stderr == ""


def test_it_says_when_lines_are_read_for_each(draft):
    draft.write_text(draft.read_text().replace("measure: net", "measure: net\n    where: quantity > 1"))
    done = fairway("trial", draft, "--against", CASE / "programme.yaml", *FILES)
    assert "these were read for each" in done.stderr


def test_csv_and_json_list_every_partner(draft):
    asked = ("trial", draft, "--against", CASE / "programme.yaml", *FILES, "--format")
    rows = list(csv.DictReader(io.StringIO(fairway(*asked, "csv").stdout)))
    partners = {row["label"]: row["difference"] for row in rows if row["section"] == "partners"}
    assert partners == {"ola": "0.00", "sam": "0.00", "maya": "500.00", "edge": "250.00", "below": "0.00"}
    assert [row["after"] for row in rows if row["section"] == "total"] == ["10850.00"]
    assert json.loads(fairway(*asked, "json").stdout) == rows


def test_a_partners_difference_is_told_in_words(draft):
    asked = ("trial", draft, "--against", CASE / "programme.yaml", *FILES, "--partner", "maya")
    told = fairway(*asked).stdout.replace("\N{NO-BREAK SPACE}", " ")
    # 99,999.99 × 2 % = 2,000.00; × 2.5 % = 2,500.00
    assert "As it stands USD 2,000.00, as tried USD 2,500.00: a difference of USD 500.00." in told
    assert "USD 500.00 of it comes from another rate: 2 % became 2.5 %." in told
    assert "The partner's net sales" in told
    own = fairway(*asked, "--language", "fr", "--side", "partner").stdout
    assert "à l'essai" in own and "As it stands" not in own
    assert "Rien ne diffère." in fairway(*asked[:-1], "ola", "--language", "fr").stdout
    assert fairway(*asked, "--language", "fi").returncode == 2


def test_two_currencies_or_calendars_do_not_compare(draft):
    for old, new in (("currency: USD", "currency: EUR"), ("period: quarter", "period: month")):
        draft.write_text((CASE / "programme.yaml").read_text().replace(old, new))
        done = fairway("trial", draft, "--against", CASE / "programme.yaml", *FILES)
        assert (done.returncode, done.stdout) == (2, "")
        assert "do not compare" in done.stderr


def test_programmes_over_targets_units_and_splits_are_tried_too(tmp_path):
    case = CASE.parent / "v09_attainment"
    tables = [
        word for name in ("sales", "partners", "products", "targets") for word in (f"--{name}", case / f"{name}.csv")
    ]
    done = fairway("trial", case / "programme.yaml", "--against", case / "programme.yaml", *tables)
    assert done.returncode == 0, done.stderr
    assert "+0.00 USD" in done.stdout
    # without the table it is said which one is missing
    assert (
        "targets"
        in fairway("trial", case / "programme.yaml", "--against", case / "programme.yaml", *tables[:-2]).stderr
    )


def test_the_margin_of_a_programme_that_counts_units_changes_by_an_amount(tmp_path):
    case = CASE.parent / "v02_per_unit"
    tables = [word for name in ("sales", "partners", "products") for word in (f"--{name}", case / f"{name}.csv")]
    draft = tmp_path / "draft.yaml"
    draft.write_text((case / "programme.yaml").read_text().replace("per_unit: 1.25", "per_unit: 2.25"))
    rows = list(csv.DictReader((case / "expected.csv").open()))
    done = fairway("trial", draft, "--against", case / "programme.yaml", *tables)
    # what is paid more, a dollar for each unit, the vendor keeps less of
    more = done.stdout.partition(" USD.")[0].rpartition("+")[2]
    assert rows and f"The margin changes by -{more} USD; not by a share of sales" in done.stdout
