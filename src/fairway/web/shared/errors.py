"""Error pages: what happened, and what to do next. None of them reads the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from fairway.web.shared import problems, unsent


@dataclass(frozen=True)
class Trouble:
    """What an error page says."""

    status: int
    title: str
    text: str
    remedies: tuple[str, ...]


TROUBLES = {
    400: Trouble(
        400,
        "This request could not be read",
        "Something in the address or in the form was not what this page expects.",
        ("Go back, reload the page and send it again.", "If you followed a saved link, open the page from the menu."),
    ),
    403: Trouble(
        403,
        "You may not do this",
        "You are signed in, but your role does not include this.",
        ("Ask whoever administers your organisation's staff for the right you need.",),
    ),
    404: Trouble(
        404,
        "There is no such page",
        "The address leads nowhere, or to something that is not yours to see.",
        ("Check the address for a slip of the pen.", "Look for it with the search field, or start from Today."),
    ),
    413: Trouble(
        413,
        "That file is too large",
        "It was not taken in, and nothing of it was kept.",
        (
            "A file attached to a deal or a case: send only the page that shows it, or a smaller picture.",
            "Sales: split the file by month and send the parts one after another, or leave out columns that nobody "
            "asked for.",
        ),
    ),
    500: Trouble(
        500,
        "Something went wrong here",
        "It is our fault, not yours. What you sent was not saved, not even in part.",
        ("Try again in a moment.", "If it happens again, tell your administrator what you did and when."),
    ),
}
STALE = Trouble(
    403,
    "This form had waited too long",
    "You signed in or out since its page was opened, or it was sent from another site. Nothing of it was taken in.",
    ("Open the page again and send it once more.",),
)


def respond(request: HttpRequest | None, status: int, sentence: str = "") -> HttpResponse:
    """Answer with the error page of this status, or a program with the same in JSON.

    `sentence` says what exactly was wrong, where that is known.
    """
    trouble = TROUBLES[status]
    if problems.for_programs(request):
        return problems.answer(status, sentence or f"{trouble.text} {trouble.remedies[0]}")
    html = render_to_string("shared/error.html", {"trouble": trouble, "sentence": sentence})
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return respond(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not do this."""
    return respond(request, 403, str(exception) if exception else "")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not this person's to see; both look the same."""
    hint = "Check the address: each ends in a slash." if problems.for_programs(request) else ""
    return respond(request, 404, hint)


def too_large(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """413: the upload is over the limit."""
    return respond(request, 413, sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return respond(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere."""
    if unsent.is_kept(request):
        return unsent.give_back(request)
    html = render_to_string("shared/error.html", {"trouble": STALE})
    return HttpResponse(html, status=STALE.status)
