"""Says a registration policy to a partner in plain words: what to do, what they get, what ends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairway.deals.rules.policy import document as d
from fairway.policy.problems import listed
from fairway.values import Exact, Money, plain

OTHERS = {
    "special_price": "a special price",
    "promotion": "a promotion",
    "bid": "a bid price",
    "volume": "a volume discount",
    "vendor_discount": "a discount of our own",
}
DECISIVE = "Nobody else is approved for the same company and products while it lasts."


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading with its sentences."""

    title: str
    sentences: tuple[str, ...]


def describe(policy: d.Policy) -> tuple[Passage, ...]:
    """Say the whole policy, in the order in which a deal lives through it."""
    passages = (
        Passage("Who may register", tuple(_who(policy))),
        Passage("What may be registered", tuple(_what(policy))),
        Passage("When you hear from us", tuple(_answer(policy))),
        Passage("How long you are protected", tuple(_protection(policy))),
        Passage("What you do meanwhile", tuple(_duties(policy))),
        Passage("If somebody else holds the deal", tuple(_others(policy))),
        Passage("What it is worth", tuple(_price(policy))),
        Passage("If you do not agree", tuple(_disputes(policy))),
    )
    return tuple(one for one in passages if one.sentences)


def amount(policy: d.Policy, value: Exact) -> str:
    """A value with the policy's currency."""
    return f"{policy.currency} {plain_grouped(value)}"


def to_the_cent(money: Money) -> str:
    """An amount of money with its currency, to the minor unit: ``USD 1,293.60``."""
    return f"{money.currency} {money.amount:,.{money.digits}f}"


def plain_grouped(value: Exact) -> str:
    """An exact number with commas between thousands."""
    whole, _, rest = plain(value).partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest.strip("0") else "")


def _named(words: Iterable[str]) -> str:
    return listed([word.replace("_", " ") for word in words], last="or")


def _who(policy: d.Policy) -> Iterable[str]:
    if policy.types or policy.tiers:
        what = f"partners that are {_named(policy.types)}" if policy.types else "partners"
        yield f"Open to {what}{f' of tier {_named(policy.tiers)}' if policy.tiers else ''}."
    else:
        yield "Open to every partner."
    if policy.countries:
        yield f"For customers in {listed(policy.countries)}."
    if policy.trained_people:
        people = "one trained seller" if policy.trained_people == 1 else f"{policy.trained_people} trained sellers"
        yield f"You need at least {people}."
    if policy.rights == "needed":
        yield "Your agreement must let you sell these products where the customer is."


def _what(policy: d.Policy) -> Iterable[str]:
    scope = {
        "product": "one opportunity and its products",
        "category": "one opportunity and its product groups",
        "company": "one opportunity",
    }[policy.one_per]
    yield f"A registration is for {scope}, never for the customer as a whole."
    accepts = policy.accepts
    if accepts.deal_types:
        yield f"Kind of deal: {_named(accepts.deal_types)}."
    if accepts.at_least:
        yield f"It has at least {listed([threshold(policy, one) for one in accepts.at_least])}."
    if accepts.products:
        yield f"Products: {listed(accepts.products)}."
    if accepts.close_ahead:
        yield f"Register at least {accepts.close_ahead} before the expected close."
    if accepts.look_back:
        waived = ""
        if accepts.look_back_waived_by:
            waived = f", unless you bring {d.PROOFS[accepts.look_back_waived_by]}"
        yield f"The customer has bought none of these products from us in the last {accepts.look_back}{waived}."
    yield {
        "out": "Answering a tender is not eligible.",
        "before_publication": "Where there is a tender, you register before it is published.",
        "open": "Tenders are eligible.",
    }[accepts.tender]
    if accepts.renewal == "out":
        yield "Renewals are not eligible."
    elif accepts.renewal == "incumbent":
        yield "A renewal belongs to the partner of the last sale, unless the customer says otherwise in writing."
    if accepts.same_country:
        yield "You register for customers in your own country."


def threshold(policy: d.Policy, one: d.Threshold) -> str:
    """One threshold in words."""
    parts = []
    if one.value is not None:
        parts.append(amount(policy, one.value))
    if one.units is not None:
        parts.append(f"{plain_grouped(one.units)} units")
    text = " and ".join(parts)
    if one.products:
        text = f"{text} of {listed(one.products)}" if text else f"one of {listed(one.products)}"
    return f"{text} in {listed(one.regions)}" if one.regions else text


def _answer(policy: d.Policy) -> Iterable[str]:
    calendar = policy.answer.calendar
    where = f", by the working days of {calendar.country}" if calendar.country else ""
    yield f"We acknowledge at once and answer within {policy.answer.within}{where}."
    if policy.preapproval is not None:
        below = policy.preapproval.below
        what = f"Deals below {amount(policy, below)}" if below is not None else "Deals"
        yield f"{what} in which nothing needs a closer look can be approved at once."


def _protection(policy: d.Policy) -> Iterable[str]:
    since = "the approval" if policy.starts == "approval" else "the day you sent it"
    for one in policy.windows:
        when = []
        if one.stage:
            when.append(f"while it is “{one.stage}”")
        if one.tier:
            when.append(f"for {one.tier} partners")
        if one.from_value is not None:
            when.append(f"from {amount(policy, one.from_value)}")
        verb = "Protected for" if policy.exclusive else "Registered for"
        start = "each time it enters that stage" if one.stage else f"from {since}"
        yield f"{verb} {one.lasts}{' ' + ' '.join(when) if when else ''}, {start}."
    if policy.longest:
        yield f"Never longer than {policy.longest} in all."
    if policy.exclusive:
        yield DECISIVE
    else:
        yield "It is not exclusive: others may work on the same deal."
    if policy.extension:
        extension = policy.extension
        times = {1: "once", 2: "twice"}.get(extension.times, f"{extension.times} times")
        ask = "Ask before it ends" if extension.before_end else "You may ask"
        proof = f", with {_proofs(extension.proof)}" if extension.proof else ""
        who = "it takes one click" if extension.decides == "rule" else "we decide"
        yield f"{ask} and it can grow by {extension.by}, {times}{proof}; {who}."
    if policy.pause:
        times = {1: "once", 2: "twice"}.get(policy.pause.times, f"{policy.pause.times} times")
        yield f"The clock can be paused {times}, for at most {policy.pause.longest}."


def _proofs(kinds: Iterable[str]) -> str:
    return listed([d.PROOFS[kind] for kind in kinds])


def _duties(policy: d.Policy) -> Iterable[str]:
    for one in policy.milestones:
        last = f", at the latest within {one.latest}" if one.latest else ""
        proof = f" Show it with {_proofs(one.proof)}." if one.proof else ""
        yield f"{one.title}: within {one.within}{last}; otherwise protection lapses.{proof}"
    if policy.activity:
        after = {
            "lapse": "otherwise protection lapses",
            "release": "otherwise the deal may be given to another partner",
        }[policy.activity.otherwise]
        yield f"Tell us at least every {_each(policy.activity.every)} how it goes; {after}."
    if policy.reminders:
        yield f"We remind you {listed([f'{days} days' for days in policy.reminders], last='and')} before it ends."


def _each(span: d.Span) -> str:
    return span.unit[:-1] if span.count == 1 else str(span)


def _others(policy: d.Policy) -> Iterable[str]:
    if policy.exclusive and policy.waitlist == "receipt":
        yield "Yours keeps its place in the order of receipt and is looked at again if the deal becomes free."
    if policy.exclusive:
        yield "We never say who registered what, to you or about you."
    if policy.losers:
        yield f"You still get {d.PRICES[policy.losers]}."
    if policy.losers_public_tender:
        yield f"In a public tender you get {d.PRICES[policy.losers_public_tender]}."


def _disputes(policy: d.Policy) -> Iterable[str]:
    clocks = policy.disputes
    yield "You may dispute a decision. Somebody who had no part in it hears you, and gives reasons."
    yield f"We take it up within {clocks.identify}, and decide within {clocks.resolve}."
    yield f"You may appeal once, within {clocks.appeal}; another person decides."


def other_price(name: str) -> str:
    """A kind of other price, in words."""
    return OTHERS.get(name, name.replace("_", " "))


def _price(policy: d.Policy) -> Iterable[str]:
    price = policy.price
    if price.discount is not None:
        lines = "the registered products" if price.lines == "registered" else "the whole order"
        base = {"list": "the list price", "net": "your net price", "previous": "the price after earlier steps"}[
            price.base
        ]
        yield f"{plain(price.discount)} % of {base}, on {lines}."
    if price.stacks_with:
        yield f"It adds to {listed(map(other_price, price.stacks_with), last='and')}."
    if price.excludes:
        yield f"It cannot be combined with {listed(map(other_price, price.excludes))}."
    if price.shared_above is not None:
        yield f"Where we already discount by more than {plain(price.shared_above)} %, expect to share."
        yield f"What comes off yours is {plain(price.share)} % of the part above it."
    if price.cap is not None:
        yield f"All discounts together end at {plain(price.cap)} %."
    if len(policy.roles) > 1:
        parts = listed([f"who {d.ROLES[role]}" for role in policy.roles], last="and")
        yield f"Credit can be split among partners: {parts}."
