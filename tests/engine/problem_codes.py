"""Every problem code that the source can note, read from the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "fairway"
FOLDERS = (SOURCE / "policy", SOURCE / "engine" / "check", SOURCE / "performance" / "rules" / "tiers")
PLACES = {"error": 1, "warning": 1, "note": 2, "Finding": 2, "Problem": 3, "_error": 1, "_held": 2}
"""Which argument of each noting call is the code."""


def codes() -> dict[str, str]:
    """Each code with the file that notes it."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    for code in _code(node):
                        found.setdefault(code, path.name)
    return found


def _code(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = PLACES.get(name)
    if at is None or len(call.args) <= at:
        return
    for node in ast.walk(call.args[at]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
