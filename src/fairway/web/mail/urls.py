"""The address at which a mail server hands mails in."""

from __future__ import annotations

from fairway.web.mail import views
from fairway.web.shared.permissions import EVERYBODY, page

app_name = "mail"
urlpatterns = [page("", views.hand_in, name="hand_in", right=None, kinds=EVERYBODY)]
