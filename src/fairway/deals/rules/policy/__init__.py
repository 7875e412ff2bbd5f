"""Registration policy: a checked, versioned document that says who may register what, and how long it protects.

`read` turns text into a `Policy` and problems with their place; `describe` says it to the partner in plain words;
`compare` says what differs between two versions. Scope is the opportunity and its products, never the account. The
rules that real programmes publish, thirty of them, are what the language can say; seven are written out in
tests/registration.
"""

from fairway.deals.rules.policy.business import BusinessCalendar
from fairway.deals.rules.policy.compare import Difference, compare
from fairway.deals.rules.policy.document import (
    FIELDS,
    Acceptance,
    Activity,
    Answering,
    Extension,
    Field,
    Milestone,
    Pause,
    Policy,
    Preapproval,
    Price,
    Span,
    Threshold,
    Window,
)
from fairway.deals.rules.policy.reading import Checked, check
from fairway.deals.rules.policy.words import describe

__all__ = [
    "FIELDS",
    "Acceptance",
    "Activity",
    "Answering",
    "BusinessCalendar",
    "Checked",
    "Difference",
    "Extension",
    "Field",
    "Milestone",
    "Pause",
    "Policy",
    "Preapproval",
    "Price",
    "Span",
    "Threshold",
    "Window",
    "check",
    "compare",
    "describe",
]
