"""Typeset a template with data, as an accessible PDF (PDF/UA-1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import typst

STANDARD: Literal["ua-1"] = "ua-1"
"""The accessible kind of PDF. It also refuses a letter that no font can draw, instead of printing an empty box."""

_MISSING = "could not be displayed"


class CannotTypeset(Exception):
    """A document cannot be made; the message says which letters have no font, or where the template is wrong."""


@cache
def fonts(*, machine: bool = False) -> typst.Fonts:
    """The fonts to set with: the typesetter's own and Japanese from its package; ``machine`` adds the machine's."""
    folders: list[Path] = []
    package = find_spec("matplotlib_fontja")
    if package is not None and package.origin is not None:
        folders.append(Path(package.origin).parent / "fonts")
    return typst.Fonts(include_system_fonts=machine, include_embedded_fonts=True, font_paths=folders)


def pdf(template: bytes, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Typeset ``template`` (Typst) with ``data`` and answer the PDF's bytes.

    The template reads ``data`` as ``json(bytes(sys.inputs.data))``: values are data and never markup. ``at`` becomes
    the document's date of creation.

    :raises CannotTypeset: a letter has no font, or the template does not compile.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return _compiled(template, inputs, at, machine=False)
    except typst.TypstError as fault:
        if _MISSING not in fault.message:
            raise CannotTypeset(f"The template does not compile: {fault.message} {fault.diagnostic}") from fault
    try:
        return _compiled(template, inputs, at, machine=True)
    except typst.TypstError as fault:
        raise CannotTypeset(
            f"{fault.message}: no font here knows these letters. Install a font that does, such as Debian's "
            "fonts-noto-cjk, or the Python package matplotlib-fontja for Japanese, and ask again."
        ) from fault


def _compiled(template: bytes, inputs: dict[str, str], at: datetime, *, machine: bool) -> bytes:
    typesetter = typst.Compiler(
        template, font_paths=fonts(machine=machine), ignore_system_fonts=True, sys_inputs=inputs
    )
    made = typesetter.compile(format="pdf", pdf_standards=STANDARD, timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made
