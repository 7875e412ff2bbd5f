"""A partner's deals for its programs: the form's own actions, and its own checks. Programs decide nothing."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.actions.registering import AskedRole, Faulty
from fairway.deals.rules.asked import Asked, day_of
from fairway.deals.rules.asked import Fault as Wrong
from fairway.deals.rules.attachments import LARGEST
from fairway.deals.rules.axes.registration import PARTNER_WORDS
from fairway.deals.rules.policy import FIELDS, Policy
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.written import WrittenLine, WrittenRole, number
from fairway.kit import codes
from fairway.kit.access import NotAllowed, people
from fairway.values import plain
from fairway.web.api.reading import Unreadable, body_of, object_of, program, rows_of, text_of, told
from fairway.web.shared.deals import acknowledge
from fairway.web.shared.problems import Fault, apart
from fairway.web.shared.request import Request

KEYS = ("programme", "fields", "lines", "roles", "send")
PAGE, MOST_LINES, MOST_ROLES = 100, 100, 10
READ, WRITE = "own.deals.view", "own.deals.register"


@program("GET")
def programmes(request: Request) -> HttpResponseBase:
    """The open programmes with what each asks for."""
    found = [
        {
            "programme": one.policy.id, "title": one.policy.title, "currency": one.policy.currency,
            "fields": [
                {"name": field.name, "label": field.label, "needed": needed, "kind": field.kind,
                 "longest": field.longest, "choices": [code for code, _ in field.choices]}
                for field, needed in one.policy.form
            ],
            "roles": list(one.policy.roles),
        }
        for one in deals.published(request.actor)
    ]  # fmt: skip
    return told({"programmes": found})


@program("GET", "POST")
def index(request: Request) -> HttpResponseBase:
    """List the partner's deals, the newest first; or register one."""
    if request.method == "POST":
        return _register(request)
    _needs(request, READ)
    rows = deals.visible_to(request.actor).order_by("-pk")
    if status := request.GET.get("status", ""):
        rows = rows.filter(status=status[:20])
    if after := request.GET.get("after", ""):
        last = deals.visible_to(request.actor).filter(code=after[:20]).values_list("pk", flat=True).first()
        if last is None:
            raise NotFound(f"There is no registration {after[:20]}.")
        rows = rows.filter(pk__lt=last)
    found = deals.rows_of(request.actor, rows[: PAGE + 1])
    listed = [_row(one) for one in found[:PAGE]]
    return told({"registrations": listed, "next": listed[-1]["code"] if len(found) > PAGE else None})


@program("GET", "PATCH")
def one(request: Request, deal: str) -> HttpResponseBase:
    """One deal; or change it while it is a draft or was returned."""
    if request.method == "GET":
        _needs(request, READ)
        return told(_whole(deals.deal(request.actor, deal, request.now)))
    _needs(request, WRITE)
    view = deals.deal(request.actor, deal, request.now)
    body = body_of(request, KEYS[1:])
    return _keep(request, body, deal, view.policy, view.policy_id, view, 200)


@program("POST")
def send(request: Request, deal: str) -> HttpResponseBase:
    """Send a draft. Twice does one thing."""
    view = deals.deal(request.actor, deal, request.now)
    return told(_whole(_submit(request, view.row.code)))


@program("POST")
def withdraw(request: Request, deal: str) -> HttpResponseBase:
    """Take a registration back."""
    body = body_of(request, ("reason",))
    faults: list[Fault] = []
    reason = text_of(body.get("reason"), "/reason", faults)
    if faults:
        raise Unreadable(*faults)
    actions.withdraw(actor=request.actor, now=request.now, code=deal, reason=reason)
    return told(_whole(deals.deal(request.actor, deal, request.now)))


@program("POST")
def attach(request: Request, deal: str) -> HttpResponseBase:
    """Add a file: the body is its content, ``?name=`` its name."""
    content = request.read(LARGEST + 1)
    name = request.GET.get("name", "")
    if not name:
        raise Unreadable(Fault("?name", "", "The file has no name.", "Add ?name=notes.pdf to the address."))
    made = actions.attach(
        actor=request.actor, now=request.now, code=deal, name=name, content=content,
        proof=request.GET.get("proof", "")[:24],
    )  # fmt: skip
    return told({"file": made}, 201)


def _needs(request: Request, right: str) -> None:
    """One address reads and writes, and each needs its own right. :raises NotAllowed: the token lacks it."""
    if not request.actor.may(right):
        raise NotAllowed(right)


def _register(request: Request) -> HttpResponseBase:
    _needs(request, WRITE)
    body = body_of(request, KEYS)
    open_now = deals.published(request.actor)
    named = str(body.get("programme") or "")
    found = next((one for one in open_now if one.policy.id == named), None)
    if found is None and not named and len(open_now) == 1:
        found = open_now[0]
    if found is None:
        known = ", ".join(one.policy.id for one in open_now) or "none is open now"
        raise Unreadable(Fault("/programme", named[:60], "There is no such programme.", f"Name one of: {known}."))
    key = request.headers.get("Idempotency-Key", "")
    code = _code_of(request, key) if key else actions.new_code()
    try:
        there = deals.deal(request.actor, code, request.now)
    except NotFound:
        return _keep(request, body, code, found.policy, found.policy_id, None, 201)
    if there.row.status == "draft":
        return _keep(request, body, code, there.policy, there.policy_id, there, 200)
    asked, _ = _asked(request, body, found.policy, None)
    if any(there.fields.get(name) != value for name, value in asked.fields.items()) or asked.lines != there.asked.lines:
        raise Refused("This Idempotency-Key stands for another registration. Use a new key for each deal.")
    return told(_whole(there))


def _code_of(request: Request, key: str) -> str:
    """The code that a key of this partner's always stands for."""
    said = f"{request.actor.partner}:{key}".encode("utf-8", "surrogatepass")
    drawn = int.from_bytes(hmac.new(settings.SECRET_KEY.encode(), b"registration:" + said, hashlib.sha256).digest())
    return codes.written("D", drawn)


def _keep(
    request: Request, body: dict[str, Any], code: str, policy: Policy, policy_id: int, view: deals.DealView | None,
    status: int,
) -> HttpResponseBase:  # fmt: skip
    """Keep what was sent and, unless told otherwise, send it. With a fault nothing is kept."""
    asked, roles = _asked(request, body, policy, view)
    try:
        actions.save_draft(
            actor=request.actor, now=request.now, code=code, policy_id=policy_id, asked=asked, roles=roles,
            way_in="api",
        )  # fmt: skip
        if body.get("send", True) is False:
            return told(_whole(deals.deal(request.actor, code, request.now)), status)
        return told(_whole(_submit(request, code)), status)
    except Faulty as refused:
        raise Unreadable(*(_fault(fault) for fault in refused.faults)) from None


def _submit(request: Request, code: str) -> deals.DealView:
    try:
        view = actions.submit(actor=request.actor, now=request.now, code=code)
    except Faulty as refused:
        raise Unreadable(*(_fault(fault) for fault in refused.faults)) from None
    acknowledge(view, people.address_of(request.actor.person))
    return view


def _fault(fault: Wrong) -> Fault:
    place = f"/fields/{fault.field}" if fault.field in FIELDS else f"/{fault.field}" if fault.field else ""
    return apart(place, fault.value, fault.sentence)


def _asked(
    request: Request, body: dict[str, Any], policy: Policy, view: deals.DealView | None
) -> tuple[Asked, list[AskedRole] | None]:  # fmt: skip
    """What was sent, as the rules read it; what was not sent stays as it is.

    What cannot be read is told with everything else that would keep it from being sent.
    """
    faults: list[Fault] = []
    if not isinstance(body.get("send", True), bool):
        faults.append(Fault("/send", "", "This is neither true nor false.", "Send true or false."))
    fields = object_of(body.get("fields"), "/fields", tuple(FIELDS), faults)
    sent = rows_of(body.get("lines"), "/lines", ("product", "units", "value"), faults, MOST_LINES)
    parts = rows_of(body.get("roles"), "/roles", ("role", "named", "share", "since"), faults, MOST_ROLES)
    if faults:
        raise Unreadable(*faults)
    written = [WrittenLine(row.get("product", ""), row.get("units", ""), row.get("value", "")) for row in sent]
    lines, wrong = deals.lines_from(request.actor, written)
    faults += [_fault(fault) for fault in wrong]
    roles = []
    for at, row in enumerate(parts):
        part = WrittenRole(**{"role": "", "named": "", **row})
        share = number(part.share or "0", 3, 2)
        if share is None or not part.named or (part.since and day_of(part.since) is None):
            said = "A role has a name, a share such as 40, and may have a first day such as 2026-01-31."
            faults.append(Fault(f"/roles/{at}", part.share, said, "Put it right."))
            continue
        roles.append(AskedRole(part.role, part.named, share, day_of(part.since) or request.now.date()))
    if view is not None:
        fields = {**view.fields, **fields}
        lines = lines if "lines" in body else view.asked.lines
    if faults and body.get("send", True):
        needed = deals.faults_now(request.actor, policy, Asked(fields, lines), request.now)
        faults += [_fault(one) for one in needed if one.field != "lines"]
    if faults:
        raise Unreadable(*faults)
    return Asked(fields, lines), roles if "roles" in body else None


def _moment(at: datetime | None) -> str | None:
    """A moment as programs read it: in UTC, so that it is one text however it was reckoned."""
    return at.astimezone(UTC).isoformat() if at is not None else None


def _row(one: deals.DealRow) -> dict[str, Any]:
    return {
        "code": one.code, "status": one.status, "status_words": PARTNER_WORDS[one.status][0], "stage": one.stage,
        "name": one.name, "company": one.company, "country": one.country, "programme": one.policy_title,
        "value": plain(one.value.amount), "currency": one.value.currency, "created_at": _moment(one.created_at),
        "submitted_at": _moment(one.submitted_at),
        "answer_due_at": _moment(one.due_at),
        "protected_until": _moment(one.protected_until),
    }  # fmt: skip


def _whole(view: deals.DealView) -> dict[str, Any]:
    return {
        **_row(view.row), "fields": dict(view.fields), "open_fields": list(view.open_fields),
        "lines": [
            {"product": line.sku, "units": plain(line.units), "value": plain(line.value.amount),
             "granted": line.granted}
            for line in view.lines
        ],
        "roles": [
            {"role": one.role, "named": one.named, "share": plain(one.share), "since": one.since_on.isoformat()}
            for one in view.roles
        ],
        "files": [{"file": one.id, "name": one.name, "size": one.size, "proof": one.proof} for one in view.attachments],
        "answer": view.answer_text or None, "answer_code": view.answer_code or None,
        "link": f"{settings.FAIRWAY.base_url.rstrip('/')}/partner/deals/{view.row.code}/",
    }  # fmt: skip
