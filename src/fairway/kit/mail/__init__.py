"""Send a mail once what it speaks of is safely written; read mails that came in.

A mail that fails is logged and stops nothing: what it says stands on a page, too.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from django.core.mail import EmailMessage
from django.db import transaction

from fairway.kit.mail.letter import Letter, Part, read_letter

__all__ = ["Letter", "Part", "read_letter", "send"]

LONGEST_SUBJECT = 200


def send(
    *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None, reply_to: str = "",
    documents: Iterable[tuple[str, bytes, str]] = (),
) -> None:  # fmt: skip
    """Mail plain text to one address after the open transaction has ended well; an empty address gets none.

    `documents` go along: the name, the content and the media type of each.
    """
    if not to:
        return
    letter = EmailMessage(
        one_line(subject)[:LONGEST_SUBJECT], text, None, [to], reply_to=[reply_to] if reply_to else None,
        headers={name: one_line(value) for name, value in (headers or {}).items()}, attachments=list(documents),
    )  # fmt: skip
    transaction.on_commit(functools.partial(letter.send), robust=True)


def one_line(text: str) -> str:
    """A text without line breaks: one in a name must not become a header."""
    return " ".join(text.split())
