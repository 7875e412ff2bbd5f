"""Where what calculations made of the lines is kept; unlike the lake's own files it can be made again any time."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The folder of stored grouped relations, under the data folder."""
    return Path(settings.FAIRWAY.data_dir) / "grouped"
