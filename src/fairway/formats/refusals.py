"""Why a whole file cannot be taken: one named refusal with place, reason and remedy."""

from __future__ import annotations


class CannotRead(Exception):
    """The file cannot be read as a table.

    ``code`` is a reason code of `docs/reference/reason-codes.md`; ``sentence`` says what was found and where;
    ``remedy`` says what the sender can do next.
    """

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
