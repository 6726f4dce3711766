"""Values as VI JSON and a property collector write them."""

from __future__ import annotations

from typing import Any, Final

Data = dict[str, Any]

KB: Final = 1 << 10
MB: Final = 1 << 20
GB: Final = 1 << 30
TB: Final = 1 << 40


def moref(reference: str) -> Data:
    """A reference of a request, from `Type/moId`."""
    type_, value = reference.split("/")
    return {"_typeName": "ManagedObjectReference", "type": type_, "value": value}


def moid(reference: str) -> str:
    return reference.split("/")[1]


def typed(name: str, /, **members: Any) -> Data:
    """A data object of a type, its unset members left out."""
    return {"_typeName": name, **{key: one for key, one in members.items() if one is not None}}
