"""Routing policy: a checked, versioned document that says who is asked first about a lead, and how soon they answer.

`check` turns text into a `Routing` and problems with their place; `describe` says it in plain words; `compare` says
what differs between two versions.
"""

from fairway.leads.rules.policy.document import FACTORS, Capable, Contacting, Responding, Routing
from fairway.leads.rules.policy.reading import Checked, check
from fairway.leads.rules.policy.words import compare, describe

__all__ = [
    "FACTORS",
    "Capable",
    "Checked",
    "Contacting",
    "Responding",
    "Routing",
    "check",
    "compare",
    "describe",
]
