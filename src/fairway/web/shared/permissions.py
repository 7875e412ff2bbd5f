"""The permission table: every URL of the doors, and who may open it.

A door's `urls.py` is written with `page`, so that the address and the right it needs stand on one line:

    urlpatterns = [
        page("partners/", views.partners, name="partners", right="partners.view", kinds=STAFF),
    ]

The guard (`middleware.guard`) refuses in this order: signed out, to the sign-in page; another kind of person, 404, as
if the page did not exist; a missing right, 403 with a sentence. A URL that is not in the table cannot be opened.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, path

from fairway.kit.access import Kind

STAFF = frozenset({Kind.STAFF})
DIRECT = frozenset({Kind.DIRECT})
STAFF_AND_DIRECT = frozenset({Kind.STAFF, Kind.DIRECT})
PARTNER = frozenset({Kind.PARTNER})
SIGNED_IN = frozenset({Kind.STAFF, Kind.DIRECT, Kind.PARTNER})
EVERYBODY = frozenset({*SIGNED_IN, Kind.LOGIN})
SIGN_IN_PAGES = ("account_", "mfa_")
"""Names of the pages that come with django-allauth; it asks for a session itself where one is needed."""
CLOSED_PAGES = frozenset({"account_email", "account_signup", "account_set_password", "account_email_verification_sent"})
"""Pages of django-allauth that nobody may open: an address is given by an invitation and is not a person's to choose,
for the next invitation to that address would admit whoever took it."""

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Access:
    """Who may open a page: the kinds of people, and the right they need (none: being of that kind is enough)."""

    kinds: frozenset[Kind]
    right: str | None = None


@dataclass(frozen=True)
class Entry:
    """One row of the permission table."""

    route: str
    name: str
    access: Access | None


def needs(right: str | None, kinds: Iterable[Kind]) -> Callable[[View], View]:
    """Say who may open the page that this view answers."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        marked.access = Access(frozenset(kinds), right)  # type: ignore[attr-defined]
        return marked

    return mark


def page(route: str, view: View, *, name: str, right: str | None, kinds: Iterable[Kind]) -> URLPattern:
    """Give a page its address together with the right it needs."""
    return path(route, needs(right, kinds)(view), name=name)


def access_of(view: Any, name: str) -> Access | None:
    """Find who may open a page, or None when the page is not in the table."""
    found = getattr(view, "access", None)
    if isinstance(found, Access):
        return found
    if name in CLOSED_PAGES:
        return Access(frozenset())
    if name.startswith(SIGN_IN_PAGES):
        return Access(EVERYBODY)
    return None


def table(urlconf: str | None = None) -> Iterator[Entry]:
    """List every URL of the site with who may open it, in the order of the address book."""
    yield from _walk(get_resolver(urlconf).url_patterns, "", "")


def _walk(patterns: Iterable[Any], route: str, space: str) -> Iterator[Entry]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, here, inner)
        else:
            name = f"{space}{pattern.name or ''}"
            yield Entry(here, name, access_of(pattern.callback, name))
