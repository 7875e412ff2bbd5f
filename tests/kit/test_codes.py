"""Codes that people quote."""

from __future__ import annotations

import re

from fairway.kit.codes import ALPHABET, coded, written


def test_a_code_is_a_letter_and_ten_signs_and_tells_nothing_of_the_others() -> None:
    drawn = {coded("Q") for _ in range(500)}
    assert len(drawn) == 500
    assert all(re.fullmatch(rf"Q-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code) for code in drawn)


def test_the_same_number_is_always_the_same_code() -> None:
    assert written("D", 0) == "D-22222-22222"
    assert written("D", 25) == "D-23222-22222"  # 25 = 0 + 1 × 25
