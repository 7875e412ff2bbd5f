"""Trials: what a programme would have paid, and will pay, worked out from figures that a backend has summed up."""

from fairway.engine.trial.cliffs import Cliff, cliffs
from fairway.engine.trial.comparing import (
    BUCKETS,
    FIFTHS,
    NEAR,
    NEWLY,
    SAME,
    UNKNOWN,
    CliffSum,
    Outcome,
    PartnerSum,
    Sum,
    bucket_of,
    compare,
    size_classes,
)
from fairway.engine.trial.figures import Near, PartnerFacts, Tried

__all__ = [
    "BUCKETS",
    "FIFTHS",
    "NEAR",
    "NEWLY",
    "SAME",
    "UNKNOWN",
    "Cliff",
    "CliffSum",
    "Near",
    "Outcome",
    "PartnerFacts",
    "PartnerSum",
    "Sum",
    "Tried",
    "bucket_of",
    "cliffs",
    "compare",
    "size_classes",
]
