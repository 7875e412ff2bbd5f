"""Reads what is agreed beside the incentives: exemptions of single partners, and counsel's notes."""

from __future__ import annotations

from fairway.engine.check.incentives import read_validity
from fairway.engine.check.overlap import apart
from fairway.engine.check.scopes import Known
from fairway.engine.check.steps import PER_UNIT_DIGITS, PERCENT_DIGITS, VALUES, WHOLE, read_money, wanted_value
from fairway.engine.programme import Counsel, Exemption, Incentive, Method
from fairway.policy.problems import Severity, did_you_mean, listed, nearest
from fairway.policy.section import Section
from fairway.values import Exact, Rate

WAIVERS = ["gates", "caps"]
STOPPING = ("resale-price", "graduated-fund")
"""Problems that stop publication until counsel's note on them stands in the document."""
LONGEST_NOTE = 2000


def read_exemptions(
    section: Section, incentives: tuple[Incentive, ...], currency: str, known: Known
) -> tuple[Exemption, ...]:
    """Read what is agreed with one partner alone."""
    by_id = {incentive.id: incentive for incentive in incentives}
    found: list[Exemption] = []
    for item in section.sections("exemptions"):
        one = _exemption(item, by_id, currency, known)
        if one is None:
            continue
        for other in found:
            if (one.partner, one.incentive) == (other.partner, other.incentive) and not apart(
                one.validity, other.validity
            ):
                message = f"'{one.partner}' has another exemption from '{one.incentive}' on some of these days."
                hint = "Give them different days, or write both into one."
                item.error("partner", "exempt-twice", message, hint)
        found.append(one)
    return tuple(found)


def _exemption(item: Section, incentives: dict[str, Incentive], currency: str, known: Known) -> Exemption | None:
    partner, name, reason = item.text("partner", 100), item.text("incentive", 64), item.text("reason", LONGEST_NOTE)
    for key, example in (("partner", "P-001"), ("incentive", next(iter(incentives), "volume"))):
        if not item.has(key):
            item.missing(key, f"This exemption names no {key}.", f"Write {key}: {example}.")
    if not item.has("reason"):
        message = "It is not said why; the reason is shown on the partner's statement."
        item.missing("reason", message, "Write reason: Agreed on 3 December 2024.")
    if known.partners is not None and partner is not None and partner not in known.partners:
        meant = nearest(partner, sorted(known.partners))
        hint = f"Did you mean '{meant}'?" if meant else "Check the spelling; upper and lower case differ."
        item.warning("partner", "unknown-partner-word", f"There is no partner '{partner}'.", hint)
    incentive = incentives.get(name or "")
    if name is not None and incentive is None and incentives:
        message = f"There is no incentive '{name}' in this programme."
        item.error("incentive", "unknown-incentive", message, did_you_mean(name, incentives))
    validity = read_validity(item)
    waived = _waived(item)
    value = _value(item, incentive, currency)
    written = [key for key in VALUES if item.has(key)]
    if not written and not item.has("waive"):
        message = "This exemption changes nothing."
        item.missing("waive", message, "Write percent: 4 for a rate of its own, or waive: gates or caps.")
    item.close()
    if partner is None or incentive is None or reason is None:
        return None
    return Exemption(partner, incentive.id, reason, validity, value, "gates" in waived, "caps" in waived)


def _waived(item: Section) -> tuple[str, ...]:
    words = item.texts("waive")
    for number, word in enumerate(words):
        if word not in WAIVERS:
            path = (*item.at("waive"), number)
            message = f"'{word}' cannot be waived."
            item.notes.note(path, Severity.ERROR, "unknown-word", message, did_you_mean(word, WAIVERS))
    return words


def _value(item: Section, incentive: Incentive | None, currency: str) -> Exact | None:
    """Read the value that stands in place of a step's own, in the same unit as theirs."""
    written = [key for key in VALUES if item.has(key)]
    item.taken.update(VALUES)
    if not written or incentive is None:
        return None
    wanted = wanted_value(incentive.method, incentive.measure)
    if incentive.method is Method.MULTIPLES and any(step.free is not None for step in incentive.steps):
        wanted = "free"
    key = written[0]
    if len(written) > 1 or key != wanted:
        message = f"'{incentive.id}' pays '{wanted}', and this exemption says {listed(written, 'and')}."
        item.error(written[-1], "wrong-value", message, f"Write {wanted}: with a number.", item.place(written[-1]))
        return None
    if key == "percent":
        number = item.number(key, whole=6, fraction=PERCENT_DIGITS, least=0)
        return Rate.percent(number).value if number is not None else None
    if key == "amount":
        money = read_money(item, key, currency, least=0)
        return money.amount if money is not None else None
    return item.number(key, whole=WHOLE, fraction=PER_UNIT_DIGITS if key == "per_unit" else 0, least=0)


def read_counsel(section: Section) -> tuple[Counsel, ...]:
    """Read counsel's notes on terms that may not be published without one."""
    found: list[Counsel] = []
    for item in section.sections("counsel"):
        problem = item.choice("problem", STOPPING)
        by, on, note = item.text("by"), item.day("on"), item.text("note", LONGEST_NOTE)
        for key, example in (
            ("problem", listed(STOPPING)),
            ("by", "'J. Roe, outside counsel'"),
            ("on", "2025-02-01"),
            ("note", "with what was found, in a sentence"),
        ):
            if not item.has(key):
                item.missing(key, f"A note of counsel says {key}.", f"Write {key}: {example}.")
        item.close()
        if problem is not None and by is not None and on is not None and note is not None:
            found.append(Counsel(problem, by, on, note))
    return tuple(found)
