"""Charts: Altair describes, vl-convert draws an SVG on the server, the page carries it inline.

Colours are drawn as placeholders and replaced by the page's own custom properties, so that one picture serves day and
night; the policy of the page allows no style attribute, and none is left. Each chart is drawn three times, wide, middle
and narrow, because a picture that is only scaled down cannot be read on a phone. Pictures are cached by a digest of
everything they show. Bars and lines are pixels: the exact amounts stand in the table beside every chart.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from django.core.cache import cache
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fairway.policy.problems import counted
from fairway.values import Exact, Money, Quantity
from fairway.web.shared.display import money_text, number_text, quantity_text

WIDE, MIDDLE, NARROW = 760, 480, 320
WIDTHS = (WIDE, MIDDLE, NARROW)
DRAWING = "9"
"""Number of the drawing rules; raised when the look changes, so that cached pictures are drawn anew."""

COLOURS = {
    "#000101": "var(--chart-1)",
    "#000102": "var(--chart-2)",
    "#000103": "var(--chart-3)",
    "#000104": "var(--chart-4)",
    "#000105": "var(--chart-5)",
    "#000106": "var(--chart-6)",
    "#000201": "var(--ink)",
    "#000202": "var(--ink-soft)",
    "#000203": "var(--line)",
    "#000204": "var(--line-strong)",
    "#000205": "var(--surface)",
    "#000206": "var(--chart-track)",
}
SERIES = tuple(COLOURS)[:6]
INK, INK_SOFT, LINE, LINE_STRONG, SURFACE, TRACK = tuple(COLOURS)[6:]
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3])
KEPT = frozenset(
    [
        "viewBox",
        "width",
        "height",
        "transform",
        "d",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "dx",
        "dy",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "opacity",
        "fill-opacity",
        "stroke-opacity",
        "text-anchor",
        "font-size",
        "font-weight",
        "display",
    ]
)
ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan"})

Value = Money | Quantity | Exact | int


@dataclass(frozen=True)
class Point:
    """One value with its label; `series` tells lines apart."""

    label: str
    value: Value
    series: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawn chart with its words and its table."""

    title: str
    description: str
    wide: SafeString
    middle: SafeString
    narrow: SafeString
    label_head: str
    value_heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Value | None, ...]], ...]


def number_of(value: Value) -> Exact | int:
    """The bare number of a value."""
    if isinstance(value, Money):
        return value.amount
    return value.value if isinstance(value, Quantity) else value


def text_of(value: Value) -> str:
    """The value in words, beside its bar."""
    if isinstance(value, Money):
        return money_text(value)
    return quantity_text(value) if isinstance(value, Quantity) else number_text(value)


def bars(points: Sequence[Point], *, title: str, label_head: str, value_head: str) -> Figure:
    """Draw one horizontal bar per point, in the order given, each with its label and exact value in words."""
    data = [{"label": one.label, "value": float(number_of(one.value)), "text": text_of(one.value)} for one in points]
    top = max(points, key=lambda one: number_of(one.value), default=None)
    words = f"{counted(len(points), 'bar')}. Largest: {top.label}, {text_of(top.value)}." if top else "No values."
    return figure_of(
        title=title,
        description=words,
        shown=("bars", data),
        describe=lambda width: _bars(data, width),
        label_head=label_head,
        value_heads=(value_head,),
        rows=tuple((one.label, (one.value,)) for one in points),
    )


def lines(
    points: Sequence[Point], *, title: str, label_head: str, value_head: str, steps: Sequence[str] = ()
) -> Figure:
    """Draw one line per series over labels in the order given (months); the last value of each stands in words.

    ``steps`` are the names of the values 1, 2, 3 and so on, where a value is a place on a ladder.
    """
    names = tuple(dict.fromkeys(one.series for one in points))
    labels = tuple(dict.fromkeys(one.label for one in points))
    data = [{"label": one.label, "value": float(number_of(one.value)), "series": one.series} for one in points]
    ends = {one.series: one for one in points}
    for row in data:
        end = ends[str(row["series"])]
        row["end"] = f"{end.series} {text_of(end.value)}".strip() if row["label"] == end.label else ""
        row["name"] = end.series or text_of(end.value)
        if steps:
            row["end"] = row["end"] and steps[int(number_of(end.value)) - 1]
            row["name"] = steps[int(number_of(end.value)) - 1]
    table = {(one.label, one.series): one.value for one in points}
    words = f"{counted(len(labels), 'point')} from {labels[0]} to {labels[-1]}." if labels else "No values."
    ends_words = " ".join(f"{name or value_head} ends at {text_of(one.value)}." for name, one in ends.items())
    return figure_of(
        title=title,
        description=f"{words} {ends_words}",
        label_head=label_head,
        shown=("lines", data, labels, names, *steps),
        describe=lambda width: _lines(data, labels, names, width, steps),
        value_heads=tuple(name or value_head for name in names),
        rows=tuple((label, tuple(table.get((label, name)) for name in names)) for label in labels),
    )


def figure_of(
    *, describe: Callable[[int], str], shown: tuple[Any, ...], title: str, description: str, **rest: Any
) -> Figure:
    """A figure in its three widths; ``shown`` is everything that `describe` shows, for the cache."""
    known = json.dumps([DRAWING, *shown, title, description], ensure_ascii=False)
    wide, middle, narrow = (drawn(describe, width, known, title, description) for width in WIDTHS)
    return Figure(title=title, description=description, wide=wide, middle=middle, narrow=narrow, **rest)


def drawn(describe: Callable[[int], str], width: int, known: str, title: str, description: str) -> SafeString:
    """Take the picture of what is `known` from the cache, or describe and draw it: describing alone takes 10 ms."""
    digest = hashlib.sha256(f"{width}\0{known}".encode()).hexdigest()
    key = f"chart:{digest}"
    found = cache.get(key)
    if not isinstance(found, str):
        found = clean(_svg(describe(width)), title, description, digest[:10])
        cache.set(key, found, 30 * 86_400)
    return mark_safe(found)  # noqa: S308 - clean() has built it from known elements and attributes only


def _svg(spec: str) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec))


def clean(svg: str, title: str, description: str, name: str) -> str:
    """Keep shapes and words only; name the picture; let the page's properties colour it.

    No style attribute, no script, no identifier from elsewhere passes.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by our own process, not by others
    _keep(root)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"t{name} d{name}")
    words = ElementTree.Element("title", {"id": f"t{name}"})
    words.text = title
    more = ElementTree.Element("desc", {"id": f"d{name}"})
    more.text = description
    root.insert(0, words)
    root.insert(1, more)
    return ElementTree.tostring(root, encoding="unicode")


def _keep(element: ElementTree.Element) -> None:
    element.tag = element.tag.rpartition("}")[2]
    for name, value in list(element.attrib.items()):
        if name not in KEPT:
            del element.attrib[name]
        elif name in {"fill", "stroke"}:
            element.set(
                name, COLOURS.get(value.lower(), "none" if value in {"none", "transparent"} else "currentColor")
            )
    for child in list(element):
        if child.tag.rpartition("}")[2] in ELEMENTS:
            _keep(child)
        else:
            element.remove(child)


def _config() -> dict[str, Any]:
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "font": "sans-serif",
        "axis": {
            "labelColor": INK_SOFT,
            "labelFontSize": 12,
            "domainColor": LINE_STRONG,
            "gridColor": LINE,
            "ticks": False,
            "title": None,
            "labelPadding": 8,
            "labelFont": "sans-serif",
        },
    }


def _bars(data: list[dict[str, Any]], width: int) -> str:
    import altair

    narrow = width == NARROW
    top = max([row["value"] for row in data] + [0.0])
    bottom = min([row["value"] for row in data] + [0.0])
    room = max([len(str(row["text"])) for row in data] + [1]) * 8.4 + 16
    labels = min(240, max([len(str(row["label"])) for row in data] + [1]) * 8 + 14)
    above = narrow or labels > width / 4  # long names stand above their bars and leave them the whole width
    inner = width - (0 if above else labels) - room
    step = 52 if above else 36
    base = altair.Chart(altair.Data(values=data))
    y = altair.Y(
        "label:N",
        sort=None,
        axis=None
        if above
        else altair.Axis(labelLimit=232, minExtent=labels, domain=False, labelColor=INK, labelFontSize=13),
    )
    x = altair.X("value:Q", axis=None, scale=altair.Scale(domain=[bottom, top or 1], nice=False, zero=True))
    shift = 9 if above else 0
    bar = base.mark_bar(color=SERIES[0], height=16, cornerRadiusEnd=3, yOffset=shift).encode(x=x, y=y)
    value = base.mark_text(
        align="left", dx=8, dy=shift, color=INK, fontSize=13, fontWeight=500, baseline="middle"
    ).encode(x=x, y=y, text="text:N")
    layers = [bar, value]
    if above:
        words = base.mark_text(align="left", dy=-11, color=INK_SOFT, fontSize=13, baseline="middle")
        layers.append(words.encode(x=altair.value(0), y=y, text="label:N"))
    chart = altair.layer(*layers).properties(
        width=inner, height=altair.Step(step), padding={"left": 0, "right": 0 if narrow else 4, "top": 0, "bottom": 0}
    )
    return spec_of(chart)


def _lines(
    data: list[dict[str, Any]], labels: tuple[str, ...], names: tuple[str, ...], width: int, steps: Sequence[str] = ()
) -> str:
    import altair

    narrow = width == NARROW
    height = 190 if narrow else 230
    words = max([len(str(row["end"])) for row in data] + [1]) * 7.6 + 14
    _apart(data, height, 17)
    before = max([48.0, *(len(one) * 6.8 + 14 for one in steps)])
    span = width - (int(before) if steps else 0) - (0 if narrow else int(words))
    every = max(1, -(-len(labels) * 56 // span))
    shown = [label for at, label in enumerate(labels) if (len(labels) - 1 - at) % every == 0]
    base = altair.Chart(altair.Data(values=data))
    x = altair.X(
        "label:N",
        sort=list(labels),
        scale=altair.Scale(type="point", padding=0.1),
        axis=altair.Axis(values=shown, labelAngle=0, labelOverlap=False),
    )
    y = altair.Y(
        "value:Q",
        axis=altair.Axis(labelExpr="datum.value === 0 ? '0' : format(datum.value, '~s')", tickCount=4, domain=False),
        scale=altair.Scale(zero=True),
    )
    if steps:
        said = f"{json.dumps(list(steps))}[datum.value - 1]"
        axis = altair.Axis(labelExpr=said, values=list(range(1, len(steps) + 1)), domain=False)
        y = altair.Y("value:Q", axis=axis, scale=altair.Scale(domain=[0, len(steps)]))
    colour = altair.Color(
        "series:N", scale=altair.Scale(domain=list(names), range=list(SERIES[: len(names)])), legend=None
    )
    dash = altair.StrokeDash(
        "series:N",
        scale=altair.Scale(domain=list(names), range=[list(one) for one in DASHES[: len(names)]]),
        legend=None,
    )
    layers: list[Any] = []
    if len(names) == 1:
        layers.append(base.mark_area(color=SERIES[0], opacity=0.12).encode(x=x, y=y))
    layers.append(base.mark_line(strokeWidth=2.25, strokeCap="round").encode(x=x, y=y, color=colour, strokeDash=dash))
    ends = base.transform_filter("datum.end != ''")
    layers.append(ends.mark_point(filled=True, size=55, opacity=1).encode(x=x, y=y, color=colour))
    word = ends.mark_text(align="left", dx=10, color=INK, fontSize=12.5, fontWeight=500)
    if narrow and len(names) == 1:
        word = ends.mark_text(align="right", dx=2, dy=-14, color=INK, fontSize=12.5, fontWeight=500)
    layers.append(word.encode(x=x, y=altair.Y("spot:Q"), text="name:N" if narrow else "end:N"))
    room = 8 if len(names) < 2 else max(len(name) for name in names) * 7.6 + 14
    inner = width - before - (room if narrow else words)
    return spec_of(altair.layer(*layers).properties(width=inner, height=height, padding=4))


def _apart(data: list[dict[str, Any]], height: int, gap: int) -> None:
    """Give the words at the ends of lines places that do not overlap, `gap` pixels apart, as values of the scale."""
    top = max([row["value"] for row in data] + [0.0])
    low = min([row["value"] for row in data] + [0.0])
    pixel = ((top - low) or 1.0) / height
    above: float | None = None
    for row in sorted((row for row in data if row["end"]), key=lambda row: -row["value"]):
        row["spot"] = row["value"] if above is None else min(row["value"], above - gap * pixel)
        above = row["spot"]


def spec_of(chart: Any) -> str:
    """An Altair chart as the text that is drawn, in the colours of the page."""
    return json.dumps({**chart.to_dict(), "config": _config()}, sort_keys=True, ensure_ascii=False)


def gauge(value: Value, steps: Sequence[Value], *, name: str) -> SafeString:
    """Draw where a value stands among the steps of a tier table: a track, ticks at the steps, the part reached.

    The scale ends one step after the next (or at the last), so that the gap and what lies beyond can be seen.
    Widths are percentages: the picture fits any column without scaling its strokes.
    """
    numbers = [number_of(step) for step in steps]
    here = number_of(value)
    beyond = [step for step in numbers if step > here]
    end = max([*numbers[: len(numbers) - len(beyond) + 2], here, 1]) if numbers else max(here, 1)
    share = _percent(here, end)
    bar = '<rect x="0" y="10" width="{}%" height="8" rx="4" fill="{}"/>'
    parts = [format_html(bar, "100", "var(--chart-track)"), format_html(bar, share, "var(--chart-1)")]
    for step in numbers:
        if 0 < step <= end:
            colour = "var(--chart-1)" if step <= here else "var(--control)"
            at = _percent(step, end)
            parts.append(
                format_html('<line x1="{0}%" x2="{0}%" y1="5" y2="23" stroke="{1}" stroke-width="2"/>', at, colour)
            )
    parts.append(
        format_html(
            '<circle cx="{}%" cy="14" r="6" fill="var(--chart-1)" stroke="var(--surface)" stroke-width="2"/>', share
        )
    )
    return format_html(
        '<svg class="gauge__picture" role="img" aria-label="{}" height="28" width="100%">{}</svg>',
        name,
        mark_safe("".join(parts)),  # noqa: S308 - each part was made by format_html
    )


def share_bar(share: Exact | int, *, of: Exact | int, name: str) -> SafeString:
    """Draw a share as a thin bar for a table cell."""
    return format_html(
        '<svg class="meter-bar" role="img" aria-label="{}">'
        '<rect width="100%" height="6" rx="3" fill="var(--chart-track)"/>'
        '<rect width="{}%" height="6" rx="3" fill="var(--chart-1)"/></svg>',
        name,
        _percent(share, of),
    )


def _percent(part: Exact | int, whole: Exact | int) -> str:
    if whole <= 0 or part <= 0:
        return "0"
    return re.sub(r"\.0$", "", f"{min(100.0, float(part) / float(whole) * 100):.1f}")
