"""Guards of one inventory share what they remember, and answer as if each were alone."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Guard, Inventory
from policyguard.engine import available
from policyguard.facts.situation import Situation
from tests.shipped import ALICE, DESCRIBED, PACKS, inventory_of, request_of

GUARDS: list[dict[str, Any]] = [
    {"principal": ALICE},
    {"principal": "LAB\\bob"},
    {"principal": ALICE, "groups": ["LAB\\Admins"]},
    {},
    {"permissions": False},
    *({"principal": ALICE, "engine": engine} for engine in available()),
    *({"principal": ALICE, "rules": packs} for packs in PACKS.values()),
]


@pytest.mark.parametrize("name", DESCRIBED)
def test_what_another_guard_remembers_changes_no_report(name: str) -> None:
    request = request_of(name)
    inventory = Inventory.load(inventory_of(name))
    alone = [Guard(inventory_of(name), **how).check(request) for how in GUARDS]
    for _ in range(2):
        assert [Guard(inventory, **how).check(request) for how in GUARDS] == alone


def test_a_new_guard_looks_nothing_up_that_another_one_has(monkeypatch: pytest.MonkeyPatch) -> None:
    name = DESCRIBED[0]
    request, inventory = request_of(name), Inventory.load(inventory_of(name))
    expected = Guard(inventory, ALICE).check(request)

    def looked_up(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Situation, "prop", looked_up)
    assert Guard(inventory, ALICE).check(request) == expected
    with pytest.raises(AssertionError):
        Guard(inventory_of(name), ALICE).check(request)
