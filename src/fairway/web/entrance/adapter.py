"""How sign-in behaves here: nobody registers alone, people are invited."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes public registration; everything else is django-allauth's own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_from_email(self) -> str:
        from django.conf import settings

        return str(settings.DEFAULT_FROM_EMAIL)
