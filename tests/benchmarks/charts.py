"""Draw what was measured: python -m tests.benchmarks.charts RESULTS, into the folder of the page that tells of it.

Transparent, in colours that are told from white and from black alike.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt

from tests.benchmarks.measuring import ROOT

PLACE = ROOT / "docs" / "explanation"
WORDS, LINES, BARS, AIM = "#777777", "#8885", "#4c86c6", "#d9730d"
Rows = list[dict[str, object]]


def _drawn(chart: alt.Chart | alt.LayerChart, name: str) -> None:
    styled = (
        chart.properties(width=460, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=WORDS, titleColor=WORDS, gridColor=LINES, domainColor=LINES, tickColor=LINES,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=300,
        )
    )  # fmt: skip
    styled.save(str(PLACE / f"{name}.svg"))


def times_tuned(found: Mapping[str, Any]) -> None:
    """The whole run beside the given programs, as multiples of the tuned SQL."""
    times = {"tuned SQL": 1.0, "Fairway": found["ratio"]}
    names = {"polars": "Polars", "plain": "plain SQL", "pandas": "pandas, floats"}
    times |= {names[name]: faster * found["ratio"] for name, faster in found["faster_than"].items()}
    rows: Rows = [{"program": name, "times": round(value, 2)} for name, value in times.items()]
    bars = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("program:N", sort="x", title=None), x=alt.X("times:Q", title="times the tuned SQL's seconds")
    )
    text = bars.mark_text(align="left", dx=4, color=WORDS).encode(text=alt.Text("times:Q", format=".1f"))
    _drawn(bars.mark_bar(color=BARS, height=16) + text, "performance-whole-run")


def shares(found: Mapping[str, Any], aims: Mapping[str, float]) -> None:
    """Each question's share of what it is compared with, and its aim as a stroke."""
    rows: Rows = []
    for title, one in found["questions"].items():
        aim = next((aim for begin, aim in aims.items() if title.startswith(begin)), None)
        if aim is not None:
            rows.append(
                {"question": title.partition(" (")[0].partition(", ")[0], "share": round(one["share"], 4), "aim": aim}
            )
    order = [row["question"] for row in rows]
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("question:N", sort=order, title=None))
    bars = base.mark_bar(color=BARS, height=16).encode(
        x=alt.X("share:Q", title="share of what it is compared with; the stroke is the aim", axis=alt.Axis(format="%"))
    )
    _drawn(bars + base.mark_tick(color=AIM, thickness=3, height=22).encode(x="aim:Q"), "performance-kept")


def curve(found: Mapping[str, Any]) -> None:
    """What one, two … ten incentives take."""
    rows: Rows = [{"incentives": many, "seconds": one} for many, one in enumerate(found["seconds"], 1)]
    line = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("incentives:O", title="incentives", axis=alt.Axis(labelAngle=0)), y=alt.Y("seconds:Q", title="seconds")
    )
    _drawn(line.mark_line(color=BARS, point=alt.OverlayMarkDef(color=BARS, size=50)), "performance-curve")


def reliability(found: Mapping[str, Any]) -> None:
    """How often pairs are right against how probable they were said to be; the line is where both are equal."""
    rows: Rows = [{"said": one["said"], "right": one["right"], "pairs": one["pairs"]} for one in found["reliability"]]
    scale = alt.Scale(domain=[0, 1])
    line = alt.Chart(alt.Data(values=[{"said": 0, "right": 0}, {"said": 1, "right": 1}])).encode(
        x=alt.X("said:Q", scale=scale, title="probability that Fairway says"),
        y=alt.Y("right:Q", scale=scale, title="share that is one company"),
    )
    points = alt.Chart(alt.Data(values=rows)).encode(x="said:Q", y="right:Q")
    drawn = line.mark_line(color=LINES, strokeDash=[4, 4]) + points.mark_line(
        color=BARS, point=alt.OverlayMarkDef(color=BARS, size=50)
    )
    _drawn(drawn.properties(height=300), "matching-reliability")


def main(results: Path) -> None:
    """Draw what is there."""
    from tests.benchmarks import kept

    aims = {
        "other rates": kept.TRIAL, "one rate": kept.TRIAL, "one partner's": kept.WHAT_IF, "a late file": kept.LATE_ONE,
        "the same lines": kept.LATE_ALL, "one payout": kept.EXPLAIN, "a payout of a pool": kept.EXPLAIN,
    }  # fmt: skip
    for name, draw in (
        ("yardstick-20m", times_tuned),
        ("kept", lambda found: shares(found, aims)),
        ("yardstick-curve", curve),
        ("dedupe-100000", reliability),
    ):
        if (results / f"{name}.json").exists():
            draw(json.loads((results / f"{name}.json").read_text()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
