"""The small tables, looked up by id: who a partner is on a day, what a currency is worth, what was agreed."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from fairway.engine.oracle.rows import BadCell, Row, day, number, text
from fairway.engine.programme import AVERAGE_PLACES, CurrencyPolicy, Programme, StandingDate
from fairway.values import Exact, Period, Rounding, divided, exact, plus


class NoRate(ValueError):
    """A counted line is in a currency without a rate on its date."""


class NoUnit(ValueError):
    """A counted line is in a unit of quantity that nobody has said the size of."""


Tables = Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True)
class Facts:
    """The small tables, looked up by id, all lines, and the day up to which lines are known.

    `lines` are those of all partners: a line can only be told to be the first of its kind among all.
    `known` remembers what was worked out once already.
    """

    programme: Programme
    partners: Tables
    products: Mapping[str, Row]
    rates: Mapping[str, tuple[tuple[date, Exact], ...]]
    as_of: date | None = None
    deals: Tables = field(default_factory=dict)
    targets: Mapping[tuple[str, str, str], Exact] = field(default_factory=dict)
    certificates: Tables = field(default_factory=dict)
    splits: Tables = field(default_factory=dict)
    units: Mapping[tuple[str, str], Exact] = field(default_factory=dict)
    lines: tuple[Row, ...] = ()
    known: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def of(
        programme: Programme,
        partners: Iterable[Row],
        products: Iterable[Row],
        rates: Iterable[Row],
        as_of: date | None = None,
        *,
        deals: Iterable[Row] = (),
        targets: Iterable[Row] = (),
        certificates: Iterable[Row] = (),
        splits: Iterable[Row] = (),
        units: Iterable[Row] = (),
        lines: Iterable[Row] = (),
    ) -> "Facts":
        """Index the rows of the small tables.

        :raises BadCell: a rate, a target or a unit has no number or no day where it needs one, or is there twice.
        """
        return Facts(
            programme,
            _grouped(partners, "partner_id"),
            {text(row, "product_id") or "": row for row in products},
            _rates(rates),
            as_of,
            _grouped(deals, "deal_id"),
            _numbers(targets, "targets", ("partner_id", "target", "period"), "amount"),
            _grouped(certificates, "partner_id"),
            _grouped(splits, "partner_id"),
            _numbers(units, "units", ("product_id", "unit"), "factor"),
            tuple(lines),
        )

    def last_day(self, period: Period) -> date:
        """The period's last day; of a period that is not over, the last day that is known."""
        last = period.end - timedelta(days=1)
        return last if self.as_of is None else min(last, self.as_of)

    def standing(self, partner: str, asked: date, period: Period) -> Row | None:
        """The partner's row in force on the day the programme looks standing up."""
        match self.programme.standing:
            case StandingDate.TRANSACTION:
                return self.partner_on(partner, asked)
            case StandingDate.PERIOD_START:
                return self.partner_on(partner, period.start)
            case StandingDate.PERIOD_END:
                return self.partner_on(partner, self.last_day(period))

    def partner_on(self, partner: str, on: date) -> Row | None:
        """The partner's row in force on a day."""
        asked = (partner, on)
        if asked not in self.known:
            self.known[asked] = next((row for row in self.partners.get(partner, ()) if in_force(row, on)), None)
        return self.known[asked]  # type: ignore[no-any-return]

    def rate(self, currency: str, on: date) -> Exact | None:
        """The rate of a day by the programme's policy: units of programme currency for one unit of `currency`."""
        if currency == self.programme.currency:
            return exact(1)
        period = self.period_of(on)
        match self.programme.fx:
            case CurrencyPolicy.CONTRACT:
                return dict(self.programme.contract_rates).get(currency)
            case CurrencyPolicy.PERIOD_END:
                return self._rate_in_force(currency, self.last_day(period))
            case CurrencyPolicy.PERIOD_AVERAGE:
                return self._average(currency, period.start, self.last_day(period))
            case CurrencyPolicy.TRANSACTION_DATE:
                return self._rate_in_force(currency, on)

    def _average(self, currency: str, first: date, last: date) -> Exact | None:
        total, days = exact(0), 0
        while first + timedelta(days=days) <= last:
            rate = self._rate_in_force(currency, first + timedelta(days=days))
            if rate is None:
                return None
            total, days = plus(total, rate), days + 1
        return divided(total, exact(days), AVERAGE_PLACES, Rounding.HALF_UP)

    def _rate_in_force(self, currency: str, on: date) -> Exact | None:
        found = None
        for since, rate in self.rates.get(currency, ()):
            if since <= on:
                found = rate
        return found

    def registered(self, deal: str | None, partner: str, on: date) -> bool:
        """Whether a deal is registered for a partner on a day."""
        return any(text(row, "partner_id") == partner and in_force(row, on) for row in self.deals.get(deal or "", ()))

    def target(self, partner: str, name: str | None, period: Period) -> Exact | None:
        """What the table of targets gives a partner under a name for a period."""
        return self.targets.get((partner, name or "", period.label))

    def certified(self, partner: str, course: str, on: date) -> int:
        """How many of a partner's people hold a certificate on a day."""
        holders = {
            text(row, "person")
            for row in self.certificates.get(partner, ())
            if text(row, "course") == course and in_force(row, on)
        }
        return len(holders - {None})

    @cached_property
    def dated_by(self) -> str:
        """The column of the lines that places them in a period."""
        return self.programme.calendar.dated_by.value

    def period_of(self, on: date) -> Period:
        """The programme's period in which a day lies."""
        found = self.known.get(on)
        if found is None:
            found = self.known[on] = self.programme.calendar.fiscal.period_of(on)
        return found

    @property
    def partners_rank(self) -> "Rank":
        """How partner ids are put in order: as numbers where all of them are."""
        rank = self.known.get("partners")
        if rank is None:
            rank = self.known["partners"] = Rank(all(_whole(partner) for partner in self.partners))
        return rank


@dataclass(frozen=True, slots=True)
class Rank:
    """The order of ids: as numbers where all of the table are numbers, otherwise as text."""

    numeric: bool

    @staticmethod
    def among(identifiers: Iterable[str]) -> "Rank":
        """The order of these ids."""
        return Rank(all(_whole(one) for one in identifiers))

    def __call__(self, identifier: str) -> tuple[int, str]:
        return (int(identifier) if self.numeric and _whole(identifier) else 0, identifier)


def in_force(row: Row, on: date) -> bool:
    """Whether a dated row holds on a day: from `valid_from` until `valid_until`, that day not included."""
    since, until = day(row, "valid_from"), day(row, "valid_until")
    return (since is None or since <= on) and (until is None or on < until)


def _whole(identifier: str) -> bool:
    return identifier.isascii() and identifier.isdigit()


def _grouped(rows: Iterable[Row], column: str) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[text(row, column) or ""].append(row)
    return {key: tuple(held) for key, held in found.items()}


def _rates(rows: Iterable[Row]) -> dict[str, tuple[tuple[date, Exact], ...]]:
    found: dict[str, list[tuple[date, Exact]]] = defaultdict(list)
    for row in rows:
        since, rate = day(row, "valid_from"), number(row, "rate")
        if since is None or rate is None:
            raise BadCell(f"rates: {dict(row)} needs valid_from and rate.")
        found[text(row, "currency") or ""].append((since, rate))
    return {key: tuple(sorted(entries)) for key, entries in found.items()}


def _numbers(rows: Iterable[Row], table: str, keys: tuple[str, ...], value: str) -> dict[Any, Exact]:
    found: dict[tuple[str, ...], Exact] = {}
    for row in rows:
        key, size = tuple(text(row, column) or "" for column in keys), number(row, value)
        if size is None:
            raise BadCell(f"{table}: {dict(row)} needs {value}.")
        if key in found:
            raise BadCell(f"{table}: {', '.join(key)} is there twice; keep one.")
        found[key] = size
    return found
