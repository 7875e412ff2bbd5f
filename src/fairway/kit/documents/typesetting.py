"""Typeset a template with data, as an accessible PDF (PDF/UA-1)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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

_TYPESET_IN: set[int] = set()
"""The processes, this one or those it was forked from, in which something was typeset."""


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
    return _typeset(template, json.dumps(data, ensure_ascii=False), int(at.timestamp()))


def _typeset(template: bytes, data: str, at: int) -> bytes:
    if _TYPESET_IN and os.getpid() not in _TYPESET_IN:
        return _beside(template, data, at)
    _TYPESET_IN.add(os.getpid())
    inputs = {"data": data}
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


def _compiled(template: bytes, inputs: dict[str, str], at: int, *, machine: bool) -> bytes:
    typesetter = typst.Compiler(
        template, font_paths=fonts(machine=machine), ignore_system_fonts=True, sys_inputs=inputs
    )
    made = typesetter.compile(format="pdf", pdf_standards=STANDARD, timestamp=at)
    assert isinstance(made, bytes)
    return made


def _beside(template: bytes, data: str, at: int) -> bytes:
    """Typeset in a process of its own: a fork has not the typesetter's threads, and would wait for them for ever."""
    asked = json.dumps({"template": template.decode(), "data": data, "at": at}).encode()
    done = subprocess.run([sys.executable, "-P", __file__], input=asked, capture_output=True, timeout=60, check=False)
    if done.returncode == 0:
        return done.stdout
    raise CannotTypeset(done.stderr.decode().strip())


def _answer() -> int:
    asked = json.loads(sys.stdin.buffer.read())
    try:
        made = _typeset(asked["template"].encode(), asked["data"], asked["at"])
    except CannotTypeset as fault:
        sys.stderr.buffer.write(str(fault).encode())
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(_answer())
