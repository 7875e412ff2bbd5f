"""Every page of both workspaces: light and dark, on a desk and on a phone, for eyes, keyboards and screen readers."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

from fairway.web.shared import permissions
from tests.journeys.site import Site
from tests.journeys.watching import EXAMINE, MOST_SHIFT, overflow_of, shift_of

pytestmark = [pytest.mark.browser, pytest.mark.long]

PICTURES = Path(os.environ.get("SCREENSHOTS", "/tmp/fairway-screenshots"))
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NOT_PAGES = re.compile(
    r"progress/$|\.csv$|/refused/$|/check/$|/text/$|/pdf/$|import/<str:token>/$|/annex/$|logout|/export/$|chart"
)
"""Fragments, downloads, and steps that a journey of their own goes through."""


def addresses(site: Site, door: str) -> list[str]:
    """Every address of a door that can be opened, filled in with what was seeded."""
    seeded = site.seeded
    found = []
    for entry in permissions.table():
        if not entry.route.startswith(door) or NOT_PAGES.search(entry.route):
            continue

        def value(match: re.Match[str], route: str = entry.route) -> str:
            name = match[1]
            if name == "number":
                room = route.split("/")[1]
                return str({"programmes": seeded["programme"], "runs": seeded["run"], "journal": 1}.get(
                    room, seeded["number"] if "<str:number>" in route else seeded["statement"]))  # fmt: skip
            if name == "user_id":
                return str(seeded["ada" if route.startswith("vendor/people") else "ines"])
            return str({"partner_id": seeded["a"], "report_id": seeded["report"], "payout_id": seeded["payout"],
                        "statement_id": seeded["statement"], "code": "welcome", "version": 1,
                        "programme_id": seeded["programme"], "label": "2024-Q1"}.get(name, 1))  # fmt: skip

        found.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", value, entry.route))
    return found


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical; with `rules`, looking for these only."""
    page.evaluate(EXAMINE)
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    answer = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{one['id']} ({one['impact']}): " + "; ".join(node["html"][:140] for node in one["nodes"][:3])
        for one in answer["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def name_of(who: str, address: str) -> str:
    return f"{who}-" + (re.sub(r"[^a-zA-Z0-9]+", "-", address.strip("/")) or "home")


def looked_at(page: Page, who: str, address: str) -> list[str]:
    """Open an address in every light and width; answer what is wrong with it. What is no page of its own is skipped."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = name_of(who, address)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    try:
        answer = page.goto(address)
    except Error as fault:
        if "ERR_HTTP_RESPONSE_CODE_FAILURE" in fault.message:
            return []  # an address that only takes a form: it answers 405 without a page
        raise
    assert answer is not None
    wrong = [f"answered {answer.status}"] if answer.status >= 400 else []
    if (moved := shift_of(page)) > MOST_SHIFT:
        wrong.append(f"wide: things moved by {moved:.2f}")
    wrong += [f"wide, light: {one}" for one in axe(page)]
    page.screenshot(path=PICTURES / f"{name}-wide.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    wrong += [f"wide, dark: {one}" for one in axe(page, "color-contrast")]
    page.screenshot(path=PICTURES / f"{name}-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(address)
    if (moved := shift_of(page)) > MOST_SHIFT:
        wrong.append(f"phone: things moved by {moved:.2f}")
    if wide := overflow_of(page):
        wrong.append(f"phone: wider than the window: {wide}")
    wrong += [f"phone, light: {one}" for one in axe(page)]
    page.screenshot(path=PICTURES / f"{name}-phone.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    wrong += [f"phone, dark: {one}" for one in axe(page, "color-contrast")]
    return [f"{address}: {one}" for one in wrong]


@pytest.mark.parametrize(
    ("who", "door"),
    [("maya", "vendor/"), ("ola", "partner/"), ("ola", "you/"), ("maya", "styleguide/"), ("maya", "help/")],
)
def test_every_page_reads_well(browse: Callable[..., Page], site: Site, who: str, door: str) -> None:
    page = browse(who)
    listed = addresses(site, door) if door != "help/" else ["/help/", "/help/reference/reason-codes/"]
    wrong = [one for address in dict.fromkeys(listed) for one in looked_at(page, who, address)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/nowhere/", "/join/gone/"])
def test_every_page_before_the_door_reads_well(contexts: Callable[..., Any], address: str) -> None:
    page = contexts().new_page()
    wrong = [one for one in looked_at(page, "nobody", address) if "answered 4" not in one]
    assert not wrong, "\n".join(wrong)
