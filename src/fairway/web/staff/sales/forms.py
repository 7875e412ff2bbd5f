"""Forms of sales files: what a file is, and what its held lines mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from fairway.web.shared.mapping import EVENT_TITLES

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm"
VENDOR = "vendor"
"""How the form names the vendor itself as the sender of a file."""


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=hint)


class UploadForm(forms.Form):
    """A file and what it is about. ``reporters`` are (number, name) of those it may come from."""

    file = forms.FileField(label="File", widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}))
    reporter = forms.ChoiceField(label="Reported by", help_text="Whose file it is.")
    about = forms.ChoiceField(
        label="Whose sales",
        choices=(
            ("own", "The sender's own: every line is a sale of the sender"),
            ("partners", "Several partners': a column names whose sale each line is"),
        ),
        widget=forms.RadioSelect,
        initial="own",
    )
    event = forms.ChoiceField(label="Kind of sales", choices=list(EVENT_TITLES.items()), initial="sell_through")
    period_start = _day("First day", "If the file is about whole days.")
    period_end = _day("Last day", "Its days are included.")

    def __init__(self, *args: Any, reporters: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporter"].choices = list(reporters)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both days or none; the vendor's own file names partners."""
        given = super().clean() or {}
        start, end = given.get("period_start"), given.get("period_end")
        if bool(start) != bool(end):
            self.add_error("period_end" if start else "period_start", "Give both days, or neither.")
        elif start and end and end < start:
            self.add_error("period_end", "The last day is before the first.")
        if given.get("reporter") == VENDOR and given.get("about") == "own":
            self.add_error("about", "The vendor's own file is about several partners: a column names each line's.")
        return given


class FixForm(forms.Form):
    """What a text of the file means: one product or partner, for this sender's files or everybody's."""

    pick = forms.ChoiceField(label="It means", widget=forms.RadioSelect)
    for_all = forms.ChoiceField(
        label="Holds for", choices=(("", "This sender's files"), ("yes", "Everybody's files")), required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, picks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pick"].choices = list(picks)  # type: ignore[attr-defined]
