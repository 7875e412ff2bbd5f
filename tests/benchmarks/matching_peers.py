"""What matching is compared with, run by a Python of its own that has tantivy, RapidFuzz and Splink.

python matching_peers.py tantivy FOLDER   |   python matching_peers.py splink FOLDER   |   … versions

Each does what its documentation recommends, and is given cleaned columns where its documentation says to clean them.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SPLIT = re.compile(r"[\W_]+")
FORMS = re.compile(
    r"\b(inc|incorporated|llc|l l c|limited liability company|corp|corporation|ltd|limited|plc"
    r"|public limited company|gmbh|gesellschaft mit beschränkter haftung|g m b h|ag|aktiengesellschaft|a g|sarl|s a r l"
    r"|sa|s a|société anonyme|spa|s p a|società per azioni|srl|s r l"
    r"|bv|b v|besloten vennootschap|nv|n v|naamloze vennootschap)\s*$"
)
RESCORED = 30
FIELDS = (("name", 5.0), ("address", 2.0), ("city", 1.0), ("phone", 3.0), ("domain", 3.0), ("postal_code", 1.0))


def called(python: Path, what: str, *arguments: str) -> dict[str, Any]:
    """Run this file with another Python and read what it says on its last line."""
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            [python, "-P", Path(__file__).resolve(), what, *arguments],
            capture_output=True, text=True, check=False, cwd=elsewhere, env={"PYTHONPATH": "", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{what} left with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def cleaned(text: str) -> str:
    """Lower case, words divided by blanks, without the legal form at the end."""
    plain = SPLIT.sub(" ", text.lower()).strip()
    return FORMS.sub("", plain).strip() or plain


def trigrams(text: str) -> list[str]:
    """The trigrams of each word, padded as PostgreSQL pads them."""
    found = []
    for word in SPLIT.split(text.lower()):
        if word:
            padded = f"  {word} "
            found += [padded[place : place + 3].replace(" ", "_") for place in range(len(padded) - 2)]
    return found


def tantivy(folder: Path) -> dict[str, Any]:
    """BM25 over word trigrams of name, city and address; and the best thirty rescored field by field."""
    import tantivy as engine  # type: ignore[import-not-found]
    from rapidfuzz import fuzz

    builder = engine.SchemaBuilder()
    builder.add_unsigned_field("place", stored=True)
    builder.add_text_field("grams", tokenizer_name="whitespace", index_option="freq")
    index = engine.Index(builder.build())
    writer = index.writer(200_000_000, 2)
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for place, row in enumerate(rows):
        text = f"{row['name']} {row['city']} {row['address']}"
        writer.add_document(engine.Document(place=place, grams=" ".join(trigrams(text))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, schema = index.searcher(), index.schema
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))

    def found(company: dict[str, str], most: int) -> list[tuple[float, int]]:
        text = f"{company['name']} {company['city']} {company['address']}"
        terms = [
            (engine.Occur.Should, engine.Query.term_query(schema, "grams", gram, "freq")) for gram in trigrams(text)
        ]
        hits = searcher.search(engine.Query.boolean_query(terms), most).hits
        return [(score, searcher.doc(address)["place"][0]) for score, address in hits]

    def rescored(company: dict[str, str]) -> list[tuple[float, int]]:
        again = []
        for _, place in found(company, RESCORED):
            row, total, of = rows[place], 0.0, 0.0
            for field, weight in FIELDS:
                if company[field] and row[field]:
                    total += weight * fuzz.token_sort_ratio(company[field].lower(), row[field].lower())
                    of += weight
            again.append((total / of if of else 0.0, place))
        return sorted(again, reverse=True)[:5]

    answers = {}
    for name, ask in (
        ("BM25 over trigrams (tantivy)", lambda company: found(company, 5)),
        ("the same, rescored by fields", rescored),
    ):
        heard: dict[str, list[Any]] = {"seconds": [], "first": [], "sure": [], "five": []}
        for each in asked[:5]:
            ask(each["company"])
        for each in asked:
            began = time.perf_counter()
            hits = ask(each["company"])
            heard["seconds"].append(time.perf_counter() - began)
            ids = [rows[place]["id"] for _, place in hits]
            heard["first"].append(ids[0] if ids else "")
            heard["sure"].append(hits[0][0] if hits else 0.0)
            heard["five"].append(int(bool(each["account"]) and each["account"] in ids))
        answers[name] = heard
    return answers


def splink(folder: Path) -> dict[str, Any]:
    """De-duplicate a list as Splink's documentation recommends: one EM session for each of two blocking rules."""
    import duckdb
    import splink.comparison_library as cl  # type: ignore[import-not-found]
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    began = time.perf_counter()
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.create_function("cleaned", cleaned, ["VARCHAR"], "VARCHAR")
    connection.execute(
        """
        CREATE TABLE companies AS SELECT id AS unique_id, nullif(cleaned(name), '') AS name,
            nullif(lower(address), '') AS address, nullif(lower(city), '') AS city, nullif(postal_code, '') AS postal,
            nullif(country, '') AS country, nullif(lower(replace(domain, 'www.', '')), '') AS domain,
            nullif(right(regexp_replace(phone, '[^0-9]', '', 'g'), 10), '') AS phone, nullif(tax_id, '') AS tax
        FROM read_csv(?, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')
        """,
        [str(folder / "repeated.csv")],
    )
    prepared = time.perf_counter()
    rules = [
        block_on("name"), block_on("phone"), block_on("domain"), block_on("tax"), block_on("address", "city"),
        block_on("substr(name, 1, 5)", "city"), block_on("substr(name, 1, 8)", "postal"),
    ]  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.97, 0.92, 0.85]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.85]),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postal").configure(term_frequency_adjustments=True),
            cl.ExactMatch("country"),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
            cl.LevenshteinAtThresholds("domain", [1, 3]),
            cl.LevenshteinAtThresholds("tax", [1]),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection)
    linker = Linker(api.register("companies"), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("tax"), block_on("phone", "name"), block_on("name", "address")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "city"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    trained = time.perf_counter()
    found = linker.inference.predict(threshold_match_probability=0.01)
    predicted = time.perf_counter()
    out = folder / "splink.parquet"
    connection.execute(
        f"COPY (SELECT unique_id_l AS one, unique_id_r AS two, match_probability AS probability "
        f"FROM {found.physical_name}) TO '{out}' (FORMAT parquet)"
    )
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time(),
        "preparing": prepared - began,
        "training": trained - prepared,
        "predicting": predicted - trained,
        "pairs": str(out),
    }


def versions() -> dict[str, Any]:
    """What is compared with."""
    from importlib.metadata import version

    return {name: version(name) for name in ("splink", "tantivy", "rapidfuzz", "duckdb")}


if __name__ == "__main__":
    what = sys.argv[1]
    answer = versions() if what == "versions" else {"tantivy": tantivy, "splink": splink}[what](Path(sys.argv[2]))
    print(json.dumps(answer))
