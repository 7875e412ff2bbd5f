"""Listens to a browser: what its console says, what the security policy refused, what moved while a page was built."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

OBSERVE = """
window.__shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (event) => {
  if (!window.__examined) console.error("policy refused " + event.violatedDirective + " " + event.blockedURI);
});
"""
EXAMINE = "window.__examined = true"
"""Said to a page before axe or a picture puts styles of its own into it."""
MOST_SHIFT = 0.1
REFUSAL = "Failed to load resource: the server responded with a status of 4"
"""A refused form or a page that is not there is part of some stories, not an error of a page."""


class Watch:
    """What one browser context said that it should not have."""

    def __init__(self, context: BrowserContext) -> None:
        self.said: list[str] = []
        context.add_init_script(OBSERVE)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.said.append(f"{error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            return  # the listener above tells of it, and knows whether the page or the examination was refused
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSAL):
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url')})")


def shift_of(page: Page) -> float:
    """How far things moved since the page began, as Chromium's cumulative layout shift."""
    found: Any = page.evaluate("window.__shift")
    return float(found)


def overflow_of(page: Page) -> list[str]:
    """What makes a page wider than the window; nothing if it is not."""
    found: Any = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [...document.querySelectorAll('body *')]
            .filter((one) => one.getBoundingClientRect().right > wide + 1)
            .slice(0, 8)
            .map((one) => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`);
        }"""
    )
    return list(found)


def spills_of(page: Page) -> list[str]:
    """The tables that stick out of the frame around them, where the frame does not scroll."""
    found: Any = page.evaluate(
        """() => [...document.querySelectorAll('.table')]
          .map((table) => [table, table.closest('.table-frame, .statement, .panel')])
          .filter(([table, frame]) => frame && getComputedStyle(frame).overflowX === 'visible'
            && table.getBoundingClientRect().right > frame.getBoundingClientRect().right + 1)
          .map(([table]) => (table.caption || table).innerText.slice(0, 60))"""
    )
    return list(found)
