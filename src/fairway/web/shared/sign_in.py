"""Who may open an account, and where people land: django-allauth asks here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
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


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the keys of authenticator apps and recovery codes encrypted: a copy of the database gives nobody a code.

    The key is derived from the installation's secret. Under another secret no code is right, and people set their
    authenticator app up again.
    """

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log = logging.getLogger("fairway.entrance")
            log.warning("A second factor was set up under another FAIRWAY_SECRET_KEY.")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _cipher() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"second factors", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
