"""Where mail goes, from one address-like setting."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from fairway.config.environment import Environment

_BACKEND = "django.core.mail.backends.{}.EmailBackend"


def mail_settings(environment: Environment) -> dict[str, Any]:
    """Django's mail settings for ``FAIRWAY_MAIL_URL``."""
    parts = urlsplit(environment.mail_url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": _BACKEND.format("console")}
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": _BACKEND.format("filebased"), "EMAIL_FILE_PATH": unquote(parts.path)}
    return {
        "EMAIL_BACKEND": _BACKEND.format("smtp"),
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.username is not None,
    }
