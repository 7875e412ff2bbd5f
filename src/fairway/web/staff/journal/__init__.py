"""The journal: who did what, when, why; and whether anybody touched it afterwards."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.journal import books, views

urlpatterns: list[URLPattern] = [
    page("journal/", views.index, name="journal", right="journal.view", kinds=STAFF),
    page("journal/seals/", views.seals, name="journal_seals", right="journal.view", kinds=STAFF),
    page("journal/verify/", views.verify, name="journal_verify", right="journal.view", kinds=STAFF),
    page("journal/ledger/", books.index, name="ledger", right="journal.view", kinds=STAFF),
    page("journal/<int:number>/", views.row, name="journal_row", right="journal.view", kinds=STAFF),
]
