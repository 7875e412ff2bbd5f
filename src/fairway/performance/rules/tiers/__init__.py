"""Tier programmes: documents that say who stands where, why, and what it unlocks. Pure, without Django or a clock.

A document (`programme`) is read from YAML and checked (`reading`, `checks`). From dated facts of a partner (`facts`)
its metrics are measured as a day begins (`measuring`), its levels assessed (`assessing`), and what a review proposes is
decided with locks, grace, waivers and notice (`reviewing`). A life of reviews one after the other is a `trial`.
`words` says a document in plain language, `compare` two of them side by side.
"""

from fairway.performance.rules.tiers.check import Checked, check

__all__ = ["Checked", "check"]
