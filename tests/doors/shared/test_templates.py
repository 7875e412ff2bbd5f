"""What every template keeps: nothing inline, and no tag that nobody knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

WEB = Path(__file__).parents[3] / "src/fairway/web"
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
STYLES = sorted((WEB / "shared/static/shared/css").glob("*.css"))

INLINE = {
    "a style attribute": re.compile(r"<[^>{%]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>"),
    "an event attribute": re.compile(r"<[^>{%]*\son[a-z]+\s*="),
    "an address of another host": re.compile(r"(?:src|href|action)=\"(?:https?:)?//"),
    "hx-on": re.compile(r"\bhx-on"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    assert not [what for what, pattern in INLINE.items() if pattern.search(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_every_template_compiles(path: Path) -> None:
    get_template(str(path).split("/templates/", 1)[1])


def test_every_style_sheet_is_named_once_in_the_entry() -> None:
    named = re.findall(r'@import url\("([\w.-]+)"\)', (WEB / "shared/static/shared/css/main.css").read_text())
    assert sorted(named) == sorted(path.name for path in STYLES if path.name != "main.css")


def test_every_colour_stands_in_the_tokens() -> None:
    stray = {
        path.name: found
        for path in STYLES
        if path.name not in {"tokens.css", "print.css"}
        and (found := set(re.findall(r"#[0-9a-f]{3,6}\b", path.read_text())) - {"#fff", "#58728a", "#3a566c"})
    }
    assert not stray


def test_files_a_page_needs_can_be_found() -> None:
    for name in ("shared/css/main.css", "shared/js/fairway.js", "shared/mark.svg", "django_htmx/htmx-2.min.js"):
        assert finders.find(name), name
