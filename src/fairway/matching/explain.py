"""Say in words why a pair got its score: what agrees, what differs, and what a person might ask."""

from __future__ import annotations

from fairway.matching.compare import MISSING
from fairway.matching.names import (
    DIFFERENT,
    IDENTICAL,
    NUMBER_ADDED,
    NUMBER_OTHER,
    PLACE_ADDED,
    PLACE_OTHER,
    REORDERED,
    SPELLING,
)
from fairway.matching.normalise import Known
from fairway.matching.score import Score, Verdict

SAID = {
    "place": {
        "same address": "same address",
        "same unit": "same house, other unit",
        "part of address": "nearly the same address",
        "same street": "same street, other number",
        "same postal code": "same postal code, other address",
        "same city": "same city, other address",
        "other address": "other address",
        "other city": "other city",
        "another country": "another country",
        "postal code alone": "same postal code",
        "city alone": "same city",
        "region alone": "same region",
    },
    "phone": {
        "same": "same phone",
        "one digit off": "phone one digit off",
        "other area code": "same phone but for the area code",
        "different": "other phone",
    },
    "domain": {
        "same": "same web domain",
        "same but for the ending": "same web domain but for its ending",
        "one letter off": "web domain one letter off",
        "different": "other web domain",
    },
    "tax": {
        "same": "same tax number",
        "one digit off": "tax number one digit off",
        "same company, other establishment": "same register number, other establishment",
        "different": "other tax number",
    },
}
ASKED = {
    Verdict.BRANCH: "another branch?",
    Verdict.FAMILY: "same group?",
    Verdict.NEIGHBOUR: "neighbours?",
}


def reasons(left: Known, right: Known, score: Score) -> tuple[str, ...]:
    """The reasons for a score, the strongest sort first, the question it leaves last.

    ``("same phone", "name differs only by legal form", "another branch?")``
    """
    said = [
        SAID[field][level] for field in ("tax", "phone", "domain") if (level := score.evidence.level(field)) != MISSING
    ]
    said = [each for each in said if not each.startswith("other")] + [each for each in said if each.startswith("other")]
    name = _name(left, right, score)
    place = SAID["place"].get(score.evidence.level("place"))
    found = [*said[:1], *([name] if name else []), *([place] if place else []), *said[1:]]
    if score.evidence.level("country") == "different" and score.evidence.level("place") != "another country":
        found.append("another country")
    question = _question(score)
    if question:
        found.append(question)
    return tuple(found)


def _question(score: Score) -> str:
    if score.verdict is Verdict.UNCERTAIN:
        rival, share = max(
            (("branch", score.branch), ("family", score.family), ("neighbour", score.neighbour)),
            key=lambda each: each[1],
        )
        return ASKED[Verdict(rival)] if share > 0.05 else ""
    return ASKED.get(score.verdict, "")


def _name(left: Known, right: Known, score: Score) -> str:
    found = score.evidence.name
    level = found.level
    if level == MISSING:
        return ""
    if level == IDENTICAL:
        if left.name.text == right.name.text:
            return "same name"
        if found.forms_differ:
            return f"same name, other legal form ({left.name.form} and {right.name.form})"
        if left.name.form != right.name.form and left.name.spelled == right.name.spelled:
            return "name differs only by legal form"
        return "name differs only in writing"
    if level == REORDERED:
        return "same words of the name in another order"
    if level == SPELLING:
        told = ", ".join(f"“{one}” for “{other}”" for one, other in found.misspelt[:2])
        return f"name nearly the same ({told})" if told else "name written in other words"
    if level == DIFFERENT:
        return "names differ"
    extra = _told(found.only_left), _told(found.only_right)
    if level in (PLACE_OTHER, NUMBER_OTHER) or (extra[0] and extra[1]):
        what = {PLACE_OTHER: "another place", NUMBER_OTHER: "another number"}.get(level, "names share words but differ")
        what = f"{what} in the name" if level in (PLACE_OTHER, NUMBER_OTHER) else what
        return f"{what} ({extra[0]} and {extra[1]})"
    what = {PLACE_ADDED: "a place more in one name", NUMBER_ADDED: "a number more in one name"}.get(
        level, "one name says more"
    )
    return f"{what} ({extra[0] or extra[1]})"


def _told(words: tuple[str, ...]) -> str:
    return " ".join(words)
