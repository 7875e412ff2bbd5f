"""First orders: which lines make a customer a new one (V13).

A customer is new on a day when it bought nothing within the look-back before. Of its lines of that day the one with
the lowest `line_id` makes it new, and counts once, if it passes the scope and its order is large enough.
"""

from dataclasses import replace
from datetime import date

from fairway.engine.oracle.facts import Facts
from fairway.engine.oracle.lines import Role, after_as_of, amount, left_out, line_day, line_rank
from fairway.engine.oracle.rows import Row, number, text
from fairway.engine.oracle.spans import later
from fairway.engine.programme import Incentive, Measure, MeasureKind, NewCustomer, Span
from fairway.values import Exact, exact, plus


def first_orders(facts: Facts, incentive: Incentive, measure: Measure, role: Role) -> frozenset[int]:
    """The lines that each count as one new customer, by their identity in memory."""
    key = ("customers", incentive.id, measure.by_period, role)
    if key not in facts.known:
        terms = measure.new or NewCustomer()
        facts.known[key] = frozenset(
            id(line)
            for line in _makes_new(facts, terms.look_back)
            if left_out(facts, incentive, measure, line, role) is None
            and (terms.at_least is None or _order(facts, incentive, measure, line, role) >= terms.at_least)
        )
    found: frozenset[int] = facts.known[key]
    return found


def _makes_new(facts: Facts, look_back: Span | None) -> list[Row]:
    """The lines that make a customer new, of all partners and products, whether or not they count."""
    bought: dict[str, list[tuple[date, tuple[int, str], Row]]] = {}
    for line in facts.lines:
        customer, own = text(line, "customer_id"), line_day(facts, line)
        if customer is None or own is None or after_as_of(facts, line) or (number(line, "quantity") or exact(0)) <= 0:
            continue
        bought.setdefault(customer, []).append((own, line_rank(facts, line), line))
    found = []
    for purchases in bought.values():
        for on in sorted({own for own, _, _ in purchases}):
            before = [own for own, _, _ in purchases if own < on]
            known = bool(before) if look_back is None else any(on < later(own, look_back) for own in before)
            if not known:
                found.append(min((one for one in purchases if one[0] == on), key=lambda one: one[1])[2])
    return found


def _order(facts: Facts, incentive: Incentive, measure: Measure, line: Row, role: Role) -> Exact:
    """What the counted lines of the line's order come to, net: of its invoice in the same period, or by itself."""
    period_of = facts.programme.calendar.fiscal.period_of
    own = text(line, "invoice_no"), text(line, "partner_id")
    on = line_day(facts, line, incentive)
    total, net = exact(0), replace(measure, kind=MeasureKind.NET, new=None)
    for one in facts.lines if own[0] is not None else (line,):
        if (text(one, "invoice_no"), text(one, "partner_id")) != own or text(one, "customer_id") is None:
            continue
        then = line_day(facts, one, incentive)
        if on is None or then is None or period_of(then) != period_of(on):
            continue
        if left_out(facts, incentive, net, one, role) is None:
            total = plus(total, amount(facts, MeasureKind.NET, one, then))
    return total
