"""What Fairway writes to applicants and to people with onboarding tasks: subject and text, plain and short.

Every letter says who writes, what happened, what to do and until when. None says whether a company is known already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Letter:
    """A mail: its subject and its text."""

    subject: str
    text: str


def _letter(vendor: str, subject: str, *paragraphs: str, contact: str = "") -> Letter:
    opening = f"Hello {contact}," if contact else "Hello,"
    return Letter(subject, "\n\n".join([opening, *(part for part in paragraphs if part), vendor]) + "\n")


def to_continue(*, vendor: str, contact: str, company: str, link: str, until: date) -> Letter:
    """The link under which a half-way application goes on, on any device."""
    return _letter(
        vendor,
        f"Your application to {vendor}",
        f"Your application for {company} is saved. Go on with it here, on any device:",
        link,
        f"The link works until {until}. Nobody reads the application before you send it.",
        "If you did not begin it, you need do nothing: it is deleted by itself.",
        contact=contact,
    )


def to_confirm(*, vendor: str, contact: str, company: str, link: str, until: date) -> Letter:
    """The link that proves the address and hands the application in."""
    return _letter(
        vendor,
        f"Confirm your application to {vendor}",
        f"One step is left before your application for {company} counts: open this link and confirm that this is "
        "your address.",
        link,
        f"The link works until {until}. If you did not apply, you need do nothing: it is deleted by itself.",
        contact=contact,
    )


def received(*, vendor: str, contact: str, company: str) -> Letter:
    """The application counts."""
    return _letter(
        vendor,
        f"{vendor} has your application",
        f"Thank you. Your application for {company} has arrived, and a person reads it. You hear from us by e-mail.",
        contact=contact,
    )


def invited(*, vendor: str, contact: str, company: str, link: str, until: date, referrer: str = "") -> Letter:
    """A prospect is asked to apply."""
    who = f"{referrer} thinks that {company} and we should work together, and so do we." if referrer else (
        f"We should like to work with {company}."
    )  # fmt: skip
    return _letter(
        vendor,
        f"Become a partner of {vendor}",
        who,
        "Apply here; it can be saved half-way and finished later:",
        link,
        f"The link works until {until}. If this is not for you, you need do nothing.",
        contact=contact,
    )


def returned(
    *, vendor: str, contact: str, company: str, link: str, until: date, message: str, questions: Sequence[str]
) -> Letter:
    """Some answers are asked for again."""
    asked = "\n".join(f"- {question}" for question in questions)
    return _letter(
        vendor,
        f"A question about your application to {vendor}",
        f"We read your application for {company} and need something more before we can decide.",
        message,
        f"Open again are:\n{asked}" if asked else "",
        "Answer here; everything else stays as you wrote it:",
        link,
        f"The link works until {until}. Links of earlier mails no longer work.",
        contact=contact,
    )


def refused(*, vendor: str, contact: str, company: str, message: str) -> Letter:
    """The vendor says no, with its reason."""
    return _letter(
        vendor,
        f"Your application to {vendor}",
        f"Thank you for applying for {company}. We cannot take you in as a partner at the moment.",
        message,
        contact=contact,
    )


def approved(*, vendor: str, contact: str, company: str, link: str, until: date, message: str) -> Letter:
    """The vendor says yes; the link lets the first person in."""
    return _letter(
        vendor,
        f"Welcome as a partner of {vendor}",
        f"{company} is now a partner of {vendor}. What is to be done before the first sale stands on your first page.",
        message,
        "Open this link to join; you choose your own password:",
        link,
        f"It works once, until {until}.",
        contact=contact,
    )


def withdrawn(*, vendor: str, contact: str, company: str) -> Letter:
    """The applicant took the application back."""
    return _letter(
        vendor,
        f"Your application to {vendor} is withdrawn",
        f"You took the application for {company} back. Nobody reads it further.",
        contact=contact,
    )


def tasks_due(
    *, vendor: str, contact: str, company: str, link: str, tasks: Sequence[tuple[str, date]], on: date
) -> Letter:
    """Onboarding tasks that are due soon or overdue."""
    lines = "\n".join(f"- {title}: {'overdue since' if due < on else 'due'} {due.isoformat()}" for title, due in tasks)
    count = "One step waits" if len(tasks) == 1 else f"{len(tasks)} steps wait"
    return _letter(
        vendor, f"{count} for {company}", f"For the onboarding of {company} this is still to do:", lines, link,
        contact=contact,
    )  # fmt: skip
