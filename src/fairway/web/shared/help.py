"""Help pages: the documentation folder, read as Markdown and shown in the product's own look."""

from __future__ import annotations

import functools
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

FOLDERS = ("tutorial", "how-to", "cookbook", "reference", "explanation")
TITLES = {
    "tutorial": "Begin here",
    "how-to": "How to",
    "cookbook": "Cookbook",
    "reference": "Look it up",
    "explanation": "Understand",
}
NAME = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)?\Z")

CONTENTS = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""What the documentation's site makes its contents of."""


@dataclass(frozen=True)
class HelpPage:
    """One page of the documentation, as markup made from our own files."""

    name: str
    title: str
    body: SafeString


def docs_folder() -> Path:
    """The folder of the documentation beside the source; in an installed package it travels with it."""
    here = Path(__file__).resolve()
    beside = here.parents[4] / "docs"
    return beside if beside.is_dir() else here.parents[2] / "docs"


def contents() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """All pages by part: (title of the part, ((name, title), …))."""
    root = docs_folder()
    parts = []
    for folder in FOLDERS:
        files = sorted([*root.glob(f"{folder}.md"), *(root / folder).glob("*.md")])
        pages = tuple(
            (str(file.relative_to(root).with_suffix("")), _title(file)) for file in files if file.stem != "index"
        )
        if pages:
            parts.append((TITLES[folder], pages))
    return tuple(parts)


def read(name: str) -> HelpPage | None:
    """Read one page by its name, such as `how-to/load-your-own-data`; None when there is none."""
    if not NAME.match(name):
        return None
    file = docs_folder() / f"{name}.md"
    return _page(name, file, file.stat().st_mtime_ns) if file.is_file() else None


@functools.lru_cache(maxsize=64)
def _page(name: str, file: Path, changed: int) -> HelpPage:
    text = re.sub(r"^\(([\w-]+)\)=\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    text = CONTENTS.sub(_listed, text)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(tokens[at + 1].content))
        for child in token.children or ():
            href = child.attrGet("href") if child.type == "link_open" else None
            if isinstance(href, str):
                child.attrSet("href", _address(name, href))
    body = parser.renderer.render(tokens, parser.options, {})
    return HelpPage(name, _title(file), mark_safe(body))  # noqa: S308 - our own files, raw HTML switched off


def _listed(contents: re.Match[str]) -> str:
    """Write a part of the contents as Markdown: its caption, and a link to each page by its title."""
    lines = contents[1].splitlines()
    caption = next((line.removeprefix(":caption:").strip() for line in lines if line.startswith(":caption:")), "")
    names = [line.strip() for line in lines if line.strip() and not line.startswith(":")]
    pages = [f"- [{_title(docs_folder() / f'{name}.md')}](/{name}.md)" for name in names]
    return "\n".join([f"## {caption}" if caption else "", "", *pages])


def _address(page: str, href: str) -> str:
    """Where a link of a page leads in the product: another page by its own address, the rest as written."""
    path, sign, anchor = href.partition("#")
    if not path.endswith(".md") or re.match(r"[a-z]+:", path):
        return href
    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path.removesuffix(".md"))).lstrip("/")
    return reverse("shared:help", args=[target]) + sign + anchor


def _title(file: Path) -> str:
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return file.stem.replace("-", " ").capitalize()
