"""Files that come late, one after the other: calculated from what is stored, to the last column as from all lines."""

from dataclasses import replace

import duckdb
import pytest

from fairway.engine import dialect
from fairway.engine.backends import local
from fairway.engine.backends.local import NotGrouped, late
from fairway.engine.backends.local.store import Store
from fairway.engine.dialect import TooWide
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.programme import IDS, ReturnsPolicy, RoundingLevel, Unit
from tests.engine.made_up.drawn import HEADERS, Drawn

CASES = 60
TYPES = {
    **dict.fromkeys(
        ("quantity", "net_amount", "gross_amount", "list_amount", "cost_amount", "price"), "DECIMAL(18, 4)"
    ),
    **dict.fromkeys(("invoice_date", "claimed_on", "original_on"), "DATE"),
    "line_id": "BIGINT",
}


def as_in_the_lake(folder, name, inputs):
    """Files of lines as Parquet, in the types of the lake."""
    path = folder / f"{name}.parquet"
    columns = ", ".join(
        f"{dialect.cast(dialect.name(column), TYPES.get(column, 'VARCHAR'))} AS {dialect.name(column)}"
        for column in HEADERS["sales"].split()
    )
    files = "[" + ", ".join(dialect.text(file) for file in inputs.lines.files) + "]"
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT {columns} FROM read_csv({files}, all_varchar = true, header = true)) TO '{path}'")
    return str(path)


def over(inputs, *files):
    return Inputs(
        Scan(files, checked=True), inputs.partners, inputs.products, inputs.rates, inputs.deals, inputs.targets,
        inputs.certificates, inputs.splits, inputs.units,
    )  # fmt: skip


def by_key(payouts):
    return {(one.incentive, one.period.start, one.partner, one.person): one for one in payouts}


def whole(programme, inputs, as_of, shown):
    with local.calculate(programme, inputs, periods=shown, as_of=as_of) as result:
        return by_key(result.payouts())


def put_over(before, whom, found):
    """What was, with those whom late lines concern taken out and calculated anew."""
    stay = {
        key: one
        for key, one in before.items()
        if not (key[0] in whom and (whom[key[0]] is None or key[2] in whom[key[0]]))
    }
    assert not stay.keys() & found.keys()
    return {**stay, **found}


def put_together(incentive):
    """Whether what an incentive makes of lines can be made of parts of them."""
    return (
        incentive.unit not in {Unit.LINE, Unit.DOCUMENT}
        and incentive.returns is not ReturnsPolicy.REVERSE
        and not any(one.kind in IDS or one.lines.once_per for one in incentive.measures)
    )


def told_by_parts(programme):
    """A programme without what has to be asked of all lines, but for a case in ten."""
    kept = {one.id for one in programme.incentives if put_together(one)}
    return replace(
        programme,
        incentives=tuple(
            one
            if one.stack is None or set(one.stack.after) <= kept
            else replace(one, stack=replace(one.stack, after=()))
            for one in programme.incentives
            if one.id in kept
        ),
        exemptions=tuple(one for one in programme.exemptions if one.incentive in kept),
        rounding=replace(programme.rounding, level=RoundingLevel.PAYOUT),
    )


def one_after_the_other(number, folder):
    """Take in two late files of a drawn case; how many of them could be, without reading the lines before them."""
    case = Drawn(number)
    if number % 10:
        case.programme = told_by_parts(case.programme)
    if not case.programme.incentives:
        return 0
    case.lines += [case._line(str(1000 + one)) for one in range(40)]
    case.rng.shuffle(case.lines)
    third = len(case.lines) // 3
    parts = [case.lines[: third + third], case.lines[third + third : -third // 2], case.lines[-third // 2 :]]
    files = []
    for place, lines in enumerate(parts):
        (folder / str(place)).mkdir()
        given = case.inputs(folder / str(place), lines=lines)
        files.append(as_in_the_lake(folder, f"lines{place}", given))
    store, programme, as_of = Store(folder / "kept"), case.programme, case.as_of
    with local.Session(programme, over(given, files[0])) as session:
        held = session.periods(as_of)
    # the later half of the periods alone, as of a version that applies from then on
    shown = held[len(held) // 2 :] if number % 3 == 0 else held
    known = held[0].start, held[-1].end
    with store.calculate(programme, over(given, files[0]), "0", periods=shown, as_of=as_of) as result:
        before = by_key(result.payouts())
    assert before == whole(programme, over(given, files[0]), as_of, shown)
    taken = 0
    for place in (1, 2):
        expected = whole(programme, over(given, *files[: place + 1]), as_of, shown)
        opened = store.find(programme, str(place - 1), periods=shown, as_of=as_of, alone=True)
        assert opened is not None
        try:
            more = late.take_in(opened.grouped, opened.plan, Scan((files[place],)), opened.first, known)
            with late.calculate(opened.grouped, opened.plan, more, opened.shown) as result:
                before = put_over(before, more.whom, by_key(result.payouts()))
        except NotGrouped:
            return taken
        assert more.read == len(parts[place])
        assert before == expected
        store.extend(opened, more, str(place))
        taken += 1
    return taken


@pytest.mark.parametrize(
    "numbers", [range(start, start + CASES // 6) for start in range(0, CASES, CASES // 6)], ids=str
)
def test_late_files_pay_what_all_lines_pay(numbers, tmp_path):
    taken = 0
    for number in numbers:
        (tmp_path / str(number)).mkdir()
        try:
            taken += one_after_the_other(number, tmp_path / str(number))
        except (InputProblem, TooWide):
            continue  # the first lines alone have none in a period, or nobody can calculate it
    assert taken
