"""What every page of sales files shares: the file it is about, and what this person may do with it."""

from __future__ import annotations

from django.http import Http404

from fairway.sales import queries as sales
from fairway.sales.queries import NoSuchReport, ReportRow
from fairway.web.shared.request import Request


def found(request: Request, report_id: int) -> ReportRow:
    """The file a page is about. :raises Http404: when there is none."""
    try:
        return sales.report(request.actor, report_id)
    except NoSuchReport:
        raise Http404 from None
