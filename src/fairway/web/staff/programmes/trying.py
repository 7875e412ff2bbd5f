"""Try a draft over history: turn its numbers, see at once who wins and who loses, keep it, take it into the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from fairway.engine.programme import MeasureKind
from fairway.engine.trial import COLUMNS, FIFTHS, BadKnob, Knob, Outcome, PartnerSum, knobs, rows, turned
from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.queries import ProgrammeView, TrialView, Tryout, VersionRow
from fairway.incentives.rules import NotFound, Refused
from fairway.values import Exact, Money, Rounding, exact
from fairway.web.shared import charts, lists
from fairway.web.shared.components import compare_lines
from fairway.web.shared.display import number_text
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.programmes.reading import view_of

TURNED = "k:"
"""Begins the name of a field that holds a turned number."""
NOTHING_BEFORE = "0"
"""Says in the address that a new programme is compared with nothing."""
FILES = {"trial": "csv", "trial-xlsx": "xlsx"}
"""What the address says of an export of the whole trial, and the kind of its file."""
UNITS = {"percent": "%", "threshold": "", "amount": "", "each": "each"}


@dataclass(frozen=True)
class Turn:
    """A knob as the page shows it: what it is set to now, and whether that differs from the text."""

    knob: Knob
    value: str
    unit: str

    @property
    def field(self) -> str:
        return TURNED + self.knob.name

    @property
    def is_turned(self) -> bool:
        return self.value != self.knob.text


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a version with numbers turned, against another or nothing, over some periods."""

    view: ProgrammeView
    tried: VersionRow
    against: VersionRow | None
    values: Mapping[str, str]
    first: str
    last: str
    snapshot: str
    text: str
    knobs: tuple[Knob, ...]
    refusal: str

    @property
    def turns(self) -> tuple[tuple[str, tuple[Turn, ...]], ...]:
        """The knobs by incentive."""
        found: dict[str, list[Turn]] = {}
        for knob in self.knobs:
            value = self.values.get(knob.name, knob.text)
            unit = UNITS[knob.unit] or (self.view.row.currency if knob.unit == "amount" else "")
            found.setdefault(knob.title, []).append(Turn(knob, value, unit))
        return tuple((title, tuple(turns)) for title, turns in found.items())

    @property
    def changed(self) -> bool:
        """Whether a number is turned."""
        return any(turn.is_turned for _, turns in self.turns for turn in turns)

    def fields(self, snapshot: str) -> tuple[tuple[str, str], ...]:
        """What a form needs to ask for the same again."""
        own = [(turn.field, turn.value) for _, turns in self.turns for turn in turns if turn.is_turned]
        fixed = (
            ("version", str(self.tried.number)),
            ("against", str(self.against.number) if self.against else NOTHING_BEFORE),
        )
        return (*fixed, ("first", self.first), ("last", self.last), ("snapshot", snapshot), *own)


def asked_of(request: Request, number: int, given: QueryDict) -> Asked:
    """Read what is asked; what nobody knows falls back to the newest version against the published one, if any."""
    view = view_of(request, number)
    versions = {str(row.number): row for row in view.versions}
    live = next((row for row in view.versions if row.state == "published"), None)
    tried = versions.get(given.get("version", ""), view.versions[0])
    wanted = given.get("against", "")
    against = None if wanted == NOTHING_BEFORE else versions.get(wanted, live)
    text = incentives.version_text(request.actor, tried.id)
    values = {key[len(TURNED) :]: str(value) for key, value in given.items() if key.startswith(TURNED)}
    found, refusal = knobs(text), ""
    try:
        text = turned(text, values)
    except BadKnob as problem:
        refusal = str(problem)
    return Asked(
        view, tried, against, values, given.get("first", ""),
        given.get("last", ""), given.get("snapshot", ""), text, found, refusal,
    )  # fmt: skip


def partners_listing(outcome: Outcome, link: Callable[[PartnerSum], str] | None = None) -> Listing:
    """What the trial gives and takes, partner by partner; ``link`` leads to why."""
    net = outcome.sold_in is MeasureKind.NET

    def sold(row: PartnerSum) -> Money | Exact:
        return Money(row.sold, outcome.currency).rounded(Rounding.HALF_UP) if net else row.sold

    return Listing(
        name="trial-partners",
        columns=(
            Column(
                "name", "Partner", is_key=True, value=lambda row: row.partner.name,
                sort=lambda row: row.partner.name.casefold(), note=lambda row: row.size, link=link,
            ),
            Column(
                "sold", "Sales" if net else outcome.sold_in.value.capitalize(), kind="money" if net else "number",
                value=sold, sort=lambda row: row.sold, currency=outcome.currency if net else "",
            ),
            Column("before", "Before", kind="money", sort=lambda row: row.before.amount, currency=outcome.currency),
            Column("after", "After", kind="money", sort=lambda row: row.after.amount, currency=outcome.currency),
            Column(
                "difference", "Difference", kind="money", sort=lambda row: row.difference.amount,
                note=lambda row: "" if not row.share else f"{number_text(row.share)} %", currency=outcome.currency,
            ),
            Column("share", "Difference in percent", kind="number", shown=False),
            Column("size", "Size", shown=False),
            Column("types", "Types", value=lambda row: "; ".join(row.partner.types), shown=False),
            Column("tier", "Tier", value=lambda row: row.partner.tier, shown=False),
            Column("country", "Country", value=lambda row: row.partner.country, shown=False),
        ),
        filters=(
            Filter(
                "who",
                "Who",
                choices=(("losers", "Gets less"), ("winners", "Gets more"), ("same", "Gets the same")),
                narrow=_who,
            ),
            Filter("size", "Size", choices=tuple((fifth, fifth.capitalize()) for fifth in FIFTHS)),
            Filter("bucket", "Change", choices=tuple((name, name) for name, count in outcome.buckets if count)),
        ),
        search=("partner.name",),
        search_hint="Partner",
        # losers first; where nobody loses, who wins most
        default_sort="difference" if outcome.total.losers else "-difference",
        per_page=25,
        empty_title="No partner earned anything",
        empty_icon="building-office-2",
        keeps=True,
    )  # fmt: skip


def _who(found: Any, value: str) -> list[PartnerSum]:
    sign = {"losers": -1, "winners": 1, "same": 0}[value]
    return [row for row in found if (row.difference.amount > 0) - (row.difference.amount < 0) == sign]


def shown(outcome: Outcome, *, drawn: bool) -> dict[str, Any]:
    """What a page shows of an outcome; the chart takes longer than the numbers and may come after them."""
    points = [charts.Point(name, count) for name, count in outcome.buckets if count]
    title = "How many partners get how much more or less"
    figure = charts.bars(points, title=title, label_head="Change", value_head="Partners") if drawn else None
    smallest = next((one for one in outcome.sizes if one.label == FIFTHS[-1]), None)
    return {
        "outcome": outcome,
        "figure": figure,
        "smallest": smallest,
        "tables": (
            ("By period", "Period", outcome.periods),
            ("By size", "Size, by sales", outcome.sizes),
            ("By type", "Type", tuple(replace(one, label=one.label.replace("_", " ")) for one in outcome.types)),
            ("By tier", "Tier", outcome.tiers),
            ("By country", "Country", outcome.countries),
        ),
        "cliffs": _cliffs(outcome),
    }


def _cliffs(outcome: Outcome) -> list[tuple[Any, Any]]:
    """The steps at which the payout jumps, each with the same step before where there was one."""
    before = {(one.cliff.incentive, one.cliff.bound): one for one in outcome.cliffs_before}
    return [(one, before.get((one.cliff.incentive, one.cliff.bound))) for one in outcome.cliffs_after]


@require_GET
def trying(request: Request, number: int) -> HttpResponseBase:
    """Show a version side by side with another over history, its numbers as sliders."""
    asked = asked_of(request, number, request.GET)
    found, refusal = None, asked.refusal
    if not refusal:
        try:
            found = _tried(request, number, asked)
        except NotFound:
            raise Http404 from None
        except Refused as refused:
            refusal = str(refused)
    if found is not None and request.GET.get("export") in FILES:
        return exported(found.outcome, f"{asked.view.row.code}-trial", FILES[request.GET["export"]])
    context = {
        "view": asked.view,
        "asked": asked,
        "found": found,
        "refusal": refusal,
        "kept": incentives.trials_of(request.actor, number),
        "differences": _differences(request, asked) if found is not None else (),
    }
    if found is None:
        return lists.answer(request, "staff/programmes/try.html", NOTHING, (), context=context)
    hurried = bool(request.headers.get("HX-Request")) and "chart" not in request.GET
    state = urlencode(asked.fields(found.snapshot))
    context |= shown(found.outcome, drawn=not hurried)
    context |= {"fields": asked.fields(found.snapshot), "state": state, "export": f"?{state}&export="}
    listing = partners_listing(found.outcome, lambda row: _why("programme_try_partner", row, number, state=state))
    return lists.answer(request, "staff/programmes/try.html", listing, found.outcome.partners, context=context)


def _why(page: str, row: PartnerSum, *where: int, state: str = "") -> str:
    """The page that tells why a partner gets more or less; none where it gets the same."""
    if not row.difference or not row.partner.id.isdecimal():
        return ""
    address = reverse(f"staff:{page}", args=[*where, int(row.partner.id)])
    return f"{address}?{state}" if state else address


NOTHING = Listing(name="trial-partners", columns=(Column("name", "Partner"),))


def _tried(request: Request, number: int, asked: Asked) -> Tryout:
    return incentives.try_out(
        request.actor, number, text=asked.text, against=_id(asked.against), on=today_of(request), first=asked.first,
        last=asked.last, snapshot=asked.snapshot,
    )  # fmt: skip


def _id(against: VersionRow | None) -> int | None:
    return against.id if against else None


def _differences(request: Request, asked: Asked) -> tuple[Any, ...]:
    return incentives.text_compare(request.actor, asked.against.id, asked.text) if asked.against else ()


def exported(outcome: Outcome, name: str, kind: str) -> HttpResponse:
    """Hand out every sum and every partner of a trial as a file."""
    texts = COLUMNS.index("partners")
    table = ((*row[:texts], *(exact(cell) if cell else None for cell in row[texts:])) for row in rows(outcome))
    return lists.answer_with(kind, name, COLUMNS, table)


@require_POST
def keep(request: Request, number: int) -> HttpResponse:
    """Keep what came of a trial under a name."""
    asked = asked_of(request, number, request.POST)
    again = f"{reverse('staff:programme_try', args=[number])}?{urlencode(asked.fields(asked.snapshot))}"
    if asked.refusal:
        messages.error(request, asked.refusal)
        return redirect(again)
    try:
        kept = actions.keep_trial(
            actor=request.actor, now=request.now, programme_id=number, name=request.POST.get("name", ""),
            note=request.POST.get("reason", ""), text=asked.text, against=_id(asked.against), on=today_of(request),
            first=asked.first, last=asked.last, snapshot=asked.snapshot,
        )  # fmt: skip
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
        return redirect(again)
    messages.success(request, "Kept. The address of this page can be sent to a colleague.")
    return redirect("staff:programme_trial", number, kept)


@require_POST
def take(request: Request, number: int) -> HttpResponse:
    """Write the turned numbers into the draft; a published version stays, and the next one begins."""
    asked = asked_of(request, number, request.POST)
    if asked.refusal or not asked.changed:
        messages.error(request, asked.refusal or "No number is turned: there is nothing to take into the draft.")
        return redirect("staff:programme_try", number)
    if asked.tried.number != asked.view.versions[0].number:
        messages.error(
            request,
            f"Version {asked.tried.number} is not the newest: its text would undo what was written since. "
            f"Try version {asked.view.versions[0].number} and turn the numbers there.",
        )
        return redirect("staff:programme_try", number)
    draft = actions.save_draft(actor=request.actor, now=request.now, programme_id=number, text=asked.text)
    where = reverse("staff:programme_compare", args=[number])
    messages.success(
        request,
        format_html('Version {} has the new numbers. <a href="{}">See what changed</a>', draft.number, where),
    )
    return redirect("staff:programme", number)


@require_GET
def kept(request: Request, number: int, trial_id: int) -> HttpResponseBase:
    """Show a kept trial as it was seen then."""
    view, found = kept_view(request, number, trial_id)
    if request.GET.get("export") in FILES:
        return exported(found.outcome, f"{view.row.code}-trial-{trial_id}", FILES[request.GET["export"]])
    against = next((row for row in view.versions if row.number == found.row.against), None)
    before = incentives.version_text(request.actor, against.id) if against else ""
    context = {
        "view": view,
        "trial": found,
        "against": against,
        "differences": incentives.text_compare(request.actor, against.id, found.text) if against else (),
        "rows": compare_lines(before.splitlines(), found.text.splitlines()),
        "export": "?export=",
        **shown(found.outcome, drawn=True),
    }
    listing = partners_listing(found.outcome, lambda row: _why("programme_trial_partner", row, number, trial_id))
    return lists.answer(request, "staff/programmes/trial.html", listing, found.outcome.partners, context=context)


def kept_view(request: Request, number: int, trial_id: int) -> tuple[ProgrammeView, TrialView]:
    """The programme and the kept trial of the address, or 404."""
    view = view_of(request, number)
    try:
        return view, incentives.trial(request.actor, number, trial_id)
    except NotFound:
        raise Http404 from None
