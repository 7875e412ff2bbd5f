"""Reads of sales data."""

from fairway.sales.queries.known import known_partners, known_products, reportable
from fairway.sales.queries.previewing import Preview, PreviewRow, preview
from fairway.sales.queries.regularity import irregularities
from fairway.sales.queries.reports import (
    Counted,
    Difference,
    DifferenceRow,
    HeldGroup,
    HeldRow,
    NoSuchReport,
    Progress,
    ReportRow,
    difference,
    held_groups,
    held_lines,
    layouts_of,
    refused_file,
    report,
    report_progress,
    reports_listed,
    rows_of,
    visible_reports,
)
from fairway.sales.queries.scanning import DATASET, LineRow, SalesScan, lines_of, scan
from fairway.sales.queries.waiting import Undecided, Waiting, undecided, waiting_for

__all__ = [
    "DATASET",
    "Counted",
    "Difference",
    "DifferenceRow",
    "HeldGroup",
    "HeldRow",
    "LineRow",
    "NoSuchReport",
    "Preview",
    "PreviewRow",
    "Progress",
    "ReportRow",
    "SalesScan",
    "Undecided",
    "Waiting",
    "difference",
    "held_groups",
    "held_lines",
    "irregularities",
    "known_partners",
    "known_products",
    "layouts_of",
    "lines_of",
    "preview",
    "refused_file",
    "report",
    "report_progress",
    "reportable",
    "reports_listed",
    "rows_of",
    "scan",
    "undecided",
    "visible_reports",
    "waiting_for",
]
