"""An example may say a long text by repetition, within a limit."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.rules.repeated import written_out


def test_a_repeated_text_is_written_out_wherever_it_stands() -> None:
    said = {"body": {"list": [{"repeated": "ab", "times": 2}]}, "moId": "vm-1"}
    assert written_out(said) == {"body": {"list": ["abab"]}, "moId": "vm-1"}


@pytest.mark.parametrize(
    "said",
    [
        {"repeated": "x"},
        {"repeated": "x", "times": "2"},
        {"repeated": "x", "times": True},
        {"repeated": 7, "times": 2},
        {"repeated": "x", "times": 2, "more": 1},
        {"repeated": "x", "times": 2**20 + 1},
    ],
)
def test_what_is_no_repetition_or_too_long_stays_as_it_stands(said: Any) -> None:
    assert written_out({"body": said}) == {"body": said}


@pytest.mark.parametrize(("text", "times"), [("x", -(10**30)), ("", 10**30), ("", -(10**30))])
def test_nothing_however_often_is_nothing(text: str, times: int) -> None:
    assert written_out({"body": {"repeated": text, "times": times}}) == {"body": ""}


def test_the_limit_is_of_all_texts_together() -> None:
    half = {"repeated": "x", "times": 2**19}
    first, second, third = written_out({"body": [half, half, half]})["body"]
    assert (len(first), len(second), third) == (2**19, 2**19, half)
