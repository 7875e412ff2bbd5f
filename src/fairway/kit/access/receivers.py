"""Journal what sign-in does: the one place where Django's signals are allowed, because allauth speaks through them."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from fairway.kit import journal
from fairway.kit.access.actor import Actor, Kind, acting_as


def _note(verb: str, user: Any, **payload: Any) -> None:
    user_id = None if user is None else user.pk
    actor = Actor(Kind.LOGIN, user_id=user_id)
    # django-allauth tells of a second factor after the request's transaction, where no role is taken any more
    with acting_as(actor):
        journal.record(
            actor=actor,
            now=timezone.now(),
            verb=verb,
            subject=f"access.user:{user_id or 0}",
            payload=payload,
        )


def _logged_in(sender: Any, user: Any = None, **_: Any) -> None:
    _note("access.signed_in", user)


def _logged_out(sender: Any, user: Any = None, **_: Any) -> None:
    if user is not None and user.pk is not None:
        _note("access.signed_out", user)


def _failed(sender: Any, **_: Any) -> None:
    _note("access.sign_in_failed", None)


def _password_changed(sender: Any, user: Any = None, **_: Any) -> None:
    _note("access.password_changed", user)


def _password_reset(sender: Any, user: Any = None, **_: Any) -> None:
    _note("access.password_reset", user)


def _factor_added(sender: Any, user: Any = None, authenticator: Any = None, **_: Any) -> None:
    _note("access.second_factor_added", user, type=str(getattr(authenticator, "type", "")))


def _factor_removed(sender: Any, user: Any = None, authenticator: Any = None, **_: Any) -> None:
    _note("access.second_factor_removed", user, type=str(getattr(authenticator, "type", "")))


def connect() -> None:
    """Listen, once per process."""
    user_logged_in.connect(_logged_in, dispatch_uid="fairway.signed_in")
    user_logged_out.connect(_logged_out, dispatch_uid="fairway.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="fairway.sign_in_failed")
    account.password_changed.connect(_password_changed, dispatch_uid="fairway.password_changed")
    account.password_reset.connect(_password_reset, dispatch_uid="fairway.password_reset")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="fairway.factor_added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="fairway.factor_removed")
