"""The privileges there are, and how the vSphere Client calls them.

    load → validate → facts → **rules** → report

Ids are those of pyVmomi's type information and of documentation, labels those of the vSphere
Security guide (`tools/privileges.py` writes both).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from policyguard.data_files import read_data


def exists(privilege: str) -> bool:
    """Tell whether there is a privilege of this id."""
    return privilege in _labels()


def names() -> tuple[str, ...]:
    """The id of every privilege, sorted."""
    return tuple(_labels())


def label(privilege: str) -> str | None:
    """How the vSphere Client calls a privilege; None for one whose label is not written down."""
    return _labels().get(privilege)


@cache
def _labels() -> Mapping[str, str | None]:
    labels: Mapping[str, str | None] = read_data("privileges.json")
    return labels
