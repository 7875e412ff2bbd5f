"""The other prices of a deal, as the vendor writes them down on its page."""

from __future__ import annotations

from fairway.deals import actions
from fairway.deals.rules.asked import day_of
from fairway.deals.rules.policy.document import Policy
from fairway.deals.rules.policy.words import other_price
from fairway.deals.rules.refusals import Refused
from fairway.deals.rules.stacking import kinds
from fairway.deals.rules.written import number
from fairway.web.shared.request import Request, number_of


def choices(policy: Policy) -> list[tuple[str, str]]:
    """The kinds of prices that the policy says something about, each with what the registration does to it."""
    return [
        (kind, f"{other_price(kind)}, {'adds up' if kind in policy.price.stacks_with else 'cannot be combined'}")
        for kind in (kinds(policy.price) if policy.price.discount is not None else ())
    ]


def do(request: Request, code: str, deed: str) -> None:
    """Write another price down, or let one end. :raises Refused: with what is wrong."""
    post, until = request.POST, day_of(request.POST.get("until", ""))
    if deed == "price_end":
        condition = number_of(post.get("condition", ""))
        if until is None or condition is None:
            raise Refused("Write the first day on which it no longer holds.")
        actions.end_condition(
            actor=request.actor, now=request.now, code=code, condition_id=condition, until_on=until,
            reason=post.get("reason", ""),
        )  # fmt: skip
        return
    percent, since = number(post.get("percent", "").strip().removesuffix("%"), 3, 2), day_of(post.get("since", ""))
    if percent is None:
        raise Refused("Write the percentage as 12.5.")
    if since is None or (post.get("until", "") and until is None):
        raise Refused("Write the days as 2026-01-31.")
    actions.put_condition(
        actor=request.actor, now=request.now, code=code, kind=post.get("kind", "")[:40], percent=percent,
        since_on=since, until_on=until, reference=post.get("reference", ""), reason=post.get("reason", ""),
    )  # fmt: skip
