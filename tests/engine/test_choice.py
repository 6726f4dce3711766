"""Which engines there are, and which one is taken."""

from __future__ import annotations

import sys

import pytest

from policyguard.engine import available, engine_of
from policyguard.errors import InputError


@pytest.mark.parametrize("name", available())
def test_an_engine_goes_by_its_name(name: str) -> None:
    assert engine_of([], name).name == name


def test_without_a_name_the_first_that_is_there_is_taken() -> None:
    assert engine_of([]).name == available()[0]
    assert available()[-1] == "portable"


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no engine `drools`; there are: durable, portable$"):
        engine_of([], "drools")


def test_where_durable_rules_is_not_there_portable_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "policyguard.engine.durable", None)
    assert available() == ("portable",)
    assert engine_of([]).name == "portable"
    with pytest.raises(InputError, match="`durable` cannot be imported here: "):
        engine_of([], "durable")
