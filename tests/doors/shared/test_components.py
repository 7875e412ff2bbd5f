"""Components that decide something: badges, comparisons, the styleguide as a whole."""

from __future__ import annotations

import re
from typing import Any

from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from fairway.kit.access import Actor, Kind
from fairway.web.shared import samples
from fairway.web.shared.components import Badge, compare_lines
from fairway.web.shared.context import page

MAYA = Actor(Kind.STAFF, user_id=1, name="Maya", rights=frozenset({"partners.view"}))


def request(path: str = "/styleguide/") -> Any:
    found = RequestFactory().get(path)
    found.actor = MAYA  # type: ignore[attr-defined]
    return found


def shown(text: str, **context: Any) -> str:
    return Template("{% load fairway %}" + text).render(Context(context))


def test_a_state_has_the_same_tone_on_every_page() -> None:
    assert Badge.of("accepted").tone == "good"
    assert Badge.of("needs_mapping") == Badge("Needs mapping", "warn")
    assert Badge.of("unheard of").tone == "calm"


def test_what_partners_write_is_escaped_everywhere() -> None:
    evil = '"><script>x</script>'
    html = shown(
        "{% page_header evil lead=evil %}{% endpage_header %}{% panel evil note=evil %}{{ evil }}{% endpanel %}"
        "{% stat evil evil %}{% badge evil %}{% breadcrumbs evil '/' evil %}{% notice 'warn' evil %}{% endnotice %}",
        evil=evil,
    )
    assert "<script" not in html
    assert html.count("&lt;script") >= 9


def test_a_right_hides_what_it_would_refuse() -> None:
    tag = '{% nav_item "shared:styleguide" "Look" "swatch" right=right %}'
    assert "Look" in shown(tag, right="partners.view", actor=MAYA, request=request())
    assert "Look" not in shown(tag, right="staff.manage", actor=MAYA, request=request()).strip()


def test_the_current_page_is_marked_for_screen_readers() -> None:
    html = shown('{% nav_item "shared:styleguide" "Look" "swatch" %}', request=request(), actor=MAYA)
    assert 'aria-current="page"' in html


def test_two_texts_side_by_side() -> None:
    before = [f"line {number}" for number in range(1, 11)]
    after = [*before[:4], "line five", *before[5:], "line 11"]
    rows = compare_lines(before, after, around=1)
    assert [row.kind for row in rows] == ["skip", "same", "changed", "same", "skip", "same", "added"]
    # lines 1 to 3 are folded, 4 is shown; 5 changed; 6 is shown, 7 to 9 folded, 10 is shown; 11 is new
    assert rows[0].left == "3 unchanged lines"
    assert (rows[2].left_number, rows[2].left, rows[2].right_number, rows[2].right) == (5, "line 5", 5, "line five")
    assert (rows[-1].left_number, rows[-1].right_number) == (None, 11)


def test_the_styleguide_shows_everything_without_anything_inline() -> None:
    asked = request()
    html = render_to_string("shared/styleguide.html", {**samples.context(asked, "/styleguide/"), **page(asked)}, asked)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    doubled = {one for one in ids if ids.count(one) > 1}
    assert not {one for one in doubled if not one.startswith("id_")}  # the sample form is shown twice
    components = "table--cards ladder__step timeline__item progress gauge diff editor drop confirm"
    for mark in components.split():
        assert mark in html, mark


def test_a_theme_that_is_none_is_automatic() -> None:
    asked = request()
    asked.COOKIES["theme"] = '"><script>'
    assert page(asked)["theme"] == "auto"
