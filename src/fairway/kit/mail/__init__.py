"""Send a mail once what it speaks of is safely written.

A mail that fails is logged and stops nothing: what it says stands on a page, too.
"""

from __future__ import annotations

import functools

from django.core.mail import send_mail
from django.db import transaction

LONGEST_SUBJECT = 200


def send(*, to: str, subject: str, text: str) -> None:
    """Mail plain text to one address after the open transaction has ended well; an empty address gets none."""
    if not to:
        return
    line = " ".join(subject.split())[:LONGEST_SUBJECT]  # a line break in a name must not become a header
    transaction.on_commit(functools.partial(send_mail, line, text, None, [to]), robust=True)
