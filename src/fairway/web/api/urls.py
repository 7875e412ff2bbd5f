"""Addresses for programs. A token says who asks; no session does."""

from __future__ import annotations

from fairway.web.api import pipeline, registrations
from fairway.web.shared.permissions import PARTNER, STAFF, page

app_name = "api"
READ, WRITE = "own.deals.view", "own.deals.register"
urlpatterns = [
    page("programmes/", registrations.programmes, name="programmes", right=READ, kinds=PARTNER),
    page("registrations/", registrations.index, name="registrations", right=None, kinds=PARTNER),
    page("registrations/<str:deal>/", registrations.one, name="registration", right=None, kinds=PARTNER),
    page("registrations/<str:deal>/send/", registrations.send, name="send", right=WRITE, kinds=PARTNER),
    page("registrations/<str:deal>/withdraw/", registrations.withdraw, name="withdraw", right=WRITE, kinds=PARTNER),
    page("registrations/<str:deal>/files/", registrations.attach, name="attach", right=WRITE, kinds=PARTNER),
    page("pipeline/", pipeline.load, name="pipeline", right="deals.manage", kinds=STAFF),
]
