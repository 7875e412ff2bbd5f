"""A mail that came in, read into plain values: who wrote it, whether that is vouched for, its text and its files.

The name in ``From`` is whatever somebody typed there. It counts only where the installation's own mail server says, in
the first ``Authentication-Results`` header (RFC 8601), that the sender's domain stands behind it. Everything else a
mail says of itself is text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

MOST_PARTS = 100
MOST_TEXT = 200_000
BROKEN = (ValueError, LookupError, TypeError, AttributeError, UnicodeError, AssertionError)
"""What the standard library raises over headers and parts that no mail program writes."""


@dataclass(frozen=True)
class Part:
    """A file that came with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A mail. ``id`` is its Message-ID, or its digest where it has none; ``answers`` the ids it answers, last first.

    ``automatic`` says that a machine wrote it (an absence note, a bounce, a list), so that nobody answers it;
    ``vouched`` that the trusted mail server found the sender's domain behind it.
    """

    id: str
    sender: str
    subject: str
    answers: tuple[str, ...]
    text: str
    parts: tuple[Part, ...]
    automatic: bool
    vouched: bool


def read_letter(raw: bytes, *, trusted: str) -> Letter:
    """Read a mail; ``trusted`` is the mail server whose word on senders counts. Never raises for what a mail holds."""
    message = message_from_bytes(raw, policy=policy.default)
    sender = _sender(message)
    ids = re.findall(r"<[^<>\s]{1,300}>", f"{_header(message, 'References')} {_header(message, 'In-Reply-To')}")
    text, parts = _body(message)
    own = re.search(r"<[^<>\s]{1,900}>", _header(message, "Message-ID"))
    return Letter(
        own[0] if own else f"digest:{hashlib.sha256(raw).hexdigest()}",
        sender,
        _header(message, "Subject")[:400],
        tuple(reversed(ids)),
        text[:MOST_TEXT],
        tuple(parts),
        _automatic(message, sender),
        _vouched(message, sender, trusted),
    )


def _headers(message: EmailMessage, name: str) -> list[str]:
    try:
        return [" ".join(str(value).split()) for value in message.get_all(name, [])]
    except BROKEN:
        return []


def _header(message: EmailMessage, name: str) -> str:
    return next(iter(_headers(message, name)), "")


def _sender(message: EmailMessage) -> str:
    """The one address the mail comes from; empty where there is none or more than one."""
    try:
        found = message.get_all("From", [])
        addresses = [one.addr_spec for header in found for one in header.addresses]
    except BROKEN:
        return ""
    if len(found) != 1 or len(addresses) != 1 or addresses[0].count("@") != 1:
        return ""
    return str(addresses[0]).strip().lower()


def _automatic(message: EmailMessage, sender: str) -> bool:
    if not sender or sender.partition("@")[0] in ("mailer-daemon", "postmaster", "noreply", "no-reply"):
        return True
    if _header(message, "Return-Path") == "<>" or message.get_content_type() == "multipart/report":
        return True
    if _header(message, "Auto-Submitted").lower() not in ("", "no"):
        return True
    if _header(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    return any(_header(message, name) for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Loop"))


def _vouched(message: EmailMessage, sender: str, trusted: str) -> bool:
    """Whether the first results header is the trusted server's, and says that the sender's domain stands behind it."""
    said = _header(message, "Authentication-Results")
    domain = sender.rpartition("@")[2]
    if not (said and domain and trusted):
        return False
    bare = re.sub(r"\([^()]*\)", " ", said)
    if re.search(r'["()]', bare):  # a sender's own words in quotes or brackets could hold a result
        return False
    server, *results = bare.split(";")
    if server.lower().split()[:1] != [trusted.lower()]:
        return False
    return any(_stands_behind(result.lower().split(), domain) for result in results)


def _stands_behind(words: list[str], domain: str) -> bool:
    method, properties = words[0] if words else "", dict(_pairs(words[1:]))
    if method == "dmarc=pass":
        return properties.get("header.from", "") == domain
    if method == "dkim=pass":
        signer = properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]
        return _aligned(domain, signer)
    if method == "spf=pass":
        return _aligned(domain, properties.get("smtp.mailfrom", "").rpartition("@")[2])
    return False


def _pairs(words: Iterable[str]) -> Iterable[tuple[str, str]]:
    for word in words:
        name, sign, value = word.partition("=")
        if sign:
            yield name, value.strip('"')


def _aligned(domain: str, other: str) -> bool:
    return "." in other and (domain == other or domain.endswith(f".{other}"))


def _body(message: EmailMessage) -> tuple[str, list[Part]]:
    """The text, from its plain form where there is one, and the files; pictures inside the text are not files."""
    plain, marked, parts = "", "", list[Part]()
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        try:
            kind, name, how = part.get_content_type(), part.get_filename() or "", part.get_content_disposition()
        except BROKEN:
            continue
        if kind in ("text/plain", "text/html") and how != "attachment" and not name:
            text = _text(part)
            if kind == "text/plain":
                plain = f"{plain}\n{text}" if plain else text
            else:
                marked = marked or text
        elif not (how == "inline" and kind.startswith("image/")) and (name or how == "attachment"):
            content = part.get_payload(decode=True)
            parts.append(Part(name or "file", content if isinstance(content, bytes) else b""))
    return (plain if plain.strip() else _without_marks(marked)), parts


def _text(part: EmailMessage) -> str:
    try:
        content = part.get_content()
    except BROKEN:
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    # what a broken encoding left behind, no database keeps
    return str(content).encode("utf-8", "replace").decode("utf-8").replace("\0", "")


class _Words(HTMLParser):
    """The words of a marked-up text, blocks on lines of their own."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "blockquote"})
    HIDDEN = frozenset({"style", "script", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self.HIDDEN))
        if tag in self.BLOCKS - {"br"}:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(" ".join(data.split()) if not data.strip() else re.sub(r"\s+", " ", data))


def _without_marks(text: str) -> str:
    reader = _Words()
    reader.feed(text)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.words))
