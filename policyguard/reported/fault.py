"""A fault that was met, and what its fields may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import Field

from policyguard import faults
from policyguard.decision import Value
from policyguard.references import Reference
from policyguard.text import clean, is_huge

# What every fault has; its message is told apart, and a cause is a fault of its own.
_COMMON: Final = frozenset(("faultCause", "faultMessage"))
# As pyVmomi prints a reference: 'vim.HostSystem:host-38'.
_PYVMOMI_REFERENCE: Final = re.compile(r"vim\.(\w+):([\w-]+)")


class ReportedFault(Value):
    """A fault as it was met.

    Attributes:
        type_name: Its type, which there is.
        fields: Its own properties, as far as they were told; an object is `Type/moId`.
        message: What was said of it, by vCenter or by the client.
    """

    type_name: str = Field(alias="_typeName")
    fields: dict[str, str | int | bool] = Field(default_factory=dict)
    message: str | None = None

    @classmethod
    def of(cls, name: str, told: Iterable[tuple[str, Any]], message: str | None) -> ReportedFault:
        """Make a fault of a type that there is from whatever was told of it."""
        known = faults.properties(name).keys() - _COMMON
        fields = {key: value for key, raw in told if key in known for value in _values(raw)}
        said = clean(message.strip()) if message and message.strip() else None
        return cls(type_name=name, fields=fields, message=said)


def _values(raw: Any) -> Iterable[str | int | bool]:
    """The value as a report can say it; nothing if it cannot."""
    if isinstance(raw, Mapping):
        reference = Reference.of(raw)
        return () if reference is None else (str(reference),)
    if isinstance(raw, str):
        found = _PYVMOMI_REFERENCE.fullmatch(raw)
        return (f"{found[1]}/{found[2]}",) if found else (clean(raw),)
    return (raw,) if isinstance(raw, int) and not is_huge(raw) else ()
