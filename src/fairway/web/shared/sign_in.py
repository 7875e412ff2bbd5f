"""Who may open an account, and where people land: django-allauth asks here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up unasked: people join by an invitation to a role in one organisation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("shared:home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing on signing in and out: the page itself shows it."""
        template = str(args[2] if len(args) > 2 else kwargs.get("message_template", ""))
        if "logged_in" not in template and "logged_out" not in template:
            super().add_message(*args, **kwargs)
