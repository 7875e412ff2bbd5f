"""The documents of one partner, for the export of everything that is its own.

Each is found by the same question as the page that hands it out, asked as the partner: the agreements both signed, what
was handed in with the application, for onboarding and for capabilities, what was added to deals and disputes, and the
sales files the partner reported. One whose time to be kept has passed is named all the same: nobody looks for it then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fairway.agreements.queries import agreements
from fairway.deals.queries import exporting
from fairway.kit import files
from fairway.kit.access import Actor
from fairway.partners import queries as partners
from fairway.sales import queries as sales


@dataclass(frozen=True, slots=True)
class Document:
    """One document: where it lies in the export, what it belongs to, its digest, and its bytes or its place."""

    file: str
    of: str
    name: str
    sha256: str
    content: bytes | Path

    @property
    def kept(self) -> bool:
        """Whether it is still there to be handed out."""
        return isinstance(self.content, bytes) or self.content.is_file()


def documents(actor: Actor, *, on: date) -> Iterator[Document]:
    """Every document of the partner that acts, each under a name of its own."""
    taken: set[str] = set()
    for of, folder, name, sha256, content in _found(actor, on):
        stem = f"documents/{folder}/{files.tidy_name(name)}"
        path, number = stem, 1
        while path.casefold() in taken:
            number += 1
            head, dot, tail = stem.rpartition(".")
            path = f"{head}-{number}.{tail}" if dot and "/" not in tail else f"{stem}-{number}"
        taken.add(path.casefold())
        yield Document(path, of, name, sha256, files.place(sha256) if content is None else content)


def _found(actor: Actor, on: date) -> Iterator[tuple[str, str, str, str, bytes | None]]:
    for row in agreements.rows(actor, on=on, partner_id=actor.partner):
        for paper in agreements.view(actor, row.id, on=on).papers:
            _, content = agreements.paper(actor, row.id, paper.id)
            yield f"Agreement {row.number}: {paper.title}", "agreements", paper.name, paper.sha256, content
    for _, _, sent in partners.applied_as(actor):
        for file in sent:
            yield "Application", "application", file.name, file.sha256, None
    for plan in partners.plans_of(actor, actor.partner, on=on):
        for task in plan.tasks:
            for kept in task.files:
                yield f"Onboarding: {task.title}", "onboarding", kept.name, kept.sha256, None
    for one in partners.capabilities(actor, on=on, partner_id=actor.partner):
        if one.sha256:
            yield f"Capability: {one.title}", "capabilities", one.file_name, one.sha256, None
    for deal in exporting.files_out(actor):
        yield f"Deal {deal.deal}", "deals", f"{deal.deal} {deal.name}", deal.sha256, None
    for item in exporting.dispute_files_out(actor):
        yield f"Dispute {item.deal}", "disputes", f"{item.deal} {item.name}", item.sha256, None
    for report in sales.rows_of(actor, list(sales.reports_listed(actor).order_by("pk"))):
        if report.reporter_id == actor.partner:
            name = f"{report.received_at:%Y-%m-%d} {report.file_name}"
            yield f"Sales file of {report.received_at:%Y-%m-%d}", "sales-files", name, report.sha256, None
