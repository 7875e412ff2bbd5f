"""The mails about a lead: short, without the customer's data, with the page where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and text."""

    subject: str
    text: str


def offered(*, vendor: str, name: str, where: str, by: str, link: str) -> Letter:
    """A lead waits for an answer."""
    return Letter(
        f"A lead for you: {where}",
        f"{name},\n\n{vendor} has a lead for you: {where}.\nTake it or decline it by {by}; afterwards it is offered to "
        f"somebody else.\n\n{link}\n",
    )


def remind_answer(*, vendor: str, name: str, where: str, by: str, link: str) -> Letter:
    """The time to answer is running out."""
    return Letter(
        f"Still open: a lead, {where}",
        f"{name},\n\na lead of {vendor} still waits for your answer: {where}.\n"
        f"Take it or decline it by {by}.\n\n{link}\n",
    )


def remind_contact(*, vendor: str, name: str, where: str, by: str, link: str) -> Letter:
    """The customer was not contacted in time."""
    return Letter(
        f"Have you spoken with the customer? {where}",
        f"{name},\n\nyou took a lead of {vendor}: {where}.\nThe customer was to be contacted by {by}. "
        f"Say on its page how it goes, or give it back.\n\n{link}\n",
    )


def pulled_back(*, vendor: str, name: str, where: str, by: str, link: str) -> Letter:
    """A lead was taken back."""
    return Letter(
        f"A lead was taken back: {where}",
        f"{name},\n\n{vendor} took a lead back: {where}.\nThe reason stands on its page.\n\n{link}\n",
    )


def received(*, vendor: str, name: str) -> Letter:
    """An enquiry arrived."""
    return Letter(
        f"{vendor} has your enquiry",
        f"{name},\n\nyour enquiry arrived. A partner of {vendor} will write to you or call you.\n\n"
        "Answer this mail if you want your data blanked.\n",
    )


WRITERS = {
    "offered": offered, "remind_answer": remind_answer, "remind_contact": remind_contact, "pulled_back": pulled_back,
}  # fmt: skip
