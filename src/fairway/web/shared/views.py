"""Pages that belong to both workspaces: the way in, the theme, saved views, help, the styleguide."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fairway.kit.access import SIGNING_IN, Actor, saved_views
from fairway.web.shared import help, samples
from fairway.web.shared.context import THEME_COOKIE, THEMES

YEAR = 365 * 86_400


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The page to go back to, if it is one of ours."""
    wanted = request.POST.get("next", "")
    # a word without a slash would be taken for the name of a page
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if ours else fallback


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking."""
    return getattr(request, "actor", SIGNING_IN)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to their own Today."""
    return redirect("partner:today" if actor_of(request).is_partner else "staff:today")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or automatic in this browser."""
    chosen = request.POST.get("theme", "")
    response = redirect(safe_next(request))
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep a list as it is now, under a name; the same name again replaces it."""
    post = request.POST
    name, page, query = post.get("name", "").strip()[:80], post.get("page", "")[:100], post.get("query", "")
    if name and page and len(query) <= saved_views.LONGEST_QUERY:
        saved_views.save(actor=actor_of(request), now=request.now, page=page, name=name, query=query)  # type: ignore[attr-defined]
    return redirect(f"{safe_next(request).partition('?')[0]}?{query}")


@require_POST
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one of the reader's own views."""
    saved_views.remove(actor=actor_of(request), view_id=view_id)
    return redirect(safe_next(request))


@require_GET
def help_page(request: HttpRequest, name: str = "index") -> HttpResponse:
    """Show a page of the documentation."""
    page = help.read(name)
    if page is None and name != "index":
        raise Http404
    return render(request, "shared/help.html", {"page": page, "contents": help.contents(), "name": name})


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component with rows that could be real."""
    return render(request, "shared/styleguide.html", samples.context(request, reverse("shared:styleguide")))
