"""Help pages are the documentation itself, in the product's own look."""

from __future__ import annotations

import re

from fairway.web.shared import help as documentation


def test_the_contents_of_the_documentation_are_links_to_its_pages() -> None:
    page = documentation.read("index")
    assert page is not None
    assert "toctree" not in page.body
    assert ":caption:" not in page.body
    assert '<a href="/help/how-to/load-your-own-data/">' in page.body
    for name in re.findall(r'href="/help/([^"#]+)/', page.body):
        assert documentation.read(name) is not None, name


def test_every_page_leads_only_to_pages_that_are_there() -> None:
    for _, pages in documentation.contents():
        for name, _ in pages:
            page = documentation.read(name)
            assert page is not None, name
            assert "```" not in page.body, name
            for target in re.findall(r'href="/help/([^"#]+)/', page.body):
                assert documentation.read(target) is not None, f"{name} leads to {target}"
