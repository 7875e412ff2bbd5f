"""What the demo prints when it is ready: who earned what in the last closed quarter, and who may sign in."""

from __future__ import annotations

from collections import defaultdict

from rich.console import Console
from rich.table import Table

from fairway.demo.channel import LAST
from fairway.demo.partners import LOGINS, PASSWORD, VENDOR
from fairway.demo.seasons import calendar
from fairway.demo.state import State
from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from fairway.values import Money

SHOWN = 12


def print_summary(state: State, console: Console) -> None:
    """Print the last closed quarter's largest earners and every ready sign-in."""
    quarter = calendar(state.today)[LAST].quarter
    with acting_as(WORKER):
        page = queries.payouts(WORKER, period=quarter, limit=1_000)
    console.print(_earned(quarter, page.rows, page.totals))
    console.print()
    console.print("[bold]Ready sign-ins[/bold] (e-mail, password, role, what they see)")
    for login in LOGINS:
        role = login.role.replace("_", " ")
        console.print(f"  {login.email:<28} {PASSWORD}  {role:<16} {login.sees}", soft_wrap=True, highlight=False)
    console.print()


def _earned(quarter: str, rows: tuple[queries.PayoutRow, ...], totals: tuple[Money, ...]) -> Table:
    by_partner: dict[tuple[str, str], list[queries.PayoutRow]] = defaultdict(list)
    for row in rows:
        by_partner[row.partner_name, row.programme].append(row)
    table = Table(title=f"{VENDOR}: who earned what in {quarter}", box=None)
    table.add_column("Partner", no_wrap=True)
    table.add_column("Programme", no_wrap=True)
    table.add_column("Rate", no_wrap=True)
    table.add_column("Earned", justify="right", no_wrap=True)
    ordered = sorted(by_partner.items(), key=lambda item: -sum(row.earned.minor for row in item[1]))
    for (partner, programme), own in ordered[:SHOWN]:
        largest = max(own, key=lambda row: row.earned.minor)
        total = Money.from_minor(sum(row.earned.minor for row in own), own[0].earned.currency)
        table.add_row(partner, programme.removeprefix("halden-"), largest.rate, _plain(total))
    left = ordered[SHOWN:]
    if left:
        rest = sum(row.earned.minor for _, own in left for row in own)
        table.add_row(f"{len(left)} more partners", "", "", _plain(Money.from_minor(rest, rows[0].earned.currency)))
    for money in totals:
        table.add_row("All partners", "", "", _plain(money), style="bold")
    return table


def _plain(money: Money) -> str:
    return f"{money.amount:,.{money.digits}f} {money.currency}"
