"""What a property collector returned, in VI JSON or as pyVmomi's encoder writes it.

    **load** → validate → facts → rules → report

RetrievePropertiesEx returns a `RetrieveResult`, older methods a list of `ObjectContent`; a
client may keep either under `returnval`, the name it has on the wire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policyguard.inventory import vmomi
from policyguard.inventory.mistakes import Steps, value_shown
from policyguard.references import Reference

REFERENCE: Final = "`Type/moId` or a VI JSON reference"

_RESULT: Final = "RetrieveResult"
_WRAPPED: Final = "returnval"
# Of a result, beside its objects.
RESULT_KEYS: Final = frozenset({"_typeName", "token", _WRAPPED, *vmomi.BESIDE})
_CONTENT_KEYS: Final = frozenset({"_typeName", "obj", "propSet", "missingSet", *vmomi.BESIDE})
_WRAPPINGS: Final = 3


class NoContent(Exception):
    """What is no object of a result.

    Attributes:
        reason: What is wrong with it.
        at: Where.
    """

    def __init__(self, reason: str, at: Steps) -> None:
        super().__init__(reason, at)
        self.reason = reason
        self.at = at


@dataclass(frozen=True, slots=True)
class Content:
    """One object of a result.

    Attributes:
        reference: The object.
        items: Its properties.
        raw: The same as written: a list of `DynamicProperty`, or a mapping.
        missing: The paths that could not be read.
        by_vmomi: pyVmomi's encoder wrote it.
    """

    reference: Reference
    items: Sequence[tuple[Any, Any]]
    raw: Mapping[Any, Any] | Sequence[Any]
    missing: tuple[str, ...]
    by_vmomi: bool


def is_result(raw: Any) -> bool:
    """Whether this is what a property collector returned, and not a mapping of objects."""
    if not isinstance(raw, Mapping):
        return isinstance(raw, list | tuple)
    is_wrapped = _WRAPPED in raw and raw.keys() <= RESULT_KEYS
    return is_wrapped or vmomi.is_type(raw, _RESULT) or is_single(raw)


def is_page(raw: Any) -> bool:
    """Whether this is a `RetrieveResult`, which may be one of several."""
    return vmomi.is_type(raw, _RESULT) or (
        isinstance(raw, Mapping) and isinstance(raw.get("objects"), list | tuple)
    )


def unwrapped(raw: Any, at: Steps) -> Iterator[tuple[Any, Steps]]:
    """Yield what a result is wrapped in, outermost first, and at last its objects."""
    for _ in range(_WRAPPINGS):
        yield raw, at
        if not isinstance(raw, Mapping):
            return
        if _WRAPPED in raw and raw.keys() <= RESULT_KEYS:
            raw, at = raw[_WRAPPED], (*at, _WRAPPED)
        elif is_page(raw):
            raw, at = raw.get("objects"), (*at, "objects")
        else:
            return
    yield raw, at


def contents(raw: Any, at: Steps) -> Iterator[tuple[Any, Steps]]:
    """Yield the objects of an unwrapped result, each with its place."""
    if isinstance(raw, list | tuple):
        yield from ((one, (*at, index)) for index, one in enumerate(raw))
    elif raw is not None:
        yield raw, at


def content_of(raw: Any, at: Steps) -> Content:
    """Read one object of a result.

    Raises:
        NoContent: It is none.
    """
    if vmomi.is_written_out(raw):
        return _written_out(raw, at)
    if not isinstance(raw, Mapping) or not raw.keys() <= _CONTENT_KEYS:
        raise NoContent("is no `ObjectContent` of `obj`, `propSet` and `missingSet`", at)
    by_vmomi = vmomi.is_vmomi(raw)
    named = raw.get("obj")
    reference = (vmomi.reference_of(named) if by_vmomi else None) or Reference.of(named)
    if reference is None:
        raise NoContent(f"is {value_shown(named)}, expected {REFERENCE}", (*at, "obj"))
    properties = raw.get("propSet") or ()
    if not isinstance(properties, list | tuple) or not all(map(_is_property, properties)):
        raise NoContent("is no list of `DynamicProperty`, each `name` and `val`", (*at, "propSet"))
    items = [(prop["name"], prop["val"]) for prop in properties]
    return Content(reference, items, properties, _missing(raw, at), by_vmomi)


def _written_out(raw: Mapping[Any, Any], at: Steps) -> Content:
    reference = vmomi.reference_of(raw)
    if reference is None:
        what = value_shown(raw[vmomi.REFERENCE])
        raise NoContent(f"is {what}, expected a reference such as `vim.Folder:group-v3`", at)
    items = [(name, value) for name, value in raw.items() if name not in vmomi.BESIDE]
    return Content(reference, items, raw, (), by_vmomi=True)


def _missing(raw: Mapping[Any, Any], at: Steps) -> tuple[str, ...]:
    listed = raw.get("missingSet") or ()
    if isinstance(listed, list | tuple) and all(map(_is_missing, listed)):
        return tuple(one["path"] for one in listed)
    raise NoContent("is no list of `MissingProperty`, each `path` and `fault`", (*at, "missingSet"))


def is_single(raw: Mapping[Any, Any]) -> bool:
    """Whether this is one object of a result, by itself."""
    return vmomi.is_written_out(raw) or ("obj" in raw and raw.keys() <= _CONTENT_KEYS)


def _is_property(raw: Any) -> bool:
    """Whether this is a `DynamicProperty`."""
    return isinstance(raw, Mapping) and {"name", "val"} <= raw.keys()


def _is_missing(raw: Any) -> bool:
    """Whether this is a `MissingProperty`."""
    return isinstance(raw, Mapping) and isinstance(raw.get("path"), str)
