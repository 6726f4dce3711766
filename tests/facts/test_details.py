"""What facts of several kinds call by one name is one thing: rules print it by that name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from policyguard.facts.parts import _ONE
from policyguard.facts.situation import Situation
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.vocabulary import KINDS
from tests.property.test_implications import CASES


def shared() -> Mapping[str, list[str]]:
    """The names that kinds share, each with these kinds."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind in (kind for kind in KINDS.values() if kind.name in _ONE):
        for name in kind.details:
            kinds[name].append(kind.name)
    return {name: among for name, among in kinds.items() if len(among) > 1}


@pytest.fixture(scope="module")
def details() -> list[dict[str, Mapping[str, Any]]]:
    """By kind, what may be printed of each example."""
    cases = [Situation(CloneRequest.of(r), Inventory.load(i)) for r, i in CASES]
    return [{kind: make(case).details for kind, make in _ONE.items()} for case in cases]


@pytest.mark.parametrize("name", sorted(shared()))
def test_what_kinds_call_by_one_name_is_one_thing(
    name: str, details: list[dict[str, Mapping[str, Any]]]
) -> None:
    differing = [
        said
        for said in ([repr(of[kind].get(name)) for kind in shared()[name]] for of in details)
        if len(set(said)) > 1
    ]
    assert differing == []
