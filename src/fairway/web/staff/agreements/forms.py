"""The form of particulars: it shows what was typed and the faults of the rules, and decides nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from fairway.agreements.rules.grants import KINDS
from fairway.agreements.rules.particulars import COMPLIANCE, DUTIES, METRICS, PERIODS, RENEWALS, Known
from fairway.agreements.rules.particulars.reading import ALL, ROWS
from fairway.agreements.rules.trees import Fault

MOST_ROWS = 40
DAY = {"type": "date"}
YES_NO = [("", "Not said"), ("yes", "Yes"), ("no", "No")]
LISTS = ("roles", "lines", "compliance")


class Faulted(forms.Form):
    """A form without a check of its own: faults come from the rules, by the names of the fields."""

    def __init__(self, *args: Any, faults: Iterable[Fault] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults = tuple(faults)
        # whether something is missing is for the rules to say, and a draft may lack anything
        self.use_required_attribute = False

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}.{field_name}" if self.prefix else field_name

    def full_clean(self) -> None:
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        for fault in self.faults:
            for name in self.fields:
                if fault.field == self.add_prefix(name):
                    self._errors.setdefault(name, self.error_class(renderer=self.renderer)).append(fault.sentence)


def text(label: str, hint: str = "", **attributes: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, widget=forms.TextInput(attrs=attributes))


def area(label: str, hint: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


def choice(label: str, choices: Iterable[tuple[str, str]], hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), help_text=hint)


def several(label: str, hint: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, help_text=hint, widget=forms.CheckboxSelectMultiple)


class ParticularsForm(Faulted):
    """All fields of the particulars that stand once."""

    title = text("Title")
    roles = several("As what the partner is appointed")
    lines = several("Product lines")
    price_list = text("Price list")
    discount = text("Discount, % of the list price", inputmode="decimal")
    payment_days = text("Days until payment", inputmode="numeric")
    price_note = area("More on prices", "Resale prices are the partner's own: nothing here may fix them.", 2)
    brand_standards = area("Brand standards")
    since_on = forms.CharField(label="Holds from", widget=forms.DateInput(attrs=DAY))
    until_on = forms.CharField(
        label="Ends on", widget=forms.DateInput(attrs=DAY),
        help_text="The first day it no longer holds. Empty: no end.",
    )  # fmt: skip
    notice_days = text("Days of notice", inputmode="numeric")
    renewal = choice("At its end", RENEWALS.items())
    renewal_months = text("Renews by months", inputmode="numeric")
    compliance = several("Compliance duties")
    compliance_note = area("More on compliance", rows=2)
    non_compete_months = text("Non-compete, months", "Write “endless” for one without an end.")
    purchase_share = text("Share of purchases owed, %", inputmode="numeric")
    post_term_months = text("Non-compete after the end, months", inputmode="numeric")
    post_term_know_how = choice("…bound to premises and know-how", YES_NO)
    restricts_active_sales = choice("Restricts active sales elsewhere", YES_NO)
    levels_passed_on = text("…passed on to how many levels", inputmode="numeric")
    restricts_passive_sales = choice("Restricts passive sales", YES_NO)
    restricts_internet = choice("Restricts use of the internet", YES_NO)
    parallel_imposition = choice("All other EEA buyers are bound alike", YES_NO)
    exclusive_dealing = choice("Exclusive dealing", YES_NO)
    share_of_outlets = text("…share of outlets closed to rivals, %", inputmode="numeric")
    easy_exit = choice("The partner can leave easily", YES_NO)

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = _lines(known)
        for name, choices in (
            ("roles", list(known.roles.items())), ("lines", lines), ("compliance", list(COMPLIANCE.items())),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def _lines(known: Known) -> list[tuple[str, str]]:
    """The product lines as choices, each moved in by how deep it lies in the tree."""
    return [
        (code or ALL, "\N{NO-BREAK SPACE}" * 3 * known.depths.get(code, 0) + (title or "All products"))
        for code, title in known.lines.items()
    ]


class TerritoryForm(Faulted):
    """One territory."""

    kind = choice("How", KINDS.items())
    places = text("Places", "Such as DE; US-IA; US 50000-52899; @ACME")
    excepted = text("Except")
    line = choice("Product line", [])
    segment = choice("Segment", [])
    at_most = text("Partners at most", "Only where it is shared.", inputmode="numeric")

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "All of the above"), *_lines(known)]  # type: ignore[attr-defined]
        self.fields["segment"].choices = [("", "All customers"), *known.segments.items()]  # type: ignore[attr-defined]


class ExpectationForm(Faulted):
    """One thing the partner undertakes to reach."""

    metric = choice("What", [("", "–"), *METRICS.items()])
    amount = text("At least", inputmode="decimal")
    currency = text("Currency", maxlength=3)
    period = choice("Counted", PERIODS.items())
    months = text(
        "New again after, months", "Of new customers. Empty: who ever bought is not new again.", inputmode="numeric"
    )

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class DutyForm(Faulted):
    """One thing the vendor undertakes."""

    kind = choice("What", [(key, f"{title}, {unit}" if unit else title) for key, (title, unit) in DUTIES.items()])
    amount = text("Amount", inputmode="decimal")
    note = text("In words")

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class LicenceForm(Faulted):
    """One thing the partner may use."""

    subject = text("What may be used")
    use = text("What for")

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


ROW_FORMS: Mapping[str, type[Faulted]] = {
    "territories": TerritoryForm, "expectations": ExpectationForm, "duties": DutyForm, "licences": LicenceForm,
}  # fmt: skip


def typed_from(data: QueryDict) -> dict[str, Any]:
    """What somebody typed, as a draft keeps it; empty rows at the end are left out."""
    found: dict[str, Any] = {}
    for name in ParticularsForm.base_fields:
        if name in LISTS:
            found[name] = data.getlist(name)[:200]
        elif name != "title":
            found[name] = data.get(name, "")[:5000]
    for name in ROWS:
        fields = ROW_FORMS[name].base_fields
        rows = [{field: data.get(f"{name}.{at}.{field}", "")[:4100] for field in fields} for at in range(MOST_ROWS)]
        while rows and not _written(rows[-1]):
            rows.pop()
        found[name] = rows
    return found


def _written(row: Mapping[str, str]) -> bool:
    quiet = {"kind", "period"}
    return any(value.strip() for name, value in row.items() if name not in quiet)


def flat(typed: Mapping[str, Any], title: str) -> MultiValueDict[str, str]:
    """What a draft keeps, as a form reads it."""
    found: MultiValueDict[str, str] = MultiValueDict()
    for name, value in {**typed, "title": title}.items():
        if name in ROWS:
            for at, row in enumerate(value):
                for field, written in row.items():
                    found.setlist(f"{name}.{at}.{field}", [written])
        else:
            found.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
    return found


def forms_of(
    typed: Mapping[str, Any], title: str, known: Known, faults: Sequence[Fault], *, more: str = ""
) -> tuple[ParticularsForm, dict[str, list[Faulted]]]:
    """The form of the particulars and the forms of its rows, with one empty row each (`more`: three of that kind)."""
    data = flat(typed, title)
    rows = {
        name: [
            made(data, prefix=f"{name}.{at}", known=known, faults=faults)
            for at in range(min(len(typed.get(name) or []) + (3 if more == name else 1), MOST_ROWS))
        ]
        for name, made in ROW_FORMS.items()
    }
    return ParticularsForm(data, known=known, faults=faults), rows
