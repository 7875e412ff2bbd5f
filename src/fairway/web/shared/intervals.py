"""Shares with how sure they are: a dot for the share, a bar from the lowest to the highest it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fairway.policy.problems import counted
from fairway.values import exact
from fairway.web.shared.charts import INK, INK_SOFT, NARROW, SERIES, TRACK, Figure, figure_of, spec_of


@dataclass(frozen=True)
class Share:
    """One share between 0 and 1, with its interval and the number of cases behind it."""

    label: str
    share: float
    low: float
    high: float
    count: int


def intervals(shares: Sequence[Share], *, title: str, label_head: str, value_head: str) -> Figure:
    """Draw one share per line, in the order given, with its interval and its value in words."""
    data = [
        {"label": one.label, "share": one.share * 100, "low": one.low * 100, "high": one.high * 100,
         "text": f"{one.share * 100:.0f} % of {one.count}"}
        for one in shares
    ]  # fmt: skip
    what = counted(len(shares), "share with its 95 % interval", "shares with their 95 % intervals")
    words = f"{what}." if shares else "No values."
    return figure_of(
        title=title,
        description=words,
        shown=("intervals", data),
        describe=lambda width: _described(data, width),
        label_head=label_head,
        value_heads=(f"{value_head}, %", "from", "to"),
        rows=tuple((one.label, (_percent(one.share), _percent(one.low), _percent(one.high))) for one in shares),
    )


def _percent(share: float) -> Any:
    return exact(f"{share * 100:.1f}")


def _described(data: list[dict[str, Any]], width: int) -> str:
    import altair

    narrow = width == NARROW
    room = max([len(str(row["text"])) for row in data] + [1]) * 8.4 + 16
    labels = min(240, max([len(str(row["label"])) for row in data] + [1]) * 8 + 14)
    above = narrow or labels > width / 4
    inner = width - (0 if above else labels) - room
    base = altair.Chart(altair.Data(values=data))
    y = altair.Y(
        "label:N", sort=None,
        axis=None if above
        else altair.Axis(labelLimit=232, minExtent=labels, domain=False, labelColor=INK, labelFontSize=13),
    )  # fmt: skip
    scale = altair.Scale(domain=[0, 100], nice=False)
    shift = 9 if above else 0
    x = altair.X("low:Q", axis=None, scale=scale)
    track = base.mark_rule(color=TRACK, strokeWidth=2, yOffset=shift).encode(
        x=altair.XDatum(0, scale=scale), x2=altair.X2Datum(100), y=y
    )
    span = base.mark_rule(color=SERIES[0], strokeWidth=8, opacity=0.35, yOffset=shift).encode(x=x, x2="high:Q", y=y)
    dot = base.mark_point(color=SERIES[0], filled=True, size=110, opacity=1, yOffset=shift).encode(
        x=altair.X("share:Q", axis=None, scale=scale), y=y
    )
    words = base.mark_text(align="left", dx=8, dy=shift, color=INK, fontSize=13, fontWeight=500, baseline="middle")
    layers = [track, span, dot, words.encode(x=altair.value(inner), y=y, text="text:N")]
    if above:
        names = base.mark_text(align="left", dy=-11, color=INK_SOFT, fontSize=13, baseline="middle")
        layers.append(names.encode(x=altair.value(0), y=y, text="label:N"))
    chart = altair.layer(*layers).properties(
        width=inner, height=altair.Step(52 if above else 36), padding={"left": 0, "right": 4, "top": 0, "bottom": 0}
    )
    return spec_of(chart)
