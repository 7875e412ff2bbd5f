"""The way from an empty installation to the first statement, shown until one was issued."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from fairway.catalogue import queries as catalogue
from fairway.incentives import queries as incentives
from fairway.incentives.queries.statements import states_by_period
from fairway.kit.access.people import holders_of
from fairway.partners import queries as partners
from fairway.sales import queries as sales
from fairway.web.shared.request import Request


@dataclass(frozen=True)
class Step:
    """One step, whether it is done, and the page where it is; ``link`` is empty where it is somebody else's to do."""

    title: str
    text: str
    is_done: bool
    link: str


def steps(request: Request, *, ran: bool) -> tuple[Step, ...]:
    """Every step with whether it is done; nothing once a statement was issued. ``ran``: whether there was a run."""
    actor = request.actor
    states = states_by_period(actor)
    if not actor.may("programmes.view") or any(state == "issued" for _, _, state in states):
        return ()
    writing, publishing = (
        holders_of(right, partner_id=None, now=request.now) for right in ("programmes.edit", "programmes.publish")
    )

    two = bool(publishing) and len(writing | publishing) > 1

    def step(title: str, text: str, done: bool, page: str, right: str) -> Step:
        return Step(title, text, done, reverse(f"staff:{page}") if actor.may(right) else "")

    return (
        step("A second person", "One writes a programme, another publishes it; one prepares a statement, another "
             "approves it. Invite somebody.", two, "people", "staff.manage"),
        step("Partners", "From a file with a heading row, or the first by hand.",
             partners.visible_to(actor).exists(), "partners", "partners.manage"),
        step("Products", "The numbers that sales files are read against.",
             catalogue.visible_to(actor).exists(), "products", "catalogue.manage"),
        step("Sales", "A file as your system or a partner's writes it. The columns are mapped once.",
             sales.visible_reports(actor).exists(), "sales_upload", "sales.upload"),
        step("A programme", "Who earns what for which sales. Try it over your sales, then have it published.",
             any(row.published for row in incentives.programmes_for(actor)), "programmes", "programmes.edit"),
        step("A run", "It calculates the programme and books what is earned.",
             ran, "runs", "runs.start"),
        step("A closed period", "What comes late is a correction from then on. Closing needs the period to be over.",
             bool(states), "periods", "periods.close"),
        step("The first statement", "Prepare, approve, issue: it gets its number and its PDF.", False,
             "statements", "statements.view"),
    )  # fmt: skip
