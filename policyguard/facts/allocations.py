"""What `spec.config` reserves and limits, and the values it gives vApp properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from policyguard.facts.situation import Situation
from policyguard.facts.values import Statement
from policyguard.request import Place, decider, member, pointer

_CONFIG: Final = ("spec", "config")
_PROPERTIES: Final = (*_CONFIG, "vAppConfig", "property")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
# What OVF calls types, as vApp options do: int, int(0..9), string(..8), boolean, ip …
_TYPE: Final = re.compile(
    r"(?P<name>[a-z]+)(?:\((?P<least>-?[0-9]{0,9})\.\.(?P<most>-?[0-9]{0,9})\))?"
)


def allocation_statements(case: Situation) -> Iterator[Statement]:
    """Each allocation that has both a reservation and a limit; a negative limit is none."""
    for name in ("cpuAllocation", "memoryAllocation"):
        place: Place = (*_CONFIG, name)
        reservation = case.request.typed(int, *place, "reservation")
        limit = case.request.typed(int, *place, "limit")
        if isinstance(reservation, int) and isinstance(limit, int) and limit >= 0:
            yield Statement(
                {"order": "reversed" if reservation > limit else "kept"},
                {
                    "allocation_place": pointer(*place, "reservation"),
                    "allocation_path": decider(*place, "reservation").removeprefix("request:"),
                    "reservation": reservation,
                    "limit": limit,
                },
            )


def vapp_property_statements(case: Situation) -> Iterator[Statement]:
    """Each property of a vApp configuration whose type and value are both given."""
    for index, entry in enumerate(case.request.entries(*_PROPERTIES)):
        info = member(entry, "info")
        kind, value = member(info, "type"), member(info, "value")
        if member(entry, "operation") == "remove":
            continue
        fits = _fits(kind, value) if isinstance(kind, str) and isinstance(value, str) else None
        if fits is not None:
            yield Statement(
                {"value": "fits" if fits else "wrong"},
                {
                    "vapp_place": pointer(*_PROPERTIES, index, "info", "value"),
                    "vapp_id": _text(info, "id"),
                    "vapp_type": kind,
                    "vapp_value": value,
                    "vapp_label": _text(info, "label"),
                    "vapp_category": _text(info, "category"),
                },
            )


def _text(info: Any, name: str) -> str | None:
    value = member(info, name)
    return value if isinstance(value, str) else None


def _fits(kind: str, value: str) -> bool | None:
    """Whether a value is of a type; None for a type that is not told here."""
    found = _TYPE.fullmatch(kind)
    tell = _TYPES.get(found["name"]) if found else None
    if found is None or tell is None:
        return None
    number = tell(value)
    if number is None:
        return False
    least, most = _bound(found["least"]), _bound(found["most"])
    return (least is None or number >= least) and (most is None or number <= most)


def _bound(written: str | None) -> int | None:
    return int(written) if written and written != "-" else None


def _integer(value: str) -> int | None:
    return int(value) if _INTEGER.fullmatch(value) else None


def _boolean(value: str) -> int | None:
    return 0 if value in ("True", "False", "true", "false") else None


_TYPES: Final[Mapping[str, Callable[[str], int | None]]] = {
    "int": _integer,
    "boolean": _boolean,
    "string": len,
    "password": len,
}
