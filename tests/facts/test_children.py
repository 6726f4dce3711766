"""The objects of a folder, found by a name that may be like theirs."""

from __future__ import annotations

import pytest

from policyguard.facts.children import Children
from policyguard.facts.values import Unknown
from policyguard.references import Reference

WEB, OLD, DB, DARK, STRANGE = (Reference("VirtualMachine", f"vm-{n}") for n in range(5))
NAMES = ((WEB, "web/01"), (DARK, Unknown(("x",))), (OLD, "Web%2f01 "), (DB, "db"), (STRANGE, 7))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("web%2F01", [(WEB, "web/01"), (OLD, "Web%2f01 ")]),
        ("DB", [(DB, "db")]),
        ("db-2", []),
        ("7", []),
    ],
)
def test_children_of_one_likeness_are_found_together_in_their_order(
    name: str, expected: list[tuple[Reference, str]]
) -> None:
    assert list(Children(NAMES, None).like(name)) == expected


@pytest.mark.parametrize("unlisted", [None, Unknown(("Folder/group-v3:childEntity",))])
def test_a_folder_says_which_names_and_which_children_are_not_known(
    unlisted: Unknown | None,
) -> None:
    children = Children(NAMES, unlisted)
    assert children.nameless == (DARK, STRANGE)
    assert children.unlisted is unlisted
