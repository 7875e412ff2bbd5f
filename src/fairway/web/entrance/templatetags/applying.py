"""A field of an application: what the form asks for is marked, not what the browser could insist on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.inclusion_tag("entrance/apply/apply_field.html")
def apply_field(bound: BoundField, needed: Collection[str]) -> dict[str, Any]:
    """`{% apply_field form.name form.needed %}`: label, hint, input and errors; a closed question shows its answer."""
    described = " ".join(
        part
        for part in (
            f"{bound.auto_id}_hint" if bound.help_text else "",
            f"{bound.auto_id}_error" if bound.errors else "",
        )
        if part
    )
    attributes: dict[str, Any] = {"aria-describedby": described} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if bound.html_name in needed and not bound.use_fieldset:
        attributes["aria-required"] = "true"
    return {
        "bound": bound,
        "input": bound.as_widget(attrs=attributes),
        "group": bound.use_fieldset,
        "needed": bound.html_name in needed,
        "shown": _shown(bound),
    }


def _shown(bound: BoundField) -> str:
    value = bound.value()
    titles = dict(getattr(bound.field, "choices", ()))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(titles.get(each, each)) for each in values if each)
