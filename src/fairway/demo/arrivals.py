"""The demo's post desk: each sales file arrives as its sender would have sent it, and is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairway.demo.channel import VENDOR_CODE, Channel, ReportFile
from fairway.demo.ground import actor_of, morning
from fairway.demo.hands import Task
from fairway.demo.layouts import LAYOUTS
from fairway.demo.mappings import mapping_of
from fairway.demo.partners import LOGINS, by_code
from fairway.demo.sales import event_of
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.lake import keeping
from fairway.sales import actions as sales
from fairway.sales.queries import DATASET

WAITS_FOR_A_PERSON = frozenset({"messy"})


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files come in. `users` and `partners` are the database's numbers by e-mail address and partner code."""

    folder: Path
    users: Mapping[str, int]
    partners: Mapping[str, int]

    def save_layouts(self, channel: Channel) -> None:
        """Save how each sender's files are read, as its first file taught."""
        known = {(file.reporter, file.layout) for file in channel.files if file.kind not in WAITS_FOR_A_PERSON}
        with acting_as(WORKER):
            for reporter, name in sorted(known):
                layout = LAYOUTS[name]
                sales.save_layout(
                    actor=WORKER,
                    now=morning(channel.months[0].end),
                    reporter_id=self.partners.get(reporter),
                    name=layout.title,
                    layout=mapping_of(layout, self._event(reporter, name)),
                )

    def receive(self, file: ReportFile) -> int | None:
        """Receive a file; answers the report's number if it is to be taken in, none if it came before or waits."""
        sender = self._sender(file)
        reporter_id = self.partners.get(file.reporter)
        layout = LAYOUTS[file.layout]
        known = file.kind not in WAITS_FOR_A_PERSON
        event = self._event(file.reporter, file.layout)
        with acting_as(sender):
            received = sales.receive(
                actor=sender,
                now=file.received_at,
                reporter_id=reporter_id,
                file_name=Path(file.path).name,
                content=[(self.folder / file.path).read_bytes()],
                about="partners" if file.layout in {"behalf", "vendor"} else "own",
                event=event,
                period=(file.period_start, file.period_end),
                purpose="replace" if file.kind == "restated" else "original",
                layout=mapping_of(layout, event) if known else None,
                layout_name=layout.title if known else "",
                enqueue=False,
            )
        if received.repeated and received.status != "received":
            return None
        return received.report_id

    def task(self, file: ReportFile) -> Task | None:
        """Receive a file and say what is left to do with it."""
        report_id = self.receive(file)
        return None if report_id is None else Task(file.reporter, report_id, file.received_at)

    @staticmethod
    def tidy(now: datetime) -> None:
        """Bring the many small files of a quarter's post together, as the nightly job does."""
        with acting_as(WORKER):
            keeping.compact(now=now, dataset=DATASET)

    def _sender(self, file: ReportFile) -> Actor:
        people = [login for login in LOGINS if login.partner == file.reporter and login.role != "sales"]
        people.sort(key=lambda login: login.role)  # operations before principal
        login = people[0] if people else next(login for login in LOGINS if login.role == "operations")
        return actor_of(login, dict(self.users), dict(self.partners))

    @staticmethod
    def _event(reporter: str, layout: str) -> str:
        if reporter == VENDOR_CODE or layout == "behalf":
            return "sell_out"
        return event_of(by_code()[reporter])
