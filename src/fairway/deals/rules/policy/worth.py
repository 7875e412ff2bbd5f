"""Reads what a protected deal is worth, and how heavily findings weigh."""

from __future__ import annotations

from fairway.deals.rules.policy import document as d
from fairway.policy.section import Section
from fairway.values import Exact


def read_price(section: Section | None) -> d.Price:
    """Read what a protected deal is worth in the price."""
    if section is None:
        return d.Price()
    made = d.Price(
        discount=section.number("discount", whole=3, fraction=2, above=0),
        base=section.choice("base", ("list", "net", "previous")) or "list",  # type: ignore[arg-type]
        lines=section.choice("lines", ("registered", "all")) or "registered",  # type: ignore[arg-type]
        stacks_with=section.texts("stacks_with"),
        excludes=section.texts("excludes"),
        shared_above=_percent(section, "shared_above"),
        share=_percent(section, "share") or d.HALF,
        cap=_percent(section, "cap"),
    )
    if made.discount is not None and not section.has("base"):
        section.missing(
            "base", "It is not said what the percentage is taken of.", "Write 'base: list', 'net' or 'previous'."
        )
    for name in sorted(set(made.stacks_with) & set(made.excludes)):
        section.error(
            "excludes", "contradiction", f"'{name}' stacks with the registration discount and excludes it.",
            "Keep it in one of the lists.",
        )  # fmt: skip
    if made.shared_above is not None and not made.stacks_with:
        section.warning(
            "shared_above", "never-applies", "'shared_above' looks at prices under 'stacks_with', and there are none.",
            "Name what the registration adds to, such as 'stacks_with: [vendor_discount]'.",
        )  # fmt: skip
    if section.has("share") and made.shared_above is None:
        section.warning(
            "share", "never-applies", "'share' is of what is above 'shared_above', which is not said.",
            "Write 'shared_above', or leave 'share' out.",
        )  # fmt: skip
    section.close()
    return made


def _percent(section: Section, key: str) -> Exact | None:
    found = section.number(key, whole=3, fraction=2, above=0)
    if found is not None and found > 100:
        section.error(key, "out-of-range", f"'{key}' is more than 100 percent.", "Write a percentage up to 100.")
    return found


def read_severities(section: Section | None) -> dict[str, str]:
    """Read how heavily each kind of finding weighs."""
    if section is None:
        return {}
    found = {}
    for name in d.FINDINGS:
        severity = section.choice(name, d.SEVERITIES)
        if severity is not None:
            found[name] = severity
    section.close(known=d.FINDINGS)
    return found
