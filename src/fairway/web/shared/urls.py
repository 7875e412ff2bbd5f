"""Addresses of the pages that belong to both workspaces."""

from __future__ import annotations

from fairway.web.shared import views
from fairway.web.shared.permissions import EVERYBODY, SIGNED_IN, STAFF, page

app_name = "shared"
urlpatterns = [
    page("", views.home, name="home", right=None, kinds=SIGNED_IN),
    page("theme/", views.theme, name="theme", right=None, kinds=EVERYBODY),
    page("views/save/", views.save_view, name="save_view", right=None, kinds=SIGNED_IN),
    page("views/<int:view_id>/remove/", views.remove_view, name="remove_view", right=None, kinds=SIGNED_IN),
    page("help/", views.help_page, name="help_index", right=None, kinds=EVERYBODY),
    page("help/<path:name>/", views.help_page, name="help", right=None, kinds=EVERYBODY),
    page("styleguide/", views.styleguide, name="styleguide", right=None, kinds=STAFF),
]
