"""Loading master data from a file: choose it, see what it says and everything wrong with it, then take all of it.

The file is kept by its digest between the two steps; the address of the preview is signed, so that it opens that file
and no other. Nothing is written before the second step, and then all rows or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fairway.formats import CannotRead
from fairway.formats.tables import recognised
from fairway.kit import files
from fairway.kit.access import Actor
from fairway.web.shared import lists
from fairway.web.shared.fixing import FAULTS, Found, column_of, fix_file, table_of
from fairway.web.shared.request import Request, today_of

MOST_ROWS = 100_000
"""Rows of one file of master data; a longer one is split."""
SHOWN = 20
HOURS = 12 * 3600
KINDS = ".csv,.tsv,.txt,.xlsx,.xlsm"


class Fault(Protocol):
    """A value that cannot be taken, as the rooms say it."""

    @property
    def field(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def sentence(self) -> str: ...


class Loaded(Protocol):
    """What a load did."""

    @property
    def added(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def unchanged(self) -> int: ...


@dataclass(frozen=True)
class Read:
    """What a file says: its columns and what each is taken for, facts by row, everything wrong."""

    columns: Mapping[str, str]
    further: tuple[str, ...]
    facts: tuple[tuple[int, Any], ...]
    faults: tuple[Found, ...]
    first: tuple[tuple[int, tuple[str, ...]], ...]
    headings: tuple[str, ...]

    def taken(self, known: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
        """Each heading with what it is taken for, in the file's order."""
        return taken_for(self.headings, self.columns, known)


def taken_for(
    headings: Iterable[str], columns: Mapping[str, str], known: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    """Each heading with what it is taken for, by the name of its column; nothing where it is not read."""
    means = {
        heading: "answer" if field.startswith("answer ") else known[field][0] for field, heading in columns.items()
    }
    return tuple((heading, means.get(heading, "")) for heading in headings)


class FileForm(forms.Form):
    """The file to load."""

    file = forms.FileField(label="File", widget=forms.ClearableFileInput(attrs={"accept": KINDS}))


class TakeForm(forms.Form):
    """From when the rows hold, and why they are loaded."""

    since_on = forms.DateField(label="In force from", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label="Reason", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the journal beside your name.",
    )  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One kind of master data that can be loaded from a file.

    ``known`` are the headings by which each field is recognised, ``needed`` the fields without which no row can be
    read, ``key`` names a row (two rows of one file with the same key are a fault), ``standing`` answers the keys that
    are known already. ``checks``, where rows are held against what is known, makes ``faults_of`` anew for a file.
    ``since`` is the label of the day asked for, or nothing where rows carry their own days. Where it is ``timely``,
    what is known depends on the moment: ``standing`` and ``checks`` are asked with it. ``also`` answers further known
    headings, where these depend on what is kept. Where it is ``tried``, some faults show in all rows together only,
    such as a circle: a load that is taken back finds them before anybody presses the button.
    """

    name: str
    title: str
    back: str
    rows: str
    help: str
    known: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    facts_from: Callable[[Mapping[str, str], Mapping[str, str]], Any]
    faults_of: Callable[[Any], Sequence[Fault]]
    key: Callable[[Any], Any]
    standing: Callable[..., Iterable[Any]]
    load: Callable[..., Loaded]
    refused: type[Exception]
    since: str = ""
    keeps_further: bool = False
    example: str = ""
    checks: Callable[..., Callable[[Any], Sequence[Fault]]] | None = None
    timely: bool = False
    also: Callable[[Actor], Mapping[str, tuple[str, ...]]] | None = None
    tried: bool = False

    def known_to(self, actor: Actor | None) -> Mapping[str, tuple[str, ...]]:
        """The headings by which each field is recognised, those included that depend on what is kept."""
        return {**self.known, **(self.also(actor) if self.also is not None and actor is not None else {})}

    def questions(self, actor: Actor) -> tuple[str, ...]:
        """The headings of columns that hold answers to questions."""
        return tuple(names[0] for names in (self.also(actor) if self.also is not None else {}).values())

    @property
    def counted_as(self) -> str:
        """One of them and several, as the filter that counts takes them: ``site,sites``."""
        one = {"people": "person"}.get(self.rows) or re.sub(r"ies$", "y", self.rows).removesuffix("s")
        return f"{one},{self.rows}"

    @property
    def upload(self) -> Callable[..., HttpResponseBase]:
        """The page that takes the file."""
        return require_http_methods(["GET", "POST"])(self._upload)

    @property
    def preview(self) -> Callable[..., HttpResponseBase]:
        """The page that shows what the file says, and takes it."""
        return require_http_methods(["GET", "POST"])(self._preview)

    def _upload(self, request: Request) -> HttpResponseBase:
        form = FileForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                kept = files.store(sent.chunks())
            except files.TooLarge as refusal:
                form.add_error("file", str(refusal))
            else:
                token = signing.dumps([kept.sha256, sent.name[-200:], request.actor.person], salt=self._salt)
                return redirect(f"staff:{self.name}_preview", token)
        context = {"form": form, "load": self, "back": reverse(self.back), "questions": self.questions(request.actor)}
        return render(request, "staff/importing/upload.html", context, status=422 if form.is_bound else 200)

    def _preview(self, request: Request, token: str) -> HttpResponseBase:
        try:
            sha256, name, person = signing.loads(token, salt=self._salt, max_age=HOURS)
        except signing.BadSignature:
            raise Http404 from None
        if person != request.actor.person or not files.place(sha256).is_file():
            raise Http404
        context: dict[str, Any] = {"load": self, "back": reverse(self.back), "file_name": name}
        try:
            read = self.read(sha256, name, request.actor, request.now)
        except CannotRead as refusal:
            return render(request, "staff/importing/unreadable.html", {**context, "refusal": refusal}, status=422)
        form = TakeForm(request.POST or None, initial={"since_on": today_of(request)})
        if not self.since:
            del form.fields["since_on"]
        faults = read.faults
        if request.method == "GET" and self.tried and not faults:
            faults = self._try(request, read)
        if request.method == "POST" and not faults and form.is_valid():
            try:
                done = self._take(request.actor, request.now, read, **form.cleaned_data)
            except self.refused as refusal:
                faults = self._placed(refusal, read, request.actor)
            else:
                words = f"{done.added:,} added, {done.changed:,} changed, {done.unchanged:,} as they were."
                messages.success(request, f"{name} was loaded: {words}")
                return redirect(self.back)
        standing = set(self._asked(self.standing, request.actor, request.now))
        old = sum(1 for _, facts in read.facts if self.key(facts) in standing)
        context |= {
            "read": read,
            "taken": read.taken(self.known_to(request.actor)),
            "form": form,
            "old": old,
            "fresh": len(read.facts) - old,
            "count": len(read.facts),
        }
        status = 422 if request.method == "POST" else 200
        context |= {"faults": lists.read(request, FAULTS, faults), "has_faults": bool(faults)}
        if request.GET.get("export") in lists.EXPORTS:
            return lists.answer(request, "", FAULTS, faults)
        if request.GET.get("export") == "fix":
            return fix_file(sha256, name, faults)
        return render(request, "staff/importing/preview.html", context, status=status)

    @property
    def _salt(self) -> str:
        return f"fairway.staff.import.{self.name}"

    def _take(self, actor: Actor, now: datetime, read: Read, *, reason: str, since_on: date | None = None) -> Loaded:
        dated = {self.since: since_on} if self.since else {}
        return self.load(actor=actor, now=now, rows=[facts for _, facts in read.facts], reason=reason, **dated)

    def _try(self, request: Request, read: Read) -> tuple[Found, ...]:
        """What a load would refuse. It is taken back whole, whatever came of it."""
        with transaction.atomic():
            try:
                self._take(request.actor, request.now, read, reason="", since_on=today_of(request))
            except self.refused as refusal:
                return self._placed(refusal, read, request.actor)
            finally:
                transaction.set_rollback(True)
        return ()

    def _placed(self, refusal: Exception, read: Read, actor: Actor) -> tuple[Found, ...]:
        """The faults of a refused load, each at the first row it is about: by its key, or by what the row says."""
        known = self.known_to(actor)

        def at(fault: Any) -> int | None:
            about = getattr(fault, "about", ())
            named = (number for number, said in read.facts if self.key(said) in about)
            says = (number for number, said in read.facts if getattr(said, fault.field, None) == fault.value)
            return next(named, None) or next(says, None)

        return tuple(_found(at(fault), fault, read.columns, known) for fault in refusal.faults)  # type: ignore[attr-defined]

    def _asked(self, question: Callable[..., Any], actor: Actor, now: datetime) -> Any:
        return question(actor, now) if self.timely else question(actor)

    def read(self, sha256: str, name: str, actor: Actor | None = None, now: datetime | None = None) -> Read:
        """Read a kept file whole and find everything that is wrong with it, for this actor.

        :raises CannotRead: when it is no table.
        """
        table = table_of(sha256, name)
        faults_of = self.faults_of
        if self.checks is not None and actor is not None and now is not None:
            faults_of = self._asked(self.checks, actor, now)
        known = self.known_to(actor)
        columns = recognised(table.headings, known)
        faults = [
            Found(
                None,
                column_of(field, columns, known),
                "",
                f"No column is called “{self.known[field][0]}”. Give the heading row one.",
            )
            for field in self.needed
            if field not in columns
        ]
        facts: list[tuple[int, Any]] = []
        first: list[tuple[int, tuple[str, ...]]] = []
        seen: dict[Any, int] = {}
        for row in table.rows:
            if len(first) < SHOWN:
                first.append((row.number, tuple(row.cells.get(heading, "") for heading in table.headings)))
            if faults and faults[0].row is None:
                continue
            if len(facts) >= MOST_ROWS:
                faults.append(Found(row.number, "", "", f"A file has at most {MOST_ROWS:,} rows. Split it here."))
                break
            if row.problem:
                faults.append(Found(row.number, "", "", row.problem))
                continue
            try:
                said = self.facts_from(row.cells, columns)
            except ValueError as problem:
                faults.append(Found(row.number, "", "", str(problem)))
                continue
            faults.extend(_found(row.number, fault, columns, known) for fault in faults_of(said))
            key = self.key(said)
            if key in seen:
                first_needed = column_of(self.needed[0], columns, known)
                said_there = row.cells.get(first_needed, "")
                faults.append(Found(row.number, first_needed, said_there, f"Row {seen[key]} says this already."))
            seen.setdefault(key, row.number)
            facts.append((row.number, said))
        if not facts and not faults:
            faults.append(Found(None, "", "", "The file has a heading and no row below it."))
        used = set(columns.values())
        further = tuple(heading for heading in table.headings if heading not in used)
        return Read(columns, further, tuple(facts), tuple(faults), tuple(first), table.headings)


def _found(row: int | None, fault: Any, columns: Mapping[str, str], known: Mapping[str, tuple[str, ...]]) -> Found:
    return Found(row, column_of(fault.field, columns, known), fault.value, fault.sentence)
