"""Documents people hand in: bounded, and what they say they are.

What a file is, is read from its first bytes and not from its name: a script called ``contract.pdf`` is refused.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairway.kit.files.storing import StoredFile, place, store

LARGEST = 20 * 2**20
"""Bytes of one document."""
KINDS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text": "text/plain; charset=utf-8",
}
"""What is taken, each with the media type it is handed out as."""
WORDS = "PDF, PNG, JPEG, Word, Excel, PowerPoint or plain text"
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


class Unsuitable(Exception):
    """A file that is not taken; the message says why and what to send instead."""


@dataclass(frozen=True)
class Attachment:
    """A kept document: as it is called, and what it is."""

    stored: StoredFile
    name: str
    kind: str


def attach(chunks: Iterable[bytes], name: str, *, limit: int = LARGEST) -> Attachment:
    """Keep a document.

    :raises Unsuitable: for a file that is empty or of no kind that is taken.
    :raises fairway.kit.files.TooLarge: beyond ``limit`` bytes.
    """
    stored = store(chunks, limit=limit)
    shown = tidy_name(name)
    if not stored.size:
        raise Unsuitable(f"“{shown}” is empty: send the document itself.")
    kind = kind_of(stored.sha256)
    if kind is None:
        raise Unsuitable(f"“{shown}” is none of the kinds that are taken: send {WORDS}.")
    return Attachment(stored, shown, kind)


def kind_of(sha256: str) -> str | None:
    """What a kept file is by its content, or None."""
    path = place(sha256)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"PK\x03\x04"):
        return _office(sha256)
    return "text" if _is_text(head) else None


def _office(sha256: str) -> str | None:
    try:
        with zipfile.ZipFile(place(sha256)) as packed:
            names = packed.namelist()[:2000]
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), None)


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start < len(head) - 4:
            return False
        text = head[: fault.start].decode("utf-8")
    lowered = text.lstrip("\ufeff \r\n\t").lower()
    active = lowered.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml", "<?php", "#!"))
    return not active and all(character.isprintable() or character in "\r\n\t\ufeff" for character in text)


def tidy_name(name: str) -> str:
    """A file's name without folders and invisible characters, at most 200 characters, its ending kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip(" .") or "document"
    if len(shown) <= 200:
        return shown
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[:180]}{dot}{ending[:16]}" if dot else shown[:200]
