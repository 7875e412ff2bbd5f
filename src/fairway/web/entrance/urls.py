"""Addresses of the entrance."""

from __future__ import annotations

from fairway.web.entrance import applying, asking, branding, programs, signing, views
from fairway.web.shared.permissions import EVERYBODY, SIGNED_IN, page

app_name = "entrance"
urlpatterns = [
    page("apply/", applying.index, name="apply_index", right=None, kinds=EVERYBODY),
    page("apply/for/<slug:type>/", applying.apply, name="apply", right=None, kinds=EVERYBODY),
    page("apply/sent/", applying.sent, name="apply_sent", right=None, kinds=EVERYBODY),
    page("apply/link/", applying.lost, name="apply_lost", right=None, kinds=EVERYBODY),
    page("apply/go-on/<str:secret>/", applying.go_on, name="apply_go_on", right=None, kinds=EVERYBODY),
    page(
        "apply/go-on/<str:secret>/files/<int:file_id>/remove/",
        applying.remove_file,
        name="apply_remove_file",
        right=None,
        kinds=EVERYBODY,
    ),
    page("ask/", asking.ask, name="ask", right=None, kinds=EVERYBODY),
    page("ask/sent/", asking.sent, name="ask_sent", right=None, kinds=EVERYBODY),
    page("find/", asking.find, name="find", right=None, kinds=EVERYBODY),
    page("brand/style.css", branding.style, name="brand_style", right=None, kinds=EVERYBODY),
    page("brand/logo/", branding.logo, name="brand_logo", right=None, kinds=EVERYBODY),
    page("join/<str:secret>/", views.join, name="join", right=None, kinds=EVERYBODY),
    page("sign/<str:secret>/", signing.sign, name="sign", right=None, kinds=EVERYBODY),
    page("sign/<str:secret>/document/", signing.document, name="sign_document", right=None, kinds=EVERYBODY),
    page("you/organisation/", views.organisation, name="organisation", right=None, kinds=SIGNED_IN),
    page("you/data/", views.own_data, name="own_data", right=None, kinds=SIGNED_IN),
    page("you/tokens/", programs.index, name="tokens", right=None, kinds=SIGNED_IN),
    page("you/tokens/<int:token_id>/revoke/", programs.revoke, name="token_revoke", right=None, kinds=SIGNED_IN),
    page("you/", views.profile, name="profile", right=None, kinds=SIGNED_IN),
]
