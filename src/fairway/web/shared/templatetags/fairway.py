"""The tags of both workspaces: `{% load fairway %}`. What each shows is in templates/shared/components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import heroicons
from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, ClearableFileInput
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fairway.web.shared import charts, display
from fairway.web.shared.components import Badge, DiffRow, Event, Step, Waiting
from fairway.web.shared.lists import Reading
from fairway.web.shared.templatetags import filters

register = template.Library()
register.filters.update(filters.register.filters)


@register.simple_tag
def icon(name: str, size: int = 20, label: str = "") -> SafeString:
    """`{% icon "check" %}`: a heroicon (solid 20, or outline from 24), silent unless it has a label."""
    attributes: dict[str, object] = (
        {"role": "img", "aria-label": label, "aria-hidden": "false"} if label else {"aria-hidden": "true"}
    )
    style = "micro" if size <= 16 else "mini" if size < 24 else "outline"
    svg = heroicons._render_icon(style, str(name) + "", size, attributes)
    return SafeString(svg)  # the library's own drawing


@register.simple_tag
def badge(state: str | Badge, tone: str = "") -> SafeString:
    """`{% badge "accepted" %}`: a state; `tone` (good, warn, bad, info, calm) overrides the usual one."""
    one = state if isinstance(state, Badge) else Badge.of(str(state))
    return format_html('<span class="badge badge--{}">{}</span>', tone or one.tone, one.text)


@register.simple_tag(takes_context=True)
def answers_in(context: Context, target: str, delay: int = 300) -> SafeString:
    """`<form {% answers_in "result" %}>`: the page answers in the element of that id while the reader still writes.

    The address follows what is asked, so that it can be sent on; a newer question ends an older one.
    """
    return format_html(
        'hx-get="{path}" hx-target="#{target}" hx-select="#{target}" hx-swap="outerHTML" hx-replace-url="true" '
        'hx-sync="this:replace" hx-trigger="submit, change, input delay:{delay}ms"',
        path=context["request"].path, target=target, delay=delay,
    )  # fmt: skip


@register.simple_tag
def help_address(page: str) -> str:
    """`{% help_address "how-to/load-your-own-data#mapping" %}`: the address of a page of the documentation."""
    name, _, anchor = page.partition("#")
    return reverse("shared:help", args=[name]) + (f"#{anchor}" if anchor else "")


@register.simple_tag
def fill(text: str, **slots: Any) -> SafeString:
    """`{% fill words.short gap=line.gap step=line.next_step %}`: a message of a catalogue with its slots filled."""
    return format_html(text, **slots)


@register.inclusion_tag("shared/components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """`{% breadcrumbs "Partners" partners_url "Alpine Cycles" %}`: label and address by turns, the last label alone."""
    *before, here = parts
    return {"before": list(zip(before[::2], before[1::2], strict=True)), "here": here}


@register.simple_block_tag(takes_context=True)
def page_header(
    context: Context, content: str, title: str, lead: str = "", help: str = "", state: str | Badge = ""
) -> SafeString:
    """`{% page_header "Sales files" lead="…" help="how-to/fix-a-held-file" %}actions{% endpage_header %}`."""
    return _block("page_header", content, title=title, lead=lead, help=help, state=state)


@register.simple_block_tag
def panel(
    content: str,
    title: str = "",
    note: str = "",
    link: str = "",
    link_text: str = "",
    flush: bool = False,
    decide: bool = False,
) -> SafeString:
    """`{% panel "Title" note="…" link=url link_text="All" flush=True %}…{% endpanel %}`: a framed part of a page.

    `flush` lets a table reach the frame; `decide` marks the place where something is decided.
    """
    return _block("panel", content, title=title, note=note, link=link, link_text=link_text, flush=flush, decide=decide)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """`{% notice "warn" "Title" %}text{% endnotice %}`: a message that stays on the page."""
    return _block("notice", content, tone=tone, title=title)


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", icon: str = "inbox") -> SafeString:
    """`{% empty "No files yet" "Send the first one…" icon="inbox" %}buttons{% endempty %}`."""
    return _block("empty", content, title=title, text=text, icon=icon)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    label: str,
    action: str,
    title: str = "",
    text: str = "",
    button: str = "",
    reason: str = "required",
    tone: str = "primary",
    icon: str = "",
    inline: bool = False,
) -> SafeString:
    """`{% confirm "Reject" url title="…" text="…" reason="required" tone="danger" %}more fields{% endconfirm %}`.

    A button that opens a small form posting to `action` with a `reason` (`required`, `optional` or `none`).
    """
    return _block(
        "confirm",
        content,
        label=label,
        action=action,
        title=title or f"{label}?",
        text=text,
        button=button or label,
        reason=reason,
        tone=tone,
        icon=icon,
        inline=inline,
        csrf_token=context.get("csrf_token"),
        request=context.get("request"),
    )


def _block(name: str, content: str, **context: Any) -> SafeString:
    return render_to_string(f"shared/components/{name}.html", {**context, "content": content})


@register.inclusion_tag("shared/components/nav_item.html", takes_context=True)
def nav_item(
    context: Context, name: str, label: str, icon: str, right: str = "", count: int = 0, exact: bool = False
) -> dict[str, Any]:
    """`{% nav_item "staff:partners" "Partners" "building-office-2" right="partners.view" count=waiting %}`.

    Hidden where the reader lacks the right; current on its page and on every page below its address.
    """
    address = reverse(name)
    request = context.get("request")
    path = request.path if request else ""
    actor = context.get("actor")
    return {
        "address": address,
        "label": label,
        "icon": icon,
        "count": count,
        "current": path == address or (not exact and path.startswith(address)),
        "hidden": bool(right) and not (actor and actor.may(right)),
    }


@register.inclusion_tag("shared/components/listing.html", takes_context=True)
def listing(context: Context, reading: Reading) -> dict[str, Any]:
    """`{% listing list %}`: saved views, filter bar, table, pages and export of a list."""
    return {"list": reading, **_carried(context)}


@register.inclusion_tag("shared/components/table.html")
def table(reading: Reading, dense: bool = False) -> dict[str, Any]:
    """`{% table list %}`: the table of a list alone, without filters and pages."""
    return {"list": reading, "dense": dense}


@register.simple_tag
def cell(value: Any) -> SafeString | str:
    """Show one value of a table."""
    if isinstance(value, Badge):
        return badge(value)
    return display.shown(value)


@register.inclusion_tag("shared/components/tabs.html", takes_context=True)
def tabs(context: Context, items: Sequence[tuple[Any, ...]], label: str = "Sections") -> dict[str, Any]:
    """`{% tabs items %}`: items are (label, address) or (label, address, count); the one at this address is current."""
    request = context.get("request")
    path = request.path if request else ""
    rows = [(item[0], item[1], item[2] if len(item) > 2 else None, item[1].partition("?")[0] == path) for item in items]
    return {"rows": rows, "label": label}


@register.inclusion_tag("shared/components/facts.html")
def facts(items: Sequence[tuple[str, Any]], rows: bool = False) -> dict[str, Any]:
    """`{% facts items %}`: (term, value) pairs, in columns or one per row."""
    return {"items": items, "rows": rows}


@register.inclusion_tag("shared/components/stat.html")
def stat(label: str, value: Any, link: str = "", note: str = "", tone: str = "") -> dict[str, Any]:
    """`{% stat "Accrued" amount link=url note="…" tone="good" %}`, several inside `<div class="stats">`."""
    return {"label": label, "value": value, "link": link, "note": note, "tone": tone}


@register.inclusion_tag("shared/components/waiting.html")
def waiting(items: Sequence[Waiting], nothing: str = "Nothing waits for you.") -> dict[str, Any]:
    """`{% waiting items %}`: work that waits, each with its count and its page."""
    return {"items": items, "nothing": nothing}


@register.inclusion_tag("shared/components/progress.html")
def progress(
    done: int,
    total: int,
    label: str,
    note: str = "",
    poll: str = "",
    tone: str = "",
    name: str = "progress",
    percent: bool = False,
) -> dict[str, Any]:
    """`{% progress done total "Reading" note="…" poll=url %}`: a bar; `poll` is the address of its next state.

    With `percent`, `done` is a share and may be more than all of it. Polling replaces the bar every second by the same
    tag from the answer; leave `poll` out when the work is done. A page that shows a running bar sets `refresh_seconds`
    in its context for readers without script.
    """
    share = 0 if total <= 0 else min(100, done * 100 // total)
    return {
        "done": done,
        "total": total,
        "label": label,
        "note": note,
        "poll": poll,
        "tone": tone,
        "share": share,
        "name": name,
        "percent": percent,
    }


@register.inclusion_tag("shared/components/timeline.html", takes_context=True)
def timeline(context: Context, events: Sequence[Event]) -> dict[str, Any]:
    """`{% timeline events %}`: a feed, newest first."""
    return {"events": events, "now": context.get("now")}


@register.inclusion_tag("shared/components/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """`{% field form.name %}`: label, hint, errors and the input, tied together for screen readers."""
    widget = bound.field.widget
    described = " ".join(
        part
        for part in (
            f"{bound.auto_id}_hint" if hint or bound.help_text else "",
            f"{bound.auto_id}_error" if bound.errors else "",
        )
        if part
    )
    attributes: dict[str, Any] = {"aria-describedby": described} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "input": bound.as_widget(attrs=attributes),
        "check": isinstance(widget, CheckboxInput),
        "file": isinstance(widget, ClearableFileInput),
        "group": bound.use_fieldset,
    }


@register.inclusion_tag("shared/components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """`{% form_errors form %}`: what must be put right, with links to the fields."""
    return {"form": form}


@register.inclusion_tag("shared/components/drop.html")
def file_drop(bound: BoundField, title: str = "Choose a file, or drop it here", hint: str = "") -> dict[str, Any]:
    """`{% file_drop form.file hint="CSV or Excel, up to 100 MB" %}`: a file input that also takes a dropped file."""
    return {"field": bound, "title": title, "hint": hint or bound.help_text}


@register.inclusion_tag("shared/components/editor.html")
def code_editor(bound: BoundField, problems: Sequence[Any] = (), check: str = "") -> dict[str, Any]:
    """`{% code_editor form.text problems=problems check=url %}`: a text area with line numbers and its problems.

    `check` is an address that answers a POST of the form with `shared/components/problems.html`.
    """
    return {"field": bound, "problems": problems, "check": check}


@register.inclusion_tag("shared/components/code.html")
def code(text: str, problems: Sequence[Any] = ()) -> dict[str, Any]:
    """`{% code text problems %}`: text with line numbers, problem lines marked."""
    marks = {problem.line: "is-bad" if problem.severity == "error" else "is-warn" for problem in problems}
    return {"lines": [(line, marks.get(number, "")) for number, line in enumerate(text.splitlines(), 1)]}


@register.inclusion_tag("shared/components/problems.html")
def problems(items: Sequence[Any]) -> dict[str, Any]:
    """`{% problems items %}`: problems of a document with line, column, hint and help."""
    return {"problems": items}


@register.inclusion_tag("shared/components/diff.html")
def diff(rows: Sequence[DiffRow], left: str = "Before", right: str = "After", code: bool = False) -> dict[str, Any]:
    """`{% diff rows left="Version 3" right="Version 4" code=True %}`: rows of `components.compare_lines`."""
    return {"rows": rows, "left": left, "right": right, "code": code}


@register.inclusion_tag("shared/components/ladder.html")
def step_ladder(steps: Sequence[Step], label: str = "Steps") -> dict[str, Any]:
    """`{% step_ladder steps %}`: the tier table, the reached step marked, the gap in its note."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("shared/components/gauge.html")
def gauge(value: Any, steps: Sequence[Any], name: str, low: str = "", gap: str = "") -> dict[str, Any]:
    """`{% gauge value steps "Net sales this quarter" gap="USD 1,200 to the next step" %}`: a small step chart."""
    return {"picture": charts.gauge(value, steps, name=name), "low": low, "gap": gap}


@register.inclusion_tag("shared/components/chart.html")
def chart(figure: charts.Figure, beside: bool = False) -> dict[str, Any]:
    """`{% chart figure %}`: a figure of `charts.bars` or `charts.lines`; its table folded below, or open beside it."""
    return {"figure": figure, "beside": beside}


def _carried(context: Context) -> dict[str, Any]:
    return {name: context.get(name) for name in ("request", "actor", "csrf_token", "now")}


@register.simple_tag
def vendor_name() -> str:
    """The name of the organisation that runs this Fairway."""
    return str(getattr(getattr(settings, "FAIRWAY", None), "vendor_name", "") or "Fairway")
