"""`fairway trial`: what a changed programme would have paid, beside the one it changes, from plain files."""

import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import USAGE
from fairway.cli.explain import Side
from fairway.cli.inputs import (
    Certificates,
    Deals,
    Format,
    Splits,
    Targets,
    Units,
    plainly,
    read_inputs,
    read_periods,
    read_programme,
    refuse,
    say,
)
from fairway.cli.tables import aligned, write
from fairway.engine.backends import local
from fairway.engine.explain import Explanation
from fairway.engine.inputs import Inputs
from fairway.engine.programme import MeasureKind, Programme
from fairway.engine.telling import Teller, tell_trial, teller
from fairway.engine.trial import COLUMNS, CliffSum, Outcome, PartnerSum, Sum, compare, of, rows
from fairway.engine.words import LANGUAGES
from fairway.engine.words.messages import headings as words
from fairway.values import Exact, Money, Period, plain

SHOWN = 10


def trial(
    programme: Annotated[Path, typer.Argument(help="The programme to try (YAML).")],
    against: Annotated[Path, typer.Option(help="The programme to compare it with, such as the one in force.")],
    sales: Annotated[list[str], typer.Option(help="Sales lines, CSV or Parquet; may be repeated, may be a pattern.")],
    partners: Annotated[str, typer.Option(help="Partners, CSV or Parquet.")],
    products: Annotated[str | None, typer.Option(help="Products, CSV or Parquet.")] = None,
    rates: Annotated[str | None, typer.Option(help="Exchange rates, CSV or Parquet.")] = None,
    deals: Deals = None,
    targets: Targets = None,
    certificates: Certificates = None,
    splits: Splits = None,
    units: Units = None,
    period: Annotated[list[str] | None, typer.Option(help="Only this, such as 2012-Q3; may be repeated.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave lines dated after this day out.")
    ] = None,
    partner: Annotated[str, typer.Option(help="Tell why this partner's payouts differ, in words.")] = "",
    language: Annotated[str, typer.Option(help="The language to tell it in: en, de, fr or ja.")] = "en",
    side: Annotated[Side, typer.Option(help="Who reads it: the partner or the vendor.")] = Side.VENDOR,
    form: Annotated[Format, typer.Option("--format", help="table, csv or json; exact text.")] = Format.TABLE,
    memory: Annotated[str, typer.Option(help="Most memory to use; beyond it, work goes to disk.")] = local.MEMORY,
) -> None:
    """Try a programme against history, side by side with another.

    Both are calculated over the same lines and periods, each as if it had always been in force. A table shows totals by
    period, type, tier, country and size, who wins and loses most, and the steps that partners nearly reached; csv and
    json list every partner. With --partner each of its payouts that differs is told in words instead, under both
    documents, the largest difference first. Nothing is booked. Exit code 0 when calculated, 1 when a programme or a
    file has a problem, 2 when called wrongly, 3 when memory or disk run out.
    """
    after, before = read_programme(programme), read_programme(against)
    if after.currency != before.currency:
        refuse(f"The programmes pay in {after.currency} and {before.currency}; amounts do not compare.", USAGE)
    if after.calendar.fiscal != before.calendar.fiscal:
        refuse("The programmes cut time into different periods; their payouts do not compare.", USAGE)
    if language not in LANGUAGES:
        refuse(f"Nothing can be said in '{language}' yet; it can in {', '.join(LANGUAGES)}.", USAGE)
    periods, day = read_periods(after, period), as_of.date() if as_of else None
    with plainly(), tempfile.TemporaryDirectory() as folder:
        inputs = read_inputs(
            sales, partners, products=products, rates=rates, deals=deals, targets=targets, certificates=certificates,
            splits=splits, units=units,
        )  # fmt: skip
        store = local.Store(Path(folder), memory)
        if partner:
            by = teller(language, to_partner=side is Side.PARTNER)
            sys.stdout.writelines(_told(_apart(store, before, after, inputs, partner, periods, day), by))
            return
        was, now = (
            local.tried(store, one, inputs, "these files", periods=periods, as_of=day) for one in (before, after)
        )
        outcome = compare(was, now)
        if now.read_lines:
            say("The two ask different things of the lines: these were read for each.")
    if form is Format.TABLE:
        sys.stdout.writelines(_tables(outcome))
    else:
        write(COLUMNS, list(rows(outcome)), form)


Apart = tuple[local.Apart, Explanation | None, Explanation | None]


def _apart(
    store: local.Store, before: Programme, after: Programme, inputs: Inputs, partner: str,
    periods: Sequence[Period] | None, day: date | None,
) -> list[Apart]:  # fmt: skip
    """What differs for one partner, the largest first, each taken apart under both documents."""
    was, now = (store.open(one, inputs, "these files", periods=periods, as_of=day) for one in (before, after))
    found = []
    for one in local.paid_apart(was, now, partner, now.shown)[:SHOWN]:
        sides = [
            local.explain(each, inputs, one.incentive, one.period, partner, day, person=one.person)
            if any(mine.id == one.incentive for mine in each.incentives) else None
            for each in (before, after)
        ]  # fmt: skip
        found.append((one, sides[0], sides[1]))
    return found


def _told(found: Sequence[Apart], by: Teller) -> Iterable[str]:
    """Every payout that differs, in words: the difference, then each side."""
    say = by.speech.say
    if not found:
        yield f"{say(words.NOTHING_DIFFERS)}\n"
    for one, before, after in found:
        told = tell_trial(before, after, by)
        person = f", {one.person}" if one.person else ""
        yield f"{one.title} ({one.incentive}), {one.period}{person}\n"
        yield from (f"  {sentence}\n" for sentence in told.differs)
        for head, side in ((words.AS_IT_STANDS, told.was), (words.AS_TRIED, told.now)):
            lines = [*side.sentences, *(f"→ {one}" for one in side.missing)] if side else [say(words.NOT_THERE)]
            yield from (f"{line}\n" for line in (f"  {say(head)}", *(f"    {line}" for line in lines)))
        yield "\n"


def _tables(outcome: Outcome) -> Iterable[str]:
    total, code = outcome.total, outcome.currency
    yield f"Paid {total.after} instead of {total.before}: {_signed(total.difference)} {code}.\n"
    yield f"{total.winners} of {total.partners} partners get more, {total.losers} less, {total.unchanged} the same.\n"
    if outcome.margin_points is not None:
        yield (
            f"That is {_maybe(total.rate_after)} % of sales instead of {_maybe(total.rate_before)} %: "
            f"the margin changes by {plain(outcome.margin_points)} points, "
            f"{_signed(outcome.margin)} {code}.\n"
        )
    elif outcome.is_empty:
        yield "No sale counted: compare products, members, event and where with what the sales say.\n"
    else:
        net = outcome.sold_in is MeasureKind.NET
        why = "what was sold does not add up to more than nothing" if net else "the programme adds no net amounts up"
        yield f"The margin changes by {_signed(outcome.margin)} {code}; not by a share of sales, because {why}.\n"
    if outcome.kept is not None:
        before, after = outcome.kept
        yield f"The sales leave {outcome.left} over their cost; after payouts {after} instead of {before}.\n"
    else:
        yield "The margin is said over net sales: what they cost is not known here.\n"
    for title, sums in (
        ("period", outcome.periods),
        ("type", outcome.types),
        ("tier", outcome.tiers),
        ("country", outcome.countries),
        ("size", outcome.sizes),
    ):
        if len(sums) > 1 or title == "period":
            yield "\n" + _aligned(title, sums)
    amounts = [(name, of(before), of(after), _signed(after - before)) for name, _, before, after in outcome.incentives]
    yield "\n" + aligned(("incentive", "before", "after", "difference"), amounts)
    for title, chosen in (("loses most", outcome.partners), ("gains most", tuple(reversed(outcome.partners)))):
        yield from _most(title, [row for row in chosen if (row.difference < Money.zero(code)) == ("loses" in title)])
    counts = [(bucket, str(count)) for bucket, count in outcome.buckets if count]
    yield "\n" + aligned(("change", "partners"), counts)
    if outcome.cliffs_after:
        yield "\n" + _cliffs(outcome.cliffs_after, code)


def _aligned(title: str, sums: Sequence[Sum]) -> str:
    heads = (title, "partners", "before", "after", "difference", "winners", "losers")
    return aligned(
        heads,
        [
            (
                one.label, str(one.partners), of(one.before), of(one.after), _signed(one.difference),
                str(one.winners), str(one.losers),
            )
            for one in sums
        ],
    )  # fmt: skip


def _most(title: str, chosen: Sequence[PartnerSum]) -> Iterable[str]:
    some = [
        (row.partner.id, row.size, of(row.before), of(row.after), _signed(row.difference))
        for row in chosen[:SHOWN]
        if row.difference
    ]
    if some:
        yield "\n" + aligned((title, "size", "before", "after", "difference"), some)


def _cliffs(found: Sequence[CliffSum], code: str) -> str:
    steps = [
        (one.cliff.incentive, plain(one.cliff.bound), of(one.cliff.jump), str(one.below), str(one.above))
        for one in found
    ]
    return aligned(("step of", "from", f"jump {code}", "within 5 % below", "within 5 % above"), steps)


def _signed(money: Money) -> str:
    return f"{money.amount:+.{money.digits}f}"


def _maybe(number: Exact | None) -> str:
    return "" if number is None else plain(number)
