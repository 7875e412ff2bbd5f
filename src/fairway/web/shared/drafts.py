"""The editor of a document that several people may have open at once.

Whoever saves says which text they began with. Where another text stands there by now, nothing is written: the editor
comes back with what they wrote, with what stands there beside it, and saving again is then a decision.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeAlias

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from fairway.web.shared.components import DiffRow, compare_lines

LONGEST = 200_000
"""Characters a document may have; the checker refuses larger ones with the same sentence."""
Meanwhile: TypeAlias = tuple[DiffRow, ...]
"""The text that somebody saved meanwhile and the one that was written, line by line; empty where nobody did."""


def digest_of(text: str) -> str:
    """Name a text by its content, as its version does."""
    return hashlib.sha256(text.encode()).hexdigest()


class DraftForm(forms.Form):
    """A document, and the text it was begun with. Browsers send other line ends than they were given."""

    text = forms.CharField(label="Document", strip=False, widget=forms.Textarea)
    began = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, text: str) -> None:
        super().__init__(data, initial={"text": text, "began": digest_of(text)})
        self.fields["text"].validators.append(MaxLengthValidator(LONGEST))

    def clean_text(self) -> str:
        return unix(self.cleaned_data["text"])


def unix(text: str) -> str:
    """Write line ends as they are stored."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def overtaken(sent: QueryDict, stands: str, form: type[DraftForm] = DraftForm) -> tuple[DraftForm, Meanwhile]:
    """Give back what was written beside what stands there by now; sent again, it replaces that knowingly."""
    again = sent.copy()
    again["began"] = digest_of(stands)
    made = form(again, text=stands)
    made.is_valid()
    return made, compare_lines(stands.splitlines(), unix(sent.get("text", "")).splitlines())
