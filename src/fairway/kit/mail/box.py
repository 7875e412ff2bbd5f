"""A mailbox read over IMAP: what is unread, one mail at a time, marked once it is dealt with."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

SECONDS = 30
LOCAL = ("localhost", "127.0.0.1", "::1")


class BoxClosed(Exception):
    """The mailbox cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Box:
    """Where a mailbox is, and who opens it."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool


def box_at(address: str) -> Box:
    """Read ``imaps://user:password@host:993/Folder``; the folder is INBOX where none is named."""
    parts = urlsplit(address)
    tls = parts.scheme == "imaps"
    return Box(
        parts.hostname or "localhost", parts.port or (993 if tls else 143), unquote(parts.username or ""),
        unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX", tls,
    )  # fmt: skip


@contextmanager
def opened(box: Box) -> Iterator[imaplib.IMAP4]:
    """Open a mailbox. A password goes over an encrypted line only, except to this machine.

    :raises BoxClosed: it cannot be reached, or does not let us in.
    """
    try:
        line = _line(box)
    except (OSError, imaplib.IMAP4.error) as fault:
        raise BoxClosed(f"The mailbox at {box.host}:{box.port} cannot be reached: {fault}.") from None
    try:
        line.login(box.user, box.password)
        answer, _ = line.select('"' + box.folder.replace("\\", "\\\\").replace('"', '\\"') + '"')
        if answer != "OK":
            raise BoxClosed(f"The mailbox at {box.host} has no folder {box.folder}.")
        yield line
    except imaplib.IMAP4.abort as fault:
        raise BoxClosed(f"The mailbox at {box.host} hung up: {fault}.") from None
    except imaplib.IMAP4.error as fault:
        raise BoxClosed(f"The mailbox at {box.host} refused: {fault}. Check FAIRWAY_INBOX_URL.") from None
    finally:
        try:
            line.logout()
        except (OSError, imaplib.IMAP4.error):
            line.shutdown()


def _line(box: Box) -> imaplib.IMAP4:
    trust = ssl.create_default_context()
    if box.tls:
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trust, timeout=SECONDS)
    line = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
    if "STARTTLS" in line.capabilities:
        line.starttls(trust)
    elif box.host not in LOCAL:
        line.shutdown()
        raise imaplib.IMAP4.error("it offers no encryption; write imaps://")
    return line


def unread(line: imaplib.IMAP4, *, limit: int, most: int) -> Iterator[tuple[str, bytes | None]]:
    """Unread mails, the oldest first, at most ``most``; one larger than ``limit`` bytes comes without its content."""
    _, found = line.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").decode("ascii").split()[:most]:
        _, sizes = line.uid("FETCH", uid, "(RFC822.SIZE)")
        size = next((int(part.split(b"RFC822.SIZE ")[1].split(b")")[0].split()[0]) for part in sizes
                     if isinstance(part, bytes) and b"RFC822.SIZE " in part), 0)  # fmt: skip
        if size > limit:
            yield uid, None
            continue
        _, parts = line.uid("FETCH", uid, "(BODY.PEEK[])")
        yield uid, next((part[1] for part in parts if isinstance(part, tuple)), b"")


def mark(line: imaplib.IMAP4, uid: str, *, look: bool = False) -> None:
    """Say that a mail is dealt with; ``look`` flags it for a person as well."""
    line.uid("STORE", uid, "+FLAGS", "(\\Seen \\Flagged)" if look else "(\\Seen)")
