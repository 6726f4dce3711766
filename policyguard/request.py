"""One CloneVM_Task call: who is cloned, by which release, and the body as it was written.

    load → **validate** → facts → rules → report

The body may be any JSON value. Whatever is read from it here is there and well formed, or
`ABSENT`, or `MALFORMED`; nothing raises. That a place is malformed is for the schema to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, Literal, TypeAlias, TypeVar

from policyguard.references import Reference
from policyguard.text import plain_text

DEFAULT_RELEASE: Final = "8.0.2.0"
ENVELOPE: Final = ("moId", "release", "body")

MOST_ELEMENTS: Final = 4096
"""How many elements of a list of devices are judged; a machine has room for some hundreds."""

_T = TypeVar("_T")
_MEMBERS: Final = ("folder", "name", "spec")
_ENOUGH: Final = 2


class Missing(Enum):
    """Why a place holds nothing that can be used."""

    ABSENT = "absent"
    MALFORMED = "malformed"


ABSENT: Final = Missing.ABSENT
MALFORMED: Final = Missing.MALFORMED
Place: TypeAlias = tuple[str | int, ...]
BOUNDED_LISTS: Final[tuple[Place, ...]] = (
    ("spec", "location", "deviceChange"),
    ("spec", "location", "disk"),
    ("spec", "config", "deviceChange"),
    ("spec", "customization", "nicSettingMap"),
)
"""The lists of which no virtual machine needs more elements than are judged."""

Gone: TypeAlias = Literal[Missing.ABSENT, Missing.MALFORMED]


class Readable:
    """What has a body that is read by place, as `at` reads it."""

    __slots__ = ()

    def at(self, *place: str | int) -> Any:
        """The value at a place of the body; a null there is absent."""
        raise NotImplementedError

    def typed(self, kind: type[_T], *place: str | int) -> _T | Gone:
        """The value at a place if it is of a Python type; a bool is no int here."""
        return typed(self.at(*place), kind)

    def reference(self, *place: str | int) -> Reference | Gone:
        """The managed object a place refers to."""
        value = self.typed(dict, *place)
        if isinstance(value, Missing):
            return value
        return Reference.of(value) or MALFORMED

    def entries(self, *place: str | int) -> list[Any]:
        """The entries of a list; none if there is no list."""
        value = self.typed(list, *place)
        return [] if isinstance(value, Missing) else value

    def type_name(self, *place: str | int) -> str | Gone:
        """The `_typeName` of the data object at a place."""
        return self.typed(str, *place, "_typeName")


@dataclass(frozen=True, slots=True)
class CloneRequest(Readable):
    """One request, in the shape of a request file.

    Attributes:
        mo_id: The source as written: `vm-12` or `VirtualMachine/vm-12`; None if absent.
        release: The API release of the call.
        body: `folder`, `name` and `spec`, as written.
        other_keys: What stands beside `moId`, `release` and `body`.
        file: Where it was read, as the caller named it.
        index: Its 0-based position among the documents of that file.
        body_at: Pointer from the document to the body.
        plain: The body comes from `document.read`, which lets nothing through but JSON
            values within its limits; so it need not be looked through again.
        cut: The lists of which the body has only the first elements, and how many they had.
    """

    mo_id: Any = None
    release: str = DEFAULT_RELEASE
    body: Any = None
    other_keys: tuple[str, ...] = ()
    file: str | None = None
    index: int = 0
    body_at: str = ""
    plain: bool = False
    cut: tuple[tuple[Place, int], ...] = ()

    @classmethod
    def of(  # noqa: PLR0913 - each says what the data leave open
        cls,
        data: Any,
        *,
        source: str | None = None,
        release: str | None = None,
        file: str | None = None,
        index: int = 0,
        plain: bool = False,
    ) -> CloneRequest:
        """Tell an envelope from a bare body.

        Args:
            data: Any JSON value. A mapping with `body` or `moId` is an envelope.
            source: The source where the data name none.
            release: The release where the data name none.
            file: Where the data were read.
            index: Their position in that file.
            plain: They come from `document.read`.
        """
        release = release or DEFAULT_RELEASE
        if not isinstance(data, Mapping) or not ("body" in data or "moId" in data):
            return cls(source, release, data, file=file, index=index, plain=plain)
        mo_id, named = data.get("moId"), data.get("release")
        return cls(
            source if mo_id is None else mo_id,
            release if named is None else plain_text(named),
            data.get("body"),
            tuple([plain_text(key) for key in data if key not in ENVELOPE]),
            file,
            index,
            "/body",
            plain,
        )

    def bounded(self) -> CloneRequest:
        """This request, with no more elements of its lists of devices than are judged."""
        lists = ((place, within(self.body, *place)) for place in BOUNDED_LISTS)
        long = [(place, one) for place, one in lists if isinstance(one, list)]
        long = [(place, one) for place, one in long if len(one) > MOST_ELEMENTS]
        body = self.body
        for place, one in long:
            body = _with(body, place, one[:MOST_ELEMENTS])
        cut = tuple((place, len(one)) for place, one in long)
        return replace(self, body=body, cut=cut) if cut else self

    @property
    def source(self) -> Reference | Gone:
        """The source virtual machine; of another type if `moId` names one."""
        if self.mo_id is None:
            return ABSENT
        if not isinstance(self.mo_id, str) or not self.mo_id.strip("/"):
            return MALFORMED
        if "/" in self.mo_id:
            return Reference.of(self.mo_id) or MALFORMED
        return Reference("VirtualMachine", self.mo_id)

    def at(self, *place: str | int) -> Any:
        """The value at a place of the body; a null there is absent."""
        return within(self.body, *place)


def is_request(data: Any) -> bool:
    """Tell whether a document is a clone request, right or wrong, and so is to be judged."""
    if not isinstance(data, Mapping):
        return False
    return "body" in data or sum(name in data for name in _MEMBERS) >= _ENOUGH


def _with(value: Any, place: Place, new: Any) -> Any:
    """A value with something else at a place that it has; what is not on the way is shared."""
    if not place:
        return new
    step, *rest = place
    return {**value, step: _with(value[step], tuple(rest), new)}


def typed(value: Any, kind: type[_T]) -> _T | Gone:
    """A value of the body if it is of a Python type; a bool is no int here."""
    if isinstance(value, Missing):
        return value
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return MALFORMED
    return value


def member(value: Any, key: str) -> Any:
    """The value at a key of an object; the same as `within`, for what is asked all the time."""
    if isinstance(value, dict):
        found = value.get(key)
        return ABSENT if found is None else found
    if value is None:
        return ABSENT
    return value if isinstance(value, Missing) else MALFORMED


def within(value: Any, *place: str | int) -> Any:
    """The value at a place inside another; a null there is absent."""
    if isinstance(value, Missing):
        return value
    for step in place:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            return ABSENT if value is None else MALFORMED
        if value is None:
            return ABSENT
    return ABSENT if value is None else value


def pointer(*place: str | int) -> str:
    """The RFC 6901 pointer to a place of the body."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)


def property_path(*place: str | int) -> str:
    """The property path of a place of the body, as faults write it."""
    path = ""
    for step in place:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".")


def decider(*place: str | int) -> str:
    """How a report's `unknown` names a place of the request."""
    return f"request:{property_path(*place)}"
