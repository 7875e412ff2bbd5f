"""Reads of templates and their versions: the vendor's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fairway.agreements.models import TemplateVersion
from fairway.agreements.rules import templates as language
from fairway.kit.access import Actor, Kind
from fairway.policy.problems import Problem


class UnknownTemplate(Exception):
    """No template, or no version of it, of this number that the actor may see."""


@dataclass(frozen=True)
class VersionRow:
    """A version of a template."""

    id: int
    template_id: int
    code: str
    title: str
    number: int
    text: str
    digest: str
    note: str
    edited_by_id: int | None
    edited_at: datetime
    published_by_id: int | None
    published_at: datetime | None

    @property
    def state(self) -> str:
        return "published" if self.published_at is not None else "draft"

    @property
    def problems(self) -> tuple[Problem, ...]:
        return language.parse(self.text).problems


@dataclass(frozen=True)
class TemplateRow:
    """A template with its versions, newest first."""

    id: int
    code: str
    title: str
    versions: tuple[VersionRow, ...]

    @property
    def published(self) -> VersionRow | None:
        """The newest published version: what new agreements are drafted from."""
        return next((one for one in self.versions if one.published_at is not None), None)

    @property
    def draft(self) -> VersionRow | None:
        return next((one for one in self.versions if one.published_at is None), None)

    @property
    def state(self) -> str:
        if self.published is None:
            return "draft"
        return "published, draft open" if self.draft is not None else "published"


def visible_to(actor: Actor) -> QuerySet[TemplateVersion]:
    """Versions of templates: the vendor's people read them, a partner reads its own agreements instead."""
    if actor.kind in {Kind.STAFF, Kind.WORKER}:
        return TemplateVersion.objects.select_related("template")
    return TemplateVersion.objects.none()


def _row(one: TemplateVersion) -> VersionRow:
    return VersionRow(
        one.pk, one.template_id, one.template.code, one.template.title, one.number, one.text, one.digest, one.note,
        one.edited_by_id, one.edited_at, one.published_by_id, one.published_at,
    )  # fmt: skip


def templates(actor: Actor) -> tuple[TemplateRow, ...]:
    """All templates by title."""
    found: dict[int, list[VersionRow]] = {}
    for one in visible_to(actor).order_by("template__title", "template_id", "-number"):
        found.setdefault(one.template_id, []).append(_row(one))
    return tuple(TemplateRow(pk, rows[0].code, rows[0].title, tuple(rows)) for pk, rows in found.items())


def template(actor: Actor, template_id: int) -> TemplateRow:
    """One template. :raises UnknownTemplate: there is none."""
    rows = tuple(_row(one) for one in visible_to(actor).filter(template_id=template_id).order_by("-number"))
    if not rows:
        raise UnknownTemplate(f"There is no template {template_id}.")
    return TemplateRow(template_id, rows[0].code, rows[0].title, rows)


def version(actor: Actor, version_id: int) -> VersionRow:
    """One version. :raises UnknownTemplate: there is none."""
    found = visible_to(actor).filter(pk=version_id).first()
    if found is None:
        raise UnknownTemplate(f"There is no version {version_id}.")
    return _row(found)
