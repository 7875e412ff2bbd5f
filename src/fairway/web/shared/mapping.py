"""The mapping page of a sales file, the same for both sides: a layout as a form, and the form as a layout again.

The form shows a layout and holds no truth of its own: whatever was posted becomes a layout, the layout is tried on the
file, and the next form shows what that came to. So a changed delimiter brings other headings without ceremony.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict

from fairway.formats import ENCODINGS, SALES_FIELDS, VENDORS_OWN, BadLayout, Layout
from fairway.formats.layout import EVENTS, KINDS, NEEDED, RESERVED
from fairway.sales.queries import Preview

CONSTANTS = ("partner_id", "currency", "event", "country", "unit")
"""Fields that may be the same for every line of a file instead of a column."""
DELIMITERS = {",": "Comma ,", ";": "Semicolon ;", "\t": "Tab", "|": "Bar |"}
DATES = {"ymd": "Year first: 2026-03-31", "dmy": "Day first: 31.03.2026", "mdy": "Month first: 03/31/2026"}
DECIMALS = {".": "Point: 1,234.56", ",": "Comma: 1.234,56"}
SIGNS = {
    "signed": "Returns are written negative",
    "returns_positive": "Returns are positive and told by their kind",
    "all_negated": "Sales are written negative (a ledger's view)",
}
EVENT_TITLES = {
    "sell_in": "Sell-in: bought from the vendor",
    "sell_through": "Sell-through: distributor to reseller or customer",
    "sell_out": "Sell-out: to the end customer",
}
ONE_NEEDED = ("net_amount", "unit_price")
FOUND = ("decimal", "dates")
"""Parts of a layout that the cells tell, until somebody says otherwise."""


@dataclass(frozen=True)
class Head:
    """One column of the preview: its heading in the file and the field it is read as."""

    heading: str
    label: str


def _choices(values: Mapping[str, str], current: str) -> list[tuple[str, str]]:
    found = list(values.items())
    return found if current in values else [(current, current or "As the file says"), *found]


def _pairs(values: Mapping[str, str]) -> str:
    return "\n".join(f"{written} = {means}" for written, means in values.items())


def _read_pairs(text: str, what: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        written, sign, means = line.partition("=")
        if not sign or not written.strip() or not means.strip():
            raise BadLayout(f"{what}: “{line.strip()[:60]}” needs the form “as written = what it means”.")
        found[written.strip()] = means.strip()
    return found


def by_hand(posted: QueryDict) -> frozenset[str]:
    """The parts of :data:`FOUND` that a person has set: what was posted is not what the page had found."""
    said = set(posted.get("by_hand", "").split())
    return frozenset(
        name for name in FOUND if name in said or posted.get(name) != posted.get(f"found_{name}", posted.get(name))
    )


def to_find(posted: QueryDict, layout: Layout, base: Layout) -> frozenset[str]:
    """The parts to tell from the cells again: their columns are others than in ``base``, and nobody has set them."""
    if "shown" not in posted:
        return frozenset()
    cut = (layout.delimiter, layout.sheet, layout.header_row) != (base.delimiter, base.sheet, base.header_row)
    fields = {"decimal": "number", "dates": "date"}
    moved = {
        part
        for part, holds in fields.items()
        if cut
        or any(layout.columns.get(one.name) != base.columns.get(one.name) for one in SALES_FIELDS if one.holds == holds)
    }
    return frozenset(moved) - by_hand(posted)


def keepable(layout: Layout, headings: Sequence[str]) -> tuple[str, ...]:
    """The columns of a file that may be kept under their own name: no field is read from them or has their name."""
    mapped = set(layout.columns.values())
    seen = set(RESERVED)
    kept = []
    for heading in headings:
        if heading not in mapped and heading.lower() not in seen and not heading.startswith("#"):
            kept.append(heading)
        seen.add(heading.lower())
    return tuple(kept)


def form_for(preview: Preview, *, save_as: str = "", set_by_hand: Collection[str] = ()) -> forms.Form:
    """Make the form that shows the layout a preview was read by."""
    layout = preview.layout
    form = forms.Form(auto_id="map_%s")
    add = form.fields.__setitem__
    if layout.kind == "delimited":
        add("delimiter", _select("What divides the cells", _choices(DELIMITERS, layout.delimiter), layout.delimiter))
        encodings = dict.fromkeys(ENCODINGS)
        add(
            "encoding",
            _select("Encoding", _choices({one: one for one in encodings}, layout.encoding), layout.encoding),
        )
    if preview.sheets:
        add("sheet", _select("Sheet", [(one, one) for one in preview.sheets], layout.sheet))
    add(
        "header_row",
        forms.IntegerField(label="Line of the headings", min_value=0, max_value=200, initial=layout.header_row),
    )
    add("decimal", _select("Numbers", _choices(DECIMALS, layout.decimal), layout.decimal))
    add("dates", _select("Dates", _choices(DATES, layout.dates), layout.dates))
    for name in FOUND:
        add(f"found_{name}", forms.CharField(widget=forms.HiddenInput, initial=getattr(layout, name)))
    add("by_hand", forms.CharField(widget=forms.HiddenInput, initial=" ".join(sorted(set_by_hand))))
    add("signs", _select("Returns", _choices(SIGNS, layout.signs), layout.signs))
    headings = [("", "– not in the file –"), *((one, one) for one in preview.headings)]
    for field in SALES_FIELDS:
        if field.name in VENDORS_OWN and not preview.by_vendor:
            continue
        current = layout.columns.get(field.name, "")
        options = headings if current in dict(headings) else [*headings, (current, current)]
        add(f"column_{field.name}", _select(field.label, options, current, field.name in NEEDED))
    kept = keepable(layout, preview.headings)
    if kept:
        add(
            "keep",
            forms.MultipleChoiceField(
                label="Keep under their own name",
                choices=[(one, one) for one in kept],
                initial=[heading for heading in layout.extras.values() if heading in kept],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="The condition of a programme can then name them.",
            ),
        )
    if preview.names_partners:
        hint = "Its code or name, when the whole file is about one partner. Holds for this file only."
        partner = layout.constants.get("partner_id", "")
        add("constant_partner_id", _text("Partner of every line", partner, 200, hint))
    add("constant_currency", _text("Currency of every line", layout.constants.get("currency", ""), 3))
    events = [("", "– as the column or the upload says –"), *EVENT_TITLES.items()]
    add("constant_event", _select("Every line is", events, layout.constants.get("event", ""), required=False))
    add("constant_country", _text("Country of every line", layout.constants.get("country", ""), 2))
    add("constant_unit", _text("Unit of every line", layout.constants.get("unit", ""), 12))
    kinds, events_said = ", ".join(KINDS), ", ".join(EVENTS)
    add("kinds", _area("What the kinds mean", layout.kinds, f"One a line, such as RET = return. Kinds: {kinds}."))
    add("events", _area("What the events mean", layout.events, f"One a line. Events: {events_said}."))
    add("units", _area("How many one unit holds", layout.units, "One a line, such as BOX = 12."))
    add(
        "save_as",
        _text("Keep this mapping as", save_as, 80, "The next file of this layout is then read without asking."),
    )
    return form


def _select(label: str, options: Sequence[tuple[str, str]], initial: str, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, initial=initial, required=required)


def _text(label: str, initial: str, longest: int, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, initial=initial, max_length=longest, required=False, help_text=hint)


def _area(label: str, initial: Mapping[str, str], hint: str) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, initial=_pairs(initial), required=False, help_text=hint, widget=box)


def layout_from(posted: QueryDict, base: Layout) -> Layout:
    """Read the posted form as a layout; what the form does not show stays as in ``base``.

    :raises BadLayout: a part that cannot be used, with the sentence for the person.
    """
    texts = {name: str(posted.get(name, "")).strip(" \r\n") for name in posted}
    try:
        header_row = int(texts.get("header_row") or base.header_row)
    except ValueError:
        raise BadLayout("The line of the headings is a number, counted from 1.") from None
    columns = {
        field.name: heading for field in SALES_FIELDS if (heading := str(posted.get(f"column_{field.name}", "")))
    }
    constants = {name: value for name, value in base.constants.items() if name not in CONSTANTS}
    for name in CONSTANTS:
        value = texts.get(f"constant_{name}", "")
        if value:
            constants[name] = value.upper() if name in {"currency", "country"} else value
    if columns.get("partner_id"):
        constants.pop("partner_id", None)
    delimiter = str(posted.get("delimiter", base.delimiter)) or base.delimiter
    chosen = by_hand(posted) if "shown" in posted else frozenset(FOUND)
    return replace(
        base,
        encoding=texts.get("encoding", base.encoding),
        delimiter=delimiter,
        sheet=texts.get("sheet", base.sheet),
        header_row=header_row,
        decimal=texts.get("decimal", base.decimal) if "decimal" in chosen else base.decimal,
        dates=texts.get("dates", base.dates) if "dates" in chosen else base.dates,
        signs=texts.get("signs", base.signs),
        columns=columns,
        constants=constants,
        kinds=_read_pairs(texts.get("kinds", ""), "Kinds"),
        events=_read_pairs(texts.get("events", ""), "Events"),
        units=_read_pairs(texts.get("units", ""), "Units"),
        extras=_extras(posted, base, columns) if "shown" in posted else base.extras,
    )


def _extras(posted: QueryDict, base: Layout, columns: Mapping[str, str]) -> dict[str, str]:
    names = {heading: name for name, heading in base.extras.items()}
    return {names.get(one, one): one for one in posted.getlist("keep") if one not in columns.values()}


def read_or_mend(posted: QueryDict, base: Layout) -> tuple[Layout, str]:
    """Read the posted form as a layout; where a part cannot be used, all the others are kept and the fault is said."""
    try:
        return layout_from(posted, base), ""
    except BadLayout as fault:
        plain = posted.copy()
        for name in ("kinds", "events", "units", "header_row"):
            plain.pop(name, None)
        try:
            return layout_from(plain, base), str(fault)
        except BadLayout:
            return base, str(fault)


def mark_of(preview: Preview) -> str:
    """A short name of the headings a form was made from."""
    return hashlib.sha256("\0".join(preview.headings).encode()).hexdigest()[:12]


def unlike(preview: Preview, posted: QueryDict) -> bool:
    """Whether the cells said something else than the form the person sees."""
    return any(posted.get(name, "") != getattr(preview.layout, name) for name in FOUND if name in posted)


def retargeted(response: HttpResponse, preview: Preview, posted: QueryDict) -> HttpResponse:
    """Let a page with script swap the whole form where the headings changed, and only the result where they did not."""
    if posted.get("shown") != mark_of(preview):
        response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#mapping"
    return response


def _rewritten(form: forms.Form, preview: Preview, request: HttpRequest) -> list[str]:
    """The choices that change beside the result: a page with script keeps its form, so they are sent along."""
    posted = request.POST
    if "HX-Request" not in request.headers or posted.get("shown") != mark_of(preview) or not unlike(preview, posted):
        return []
    names = (*FOUND, *(f"found_{name}" for name in FOUND), "by_hand")
    return [form[name].as_widget(attrs={"hx-swap-oob": "true"}) for name in names]


def context_of(preview: Preview, request: HttpRequest, *, save_as: str = "", fault: str = "") -> dict[str, Any]:
    """What `shared/mapping/form.html` shows: the form in its parts, and the first lines as they would be decided."""
    form = form_for(preview, save_as=save_as, set_by_hand=by_hand(request.POST))
    labels = {field.name: field.label for field in SALES_FIELDS}
    by_heading = {heading: labels[name] for name, heading in preview.layout.columns.items()}
    needed = [name for name in (*NEEDED, *ONE_NEEDED) if f"column_{name}" in form.fields]
    rest = [field.name for field in SALES_FIELDS if field.name not in needed and f"column_{field.name}" in form.fields]
    reading = ("delimiter", "encoding", "sheet", "header_row", "decimal", "dates", "signs")
    return {
        "form": form,
        "reading": [form[name] for name in reading if name in form.fields],
        "needed": [form[f"column_{name}"] for name in needed],
        "rest": [form[f"column_{name}"] for name in rest],
        "constants": [form[f"constant_{name}"] for name in CONSTANTS if f"constant_{name}" in form.fields],
        "rewritten": _rewritten(form, preview, request),
        "hidden": [form[name] for name in ("found_decimal", "found_dates", "by_hand")],
        "keep": form["keep"] if "keep" in form.fields else None,
        "meanings": [form[name] for name in ("kinds", "events", "units")],
        "preview": preview,
        "shown": mark_of(preview),
        "heads": [Head(heading, by_heading.get(heading, "")) for heading in preview.headings],
        "missing": [labels[name] for name in preview.missing],
        "doubts": [DOUBTS[name] for name in preview.doubts if name in DOUBTS],
        "fault": fault,
    }


DOUBTS = {
    "dates": "The dates could be day first or month first: look at one whose day you know.",
    "decimal": "The numbers could be written with a decimal point or a decimal comma: look at one that you know.",
    "columns": "Some headings could mean several things: look at each choice.",
}
"""What cells did not prove, as a person should look at it."""
LOOK_AGAIN = "The columns do not prove how their dates or numbers are written: look at what was guessed, then go on."
