"""Raw files as they came, kept by their SHA-256 in the data folder.

A file is written beside its place first and renamed when whole, so a half-written one is never taken for the real one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


class TooLarge(Exception):
    """A file beyond the largest size; nothing of it is kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The file is larger than {limit // 2**20} MB. "
            "Split it, or ask the administrator to raise FAIRWAY_MAX_UPLOAD."
        )


@dataclass(frozen=True)
class StoredFile:
    """A kept file: hex SHA-256 and size in bytes."""

    sha256: str
    size: int

    @property
    def path(self) -> Path:
        return place(self.sha256)


def place(sha256: str) -> Path:
    """Where the file with this digest stands."""
    return Path(settings.FAIRWAY.data_dir) / "raw" / sha256[:2] / sha256


def store(chunks: Iterable[bytes], *, limit: int | None = None) -> StoredFile:
    """Keep a file; the same bytes again are the same file.

    :raises TooLarge: as soon as more than ``limit`` bytes came (the setting ``FAIRWAY_MAX_UPLOAD`` unless given).
    """
    limit = settings.FAIRWAY.max_upload if limit is None else limit
    folder = Path(settings.FAIRWAY.data_dir) / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as incoming:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(chunk)
                incoming.write(chunk)
            incoming.flush()
            os.fsync(incoming.fileno())
        kept = StoredFile(digest.hexdigest(), size)
        kept.path.parent.mkdir(exist_ok=True)
        Path(name).replace(kept.path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return kept
