"""Put a statement together from the books and the run that the period was closed on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from fairway.engine.programme import Incentive, Programme
from fairway.incentives.actions.adjusted import Adjusted, adjusted_on
from fairway.incentives.models import Payout, PeriodClosing
from fairway.incentives.queries import documents
from fairway.incentives.queries.wording import wording
from fairway.incentives.rules.adjusting import is_adjustment, programme_of, with_beside
from fairway.incentives.rules.statements import Balance, Line, Share, share_out
from fairway.kit.access import Actor
from fairway.ledger import queries as books
from fairway.ledger.rules import Account
from fairway.partners import queries as partners

OWED = (Account.ACCRUED, Account.RECEIVABLE_BACK)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement before it is written down."""

    partner_id: int
    currency: str
    lines: tuple[Line, ...]
    shares: tuple[Share, ...]
    annex_digest: str

    @property
    def opening(self) -> int:
        return sum(share.balance.opening for share in self.shares)

    @property
    def earned(self) -> int:
        return sum(line.amount for line in self.lines if line.kind == "earned")

    @property
    def corrections(self) -> int:
        return sum(line.amount for line in self.lines if line.kind != "earned")

    @property
    def payable(self) -> int:
        return sum(share.payable for share in self.shares)

    @property
    def closing(self) -> int:
        return self.opening + self.earned + self.corrections - self.payable


@dataclass(frozen=True, slots=True)
class _Moved:
    programme: str
    incentive: str
    person: str
    origin_period: str
    origin_start: date
    cause: str
    amount: int


def statements_of(actor: Actor, closings: Sequence[PeriodClosing]) -> tuple[Prepared, ...]:
    """Every partner's statement of one period over the programmes that were closed for it, without empty ones."""
    start = closings[0].period_start
    codes = with_beside([closing.programme.code for closing in closings])
    opening: dict[tuple[int, str], dict[tuple[str, str], int]] = {}
    for row in books.balances(
        actor, accounts=OWED, by=("partner_id", "programme", "incentive"), programme__in=codes, period_start__lt=start
    ):
        if row.amount and row.partner_id is not None:
            carried = opening.setdefault((row.partner_id, row.currency), {})
            name = (row.programme, row.incentive)
            carried[name] = carried.get(name, 0) - row.amount.minor
    moved: dict[tuple[int, str], list[_Moved]] = {}
    fields = ("partner_id", "programme", "incentive", "person", "origin_period", "origin_start", "cause")
    for row in books.balances(
        actor, accounts=[Account.CONTRA_REVENUE], by=fields, programme__in=codes, period_start=start
    ):
        if row.partner_id is not None and row.origin_start is not None:
            moved.setdefault((row.partner_id, row.currency), []).append(
                _Moved(
                    row.programme, row.incentive, row.person, row.origin_period, row.origin_start, row.cause,
                    row.amount.minor,
                )
            )  # fmt: skip
    payouts: dict[tuple[int, str], list[Payout]] = {}
    runs = [closing.run_id for closing in closings if closing.run_id is not None]
    for payout in Payout.objects.filter(run_id__in=runs, period_start=start).order_by(
        "programme", "incentive", "person"
    ):
        payouts.setdefault((payout.partner_id, payout.currency), []).append(payout)
    named = partners.names_of(actor, [partner_id for partner_id, _ in payouts])
    known = {partner_id: code for partner_id, (code, _) in named.items()}
    reader = _Reader(closings, payouts, adjusted_on(closings, start), known)
    annex = hashlib.sha256(
        "".join(sorted(closing.run.snapshot_digest for closing in closings if closing.run is not None)).encode()
    ).hexdigest()
    made = []
    for key in sorted(opening.keys() | moved.keys()):
        own = {name: minor for name, minor in opening.get(key, {}).items() if minor}
        if own or any(one.amount for one in moved.get(key, ())):
            made.append(reader.statement(key, own, moved.get(key, []), payouts.get(key, []), annex))
    return tuple(made)


class _Reader:
    """The documents behind a period: titles, tables and minimum payouts."""

    def __init__(
        self,
        closings: Sequence[PeriodClosing],
        payouts: dict[tuple[int, str], list[Payout]],
        adjusted: Adjusted,
        codes: Mapping[int, str],
    ) -> None:
        self.adjusted, self.codes = adjusted, codes
        self.start, self.period = closings[0].period_start, closings[0].period
        versions = {payout.version_id for rows in payouts.values() for payout in rows}
        newest = {closing.programme.code: closing.run.version_id for closing in closings if closing.run is not None}
        self.programmes = documents.of_versions([*versions, *newest.values()])
        self.newest = {code: self.programmes.get(version) for code, version in newest.items()}
        self.versions = newest

    def statement(
        self,
        key: tuple[int, str],
        opening: dict[tuple[str, str], int],
        moved: Sequence[_Moved],
        payouts: Sequence[Payout],
        annex: str,
    ) -> Prepared:
        partner_id, currency = key
        names = {(one.programme, one.incentive) for one in moved} | opening.keys()
        names |= {(one.programme, one.incentive) for one in payouts}
        ordered = sorted(names, key=self._order)
        lines: list[Line] = []
        balances: list[Balance] = []
        for name in ordered:
            mine = [one for one in moved if (one.programme, one.incentive) == name]
            if is_adjustment(name[0]):
                lines += self.adjusted.lines(partner_id, currency, name)
                balances.append(
                    Balance(*name, self.adjusted.title(name), opening.get(name, 0), sum(one.amount for one in mine))
                )
                continue
            lines += self._lines(
                name, mine, [one for one in payouts if (one.programme, one.incentive) == name], currency
            )
            total = sum(one.amount for one in mine)
            balances.append(
                Balance(*name, self._title(name), opening.get(name, 0), total, self._minimum(name, payouts))
            )
        return Prepared(partner_id, currency, tuple(lines), share_out(balances), annex)

    def _order(self, name: tuple[str, str]) -> tuple[str, int, str]:
        programme = self.newest.get(name[0])
        ids = [one.id for one in programme.incentives] if programme is not None else []
        return programme_of(name[0]), ids.index(name[1]) if name[1] in ids else len(ids), name[1]

    def _document(self, name: tuple[str, str], payout: Payout | None) -> tuple[Programme | None, Incentive | None]:
        programme = self.programmes.get(payout.version_id) if payout is not None else None
        programme = programme or self.newest.get(name[0])
        return programme, documents.incentive_of(programme, name[1])

    def _title(self, name: tuple[str, str]) -> str:
        _, incentive = self._document(name, None)
        return incentive.title if incentive is not None else name[1]

    def _minimum(self, name: tuple[str, str], payouts: Sequence[Payout]) -> int | None:
        payout = next((one for one in payouts if (one.programme, one.incentive) == name), None)
        _, incentive = self._document(name, payout)
        minimum = incentive.limits.minimum_payout if incentive is not None else None
        return None if minimum is None else minimum.minor

    def _lines(
        self, name: tuple[str, str], moved: Sequence[_Moved], payouts: Sequence[Payout], currency: str
    ) -> Iterable[Line]:
        persons = sorted({one.person for one in moved} | {one.person for one in payouts})
        for person in persons:
            own = [one for one in moved if one.person == person]
            payout = next((one for one in payouts if one.person == person), None)
            earned = sum(one.amount for one in own if one.origin_start == self.start)
            if earned or payout is not None:
                yield self._line(name, person, payout, earned, currency)
            for origin_start, origin in sorted({(one.origin_start, one.origin_period) for one in own}):
                if origin_start != self.start:
                    yield self._correction(name, person, origin_start, origin, own)

    def _line(self, name: tuple[str, str], person: str, payout: Payout | None, earned: int, currency: str) -> Line:
        programme, incentive = self._document(name, payout)
        title = programme.title if programme is not None else name[0]
        line = Line(
            name[0], title, name[1], incentive.title if incentive is not None else name[1], "earned", self.period,
            self.start, earned, person=person,
        )  # fmt: skip
        if payout is None or programme is None or incentive is None:
            return line
        said = wording(programme, incentive, payout, self.codes.get(payout.partner_id, ""))
        return replace(line, version_id=payout.version_id, run_id=payout.run_id, **asdict(said))

    def _correction(
        self, name: tuple[str, str], person: str, origin_start: date, origin: str, moved: Sequence[_Moved]
    ) -> Line:
        own = [one for one in moved if one.origin_start == origin_start]
        programme, _ = self._document(name, None)
        by_cause = {
            cause: sum(one.amount for one in own if one.cause == cause) for cause in ("earned", "volume", "rate")
        }
        return Line(
            name[0], programme.title if programme is not None else name[0], name[1], self._title(name), "correction",
            origin, origin_start, sum(by_cause.values()), by_cause["earned"] + by_cause["volume"], by_cause["rate"],
            person=person, version_id=self.versions.get(name[0]),
        )  # fmt: skip
