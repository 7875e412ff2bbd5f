"""Says in plain words what a YAML parser complains about, with the place people would look at."""

from __future__ import annotations

import re

import yaml

from fairway.policy.problems import PAGE, Problem, Severity

ABOUT = "reference/programme-language#the-file"

# what the parser says -> what we say, what to do
SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "A colon with a blank after it is not possible here.",
        "If it belongs to a text, put quotes around the whole text; if it begins a new key, start a new line for it.",
    ),
    (
        "expected <block end>, but found '-'",
        "This '-' does not line up with the list or key it belongs to.",
        "Give each item of a list the same indent, and each key of an item the same indent.",
    ),
    (
        "expected <block end>",
        "This line does not line up with its neighbours.",
        "Give keys of the same level the same indent; a value that begins with a quote must end with it.",
    ),
    (
        "could not find expected ':'",
        "A line here is not of the form 'key: value'.",
        "Write a colon and a blank after the key.",
    ),
    (
        "found unexpected end of stream",
        "A quote is opened here and never closed.",
        "Close it with the same quote; inside '…' write '' for one quote.",
    ),
    ("expected ',' or '}'", "In this {…} a comma or the closing brace is missing.", "Write {from: 0, percent: 1}."),
    ("expected ',' or ']'", "In this […] a comma or the closing bracket is missing.", "Write [silver, gold]."),
    (
        "cannot start any token",
        "A value cannot begin with this character.",
        "Put quotes around the value.",
    ),
    (
        "sequence entries are not allowed",
        "A list cannot begin here.",
        "Start the list on a new line below its key, or write [a, b] after the key.",
    ),
    (
        "expected the node content",
        "A value is missing here.",
        "Look for a comma, bracket or brace too many just before.",
    ),
    ("did not find expected key", "A key is missing here.", "Write 'key: value'."),
    ("found unknown escape character", "This backslash stands for nothing.", "Use '…' instead of \"…\"."),
    ("while scanning a block scalar", "After '|' or '>' the text begins on the next line.", "Move it there, indented."),
)
CONTEXT_PLACE = ("found unexpected end of stream", "expected ',' or")


def explain_syntax(fault: yaml.MarkedYAMLError, text: str) -> Problem:
    """Make a problem of the parser's complaint."""
    said = " ".join(part for part in (fault.problem, fault.context) if part)
    mark = fault.problem_mark or fault.context_mark
    sentence, hint = f"This is not readable YAML: {said}.", "Compare with the example in the reference."
    for fragment, ours, remedy in SENTENCES:
        if fragment in said:
            sentence, hint = ours, remedy
            if fragment.startswith(CONTEXT_PLACE) and fault.context_mark is not None:
                mark = fault.context_mark
            break
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = re.split(r"\r\n|\r|\n", text)
    line = min(line, len(lines))
    column = min(column, len(lines[line - 1]) + 1)
    return Problem(line, column, Severity.ERROR, "syntax", sentence, hint, f"{PAGE}#syntax", ABOUT)
