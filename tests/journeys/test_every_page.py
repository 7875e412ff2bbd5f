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
from tests.journeys.watching import EXAMINE, MOST_SHIFT, overflow_of, shift_of, spills_of

pytestmark = pytest.mark.browser

PICTURES = Path(os.environ.get("SCREENSHOTS", "/tmp/fairway-screenshots"))
WIDTHS = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
MOST_USED = {
    "maya": (
        "/vendor/",
        "/vendor/partners/",
        "/vendor/partners/{a}/",
        "/vendor/sales/",
        "/vendor/sales/{held}/held/",
        "/vendor/programmes/{programme}/",
        "/vendor/programmes/{programme}/try/",
        "/vendor/programmes/{programme}/trials/{trial}/",
        "/vendor/partners/{a}/forecast/",
        "/vendor/runs/{run}/",
        "/vendor/statements/{statement}/",
        "/vendor/agreements/{agreement}/",
        "/vendor/agreements/calendar/",
        "/vendor/territories/?around=US",
        "/vendor/territories/grants/add/?partner=B-2&places=DE&kind=exclusive&since_on=2024-07-01",
    ),
    "ola": (
        "/partner/",
        "/partner/earnings/",
        "/partner/earnings/what-if/",
        "/partner/earnings/payouts/{payout}/",
        "/partner/agreements/{agreement}/sign/",
        "/partner/rights/",
    ),
}
LISTED = {
    "help/": ["/help/", "/help/reference/reason-codes/"],
    "account/": [
        "/account/2fa/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/totp/activate/",
        "/account/password/change/",
    ],
}
NOT_PAGES = re.compile(
    r"progress/$|\.csv$|/refused/$|/check/$|/text/$|/pdf/$|import/<str:token>/$|/annex/$|logout|/export/$|chart|counsel/$|grants/file/$|/end/$"
    r"|\.ics$|documents/<int:paper_id>/$|/document/$|/preview/$"
    r"|/note/$|/outside/<int:line_id>/$|/protected/$|/files/<\w+:(item|attachment_id)>/$"
    r"|<int:file_id>/|/evidence/$|you/data/$|export/<int:export_id>/$|import/<str:token>/$|statements/<\w+:\w+>/lines/$"
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
            if name == "case":
                return str(seeded["case" if route.startswith("vendor/") else "own_case"])
            if name == "user_id":
                return str(seeded["ada" if route.startswith("vendor/people") else "ines"])
            return str({"partner_id": seeded["a"], "report_id": seeded["report"], "payout_id": seeded["payout"],
                        "statement_id": seeded["statement"], "code": "welcome", "version": 1,
                        "programme_id": seeded["programme"], "label": "2024-Q1",
                        "trial_id": seeded["trial"], "grant_id": seeded["grant"],
                        "territory_id": seeded["territory"], "agreement_id": seeded["agreement"],
                        "paper_id": seeded["paper"], "signer_id": seeded["signer"],
                        "template_id": seeded["template"], "deal": seeded["deal"], "policy_id": seeded["policy"],
                        "lead": seeded["lead"], "offer": seeded["offer"],
                        "question": seeded["question"], "adjustment": seeded["adjustment"],
                        "by": "partner", "merge_id": seeded["merge"], **seeded["recruiting"]}.get(name, 1))  # fmt: skip

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


def opened(page: Page, address: str) -> int | None:
    """Go to an address and answer its status; None where there is no page to look at."""
    try:
        answer = page.goto(address)
    except Error as fault:
        if "ERR_HTTP_RESPONSE_CODE_FAILURE" in fault.message:
            return None  # an address that only takes a form: it answers 405 without a page
        raise
    assert answer is not None
    return answer.status


def glance(page: Page, address: str, width: str, light: str, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Open an address in one width and light, examine it, and keep a picture of it in `PICTURES`."""
    page.set_viewport_size(WIDTHS[width])  # type: ignore[arg-type]
    page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
    status = opened(page, address)
    if status is None:
        return []
    wrong = [f"answered {status}"] if status >= 400 else []
    if (moved := shift_of(page)) > MOST_SHIFT:
        wrong.append(f"things moved by {moved:.2f}")
    if wide := overflow_of(page):
        wrong.append(f"wider than the window: {wide}")
    if width == "wide":
        wrong += between(page)
    if out := spills_of(page):
        wrong.append(f"out of its frame: {out}")
    return [f"{address} ({width}, {light}): {one}" for one in [*wrong, *axe(page, *rules)]]


def between(page: Page) -> list[str]:
    """What is too wide on a tablet, upright and lying, where a page has neither a desk's place nor a phone's cards."""
    wrong = []
    for wide in (768, 1024):
        page.set_viewport_size({"width": wide, "height": 900})
        wrong += [f"wider than a window of {wide}: {one}" for one in overflow_of(page)]
    page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
    return wrong


def picture(page: Page, who: str, address: str, kind: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name_of(who, address)}-{kind}.png", full_page=True)


def looked_at(page: Page, who: str, address: str) -> list[str]:
    """Look at an address in both widths and lights; answer what is wrong with it. By night only contrast differs."""
    wrong: list[str] = []
    for width, kind in (("wide", "wide"), ("phone", "phone")):
        wrong += glance(page, address, width, "light")
        picture(page, who, address, kind)
        page.emulate_media(color_scheme="dark")
        wrong += [f"{address} ({width}, dark): {one}" for one in axe(page, "color-contrast")]
        if width == "wide":
            picture(page, who, address, "dark")
    return wrong


@pytest.mark.parametrize("who", ["maya", "ola"])
def test_the_most_used_pages_read_well(browse: Callable[..., Page], site: Site, who: str) -> None:
    page = browse(who)
    pages = [address.format(**site.seeded) for address in MOST_USED[who]]
    wrong = [
        one
        for address in pages
        for width, light in (("wide", "light"), ("phone", "dark"))
        for one in glance(page, address, width, light)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.parametrize(
    ("who", "door"),
    [("maya", "vendor/"), ("ola", "partner/"), ("ola", "you/"), ("maya", "styleguide/"), ("maya", "help/"),
     ("ola", "account/")],
)  # fmt: skip
def test_every_page_reads_well(browse: Callable[..., Page], site: Site, who: str, door: str) -> None:
    page = browse(who)
    listed = LISTED.get(door) or addresses(site, door)
    wrong = [one for address in dict.fromkeys(listed) for one in looked_at(page, who, address)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "address", ["/account/login/", "/account/password/reset/", "/nowhere/", "/join/gone/", "/find/", "/ask/"]
)
def test_every_page_before_the_door_reads_well(contexts: Callable[..., Any], address: str) -> None:
    page = contexts().new_page()
    wrong = [one for one in looked_at(page, "nobody", address) if "answered 4" not in one]
    assert not wrong, "\n".join(wrong)
