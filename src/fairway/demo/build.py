"""Builds the demo into a running database: the ground, then two years of life, moment by moment.

Every step is remembered in `state`, and every step can be repeated without harm, so a build that was cut off goes on
where it was. A finished demo is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from rich.progress import Progress, TaskID

from fairway.demo import (
    adjustments,
    agreements,
    arrivals,
    channel,
    deals,
    ground,
    leads,
    levels,
    recruiting,
    territories,
    years,
)
from fairway.demo import state as notes
from fairway.demo.hands import Hands
from fairway.demo.partners import LOGINS, PARTNERS, Partner
from fairway.demo.premises import Unusable
from fairway.demo.products import price_list
from fairway.demo.seasons import calendar, rates
from fairway.kit.access import WORKER, acting_as
from fairway.partners import queries


def build(
    folder: Path,
    *,
    today: date,
    now: datetime,
    progress: Progress,
    partners: tuple[Partner, ...] = PARTNERS,
    processes: int | None = None,
) -> notes.State:
    """Build what is not built yet and answer what stands.

    `today` decides where the two years end; a build that was begun keeps the day it began with. `now` dates what is
    done at the very end. `processes` is how many take files in at the same time.

    :raises Unusable: the database holds partners that are not the demo's.
    :raises OSError: the folder cannot be written.
    """
    label = _database()
    state = notes.load(folder, database=label)
    if state is None or not _stands(state):
        _refuse_strangers(partners)
        state = notes.State(label, channel.SEED, today)
        notes.save(folder, state)
    if state.finished:
        return state
    builder = _Builder(folder, state, progress, partners)
    builder.lay_ground()
    with Hands(processes) as hands:
        builder.live(hands, now)
    return builder.finish()


def _database() -> str:
    where = settings.DATABASES["default"]
    if settings.FAIRWAY.database_url is None:
        return "embedded"
    return f"{where['HOST']}:{where['PORT']}/{where['NAME']}"


def _stands(state: notes.State) -> bool:
    """Tell whether the database still holds what the note says."""
    with acting_as(WORKER):
        there = queries.ids_by_code(WORKER)
    return all(there.get(code) == number for code, number in state.partners.items())


def _refuse_strangers(own: tuple[Partner, ...]) -> None:
    with acting_as(WORKER):
        strangers = set(queries.ids_by_code(WORKER)) - {partner.code for partner in own}
    if strangers:
        raise Unusable(
            f"The database holds {len(strangers)} partners that are not the demo's, such as {min(strangers)}. "
            "Build the demo in another data folder: FAIRWAY_DATA_DIR=… fairway demo."
        )


class _Builder:
    def __init__(self, folder: Path, state: notes.State, progress: Progress, partners: tuple[Partner, ...]) -> None:
        self.folder, self.state, self.progress = folder, state, progress
        months = calendar(state.today)
        self.channel = channel.Channel(
            state.seed, state.today, months, price_list(), rates(state.seed, months), partners, self._files(partners)
        )

    def _files(self, partners: tuple[Partner, ...]) -> tuple[channel.ReportFile, ...]:
        try:
            return channel.read_files(self.folder)
        except (OSError, ValueError, TypeError, KeyError):
            task = self.progress.add_task("Drawing two years of sales", total=len(partners))
            made = channel.generate(
                self.folder,
                today=self.state.today,
                seed=self.state.seed,
                partners=partners,
                progress=lambda done, _: self.progress.update(task, completed=done),
            )
            channel.write_small_tables(self.folder, made)
            return made.files

    def step(self, name: str, do: Callable[[], None]) -> None:
        """Do a step unless it is done, and remember it."""
        if not self.state.done(name):
            do()
            self.state = self.state.after(name)
            notes.save(self.folder, self.state)

    def lay_ground(self) -> None:
        task = self.progress.add_task("Partners, people, prices, territories", total=4)
        parts = (
            ("partners", self._partners),
            ("people", self._people),
            ("catalogue", lambda: ground.load_catalogue(self.channel)),
            ("territories", lambda: territories.lay(self.channel, self.staff().jonas, self.state.partners)),
        )
        for name, do in parts:
            self.step(name, do)
            self.progress.advance(task)

    def _partners(self) -> None:
        self.state = replace(self.state, partners=ground.load_partners(self.channel))

    def _people(self) -> None:
        self.state = replace(self.state, users=ground.admit_people(self.channel, self.state.partners))

    def staff(self) -> years.Staff:
        """Give the vendor's people as actors."""
        actors = {
            login.email.partition("@")[0]: ground.actor_of(login, self.state.users, self.state.partners)
            for login in LOGINS
            if login.partner is None
        }
        return years.Staff(actors["jonas"], actors["maya"], actors["priya"], actors["nadia"])

    def live(self, hands: Hands, now: datetime) -> None:
        """Go through the two years; what waits at the end is left waiting."""
        staff = self.staff()
        happening = list(years.moments(self.channel))
        quarters = [moment.quarter for moment in happening if moment.quarter]
        arrived = self.progress.add_task("Sales files taken in", total=len(self.channel.files))
        settled = self.progress.add_task("Quarters settled", total=len(quarters))
        desk = arrivals.Desk(self.folder, self.state.users, self.state.partners)
        self.step("layouts", lambda: desk.save_layouts(self.channel))
        waiting: list[years.Moment] = []
        for moment in happening:
            if moment.file is not None:
                waiting.append(moment)
                continue
            self._take_in(hands, desk, waiting, arrived)
            self.step(moment.name, self._deed(moment, staff, last=moment.quarter is quarters[-1]))
            if moment.quarter is not None:
                self.progress.advance(settled)
        self._take_in(hands, desk, waiting, arrived)
        self.step("next version", lambda: years.hand_over_next_version(self.channel, staff))
        self.step("tiers", lambda: levels.tell(self.channel, staff, self.state.partners))
        self.step("deals", lambda: self._told_by_two(deals.tell))
        latest = max(now, ground.morning(self.state.today))
        self.step("agreements", self._agreements)
        self.step("today", lambda: years.calculate(years.programme_ids(staff), staff, latest))
        self.step("recruiting", lambda: self._recruit(staff, latest))
        self.step("leads", lambda: self._told_by_two(leads.tell))
        self.step("adjustments", lambda: self._adjusted(staff))

    def _recruit(self, staff: years.Staff, now: datetime) -> None:
        ola = next(
            (
                ground.actor_of(login, self.state.users, self.state.partners)
                for login in LOGINS
                if login.partner == "KESSELRING" and login.role == "principal" and login.email in self.state.users
            ),
            None,
        )
        recruiting.lay(
            jonas=staff.jonas, ola=ola, partner_ids=self.state.partners, today=self.state.today,
            since=self.channel.months[0].start, now=now,
        )  # fmt: skip

    def _told_by_two(self, tell: Callable[[deals.Cast, date], None]) -> None:
        """Let two resellers register deals or answer leads, if both are of this demo."""
        actors = {
            login.email.partition("@")[0]: ground.actor_of(login, self.state.users, self.state.partners)
            for login in LOGINS
            if login.email in self.state.users
        }
        if {"ola", "sam"} <= set(actors):
            cast = deals.Cast(actors["jonas"], actors["maya"], actors["ola"], actors["sam"], actors["colette"])
            tell(cast, self.state.today)

    def _adjusted(self, staff: years.Staff) -> None:
        """Book what a dispute gave, and a few things more, where both partners are of this demo."""
        numbers = self.state.partners
        if {"KESSELRING", "THISTLEWOOD"} <= set(numbers):
            ola, sam = numbers["KESSELRING"], numbers["THISTLEWOOD"]
            cast = adjustments.Cast(staff.jonas, staff.priya, staff.nadia, ola, sam)
            adjustments.tell(cast, self.state.today)

    def _deed(self, moment: years.Moment, staff: years.Staff, *, last: bool) -> Callable[[], None]:
        quarter = moment.quarter
        if quarter is not None:
            return lambda: years.settle(quarter, staff, last=last)
        publish = years.publish_programmes if moment.name == years.PROGRAMMES else years.publish_second_version
        return lambda: publish(self.channel, staff)

    def _take_in(self, hands: Hands, desk: arrivals.Desk, waiting: list[years.Moment], task: TaskID) -> None:
        """Take in what has arrived; remembered once for the whole post, since a file taken in twice is one file."""
        if not waiting:
            return
        if not self.state.done(waiting[-1].name):
            tasks = [desk.task(moment.file) for moment in waiting if moment.file is not None]
            left = [one for one in tasks if one is not None]
            self.progress.advance(task, len(tasks) - len(left))
            hands.work_off(left, lambda count: self.progress.advance(task, count))
            desk.tidy(waiting[-1].at)
            self.state = self.state.after(waiting[-1].name)
            notes.save(self.folder, self.state)
        else:
            self.progress.advance(task, len(waiting))
        waiting.clear()

    def _agreements(self) -> None:
        """Draft, sign and end the agreements of the two years."""
        staff = self.staff()
        principals = {
            login.partner: ground.actor_of(login, self.state.users, self.state.partners)
            for login in ground.logins_of(self.channel)
            if login.partner is not None and login.role == "principal"
        }
        desk = agreements.Desk(staff.jonas, staff.maya, staff.priya, principals, self.state.partners, self.state.today)
        agreements.settle(desk, self.channel.months[0].start)

    def finish(self) -> notes.State:
        """Say that the demo is complete."""
        self.state = replace(self.state, finished=True)
        notes.save(self.folder, self.state)
        return self.state
