"""What pyVmomi's `VmomiJSONEncoder` writes, as VI JSON has it.

    **load** → validate → facts → rules → report

Types have the names of pyVmomi's classes (`vim.vm.ConfigInfo`), references are texts
(`vim.Folder:group-v3`), and managed objects may be written out where they are referred to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from policyguard.data_files import read_data
from policyguard.inventory import declared
from policyguard.inventory.copier import Copier
from policyguard.inventory.properties import Tree
from policyguard.references import Reference

TYPE: Final = "_vimtype"
REFERENCE: Final = "_vimref"

# SOAP's own, which VI JSON does not have, beside what the encoder adds.
BESIDE: Final = frozenset({TYPE, REFERENCE, "_vimid", "dynamicType", "dynamicProperty"})

_GUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}:")
_MODULES: Final = ("vim.", "vmodl.")
# How the encoder writes a method, which says nothing about which one it is.
_OBJECT: Final = "<pyVmomi."


class VmomiCopier(Copier):
    """Copies what the encoder wrote.

    Attributes:
        written_out: The managed objects that were found where one is referred to.
    """

    def __init__(self) -> None:
        super().__init__(properties=True)
        self.written_out: list[Mapping[Any, Any]] = []

    def value(self, raw: Any, depth: int = 0) -> Any:
        """Copy any value, as VI JSON has it."""
        return _text(raw) if type(raw) is str else super().value(raw, depth)

    def members(self, items: Iterable[tuple[Any, Any]], depth: int = 0) -> Tree:
        """Copy named values, as VI JSON has them; what cannot be read is left out."""
        return super().members(_readable(items), depth)

    def _container(self, raw: Any, depth: int) -> Any:
        if not isinstance(raw, Mapping) or TYPE not in raw:
            return super()._container(raw, depth)
        reference = reference_of(raw)
        if reference is not None:
            self.written_out.append(raw)
            return str(reference)
        tree = super()._container({k: v for k, v in raw.items() if k not in BESIDE}, depth)
        tree["_typeName"] = type_name(str(raw[TYPE]))
        return tree


def is_vmomi(raw: Any) -> bool:
    """Whether this is an object as the encoder writes one."""
    return isinstance(raw, Mapping) and isinstance(raw.get(TYPE), str)


def is_written_out(raw: Any) -> bool:
    """Whether this is a managed object with its properties."""
    return is_vmomi(raw) and REFERENCE in raw


def is_type(raw: Any, name: str) -> bool:
    """Whether this is a data object of a type, in either way of writing one."""
    if not isinstance(raw, Mapping):
        return False
    return raw.get("_typeName") == name or (is_vmomi(raw) and type_name(raw[TYPE]) == name)


def reference_of(raw: Any) -> Reference | None:
    """Which managed object the encoder wrote, out or as a reference."""
    if is_written_out(raw):
        raw = raw[REFERENCE]
    return Reference.of(_text(raw)) if isinstance(raw, str) else None


@lru_cache(maxsize=4096)
def type_name(vmodl: str) -> str:
    """The API's name of a type that pyVmomi calls `vim.vm.ConfigInfo`."""
    names = _names()
    irregular: str | None = names["irregular"].get(vmodl)
    if irregular is not None:
        return irregular
    package, last = _parted(vmodl)
    return f"{names['prefixes'].get(package, '')}{last}"


def _parted(vmodl: str) -> tuple[str, str]:
    parts = vmodl.split(".")
    first = next((i for i, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return ".".join(parts[:first]), "".join(parts[first:])


def _readable(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    naming = _names()["naming"]
    for name, raw in items:
        if isinstance(raw, list | tuple):
            if any(isinstance(one, str) and one.startswith(_OBJECT) for one in raw):
                continue
            if name in naming:
                yield name, [_type_text(one) if isinstance(one, str) else one for one in raw]
                continue
        yield name, _text(raw) if type(raw) is str else raw


def _text(text: str) -> str:
    """A reference as `Type/moId`, and any other text as it is."""
    if not text.startswith(_MODULES):
        return text
    vmodl, colon, value = text.partition(":")
    type_ = type_name(vmodl) if colon and value else ""
    if declared.properties(type_) is None:
        return text
    guid = _GUID.match(value)
    return f"{type_}/{value[guid.end() :] if guid else value}"


def _type_text(text: str) -> str:
    """The name of a managed object type as the API's, and any other text as it is."""
    name = type_name(text) if text.startswith(_MODULES) else ""
    return text if declared.properties(name) is None else name


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = read_data("pyvmomi_names.json")
    return names
