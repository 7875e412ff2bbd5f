"""Forms of the entrance."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation


def zones() -> list[tuple[str, str]]:
    """Time zones people know, by region and city."""
    names = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return [("", "The installation's zone"), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class JoinForm(forms.Form):
    """Accept an invitation: a name, a password, a time zone."""

    name = forms.CharField(label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Password",
        strip=False,
        min_length=10,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    time_zone = forms.ChoiceField(label="Time zone", required=False, choices=zones)

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class ProfileForm(forms.Form):
    """What a person may change of themselves."""

    name = forms.CharField(label="Name", max_length=200)
    time_zone = forms.ChoiceField(label="Time zone", required=False, choices=zones)
    locale = forms.ChoiceField(
        label="Language of explanations, dates and numbers",
        required=False,
        choices=lambda: [("", "As my browser asks"), *settings.LANGUAGES],
    )
