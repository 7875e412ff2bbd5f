"""What no single key of a policy shows: windows nobody reaches, fields a rule needs, days after the end."""

from __future__ import annotations

from fairway.deals.rules.policy import document as d
from fairway.policy.section import Section


def days_of(span: d.Span) -> int:
    """About how long a length is, in hours, to tell which of two is longer."""
    each = {"hours": 1, "days": 24, "months": 730, "business hours": 4, "business days": 34}
    return span.count * each[span.unit]


def hangs_together(top: Section, policy: d.Policy) -> None:
    """Find what no single key shows: windows nobody reaches, fields a rule needs, days after the end."""
    protects = Section(top.mapping, ("protects",), top.notes)
    open_ended = [number for number, one in enumerate(policy.windows) if not (one.stage or one.tier or one.from_value)]
    if open_ended and open_ended[0] < len(policy.windows) - 1:
        protects.error(
            "windows", "unreachable", "The first window that fits holds, so those after an unconditional one never do.",
            "Put the window without a condition last, or write it as 'for'.",
        )  # fmt: skip
    has_gap = policy.windows and not open_ended and not any(one.stage == "lead" for one in policy.windows)
    if has_gap and top.notes.is_sound(("protects", "for")):  # one that cannot be read has its own error
        protects.error(
            "windows", "gap", "A deal that fits no window would have no protection and no end.",
            "Add 'for: 90 days' beside the windows for all others.",
        )  # fmt: skip
    for number, one in enumerate(policy.milestones):
        place = Section(top.mapping, ("protects", "milestones", number), top.notes)
        if one.latest is not None and days_of(one.latest) < days_of(one.within):
            place.error("latest", "out-of-order", "'latest' is before 'within'.", "Make it later, or delete it.")
        if one.remind is not None and days_of(one.remind) >= days_of(one.within):
            place.error("remind", "out-of-order", "The reminder comes when it is too late.", "Remind before 'within'.")
        if policy.windows and all(days_of(one.within) > days_of(window.lasts) for window in policy.windows):
            place.error("within", "unreachable", "Protection ends before this milestone.", "Make the window longer.")
    accepts = Section(top.mapping, ("accepts",), top.notes)
    said = ("accepts", "tender") in top.notes.places
    if said and policy.accepts.tender == "before_publication" and not policy.asks("tender"):
        accepts.warning(
            "tender",
            "not-asked",
            "The form does not ask about a tender, so this rule sees none.",
            "Add 'tender' to 'asks: needed'.",
        )
    for rule, name in (("close_ahead", "expected_close"), ("renewal", "deal_type"), ("deal_types", "deal_type")):
        said = getattr(policy.accepts, rule)
        if said and said != "open" and not policy.asks(name):
            accepts.error(
                rule, "not-asked", f"The form does not ask for '{name}', so this rule could never hold.",
                f"Add '{name}' to 'asks: needed'.",
            )  # fmt: skip
    if not policy.exclusive and policy.waitlist != "none" and top.has("waitlist"):
        top.warning(
            "waitlist", "nothing-to-wait-for", "Nothing is exclusive here, so nobody waits.", "Write 'order: none'."
        )
    if policy.preapproval is not None and policy.preapproval.below is None and not policy.preapproval.tiers:
        top.warning(
            "preapproval", "broad", "Every deal without a finding is approved by rule.", "Say 'below' or 'tiers'."
        )
