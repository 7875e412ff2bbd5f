"""A door's pages of sales files: where they stand, who may send what, and their addresses."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.views.decorators.http import require_http_methods

from fairway.kit.access import Actor, Kind
from fairway.sales import queries as sales
from fairway.sales.queries import NoSuchReport, ReportRow
from fairway.web.shared.permissions import page

VENDOR = "vendor"
"""How a form names the vendor itself as the sender of a file."""


class Request(HttpRequest):
    """A request behind the guard: the middleware has said who asks and when."""

    actor: Actor
    now: datetime


def nothing(request: Any) -> Mapping[str, Any]:
    """Further context of a door that needs none."""
    return {}


@dataclass(frozen=True)
class SalesFiles:
    """The pages in one workspace.

    ``space`` is the door's name for addresses, ``base`` its frame, ``frame`` what that frame shows. ``reporters`` are
    (number, name) of those whose files this person may send, ``vendor`` as number for the vendor's own; ``own_only``
    tells whether they report nobody's sales but their own. ``shows_reporter`` names the sender in lists.
    """

    space: str
    base: str
    reporters: Callable[[Any], Sequence[tuple[str, str]]]
    own_only: Callable[[Any], bool]
    frame: Callable[[Any], Mapping[str, Any]] = nothing
    shows_reporter: bool = True

    @property
    def vendor(self) -> str:
        return str(settings.FAIRWAY.vendor_name) if self.shows_reporter else ""

    def address(self, name: str, *numbers: int) -> str:
        """The address of one of these pages."""
        return reverse(f"{self.space}:{name}", args=numbers)

    def show(self, request: Any, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """Answer with a page in the door's frame."""
        return render(request, f"shared/sales_files/{template}.html", self.context(request) | context, status=status)

    def context(self, request: Any) -> dict[str, Any]:
        """What every one of these pages knows."""
        return {
            **self.frame(request),
            "base": self.base,
            "urls": {name: self.address(name) for name in ("sales", "sales_upload")},
            "may_upload": request.actor.may("own.sales.upload" if request.actor.is_partner else "sales.upload"),
            "may_correct": request.actor.may("sales.correct"),
            "vendor": self.vendor,
            "shows_reporter": self.shows_reporter,
        }

    def report(self, request: Any, report_id: int) -> ReportRow:
        """The file a page is about. :raises Http404: when there is none that this person may see."""
        try:
            return sales.report(request.actor, report_id)
        except NoSuchReport:
            raise Http404 from None

    def urlpatterns(self, *, view: str, upload: str, correct: str, kinds: Iterable[Kind]) -> list[URLPattern]:
        """The addresses, each with the right it needs."""
        from fairway.web.shared.sales_files import files, held, mapping

        both, get, post = ["GET", "POST"], ["GET"], ["POST"]
        table: tuple[tuple[str, Callable[..., HttpResponseBase], str, str, list[str]], ...] = (
            ("sales/", files.index, "sales", view, get),
            ("sales/send/", files.upload, "sales_upload", upload, both),
            ("sales/<int:report_id>/", files.one, "sales_file", view, get),
            ("sales/<int:report_id>/refused/", files.refused, "sales_refused", view, get),
            ("sales/<int:report_id>/restate/", files.restate, "sales_restate", upload, post),
            ("sales/<int:report_id>/withdraw/", files.withdraw, "sales_withdraw", upload, post),
            ("sales/<int:report_id>/mapping/", mapping.edit, "sales_mapping", upload, both),
            ("sales/<int:report_id>/held/", held.index, "sales_held", view, get),
            ("sales/<int:report_id>/held/fix/", held.fix, "sales_fix", correct, both),
            ("sales/<int:report_id>/held/settle/", held.settle, "sales_settle", correct, post),
            ("sales/<int:report_id>/held/again/", held.again, "sales_again", correct, post),
        )
        return [
            page(
                route,
                require_http_methods(methods)(functools.partial(answer, self)),
                name=name,
                right=right,
                kinds=kinds,
            )
            for route, answer, name, right, methods in table
        ]


def today_of(request: Any) -> date:
    """The day it is where the person is."""
    day: datetime = request.now.astimezone(ZoneInfo(request.actor.time_zone))
    return day.date()
