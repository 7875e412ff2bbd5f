"""Read the documentation as its tests need it: fenced blocks, links and headings of each page.

How examples are written so that tests can run them stands in CONTRIBUTING.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REAL_DATA = ROOT.parent / "shared" / "data"
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))])
PAGES = [path for path in PAGES if path.is_file() and "_build" not in path.parts]


@dataclass(frozen=True)
class Block:
    """A fenced block: the language, what follows it on the fence's line, the text, its line in the page."""

    page: Path
    line: int
    language: str
    rest: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def reason_not_run(self) -> str | None:
        return self.rest.removeprefix("not run:").strip() if self.rest.startswith("not run:") else None

    @property
    def data(self) -> str | None:
        """The folder of real data that a block needs beside the files of its page."""
        return self.rest.removeprefix("with:").strip() if self.rest.startswith("with:") else None

    @property
    def file_name(self) -> str | None:
        return self.rest.removeprefix("file:").strip() if self.rest.startswith("file:") else None


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the output that the page shows for it."""

    line: str
    output: str


def blocks(page: Path) -> Iterator[Block]:
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8")):
        if token.type == "fence":
            language, _, rest = token.info.strip().partition(" ")
            yield Block(page, (token.map or [0])[0] + 1, language, rest.strip(), token.content)


def commands(block: Block) -> list[Command]:
    """Take a console block apart: `$ ` begins a command, `> ` continues it, anything else is output."""
    found: list[list[str]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1][0] += "\n" + line[2:]
        else:
            assert found, f"{block.place} begins with output"
            found[-1][1] += line + "\n"
    return [Command(line, output) for line, output in found]


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Every link's target and text."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8")):
        children = token.children or []
        for place, child in enumerate(children):
            if child.type == "link_open":
                yield str(child.attrGet("href")), children[place + 1].content


def anchors(page: Path) -> set[str]:
    """Names of a page's headings, as the site and the product make them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))
    titles = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.lower()).strip()) for title in titles}
