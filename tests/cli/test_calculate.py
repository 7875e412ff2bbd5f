"""The calculating commands as a person runs them: files in, exact text out, an exit code that tells."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASE = ROOT / "tests" / "programmes" / "v04_retroactive"
FILES = [
    "--sales",
    str(CASE / "sales.csv"),
    "--partners",
    str(CASE / "partners.csv"),
    "--products",
    str(CASE / "products.csv"),
]


def fairway(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "fairway.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
        check=False,
    )


@pytest.mark.parametrize("engine", ["local", "oracle"])
def test_csv_is_exact_text(engine):
    done = fairway("calculate", CASE / "programme.yaml", *FILES, "--format", "csv", "--engine", engine)
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    sold = ["incentive", "period", "partner", "person", "currency", "qualifier", "rate", "measure"]
    assert rows[0] == [*sold, "amount", "goods"]
    assert ["volume", "2024-Q1", "maya", "", "USD", "99999.99", "0.02", "99999.99", "2000.00", ""] in rows
    assert len(rows) == 6


def test_json_and_table():
    done = fairway("calculate", CASE / "programme.yaml", *FILES, "--format", "json")
    assert {row["partner"]: row["amount"] for row in json.loads(done.stdout)}["ola"] == "3600.00"
    table = fairway("calculate", CASE / "programme.yaml", *FILES).stdout
    assert "10100.00 USD" in table  # 3,600 + 3,000 + 2,000 + 1,000 + 500


def test_zeros_on_request():
    case = CASE.parent / "v03_fixed_amount"
    files = ["--sales", case / "sales.csv", "--partners", case / "partners.csv"]
    assert fairway("calculate", case / "programme.yaml", *files, "--format", "csv").stdout.count("\n") == 2
    shown = fairway("calculate", case / "programme.yaml", *files, "--format", "csv", "--all").stdout
    assert "lump,2024-Q1,sam,,USD,99999.99,,99999.99,0.00" in shown


def test_sales_in_several_files_and_patterns(tmp_path):
    head, *lines = (CASE / "sales.csv").read_text().splitlines()
    for number, line in enumerate(lines):
        (tmp_path / f"part{number}.csv").write_text(f"{head}\n{line}\n")
    rest = FILES[2:]
    whole = fairway("calculate", CASE / "programme.yaml", *FILES, "--format", "csv").stdout
    pattern = fairway("calculate", CASE / "programme.yaml", "--sales", tmp_path / "part*.csv", *rest, "--format", "csv")
    assert pattern.stdout == whole


def test_show_sql_is_a_script_that_runs(tmp_path):
    import duckdb

    shown = fairway("calculate", CASE / "programme.yaml", *FILES, "--show-sql").stdout
    assert "CREATE TABLE rated_volume AS" in shown
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE lines AS SELECT partner_id, CAST(invoice_date AS DATE) AS invoice_date, product_id,"
        " CAST(quantity AS DECIMAL(1, 0)) AS quantity, CAST(net_amount AS DECIMAL(8, 2)) AS net_amount"
        f" FROM read_csv('{CASE}/sales.csv', all_varchar = true)"
    )
    con.execute(f"CREATE TABLE partners AS FROM read_csv('{CASE}/partners.csv', all_varchar = true)")
    con.execute(f"CREATE TABLE products AS FROM read_csv('{CASE}/products.csv', all_varchar = true)")
    con.execute(shown)
    assert [str(row[0]) for row in con.execute("SELECT sum(amount) FROM payouts").fetchall()] == ["10100.00"]


def test_a_period_only_and_an_unknown_one():
    only = fairway("calculate", CASE / "programme.yaml", *FILES, "--period", "2023-Q4", "--format", "csv")
    assert (only.returncode, only.stdout.count("\n")) == (0, 1)
    for label in ("2024-Q5", "2024", "FY2024-Q1"):
        wrong = fairway("calculate", CASE / "programme.yaml", *FILES, "--period", label)
        assert wrong.returncode == 2
        assert "2024-Q1" in wrong.stderr or "2012-Q4" in wrong.stderr


def test_as_of_leaves_later_lines_out():
    done = fairway("calculate", CASE / "programme.yaml", *FILES, "--as-of", "2024-02-14", "--format", "csv")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)


def test_an_error_in_the_programme_is_never_calculated(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text((CASE / "programme.yaml").read_text().replace("method: retroactive", "method: retro"))
    done = fairway("calculate", broken, *FILES)
    assert (done.returncode, done.stdout) == (1, "")
    assert "broken.yaml:" in done.stderr and "nothing was calculated" in done.stderr


def test_a_bad_file_is_a_sentence(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("partner_id,invoice_date,product_id,quantity,net_amount\nola,2024-02-15,scope,1,12.5.1\n")
    done = fairway("calculate", CASE / "programme.yaml", "--sales", bad, *FILES[2:])
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{bad}, row 2, column net_amount: '12.5.1' is not a plain decimal number." in done.stderr
    assert "Traceback" not in done.stderr
    gone = fairway("calculate", CASE / "programme.yaml", "--sales", tmp_path / "gone.csv", *FILES[2:])
    assert gone.returncode == 1 and "gone.csv: is no file." in gone.stderr


def test_called_wrongly():
    assert fairway("calculate", CASE / "programme.yaml").returncode == 2
    assert fairway("nonsense").returncode == 2
    assert fairway("calculate", "gone.yaml", *FILES).returncode == 2


def test_check():
    sound = fairway("check", CASE / "programme.yaml")
    assert sound.returncode == 0 and "is sound" in sound.stdout
    listed = fairway("check", CASE / "programme.yaml", "--format", "json")
    assert json.loads(listed.stdout) == []


def test_explain():
    asked = ["--incentive", "volume", "--period", "2024-Q1", "--partner", "maya"]
    done = fairway("explain", CASE / "programme.yaml", *FILES, *asked)
    assert done.returncode == 0
    assert "USD 0.01 more (net sales) would have reached the step from USD 100,000.00: 3 %." in done.stdout
    running = fairway("explain", CASE / "programme.yaml", *FILES, *asked, "--as-of", "2024-03-30").stdout
    assert "would have" not in running
    told = json.loads(fairway("explain", CASE / "programme.yaml", *FILES, *asked, "--format", "json").stdout)
    assert (told["amount"], told["gap"], told["lines"][0]["share"]) == ("2000", "0.01", "2000.00")
    nobody = fairway("explain", CASE / "programme.yaml", *FILES, *asked[:-1], "nobody")
    assert nobody.returncode == 1 and "is not on record" in nobody.stderr
    unknown = fairway("explain", CASE / "programme.yaml", *FILES, "--incentive", "x", *asked[2:])
    assert unknown.returncode == 2 and "it has volume" in unknown.stderr


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("de", "Zeile Tag Produkt Bemessung Bezugsgröße Anteil"),
        ("fr", "ligne jour produit assiette critère part"),
        ("ja", "明細 日付 製品 算定基礎 判定値 配分"),
    ],
)
def test_explain_leaves_nothing_in_english(language, heads):
    asked = ["--incentive", "volume", "--period", "2024-Q1", "--partner", "maya", "--language", language]
    said = fairway("explain", CASE / "programme.yaml", *FILES, *asked).stdout
    assert heads in " ".join(said.split())
    english = {"Method", "qualifier", "measure", "calculated", "earned", "from", "to", "value", "reached", "share"}
    english |= {"day", "line_id", "product_id", "partner", "Left", "out:", "The", "more"}
    assert not english & set(said.replace(";", " ").replace(",", " ").split())


@pytest.mark.parametrize(
    ("language", "heading", "said"),
    [
        ("en", "What changed since the calculation before", "1 sales line new: USD 0.01."),
        ("de", "Was sich seit der Berechnung davor geändert hat", "neu: 0,01 USD."),
        ("fr", "Ce qui a changé depuis le calcul précédent", "Nouveau : 1 ligne de vente, soit 0,01 USD."),
        ("ja", "前回の計算からの変更点", "新しい"),
    ],
)
def test_a_correction_is_explained_too(tmp_path, language, heading, said):
    """A late cent reaches the step: 100,000.00 × 3 % instead of 99,999.99 × 2 %."""
    late = tmp_path / "late.csv"
    rows = (CASE / "sales.csv").read_text().splitlines()
    row = next(csv.DictReader(io.StringIO("\n".join(rows))), {})
    maya = next(one for one in csv.DictReader(io.StringIO("\n".join(rows))) if one["partner_id"] == "maya")
    cells = {**maya, "net_amount": "0.01"}
    cells |= {"line_id": "late-1"} if "line_id" in row else {}
    late.write_text("\n".join([*rows, ",".join(cells.values())]) + "\n")
    files = ["--sales", late, *FILES[2:]]
    asked = ["--incentive", "volume", "--period", "2024-Q1", "--partner", "maya", "--language", language]
    told = fairway("explain", CASE / "programme.yaml", *files, *asked, "--before", CASE / "sales.csv")
    assert told.returncode == 0, told.stderr
    words = told.stdout.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert heading in words
    assert said in words
    if language == "en":
        assert "Before USD 2,000.00, now USD 3,000.00: a difference of USD 1,000.00." in words


def test_conformance(tmp_path):
    for name in ("programme.yaml", "sales.csv", "partners.csv", "products.csv"):
        target = tmp_path / "case" / name
        target.parent.mkdir(exist_ok=True)
        target.write_text((CASE / name).read_text())
    (tmp_path / "case" / "expected.csv").write_text("partner,amount\nola,3600.01\n")
    done = fairway("conformance", tmp_path, "--engine", "local", "--format", "json")
    assert done.returncode == 1
    assert "local lacks ola, 3600.01" in json.loads(done.stdout)[0]["differences"]
    assert fairway("conformance", tmp_path / "case").returncode == 2
    assert fairway("conformance", tmp_path, "--only", "ca").returncode == 1
    assert fairway("conformance", tmp_path, "--only", "v99").returncode == 2


def test_conformance_of_another_product(tmp_path):
    (tmp_path / "v04_retroactive.csv").write_text(
        "amount,partner,period,incentive,rate\n3600,ola,2024-Q1,volume,0.030\n3000.00,sam,2024-Q1,volume,0.03\n"
        "2000.00,maya,2024-Q1,volume,0.02\n1000.00,edge,2024-Q1,volume,0.02\n500.01,below,2024-Q1,volume,0.01\n"
        "0.00,ghost,2024-Q1,volume,\n"
    )
    one = ("conformance", ROOT / "tests" / "programmes", "--only", "v04_retroactive", "--answers", tmp_path)
    done = fairway(*one, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)[0]["differences"] == (
        "v04_retroactive.csv lacks volume, 2024-Q1, below, 0.01, 500; "
        "v04_retroactive.csv gives volume, 2024-Q1, below, 0.01, 500.01"
    )
    answer = tmp_path / "v04_retroactive.csv"
    answer.write_text(answer.read_text().replace("500.01", "500"))
    assert fairway(*one).returncode == 0
    assert fairway(*one, "--engine", "local").returncode == 2
    assert fairway("conformance", ROOT / "tests" / "programmes", "--only", "v05", "--answers", tmp_path).returncode == 1
    refused = ("conformance", ROOT / "tests" / "programmes", "--only", "no_rate", "--answers", tmp_path)
    assert fairway(*refused).returncode == 0
    (tmp_path / "no_rate_is_refused.csv").write_text("incentive,period,partner,amount\n")
    assert fairway(*refused).returncode == 1


def test_calculating_never_imports_django():
    code = (
        "import sys, fairway.cli, fairway.cli.calculate, fairway.cli.explain, fairway.cli.check,"
        " fairway.cli.conformance; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / "src")}, check=False)
    assert done.returncode == 0


def test_help_lists_every_command_without_importing_them():
    done = fairway("--help")
    assert done.returncode == 0
    for name in (
        "calculate",
        "check",
        "explain",
        "conformance",
        "demo",
        "serve",
        "worker",
        "migrate",
        "import",
        "doctor",
    ):
        assert f"  {name} " in done.stdout


@pytest.mark.cluster
def test_a_cluster_answers_the_same_and_says_nothing_else():
    done = fairway(
        "calculate", CASE / "programme.yaml", *FILES, "--format", "csv", "--engine", "cluster", "--master", "local[1]"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == fairway("calculate", CASE / "programme.yaml", *FILES, "--format", "csv").stdout


def test_the_plan_in_another_dialect():
    done = fairway("calculate", CASE / "programme.yaml", *FILES, "--show-sql", "--dialect", "spark")
    assert (done.returncode, done.stderr) == (0, "")
    assert "-- volume: the table applied" in done.stdout
    assert "CREATE TEMPORARY VIEW rated_volume AS" in done.stdout
    unknown = fairway("calculate", CASE / "programme.yaml", *FILES, "--show-sql", "--dialect", "cobol")
    assert unknown.returncode == 2 and "bigquery" in unknown.stderr


def test_explain_names_a_rival_to_the_vendor_alone():
    spiff = CASE.parent / "v18_spiff_for_persons"
    files = [part for name in ("sales", "partners", "products") for part in (f"--{name}", spiff / f"{name}.csv")]
    asked = ["--incentive", "spiff", "--period", "2024-Q1", "--partner", "ola", "--person", "bo"]
    partners = fairway("explain", spiff / "programme.yaml", *files, *asked)
    assert partners.returncode == 0, partners.stderr
    assert "Another line with the same number counted first." in partners.stdout
    assert "of sam" not in partners.stdout
    vendors = fairway("explain", spiff / "programme.yaml", *files, *asked, "--side", "vendor")
    assert "A line of sam with the same number counted first." in vendors.stdout
