"""`fairway match`: which rows of two lists are the same company, and which rows of one list repeat each other."""

from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import USAGE
from fairway.cli.inputs import refuse, say
from fairway.formats.refusals import CannotRead
from fairway.formats.tables import read_table, recognised
from fairway.formats.writing import csv_text
from fairway.matching.backends.local import match as match_lists
from fairway.matching.backends.local import normalised, uncollected
from fairway.matching.company import FIELDS, Company
from fairway.matching.explain import reasons
from fairway.matching.lists import Pair, Repeats
from fairway.matching.normalise import Known
from fairway.matching.normalise.places import read_country
from fairway.matching.weights import BadWeights, Weights, packaged, read_weights

COLUMNS = ("left_id", "right_id", "probability", "reasons")
HEADINGS = {
    "id": ("id", "key", "account id", "customer id", "number", "no"),
    "name": ("name", "company", "company name", "account", "account name", "customer", "customer name", "title"),
    "address": ("address", "addr", "street", "street address", "address 1", "address line 1", "address1"),
    "city": ("city", "town", "place", "locality"),
    "region": ("region", "state", "province", "county"),
    "postal_code": ("postal code", "postcode", "zip", "zip code", "zipcode", "postal", "plz"),
    "country": ("country", "country code", "nation"),
    "domain": ("domain", "website", "web site", "url", "web", "homepage", "web address"),
    "email": ("email", "e mail", "mail", "email address"),
    "phone": ("phone", "telephone", "tel", "phone number", "telephone number"),
    "tax_id": ("tax id", "vat", "vat id", "vat number", "tax number", "taxid", "ein", "registration number"),
}


def match(
    left: Annotated[Path, typer.Option(help="A list of companies: CSV or Excel.")],
    out: Annotated[Path, typer.Option(help="The CSV file to write the pairs to.")],
    right: Annotated[Path | None, typer.Option(help="The list to find them in.")] = None,
    dedupe: Annotated[
        bool, typer.Option("--dedupe", help="Find rows that repeat a company: in --left, or in both lists as one.")
    ] = False,
    at_least: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Write pairs from this probability on; 0.5 if not given."),
    ] = None,
    country: Annotated[str, typer.Option(help="The country of rows that name none, for phones and tax numbers.")] = "",
    one_to_one: Annotated[
        bool | None,
        typer.Option("--one-to-one/--many", help="Each company stands once in each list, or not; else Fairway looks."),
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="Other parameters than the packaged ones (YAML).")] = None,
) -> None:
    """Match two lists of companies, or find what one list repeats. No database is needed.

    Exit code 0 when the pairs are written, 1 when a file has a problem, 2 when called wrongly.
    """
    if right is None and not dedupe:
        refuse("Give --right, the list to match with, or --dedupe to find what --left repeats.", USAGE)
    home = read_country(country)
    if country and not home:
        refuse(f"--country is “{country}”; give a code such as US or a country's name.", USAGE)
    chosen = weights_of(weights)
    ours = read_companies(left)
    if dedupe and right is not None and right.resolve() != left.resolve():
        theirs = read_companies(right)
        shared = {each.id for each in ours} & {each.id for each in theirs}
        if shared:
            refuse(
                f"The id {min(shared)} stands in both lists, so a pair could not say which it means. "
                "Give the two lists different ids, or match them without --dedupe."
            )
        ours, theirs = [*ours, *theirs], []
    else:
        theirs = read_companies(right) if right is not None and not dedupe else []
    repeated = {None: Repeats.LOOK, True: Repeats.NEVER, False: Repeats.OFTEN}[one_to_one]
    found, fitted = match_lists(
        ours, None if dedupe else theirs, country=home, weights=chosen, repeated=repeated, at_least=at_least
    )
    pairs = sorted(found, key=lambda pair: (pair.left, -pair.score.same, pair.right))
    _write(pairs, ours, ours if dedupe else theirs, home, out)
    say(
        f"{len(pairs):,} pair{'' if len(pairs) == 1 else 's'} "
        f"from {fitted.weights.threshold if at_least is None else at_least:g} on, of "
        + (f"{len(ours):,} rows." if dedupe else f"{len(ours):,} and {len(theirs):,} rows.")
    )
    if repeated is Repeats.LOOK and not dedupe and min(fitted.once_left, fitted.once_right) >= 1:
        say(
            "Neither list seems to repeat a company, so the counterparts of a row exclude each other; --many undoes it."
        )


def weights_of(path: Path | None) -> Weights:
    """The parameters of a file, or the packaged ones; leaves with a sentence where the file is none."""
    if path is None:
        return packaged()
    try:
        return read_weights(path.read_text(encoding="utf-8"), str(path))
    except OSError as fault:
        refuse(f"{path} cannot be read: {fault.strerror}.", USAGE)
    except (BadWeights, UnicodeDecodeError) as fault:
        refuse(str(fault))


def read_companies(path: Path) -> list[Company]:
    """Read a list of companies, or leave with a sentence that names the line."""
    if not path.is_file():
        refuse(f"{path} cannot be read: there is no such file.", USAGE)
    try:
        table = read_table(path, path.name)
        fields = recognised(table.headings, HEADINGS)
        if "id" not in fields:
            refuse(
                f"“{path.name}” has no column id; its columns are {', '.join(table.headings)}. Name each row by an id."
            )
        if len(fields) == 1:
            refuse(
                f"“{path.name}” has a column id and none to match by; give some of {', '.join(FIELDS[1:])}. "
                f"Its columns are {', '.join(table.headings)}."
            )
        found: list[Company] = []
        lines: dict[str, int] = {}
        nothing = len(table.headings)
        in_order = itemgetter(
            *[table.headings.index(fields[field]) if field in fields else nothing for field in FIELDS]
        )
        with uncollected():
            for number, values, _ in table.records:
                company = Company._make(in_order((*values, "")))
                if not company.id:
                    refuse(f"Line {number} of “{path.name}” has no id. Give each row an id of its own.")
                if company.id in lines:
                    refuse(
                        f"Line {number} of “{path.name}” repeats the id {company.id} of line {lines[company.id]}. "
                        "Give each row an id of its own."
                    )
                lines[company.id] = number
                found.append(company)
    except CannotRead as fault:
        refuse(str(fault))
    if not found:
        refuse(f"“{path.name}” has headings and no rows. Export it again.")
    return found


def _write(pairs: Sequence[Pair], left: Sequence[Company], right: Sequence[Company], country: str, out: Path) -> None:
    known = _known(left, {pair.left for pair in pairs}, country)
    others = _known(right, {pair.right for pair in pairs}, country)
    rows = (
        (
            left[pair.left].id,
            right[pair.right].id,
            f"{pair.score.same:.6f}",
            "; ".join(reasons(known[pair.left], others[pair.right], pair.score)),
        )
        for pair in pairs
    )
    try:
        with out.open("wb") as file:
            # ids must come back as they were given, so nothing is led by an apostrophe
            file.writelines(csv_text(COLUMNS, rows, encoding="utf-8", neutralise=False))
    except OSError as fault:
        refuse(f"{out} cannot be written: {fault.strerror}.", USAGE)


def _known(companies: Sequence[Company], places: set[int], country: str) -> dict[int, Known]:
    wanted = sorted(places)
    return dict(zip(wanted, normalised([companies[place] for place in wanted], country), strict=True))
