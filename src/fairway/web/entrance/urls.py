"""Addresses of the entrance."""

from __future__ import annotations

from fairway.web.entrance import signing, views
from fairway.web.shared.permissions import EVERYBODY, SIGNED_IN, page

app_name = "entrance"
urlpatterns = [
    page("join/<str:secret>/", views.join, name="join", right=None, kinds=EVERYBODY),
    page("sign/<str:secret>/", signing.sign, name="sign", right=None, kinds=EVERYBODY),
    page("sign/<str:secret>/document/", signing.document, name="sign_document", right=None, kinds=EVERYBODY),
    page("you/organisation/", views.organisation, name="organisation", right=None, kinds=SIGNED_IN),
    page("you/", views.profile, name="profile", right=None, kinds=SIGNED_IN),
]
