"""Links lead somewhere: between pages, from the product's help links, and on the built site."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, anchors, links

SOURCE = ROOT / "src" / "fairway"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    broken = []
    for target, text in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.is_file() or (anchor and anchor not in anchors(file)):
            broken.append(f"[{text}]({target})")
    assert not broken


@pytest.mark.parametrize("page", [page for page in PAGES if DOCS in page.parents], ids=lambda page: page.stem)
def test_pages_of_the_documentation_stay_within_it(page: Path) -> None:
    """The product and the site show them without the rest of the source tree."""
    outside = [
        target
        for target, _ in links(page)
        if not re.match(r"[a-z]+:|#", target) and DOCS not in (page.parent / target.partition("#")[0]).resolve().parents
    ]
    assert not outside


def test_every_page_stands_in_the_table_of_contents() -> None:
    parts = r"^((?:tutorial|how-to|cookbook|reference|explanation|decisions)/[\w-]+)$"
    listed = re.findall(parts, _index(), re.MULTILINE)
    there = [str(page.relative_to(DOCS).with_suffix("")) for page in PAGES if DOCS in page.parents]
    assert sorted(listed) == sorted(set(there) - {"index"})


def _index() -> str:
    return (DOCS / "index.md").read_text("utf-8")


def test_help_links_of_the_product_land_on_a_page_and_a_heading() -> None:
    address = r"((?:tutorial|how-to|cookbook|reference|explanation)/[a-z-]+(?:#[\w-]+)?)"
    found: dict[str, str] = {}
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]):
        for target in re.findall(rf'["\'](?:docs/)?{address}["\']', path.read_text("utf-8")):
            found.setdefault(target, str(path.relative_to(ROOT)))
    assert found
    broken = []
    for target, where in found.items():
        page, _, anchor = target.partition("#")
        file = DOCS / f"{page}.md"
        if not file.is_file() or (anchor and anchor not in anchors(file)):
            broken.append(f"{where}: {target}")
    assert not broken


def test_the_site_builds_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        str(DOCS),
        str(tmp_path / "html"),
    ]
    done = subprocess.run(
        [*command, "-d", str(tmp_path / "trees")], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    fetched = set()
    for page in (tmp_path / "html").rglob("*.html"):
        fetched |= set(
            re.findall(r"<(?:script|link|img)\b[^>]*(?:src|href)=\"(https?:[^\"]+)", page.read_text("utf-8"))
        )
    for sheet in (tmp_path / "html").rglob("*.css"):
        fetched |= set(re.findall(r"(?:url\(|@import)\s*[\"']?(https?:[^\"')]+)", sheet.read_text("utf-8")))
    assert not fetched


def test_the_product_shows_each_page_and_its_links_lead_to_help_pages() -> None:
    from fairway.web.shared import help

    names = [str(page.relative_to(DOCS).with_suffix("")) for page in PAGES if DOCS in page.parents]
    names.remove("index")
    broken = []
    for name in names:
        page = help.read(name)
        assert page is not None, name
        assert "```" not in page.body, f"{name} holds a fence the product does not read"
        for href in re.findall(r'href="([^"]+)"', page.body):
            target, _, anchor = href.partition("#")
            if target.startswith("/help/"):
                other = help.read(target.removeprefix("/help/").rstrip("/"))
            elif target:
                assert re.match(r"https?:|mailto:", target), f"{name}: {href}"
                continue
            else:
                other = page
            if other is None or (anchor and f'id="{anchor}"' not in other.body):
                broken.append(f"{name}: {href}")
    assert not broken
