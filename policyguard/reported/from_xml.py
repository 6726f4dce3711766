"""Faults in SOAP: the detail of a fault, or the error of a task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from policyguard import faults
from policyguard.reported.fault import ReportedFault

_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
# The suffix of the element in a SOAP detail: <InvalidArgumentFault>.
_SUFFIX: Final = "Fault"
_SAYING: Final = ("localizedMessage", "faultstring")


def faults_in_xml(text: str) -> list[ReportedFault]:
    """Every element that is a fault, in document order; none if it is not well formed.

    A document type is refused, and so is whatever it would expand to.
    """
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
        return []
    try:
        root = ET.fromstring(text)  # noqa: S314 - no entity is left that could expand
    except (ET.ParseError, ValueError):
        return []
    said = next((e.text for e in root.iter() if _local(e.tag) in _SAYING), None)
    found = [(name, element) for element in root.iter() for name in _name(element)]
    return [
        ReportedFault.of(name, _fields(element), None if number else said)
        for number, (name, element) in enumerate(found)
    ]


def _name(element: ET.Element) -> Iterator[str]:
    """The fault that an element is, if it is one."""
    typed = element.get(_TYPE, "").rpartition(":")[2]
    for name in (typed, _local(element.tag).removesuffix(_SUFFIX)):
        if faults.exists(name):
            yield name
            return


def _fields(element: ET.Element) -> Iterator[tuple[str, str | int]]:
    for child in element:
        text = (child.text or "").strip()
        if len(child) or not text:
            continue
        kind = child.get("type")
        if kind is not None:
            yield _local(child.tag), f"{kind}/{text}"
        else:
            is_number = text.isascii() and text.isdecimal() and child.get(_TYPE) != "xsd:string"
            yield _local(child.tag), int(text[:20]) if is_number else text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
