"""Forms of sales files: what a file is, how it is read, what its held lines mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fairway.formats import ENCODINGS, SALES_FIELDS, BadLayout, Layout, plain_heading
from fairway.formats.layout import EVENTS as EVENT_NAMES
from fairway.formats.layout import KINDS
from fairway.web.shared.sales_files.words import DATE_ORDERS, DECIMALS, EVENTS, SIGNS

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm"
CONSTANTS = ("currency", "country", "partner_id")
"""Fields that may be the same for the whole file instead of having a column."""


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=hint)


class UploadForm(forms.Form):
    """A file and what it is about. ``reporters`` are (number, name) of those it may come from, none to leave it out."""

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
    event = forms.ChoiceField(label="Kind of sales", choices=list(EVENTS.items()), initial="sell_through")
    period_start = _day("First day", "Only if the file is about a whole span of days.")
    period_end = _day("Last day")

    def __init__(self, *args: Any, reporters: Sequence[tuple[str, str]], own_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporter"].choices = list(reporters)  # type: ignore[attr-defined]
        if len(reporters) < 2:
            del self.fields["reporter"]
        if own_only:
            del self.fields["about"]

    def clean(self) -> dict[str, Any]:
        """Both days or none; the vendor's own file names partners."""
        given = super().clean() or {}
        start, end = given.get("period_start"), given.get("period_end")
        if bool(start) != bool(end):
            self.add_error("period_end" if start else "period_start", "Give both days, or neither.")
        elif start and end and end < start:
            self.add_error("period_end", "The last day is before the first.")
        if given.get("reporter") == "vendor" and given.get("about") == "own":
            self.add_error("about", "The vendor's own file is about several partners: a column names each line's.")
        return given


def pairs(text: str) -> dict[str, str]:
    """Read lines such as ``R = return``."""
    found = {}
    for line in text.splitlines():
        left, equals, right = line.partition("=")
        if line.strip() and not equals:
            raise ValidationError(f"Write “{line.strip()}” as a text, an equals sign and what it means.")
        if line.strip():
            found[left.strip()] = right.strip()
    return found


def lines(values: Mapping[str, str]) -> str:
    """Write pairs as lines."""
    return "\n".join(f"{left} = {right}" for left, right in values.items())


class MappingForm(forms.Form):
    """How one file is read: a column for each field, and the ways of writing numbers, dates and returns."""

    encoding = forms.ChoiceField(label="Encoding", required=False)
    sheet = forms.ChoiceField(label="Sheet", required=False)
    header_row = forms.IntegerField(
        label="Heading row", min_value=0, max_value=500, help_text="0: the file has none, columns are numbered."
    )
    decimal = forms.ChoiceField(label="Decimal mark", choices=list(DECIMALS.items()))
    dates = forms.ChoiceField(label="Dates", choices=list(DATE_ORDERS.items()))
    signs = forms.ChoiceField(label="Returns", choices=list(SIGNS.items()))
    kinds = forms.CharField(
        label="Kinds of line", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"One a line, such as “R = return”. Kinds: {', '.join(KINDS)}.",
    )  # fmt: skip
    events = forms.CharField(
        label="Kinds of sales", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"One a line, such as “ST = sell_through”. Of: {', '.join(EVENT_NAMES)}.",
    )  # fmt: skip
    units = forms.CharField(
        label="Units", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="How many base units each holds, one a line, such as “CS = 12”.",
    )  # fmt: skip
    extras = forms.MultipleChoiceField(
        label="Further columns to keep", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Conditions of programmes may ask for them, by these names.",
    )  # fmt: skip
    save_as = forms.CharField(
        label="Save this mapping as", max_length=80, required=False,
        help_text="The next file that has these columns is then read without asking. Leave empty not to save.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        layout: Layout,
        headings: tuple[str, ...],
        sheets: tuple[str, ...],
        save_as: str,
        **kwargs: Any,
    ) -> None:
        self.layout, self.headings = layout, headings
        super().__init__(*args, initial=self._initial(save_as), **kwargs)
        encodings = sorted({*ENCODINGS, *([layout.encoding] if layout.encoding else [])})
        self.fields["encoding"].choices = [(one, one) for one in encodings]  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [(one, one) for one in sheets]  # type: ignore[attr-defined]
        if layout.kind == "delimited":
            del self.fields["sheet"]
        else:
            del self.fields["encoding"]
        columns = [("", "–"), *((heading, heading) for heading in headings)]
        for field in SALES_FIELDS:
            self.fields[f"column_{field.name}"] = forms.ChoiceField(
                label=field.label, choices=columns, required=False, initial=layout.columns.get(field.name, "")
            )
        for name in CONSTANTS:
            self.fields[f"constant_{name}"] = forms.CharField(
                label="for every line", max_length=200, required=False, initial=layout.constants.get(name, "")
            )
        used = set(layout.columns.values())
        further = [(heading, heading) for heading in headings if heading not in used]
        self.fields["extras"].choices = further  # type: ignore[attr-defined]

    def _initial(self, save_as: str) -> dict[str, Any]:
        layout = self.layout
        return {
            "encoding": layout.encoding, "sheet": layout.sheet, "header_row": layout.header_row,
            "decimal": layout.decimal, "dates": layout.dates, "signs": layout.signs, "kinds": lines(layout.kinds),
            "events": lines(layout.events), "units": lines(layout.units), "extras": list(layout.extras.values()),
            "save_as": save_as,
        }  # fmt: skip

    @property
    def columns(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """The fields of a sales line, each with the field for one value for all lines, where that makes sense."""
        return [
            (self[f"column_{field.name}"], self[f"constant_{field.name}"] if field.name in CONSTANTS else None)
            for field in SALES_FIELDS
        ]

    def clean_kinds(self) -> dict[str, str]:
        return pairs(self.cleaned_data["kinds"])

    def clean_events(self) -> dict[str, str]:
        return pairs(self.cleaned_data["events"])

    def clean_units(self) -> dict[str, str]:
        return pairs(self.cleaned_data["units"])

    def clean(self) -> dict[str, Any]:
        """Put the answers together to a layout; the reader's own rules say what is wrong with it."""
        given = super().clean() or {}
        if self.errors:
            return given
        kept = {name: given[name] for name in ("decimal", "dates", "signs", "kinds", "events", "units", "header_row")}
        for name in ("encoding", "sheet"):
            if name in self.fields:
                kept[name] = given[name]
        columns = {
            field.name: given[f"column_{field.name}"] for field in SALES_FIELDS if given[f"column_{field.name}"]
        }  # fmt: skip
        constants = {name: given[f"constant_{name}"].strip() for name in CONSTANTS}
        others = {name: value for name, value in self.layout.constants.items() if name not in CONSTANTS}
        extras = {plain_heading(one).replace(" ", "_"): one for one in given["extras"]}
        try:
            given["layout"] = replace(
                self.layout,
                **kept,
                columns=columns,
                constants={**others, **{name: value for name, value in constants.items() if value}},
                extras=extras,
            )
        except BadLayout as problem:
            raise ValidationError(str(problem)) from None
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
