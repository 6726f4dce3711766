"""Faults in JSON: a `MethodFault` of VI JSON, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policyguard import faults
from policyguard.reported.fault import ReportedFault


def faults_in_json(data: Any) -> Iterator[ReportedFault]:
    """Every data object whose `_typeName` is a fault, what holds others before these.

    The message of a `LocalizedMethodFault` is that of the fault in it.
    """
    waiting: list[tuple[Any, str | None]] = [(data, None)]
    while waiting:
        value, message = waiting.pop()
        if isinstance(value, list):
            waiting.extend((one, None) for one in reversed(value))
        elif isinstance(value, Mapping):
            name = value.get("_typeName")
            if isinstance(name, str) and faults.exists(name):
                said = message or _text(value.get("msg"))
                yield ReportedFault.of(name, value.items(), said)
            inner = _text(value.get("localizedMessage"))
            members = [(one, inner if key == "fault" else None) for key, one in value.items()]
            waiting.extend(reversed(members))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
