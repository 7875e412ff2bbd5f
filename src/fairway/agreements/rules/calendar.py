"""Days to watch: ends, last days for notice, renewals, signatures; and the same as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

KINDS: Mapping[str, str] = {
    "sign": "Signatures due",
    "begin": "Begins",
    "notice": "Last day for notice",
    "renewal": "Renews by itself",
    "end": "Ends",
}


@dataclass(frozen=True)
class Date:
    """One day of an agreement that somebody has to watch."""

    on: date
    kind: str
    agreement_id: int
    number: str
    title: str
    partner_id: int
    partner: str
    owner_id: int | None
    owner: str = ""

    @property
    def kind_title(self) -> str:
        return KINDS[self.kind]


def dates_of(
    *, since_on: date, end: date | None, notice_by: date | None, renews: bool, terminated: bool
) -> tuple[tuple[date, str], ...]:
    """The days of one concluded agreement. What is terminated neither renews nor waits for notice."""
    found = [(since_on, "begin")]
    if end is not None:
        if notice_by is not None and notice_by < end and not terminated:
            found.append((notice_by, "notice"))
        found.append((end, "renewal" if renews and not terminated else "end"))
    return tuple(found)


def ics(dates: Iterable[Date], *, now: datetime, host: str, address: Mapping[int, str]) -> str:
    """An iCalendar file of whole days; each event names its agreement's page."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fairway//Agreements//EN", "CALSCALE:GREGORIAN"]
    for one in dates:
        lines += [
            "BEGIN:VEVENT",
            f"UID:agreement-{one.agreement_id}-{one.kind}-{one.on:%Y%m%d}@{host}",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(f'{one.kind_title}: {one.partner}, {one.number}')}",
            f"DESCRIPTION:{_text(f'{one.title}. Owner: {one.owner or chr(8211)}.')}",
            f"URL:{address.get(one.agreement_id, '')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """Lines have at most 75 octets; a longer one goes on after a blank, and no character is cut apart."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part
