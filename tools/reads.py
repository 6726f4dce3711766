"""Write which properties of managed objects are read: what an inventory should hold.

Reads are recorded while the rules' examples are turned into facts and the public cases are
checked; and the code's literals that are property paths are added, because no example may
reach one. A path that no type has is a mistake, and stops the generator.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest import mock

import yaml

from policyguard.examples import outcomes
from policyguard.guard import Guard
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.request import CloneRequest
from tools.managed import RELEASE
from tools.rulebook import read_rules
from tools.typeinfo import Property, catalogue, managed_properties

FILE: Final = Path("policyguard/data/reads.json")

_ROOT: Final = Path(__file__).parent.parent
_CASES: Final = _ROOT / "tests" / "cases"
_CODE: Final = ("facts", "authorization", "inventory/__init__.py")

# Examples are of the type that every such object has; the API's paths are of its base.
_BASES: Final = {"VmwareDistributedVirtualSwitch": "DistributedVirtualSwitch"}

# Messages name every object if they can; these have no name.
_NAMELESS: Final = frozenset({("Task", "name"), ("VirtualMachineSnapshot", "name")})

# What a request changes is read of the source below this.
_CONFIG: Final = "config"

_TYPE_NAME: Final = "_typeName"

_Pair = tuple[str, str]


def generate() -> dict[Path, bytes]:
    """The paths by type, each with its declared type.

    Raises:
        ValueError: The code reads what no type has.
    """
    recorded = {(_BASES.get(type_, type_), path) for type_, path in _recorded()} - _NAMELESS
    wrong = sorted(pair for pair in recorded if declared(*pair) is None)
    if wrong:
        raise ValueError(f"read, and no property: {wrong}")
    reads: dict[str, dict[str, str]] = {}
    for type_, path in sorted(recorded | {*_literals(recorded)}):
        reads.setdefault(type_, {})[path] = declared(type_, path) or ""
    return {FILE: (json.dumps(reads, indent=1) + "\n").encode()}


def _recorded() -> frozenset[_Pair]:
    with recording() as pairs:
        for _ in outcomes(read_rules(), "portable"):
            pass
        for request, inventory in _cases():
            Guard(inventory, "LAB\\ops", engine="portable").check(CloneRequest.of(request))
    return frozenset(pairs)


@contextmanager
def recording() -> Iterator[set[_Pair]]:
    """Collect what is read of any inventory meanwhile."""
    pairs: set[_Pair] = set()
    get = Inventory.get

    def recorded(self: Inventory, reference: Reference, path: str) -> Any:
        pairs.add((reference.type, path))
        return get(self, reference, path)

    with mock.patch.object(Inventory, "get", recorded):
        yield pairs


def _cases() -> Iterator[tuple[Any, Any]]:
    for file in sorted(_CASES.glob("*.yaml")):
        case = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        if isinstance(case, Mapping) and {"request", "inventory"} <= case.keys():
            yield case["request"], case["inventory"]


def _literals(recorded: frozenset[_Pair] | set[_Pair]) -> Iterator[_Pair]:
    """Find paths that stand in the code, of types that are read, and that nothing reached."""
    types = sorted({type_ for type_, _ in recorded})
    known = {path for _, path in recorded}
    for text in sorted(_dotted()):
        of_config = f"{_CONFIG}.{text}"
        if text in known or of_config in known:
            continue
        if any(path.startswith((f"{text}.", f"{of_config}.")) for path in known):
            continue
        found = [type_ for type_ in types if declared(type_, text) is not None]
        yield from ((type_, text) for type_ in found)
        if not found and declared("VirtualMachine", of_config) is not None:
            yield "VirtualMachine", of_config


def _dotted() -> Iterator[str]:
    """The texts with a dot in the code that reads."""
    package = _ROOT / "policyguard"
    for place in _CODE:
        files = (package / place).rglob("*.py") if not place.endswith(".py") else [package / place]
        for file in files:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    text = node.value
                    if "." in text and all(part.isidentifier() for part in text.split(".")):
                        yield text


@cache
def declared(type_: str, path: str) -> str | None:
    """The declared type at the end of a path; None if there is no such property.

    Where only a derived type has it, that one's counts.
    """
    names = path.split(".")
    if names[-1] == _TYPE_NAME:
        return "string" if declared(type_, ".".join(names[:-1])) is not None else None
    types = catalogue(RELEASE)
    found: list[Property] = []
    for index, name in enumerate(names):
        members = _managed(type_) if index == 0 else _below(found)
        found = [one for one in members if one.name == name]
        if not found:
            return None
        if index < len(names) - 1 and not all(
            one.type in types.data and not one.many for one in found
        ):
            return None
    return " | ".join(sorted({f"{one.type}{'[]' if one.many else ''}" for one in found}))


def _managed(type_: str) -> list[Property]:
    types = catalogue(RELEASE)
    found: list[Property] = []
    above: str | None = type_
    while above in types.managed:
        found += managed_properties(RELEASE, above)
        above = types.managed[above]
    return found


def _below(of: list[Property]) -> list[Property]:
    types = catalogue(RELEASE)
    derived = {name for one in of for name in types.subtypes(one.type)}
    return [one for name in sorted(derived) for one in types.properties(name)]
