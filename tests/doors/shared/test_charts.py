"""Charts carry no style, name themselves, and keep their exact numbers beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.core.cache import cache

from fairway.values import Money
from fairway.web.shared import charts


@pytest.fixture(autouse=True)
def _own_cache(settings: object) -> Iterator[None]:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # type: ignore[attr-defined]
    cache.clear()
    yield


def months() -> list[charts.Point]:
    return [charts.Point(label, Money.of(value, "USD")) for label, value in (("Jan", "10"), ("Feb", "20.55"))]


@pytest.mark.parametrize("draw", [charts.bars, charts.lines])
def test_a_picture_has_words_and_nothing_the_policy_refuses(draw: object) -> None:
    figure = draw(months(), title="Accrued", label_head="Month", value_head="Accrued")  # type: ignore[operator]
    for picture in (figure.wide, figure.middle, figure.narrow):
        assert 'role="img"' in picture
        assert "<title " in picture and "<desc " in picture
        assert "USD 20.55" in picture
        assert not re.search(r"style=|<script|<style|xlink|href|#[0-9a-f]{6}", picture)
        assert "var(--chart-1)" in picture
    assert figure.rows[1] == ("Feb", (Money.of("20.55", "USD"),))


def test_the_same_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(charts, "_svg", lambda spec: drawn.append(spec) or '<svg xmlns="http://www.w3.org/2000/svg"/>')
    for _ in range(2):
        charts.bars(months(), title="Accrued", label_head="Month", value_head="Accrued")
    assert len(drawn) == 3  # one for each width
    charts.bars(months()[:1], title="Accrued", label_head="Month", value_head="Accrued")
    assert len(drawn) == 6


@pytest.mark.parametrize("draw", [charts.bars, charts.lines])
def test_a_picture_that_is_kept_is_not_even_described(draw: object, monkeypatch: pytest.MonkeyPatch) -> None:
    described: list[object] = []
    spec = charts.spec_of
    monkeypatch.setattr(charts, "spec_of", lambda chart: described.append(chart) or spec(chart))
    monkeypatch.setattr(charts, "_svg", lambda spec: '<svg xmlns="http://www.w3.org/2000/svg"/>')
    for _ in range(2):
        draw(months(), title="Accrued", label_head="Month", value_head="Accrued")  # type: ignore[operator]
    assert len(described) == 3  # one for each width


def test_cleaning_lets_nothing_foreign_through() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>x()</script><style>*{}</style>'
        '<image href="http://elsewhere"/><rect style="fill:red" fill="#000101" onclick="x()" width="3"/></svg>'
    )
    cleaned = charts.clean(svg, "T<", "D", "n")
    assert cleaned.startswith('<svg role="img" aria-labelledby="tn dn"><title id="tn">T&lt;</title>')
    assert '<rect fill="var(--chart-1)" width="3" />' in cleaned
    assert not re.search("script|style|image|onload|onclick", cleaned)


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_show_is_no_fault(count: int) -> None:
    charts.lines(months()[:count], title="Accrued", label_head="Month", value_head="Accrued")
    charts.bars(months()[:count], title="Accrued", label_head="Month", value_head="Accrued")


def test_the_gauge_stands_where_the_value_is() -> None:
    steps = [Money.of(one, "USD") for one in ("0", "25000", "50000", "100000")]
    picture = charts.gauge(Money.of("40000", "USD"), steps, name="Net sales")
    # the scale ends one step after the next: 100,000; 40,000 / 100,000 = 40 %
    assert 'cx="40%"' in picture
    assert 'x1="25%"' in picture and 'x1="50%"' in picture
    assert 'aria-label="Net sales"' in picture
    assert 'cx="100%"' in charts.gauge(Money.of("250000", "USD"), steps, name="over the top")
    assert 'cx="0%"' in charts.gauge(Money.of("-5", "USD"), steps, name="below")


def test_an_interval_is_drawn_with_its_numbers_beside_it() -> None:
    from fairway.web.shared.intervals import Share, intervals

    figure = intervals(
        [Share("Anker Mess", 0.75, 0.30, 0.954, 4)], title="Approved", label_head="Partner", value_head="Approved"
    )
    for picture in (figure.wide, figure.middle, figure.narrow):
        assert "75 % of 4" in picture
        assert not re.search(r"style=|<script|<style|xlink|href|#[0-9a-f]{6}", picture)
    assert [str(value) for value in figure.rows[0][1]] == ["75.0", "30.0", "95.4"]


def test_months_below_a_ladder_keep_apart_on_every_width() -> None:
    months = [f"{2025 + at // 12}-{at % 12 + 1:02d}" for at in range(24)]
    levels = ["Registered", "Silver", "Gold", "Platinum"]
    figure = charts.lines(
        [charts.Point(month, 3) for month in months],
        title="Level by month",
        label_head="Month",
        value_head="Place",
        steps=levels,
    )
    for drawn in (figure.wide, figure.middle, figure.narrow):
        places = [float(one) for one in re.findall(r'translate\(([\d.]+),[^)]*\)"[^>]*>20\d\d-\d\d<', drawn)]
        assert len(places) > 2
        assert min(b - a for a, b in pairwise(places)) >= 52  # seven characters of 12 px and a gap
