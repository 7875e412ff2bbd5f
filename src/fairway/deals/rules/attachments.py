"""Which files may be attached: small, of a kind that shows what it says, and not a virus test."""

from __future__ import annotations

from collections.abc import Mapping

from fairway.deals.rules.refusals import Refused

LARGEST = 10 * 2**20
MOST = 20
KINDS: Mapping[bytes, tuple[str, tuple[str, ...]]] = {
    b"%PDF-": ("application/pdf", ("pdf",)),
    b"\x89PNG\r\n\x1a\n": ("image/png", ("png",)),
    b"\xff\xd8\xff": ("image/jpeg", ("jpg", "jpeg")),
    b"PK\x03\x04": ("application/zip", ("docx", "xlsx", "pptx")),
    b"\xd0\xcf\x11\xe0": ("application/x-ole-storage", ("doc", "xls", "ppt", "msg")),
}
TEXT = ("txt", "eml", "csv", "md")
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
ACCEPTED = "PDF, PNG, JPEG, Word, Excel, PowerPoint, Outlook messages and plain text"


def media_of(name: str, content: bytes) -> str:
    """Say what a file is from its first bytes, not from its name.

    :raises Refused: too large, empty, of another kind than its name says, or a virus-test string inside.
    """
    if not content:
        raise Refused(f"{name[:60]} is empty.")
    if len(content) > LARGEST:
        raise Refused(f"{name[:60]} is larger than 10 MB. Attach the page that shows it.")
    if EICAR in content:
        raise Refused(f"{name[:60]} holds the test string of virus scanners, so it is not taken.")
    ending = name.rpartition(".")[2].lower()
    for start, (media, endings) in KINDS.items():
        if content.startswith(start):
            if ending not in endings:
                raise Refused(f"{name[:60]} is not what its name says: it begins like {' or '.join(endings)}.")
            return media
    if ending in TEXT and b"\x00" not in content:
        return "text/plain"
    raise Refused(f"{name[:60]} is not a kind that can be attached. Take {ACCEPTED}.")


def clean_name(name: str) -> str:
    """A file's name without folders and odd characters."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in bare if letter.isprintable() and letter not in '<>:"|?*')
    return kept.strip(" .")[-120:] or "file"
