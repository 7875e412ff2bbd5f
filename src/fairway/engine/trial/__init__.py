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
from fairway.engine.trial.expecting import (
    Likely,
    Prospect,
    Volume,
    accrual,
    expected_per_unit,
    expected_rate,
    expected_value,
    in_units,
    most_likely,
    run_rate,
)
from fairway.engine.trial.figures import Near, PartnerFacts, Tried
from fairway.engine.trial.keeping import packed, unpacked
from fairway.engine.trial.knobs import BadKnob, Knob, knobs, turned
from fairway.engine.trial.writing import COLUMNS, of, rows

__all__ = [
    "BUCKETS",
    "COLUMNS",
    "FIFTHS",
    "NEAR",
    "NEWLY",
    "SAME",
    "UNKNOWN",
    "BadKnob",
    "Cliff",
    "CliffSum",
    "Knob",
    "Likely",
    "Near",
    "Outcome",
    "PartnerFacts",
    "PartnerSum",
    "Prospect",
    "Sum",
    "Tried",
    "Volume",
    "accrual",
    "bucket_of",
    "cliffs",
    "compare",
    "expected_per_unit",
    "expected_rate",
    "expected_value",
    "in_units",
    "knobs",
    "most_likely",
    "of",
    "packed",
    "rows",
    "run_rate",
    "size_classes",
    "turned",
    "unpacked",
]
