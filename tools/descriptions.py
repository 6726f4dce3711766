"""Compile `descriptions.yaml`, the words that editors show, to policyguard/data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from policyguard import document
from policyguard.schema import RELEASES
from tools.typeinfo import catalogue, method

SOURCE: Final = Path(__file__).parent / "descriptions.yaml"
FOLDER: Final = Path("policyguard/data")

_REQUEST: Final = {"moId", "release", "body"}
_REFERENCE: Final = {"type", "value"}
_NEEDED: Final = {"title", "description"}
_ALLOWED: Final = {*_NEEDED, "examples", "deprecated"}

_Words = Mapping[str, Mapping[str, Mapping[str, Any]]]


def generate() -> dict[Path, bytes]:
    """The words, by type and property.

    Raises:
        ValueError: They are of a property that no release has, or not complete.
    """
    words = read_words()
    wrong = list(mistakes(words))
    if wrong:
        raise ValueError("\n".join(wrong))
    text = json.dumps(words, ensure_ascii=False, indent=1)
    return {FOLDER / "descriptions.json": f"{text}\n".encode()}


def read_words(source: Path = SOURCE) -> _Words:
    """The words as they are written."""
    (part,) = document.read(source.read_bytes(), source.name)
    words: _Words = part.data
    return words


def mistakes(words: _Words) -> Iterator[str]:
    """What is wrong with the words, one line each."""
    for type_, properties in words.items():
        known = _properties(type_)
        for name, entry in properties.items():
            if name not in known:
                yield f"{type_}.{name}: no release has it"
            if not _NEEDED <= entry.keys() <= _ALLOWED:
                yield f"{type_}.{name}: {', '.join(entry)}"


def _properties(type_: str) -> set[str]:
    """Every property that a type, or one that derives from it, has in some release."""
    if type_ == "Request":
        return _REQUEST
    if type_ == "ManagedObjectReference":
        return _REFERENCE
    return {name for release in RELEASES for name in _of_release(type_, release)}


def _of_release(type_: str, release: str) -> Iterator[str]:
    if type_ == "CloneVMRequestType":
        yield from (p.name for p in method(release, "VirtualMachine", "CloneVM_Task").parameters)
    elif type_ in catalogue(release).data:
        types = catalogue(release)
        yield from (p.name for one in types.subtypes(type_) for p in types.properties(one))
