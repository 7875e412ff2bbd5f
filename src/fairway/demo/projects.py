"""Gives the demo a second registration policy, whose protection needs signs of activity, and what came of it.

One deal was followed until its window ended, one was let go for want of activity while it stays registered, and a small
one was approved by the policy's own rule.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fairway.deals import actions
from fairway.demo.ground import morning
from fairway.kit.access import acting_as
from fairway.values import exact

if TYPE_CHECKING:
    from fairway.demo.deals import Story

POLICY = """registration: halden-projects
title: Halden projects
currency: USD
asks:
  needed: [website, expected_close, contact_name, contact_email, tender]
  optional: [effort, deal_type, department, city, tax_number, tender_published_on]
accepts: {at_least: [{value: 2500}], tender: before_publication}
preapproval: {below: 10000}
answer: {within: 2 business days, country: DE, time_zone: Europe/Berlin}
protects:
  for: 45 days
  activity: {every: 2 weeks, otherwise: release}
  extension: {by: 15 days, times: 1, decides: vendor}
waitlist: {order: receipt, promotes: by_itself}
losers: {price: list}
price: {discount: 6, base: list, excludes: [promotion]}
"""
DAY = timedelta(days=1)


def tell(story: Story, policy_id: int) -> None:
    """Live through them."""
    story = replace(story, policy_id=policy_id)
    ola, sam = story.cast.ola, story.cast.sam
    begun = morning(story.today - 60 * DAY)
    followed = story.sent(ola, begun, "Ringbahn Depot", 1)
    story.decided(begun + DAY, actions.approve, followed)
    for days, stage in ((10, "engaged"), (20, "confirmed"), (30, "quoted"), (40, "negotiating")):
        with acting_as(ola):
            actions.move_stage(actor=ola, now=begun + days * DAY, code=followed, to=stage)
    story.worked(followed, begun + 47 * DAY, actions.settle)
    quiet = morning(story.today - 30 * DAY)
    released = story.sent(sam, quiet, "Kanalhof Werke", 2)
    story.decided(quiet + DAY, actions.approve, released)
    story.worked(released, quiet + 16 * DAY, actions.settle)
    small = replace(story, lines=[replace(story.lines[0], units=exact(4), value=exact("7200"))])
    small.sent(ola, morning(story.today - 4 * DAY), "Isarwinkel Labor", 0)
