"""What really happened in the demo: every invoice line of every partner, before anybody wrote a file about it.

A partner's month is drawn from its size, its growth and the season; products follow the price list's weights and the
partner's own taste; about four lines in a hundred are later returned against their invoice. Money is whole minor units
throughout, and net is always quantity times unit price, so that files and expectations agree to the cent.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from fairway.demo.customers import Customer, customers
from fairway.demo.partners import DISTRIBUTOR, OEM, PARTNERS, REPRESENTATIVE, Partner
from fairway.demo.products import CURRENCIES, Product, list_price
from fairway.demo.seasons import Month, Rate, season, working_days

RETURNED_PER_MILLE = 42
_TASTES = ("Oscilloscopes", "Thermal cameras", "Calibrators", "Multimeters", "Power and insulation", "Sensors")


class Line(NamedTuple):
    """One sold or returned invoice line; `unit_price` and `net` are minor units of `currency`, signed like quantity."""

    partner: str
    event: str
    kind: str
    invoice: str
    number: int
    day: date
    product: Product
    quantity: int
    unit_price: int
    net: int
    currency: str
    customer: Customer
    person: str = ""
    original_invoice: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A partner whose last closed quarter is steered to end at `per_mille` of a step of `step` US dollars."""

    partner: str
    step: int
    per_mille: int


class Market:
    """Draws the sales of one partner, month after month."""

    def __init__(self, seed: str, partner: Partner, products: tuple[Product, ...], first_year: int, event: str) -> None:
        """Settle the partner's customers, taste and price level; the same seed gives the same partner.

        A distributor sells to the resellers it supplies and to dealers; what the vendor sells in is bought by the
        partner itself.
        """
        self.partner = partner
        self.event = event
        self.products = products
        self.first_year = first_year
        self.random = Random(f"{seed}/{partner.code}/{event}")  # noqa: S311  reproducible, not secret
        self.customers = self._buyers()
        self.customer_weights = list(accumulate(1000 // (rank + 2) for rank in range(len(self.customers))))
        likes = {category: 40 + self.random.randrange(170) for category in _TASTES}
        self.taste = [likes.get(product.category, 100) * product.weight for product in products]
        self.per_mille = self._price_level()
        self.by_vendor = event == "sell_in" or is_reported_by_vendor(partner)
        # the vendor numbers its invoices in one sequence for each customer, so that no two are alike
        self.next_invoice = 1_000 + self.random.randrange(60_000) + (_place(partner) * 100_000 if self.by_vendor else 0)
        self.returnable: list[Line] = []

    def _buyers(self) -> tuple[Customer, ...]:
        partner = self.partner
        if self.event == "sell_in":
            return (Customer(partner.name, partner.city, partner.country, 0),)
        ends = customers(self.random, partner.country, 12 + partner.lines // 5)
        supplied = (other for other in PARTNERS if other.supplier == partner.code)
        return (*(Customer(other.name, other.city, other.country, 60) for other in supplied), *ends)

    def _price_level(self) -> int:
        if OEM in self.partner.types:
            return 520
        if self.event == "sell_in":
            return 600
        if DISTRIBUTOR in self.partner.types:
            return 715
        return 960

    def month(self, month: Month, per_cent: int = 100) -> list[Line]:
        """Draw the lines of one month in the order of their dates.

        `per_cent` scales the number of lines: a distributor buys in fewer, larger lines than it sells.
        """
        partner, random = self.partner, self.random
        gone = partner.left_month is not None and partner.left_month <= month.index
        if not partner.lines or month.index < partner.joined_month or gone:
            return []
        days = working_days(month)
        if not days:
            return []
        grown = (1 + partner.growth / 100) ** (month.index / 12)
        run = len(days) / 21 if month.partial else 1
        wanted = partner.lines * grown * season(month, partner.country) / 100 * run * per_cent / 100
        count = max(1, round(wanted * random.lognormvariate(0, 0.08)))
        weights = self._weights(month)
        lines: list[Line] = []
        ranked = sorted(random.choices(days, cum_weights=list(accumulate(range(20, 20 + len(days)))), k=count))
        position = 0
        while position < count:
            size = min(count - position, 1 + int(random.expovariate(0.55)))
            lines.extend(self._invoice(ranked[position], size, weights))
            position += size
        returned = self._returns(days, len(lines) * RETURNED_PER_MILLE // 960 + (random.random() < 0.5))
        self.returnable = [line for line in self.returnable if (month.end - line.day).days < 100]
        self.returnable.extend(random.sample(lines, len(lines) // 6))
        return sorted(lines + returned, key=lambda line: (line.day, line.invoice, line.number))

    def _weights(self, month: Month) -> list[int]:
        country = self.partner.country
        found = []
        for product, taste in zip(self.products, self.taste, strict=True):
            age = month.index - product.launched_month
            ramp = 0 if age < 0 else min(100, 25 + 15 * age) if product.launched_month else 100
            found.append(taste * ramp * season(month, country, product.subcategory) // 10_000)
        return list(accumulate(found))

    def _customer(self) -> Customer:
        weights = self.customer_weights
        return self.customers[bisect(weights, self.random.random() * weights[-1])]

    def _invoice(self, day: date, size: int, weights: list[int]) -> Iterable[Line]:
        random, partner = self.random, self.partner
        customer = self._customer()
        invoice = self._number(day, "INV")
        person = ""
        if partner.persons:
            person = partner.persons[len(customer.name) % len(partner.persons)]
        chosen = dict.fromkeys(random.choices(self.products, cum_weights=weights, k=size))
        years = day.year - self.first_year
        for number, product in enumerate(chosen, start=1):
            quantity = self._quantity(product)
            discount = customer.discount + (25 if quantity > 20 else 0)
            unit_price = list_price(product, partner.currency, years) * self.per_mille * (1_000 - discount) // 1_000_000
            unit_price = max(1, unit_price)
            yield Line(partner.code, self.event, "sale", invoice, number, day, product, quantity, unit_price,
                       quantity * unit_price, partner.currency, customer, person)  # fmt: skip

    def _quantity(self, product: Product) -> int:
        partner, random = self.partner, self.random
        quantity = 1 + int(random.expovariate(1 / product.typical_quantity)) if product.typical_quantity > 1 else 1
        if product.typical_quantity == 1 and random.random() < 0.12:
            quantity = 2 + int(random.random() * 3)
        if OEM in partner.types:
            quantity *= 20 if product.list_price < 500 else 1
        elif self.event == "sell_in":
            quantity *= 6
        elif DISTRIBUTOR in partner.types:
            quantity *= 2
        return quantity

    def _number(self, day: date, kind: str) -> str:
        self.next_invoice += 1 + int(self.random.random() * 3)
        return f"{'H' * self.by_vendor}{kind}{day:%y}-{self.next_invoice:06d}"

    def _returns(self, days: list[date], count: int) -> list[Line]:
        returned = []
        for _ in range(min(count, len(self.returnable))):
            sold = self.returnable.pop(int(self.random.random() * len(self.returnable)))
            later = [day for day in days if day > sold.day]
            if not later:
                continue
            day = self.random.choice(later)
            quantity = -sold.quantity if self.random.random() < 0.7 else -max(1, sold.quantity // 2)
            returned.append(
                sold._replace(kind="return", invoice=self._number(day, "CR"), number=1, day=day, quantity=quantity,
                              net=quantity * sold.unit_price, original_invoice=sold.invoice)
            )  # fmt: skip
        return returned

    def steer(self, quarter: list[list[Line]], story: Story, rates: dict[tuple[str, int, int], int]) -> None:
        """Change the last month so that the quarter ends a little short of a step, by adding or dropping invoices."""
        target = story.step * story.per_mille // 10  # cents
        weights = self._weights(Month(24, quarter[-1][0].day.replace(day=1), quarter[-1][-1].day))
        last = quarter[-1]
        total = sum(dollars(line, rates) for month in quarter for line in month if counts(line))
        day = last[-1].day
        while total < target:
            for line in self._invoice(day, 3, weights):
                if counts(line):
                    last.append(line)
                    total += dollars(line, rates)
        returned = {line.original_invoice for line in last}
        loose = [line for line in last if line.kind == "sale" and counts(line) and line.invoice not in returned]
        loose.sort(key=lambda line: line.net)
        excess = total - target
        while excess > 0 and loose:
            worth = [dollars(line, rates) for line in loose]
            line = loose.pop(max(0, bisect(worth, excess) - 1))
            last.remove(line)
            self.returnable = [kept for kept in self.returnable if kept != line]
            excess -= dollars(line, rates)


def _place(partner: Partner) -> int:
    return next(place for place, other in enumerate(PARTNERS) if other.code == partner.code)


def counts(line: Line) -> bool:
    """Tell whether a line counts towards the reseller programme: everything but services."""
    return line.product.category != "Services"


def dollars(line: Line, rates: dict[tuple[str, int, int], int]) -> int:
    """Give a line's net in US cents at the rate of its month, rounded down; used for steering and summaries only."""
    if line.currency == "USD":
        return line.net
    millionths = rates[line.currency, line.day.year, line.day.month]
    cents = line.net * (1 if CURRENCIES[line.currency] else 100)
    return cents * millionths // 1_000_000


def rate_table(rates: Iterable[Rate]) -> dict[tuple[str, int, int], int]:
    """Give rates keyed by currency, year and month, in millionths."""
    return {(rate.currency, rate.valid_from.year, rate.valid_from.month): rate.millionths for rate in rates}


def event_of(partner: Partner) -> str:
    """Give the kind of event a partner's ordinary sales are."""
    if DISTRIBUTOR in partner.types:
        return "sell_through"
    if OEM in partner.types:
        return "sell_in"
    return "sell_out"


def is_reported_by_vendor(partner: Partner) -> bool:
    """Tell whether the vendor's own invoices are the record: for representatives and for OEM partners."""
    return REPRESENTATIVE in partner.types or OEM in partner.types
