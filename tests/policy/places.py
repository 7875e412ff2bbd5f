"""Texts in tests mark the expected place of a problem with ¶; the mark is taken out before the text is read."""

import re

MARK = "¶"


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """Take the mark out of a text: the text, and the line and column (from 1) where it stood."""
    before, _, after = text.partition(MARK)
    line = before.count("\n") + 1
    return before + after, (line, len(before) - (before.rfind("\n") + 1) + 1)


def lies_inside(text: str, line: int, column: int) -> bool:
    """Tell whether a place is in the text; one past the end of a line is."""
    lines = re.split(r"\r\n|\r|\n", text)
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1
