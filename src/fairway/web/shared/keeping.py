"""A file that was chosen stays chosen while the rest of its form is put right.

A browser does not send a file again by itself. What came is kept by its digest, and the form that comes back names it
in a signed field: whoever sends the form again sends the file with it, unless another is chosen.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.core import signing
from django.core.files import File
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fairway.kit import files

SALT = "kept-file"
HOURS = 24 * 3600


class KeptInput(forms.ClearableFileInput):
    """The input of a file, with what was chosen before."""

    kept: tuple[str, str] | None = None

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and self.kept is None

    def value_from_datadict(self, data: Any, sent: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, sent, name)
        if chosen:
            return chosen
        try:
            sha256, shown = signing.loads(data.get(_field(name), ""), salt=SALT, max_age=HOURS)
        except signing.BadSignature:
            return chosen
        return File(files.place(sha256).open("rb"), name=shown) if files.place(sha256).is_file() else chosen

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = super().render(name, None, attrs, renderer)
        if self.kept is None:
            return shown
        token = signing.dumps(self.kept, salt=SALT)
        return format_html(
            '{}<input type="hidden" name="{}" value="{}"><p class="field__hint">“{}” is kept: it need not be chosen '
            "again.</p>",
            shown, _field(name), token, self.kept[1],
        )  # fmt: skip


class KeptFileField(forms.FileField):
    """A file that stays chosen when its form comes back; one that is refused itself does not (`forget`)."""

    widget = KeptInput

    def __init__(self, *, limit: int = files.LARGEST, **more: Any) -> None:
        super().__init__(**more)
        self.limit = limit

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found:
            with suppress(files.TooLarge):  # whoever takes it says so
                stored = files.store(found.chunks(), limit=self.limit)
                found.seek(0)
                if files.kind_of(stored.sha256) is not None:
                    self.widget.kept = (stored.sha256, files.tidy_name(found.name or ""))
        return found

    def forget(self) -> None:
        """Do not offer what was chosen again."""
        self.widget.kept = None


def _field(name: str) -> str:
    return f"{name}-kept"
