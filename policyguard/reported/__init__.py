"""Read a fault as somebody met it: JSON, SOAP, or the text that a client printed.

    **load** → validate → facts → rules → report

INVARIANT: any bytes give the faults they tell of, or `UnreadableDocument`, in time that grows
with their number. What is read of a fault are properties that its type has, and its message.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policyguard import faults
from policyguard.document import MAX_BYTES, read
from policyguard.errors import UnreadableDocument
from policyguard.reported.fault import ReportedFault
from policyguard.reported.from_json import faults_in_json
from policyguard.reported.from_messages import faults_in_messages, faults_named
from policyguard.reported.from_text import faults_in_text
from policyguard.reported.from_xml import faults_in_xml

__all__ = ["ReportedFault", "read_faults"]

_NOTHING: Final = (
    "no fault found; expected a MethodFault as JSON or SOAP, or what a client printed of one"
)


def read_faults(content: bytes, file: str) -> tuple[ReportedFault, ...]:
    """Return the faults that a file tells of, each type once, what was raised before its causes.

    Args:
        content: UTF-8; what is not is replaced.
        file: As the caller named it, for messages.

    Raises:
        UnreadableDocument: It tells of none, or is too large.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableDocument(f"the file is larger than {MAX_BYTES >> 20} MiB", file)
    found = _merged(_faults(content, content.decode("utf-8", "replace").lstrip("\ufeff")))
    if not found:
        raise UnreadableDocument(_NOTHING, file)
    return found


def _faults(content: bytes, text: str) -> Iterable[ReportedFault]:
    begins = text.lstrip()[:1]
    found: list[ReportedFault] = []
    if begins in ("{", "["):
        found += _from_json(content)
    elif begins == "<":
        found += faults_in_xml(text)
    unescaped = text.replace("\\r", "").replace("\\n", "\n").replace('\\"', '"')
    told = found or [*faults_in_text(unescaped)]
    return [*told, *faults_in_messages(unescaped), *faults_named(unescaped)]


def _from_json(content: bytes) -> list[ReportedFault]:
    try:
        documents = read(content, "-")
    except UnreadableDocument:
        return []  # a log may begin with a bracket too
    return [fault for document in documents for fault in faults_in_json(document.data)]


def _merged(found: Iterable[ReportedFault]) -> tuple[ReportedFault, ...]:
    """Each type once, with all that was told of it; what is told first counts."""
    merged: dict[str, ReportedFault] = {}
    for fault in found:
        first = merged.setdefault(fault.type_name, fault)
        if first is not fault:
            merged[fault.type_name] = first.model_copy(
                update={
                    "fields": {**fault.fields, **first.fields},
                    "message": first.message or fault.message,
                }
            )
    return tuple(one for one in merged.values() if not _is_implied(one, merged))


def _is_implied(fault: ReportedFault, found: Iterable[str]) -> bool:
    """Whether nothing is told of a fault but what one derived from it says too."""
    told = fault.fields or fault.message
    return not told and any(fault.type_name in faults.parents(name) for name in found)
