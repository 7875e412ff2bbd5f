"""Reads and checks a routing policy: text to a `Routing`, and every problem with its line and column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fairway.deals.rules.policy import Span
from fairway.deals.rules.policy.reading import ID, read_answer, read_span
from fairway.deals.rules.policy.whole import days_of
from fairway.leads.rules.policy import document as d
from fairway.policy import document as text_reader
from fairway.policy.problems import Problem, in_order
from fairway.policy.section import Notes, Section

PAGE = "reference/routing-policy"
TOPICS = frozenset(
    [
        "routing", "title", "source", "serves", "capabilities", "first", "weights", "tiers", "capacity", "response",
        "equal_within", "rounds", "answer", "contact", "keep",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was checked: the policy when nothing is wrong with it, and all problems in order of place."""

    policy: d.Routing | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.stops)


@lru_cache(maxsize=64)
def check(text: str, name: str = "routing.yaml") -> Checked:
    """Read a policy. Never raises for what the text holds."""
    read = text_reader.read(text, name)
    notes = Notes(PAGE, TOPICS)
    if read.root is None:
        return Checked(None, read.problems)
    policy = _policy(Section(read.root, (), notes))
    problems = in_order([*read.problems, *notes.problems])
    return Checked(None if any(problem.stops for problem in problems) else policy, problems)


def _policy(top: Section) -> d.Routing:
    made: dict[str, Any] = {"id": _id(top)}
    made["title"] = top.text("title") or made["id"]
    made["source"] = top.text("source", longest=400) or ""
    made |= _serves(top.section("serves")) | _first(top.section("first"))
    made["capabilities"] = tuple(_capable(one) for one in top.sections("capabilities"))
    made["weights"] = _weights(top.section("weights"))
    made["tiers"] = _tiers(top)
    made["capacity"] = _whole(top, "capacity", 10, least=1, most=10_000)
    made["response"] = _response(top.section("response"))
    made["equal_within"] = _whole(top, "equal_within", 5, least=0, most=d.WHOLE)
    made["rounds"] = _whole(top, "rounds", 3, least=1, most=20)
    made["answer"] = _answer(top)
    made["contact"] = _contact(top.section("contact"))
    made["keep"] = _keep(top)
    top.close()
    policy = d.Routing(**made)
    _hangs_together(top, policy)
    return policy


def _id(top: Section) -> str:
    found = top.scalar("routing")
    if found is None:
        if not top.has("routing"):
            top.missing("routing", "'routing' is not there.", "Write 'routing: a-short-name'.")
        return ""
    if not ID.fullmatch(found.text):
        top.error("routing", "odd-id", f"'{found.text[:40]}' is no id.", "Use small letters, digits, - and _.")
    return found.text


def _whole(section: Section, key: str, default: int, *, least: int, most: int) -> int:
    found = section.number(key, whole=6, fraction=0, least=least)
    if found is None:
        return default
    if found > most:
        section.error(key, "out-of-range", f"'{key}' is {int(found)}; it can be {most} at most.", "Correct the number.")
        return default
    return int(found)


def _serves(section: Section | None) -> dict[str, Any]:
    if section is None:
        return {}
    made = {
        "rights": section.choice("rights", ("needed", "preferred", "not_asked")) or "needed",
        "types": section.texts("types"),
        "only_tiers": section.texts("tiers"),
        "language": section.choice("language", ("needed", "preferred")) or "preferred",
    }
    section.close()
    return made


def _first(section: Section | None) -> dict[str, Any]:
    if section is None:
        return {}
    words = ("first", "ignored")
    made = {
        "wish": section.choice("wish", words) or "first",
        "registered": section.choice("registered", words) or "first",
    }
    section.close()
    return made


def _capable(section: Section) -> d.Capable:
    made = d.Capable(section.text("line") or "", section.texts("needs"), section.texts("wants"))
    if not section.has("needs") and not section.has("wants"):
        section.missing("needs", "This product line asks for nothing.", "Write 'needs: [code]' or 'wants: [code]'.")
    section.close()
    return made


def _weights(section: Section | None) -> dict[str, int]:
    if section is None:
        return dict(d.USUAL_WEIGHTS)
    made = {name: _whole(section, name, 0, least=0, most=d.WHOLE) for name in d.FACTORS}
    section.close()
    total = sum(made.values())
    if total != d.WHOLE and section.notes.is_sound(section.path):
        section.notes.places.setdefault(section.path, section.mapping.place)
        last = next((name for name in reversed(tuple(d.FACTORS)) if section.has(name)), "right")
        section.error(
            last, "weights-add-up", f"The weights are {total} points together; they have to be {d.WHOLE}.",
            f"Give {d.WHOLE - total} points more." if total < d.WHOLE else f"Take {total - d.WHOLE} points away.",
        )  # fmt: skip
    return made


def _tiers(top: Section) -> dict[str, int]:
    made: dict[str, int] = {}
    for one in top.sections("tiers"):
        name = one.text("tier") or ""
        if not one.has("tier"):
            one.missing("tier", "No tier is named.", "Write '{tier: Gold, counts: 70}'.")
        elif name.casefold() in made:
            one.error("tier", "listed-twice", f"'{name}' stands here twice.", "Keep one of them.")
        if not one.has("counts"):
            one.missing("counts", "It is not said how much this tier counts.", "Write 'counts: 70', in percent.")
        made[name.casefold()] = _whole(one, "counts", 0, least=0, most=100)
        one.close()
    return made


def _response(section: Section | None) -> d.Responding:
    if section is None:
        return d.Responding()
    usual = d.Responding()
    made = d.Responding(
        read_span(section, "looks_back") or usual.looks_back,
        _whole(section, "assumed", usual.assumed, least=0, most=100),
        _whole(section, "leads", usual.leads, least=1, most=1_000),
    )
    if made.looks_back.unit not in ("days", "months"):
        section.error("looks_back", "not-a-span", "A look-back is in days or months.", "Write '12 months'.")
    section.close()
    return made


def _answer(top: Section) -> d.Answering:
    section = top.section("answer")
    if section is None:
        if not top.has("answer"):
            top.missing(
                "answer", "It is not said how soon a partner answers.", "Write 'answer: {within: 8 business hours}'."
            )
        return d.Answering()
    days = section.choice("days", ("ours", "theirs")) or "ours"
    remind = read_span(section, "remind")
    read = read_answer(section)
    if remind is not None and days_of(remind) >= days_of(read.within):
        section.error("remind", "out-of-order", "The reminder comes when it is too late.", "Remind before 'within'.")
    return d.Answering(read.within, read.calendar, days, remind)  # type: ignore[arg-type]


def _contact(section: Section | None) -> d.Contacting:
    if section is None:
        return d.Contacting()
    made = d.Contacting(
        read_span(section, "within") or d.Contacting().within,
        section.choice("otherwise", ("pull_back", "remind")) or "remind",  # type: ignore[arg-type]
    )
    section.close()
    return made


def _keep(top: Section) -> Span:
    found = read_span(top, "keep")
    if found is None:
        return d.Routing("", "").keep
    if found.unit not in ("days", "months"):
        top.error("keep", "not-a-span", "Personal data is kept for days or months.", "Write '24 months'.")
    return found


def _hangs_together(top: Section, policy: d.Routing) -> None:
    """Find what no single key shows: a weight with nothing to weigh by, a tier that is kept out and counted."""
    if policy.weights.get("tier") and not policy.tiers and top.has("weights"):
        top.warning(
            "weights", "nothing-to-weigh", "Tiers have a weight, and no tier counts anything.",
            "Write 'tiers: [{tier: Gold, counts: 70}]', or give the weight to something else.",
        )  # fmt: skip
    asks = any(one.needs or one.wants for one in policy.capabilities)
    if policy.weights.get("capability") and not asks and top.has("weights"):
        top.warning(
            "weights", "nothing-to-weigh", "Capabilities have a weight, and no product asks for any.",
            "Write 'capabilities', or give the weight to something else: everybody gets these points now.",
        )  # fmt: skip
    if policy.rights == "not_asked" and policy.weights.get("right"):
        top.warning(
            "weights", "nothing-to-weigh", "Rights have a weight, and are not asked.",
            "Write 'rights: preferred', or give the weight to something else.",
        )  # fmt: skip
    if policy.only_tiers:
        kept_out = [name for name in policy.tiers if name not in {one.casefold() for one in policy.only_tiers}]
        if kept_out:
            top.warning(
                "tiers", "unreachable", f"'{kept_out[0]}' counts here and gets no leads: 'serves' leaves it out.",
                "Add it under 'serves', or delete it here.",
            )  # fmt: skip
