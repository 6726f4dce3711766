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
from typing import Any, Final, TypeAlias
from unittest import mock

from policyguard.errors import InputError
from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.guard import Guard
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.request import CloneRequest
from policyguard.rules import Example
from policyguard.rules.repeated import written_out
from tests.case_kit import NAMES, case
from tools.managed import RELEASE
from tools.rulebook import read_rules
from tools.typeinfo import Property, catalogue, managed_properties

FILE: Final = Path("policyguard/data/reads.json")

_Pair: TypeAlias = tuple[str, str]

_ROOT: Final = Path(__file__).parent.parent
_WHO: Final = "LAB\\ops"
_CODE: Final = ("facts", "authorization", "inventory/__init__.py")

# Examples are of the type that every such object has; the API's paths are of its base.
_BASES: Final = {"VmwareDistributedVirtualSwitch": "DistributedVirtualSwitch"}

# Messages name every object if they can; these have no name.
_NAMELESS: Final = frozenset({("Task", "name"), ("VirtualMachineSnapshot", "name")})

# Whose a path in the code is, where that cannot be told from it.
_OWNERS: Final[Mapping[str, _Pair]] = {
    "config.host": ("DistributedVirtualSwitch", "config.host"),
    "configurationEx.vmSwapPlacement": (
        "ClusterComputeResource",
        "configurationEx.vmSwapPlacement",
    ),
    "vAppConfig.ipAssignment.ipAllocationPolicy": (
        "VirtualMachine",
        "config.vAppConfig.ipAssignment.ipAllocationPolicy",
    ),
}

# Authorization goes up from anything, and messages name anything.
_ENTITY: Final = "ManagedEntity"
_OF_ENTITIES: Final = ("name", "parent")

# What a request changes is read of the source below this.
_CONFIG: Final = "config"

_TYPE_NAME: Final = "_typeName"


def generate() -> dict[Path, bytes]:
    """The paths by type, each with its declared type.

    Raises:
        ValueError: The code reads what no type has.
    """
    recorded = frozenset((_BASES.get(type_, type_), path) for type_, path in _recorded())
    recorded -= _NAMELESS
    wrong = sorted(pair for pair in recorded if declared(*pair) is None)
    if wrong:
        raise ValueError(f"read, and no property: {wrong}")
    reads: dict[str, dict[str, str]] = {}
    of_entities = {
        (type_, path)
        for type_, _ in recorded
        for path in _OF_ENTITIES
        if _ENTITY in _lineage(type_)
    }
    for type_, path in sorted(recorded | of_entities | {*_literals(recorded)}):
        reads.setdefault(type_, {})[path] = declared(type_, path) or ""
    return {FILE: (json.dumps(reads, indent=1) + "\n").encode()}


def _recorded() -> frozenset[_Pair]:
    with recording() as pairs:
        for example in (one for rule in read_rules() for one in rule.examples):
            _look_at(example)
        for known in map(case, NAMES):
            guard = Guard(known.inventory, _WHO, engine="portable")
            guard.check(CloneRequest.of(known.request))
    return frozenset(pairs)


def _look_at(example: Example) -> None:
    """Turn an example into facts; the names in messages are read of the cases."""
    try:
        request = CloneRequest.of(written_out(example.request))
        facts_of(Situation(request, Inventory.load(example.inventory)), ())
    except InputError:
        pass  # an example of what is no request, or no inventory


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


def _literals(recorded: frozenset[_Pair]) -> Iterator[_Pair]:
    """Find paths that stand in the code, of types that are read, and that nothing reached.

    Raises:
        ValueError: Several types have one, and nobody said whose it is.
    """
    types = sorted({type_ for type_, _ in recorded})
    known = {path for _, path in recorded}
    for text in sorted(_dotted()):
        if text in _OWNERS:
            yield _OWNERS[text]
            continue
        if any(f"{path}.".startswith((f"{text}.", f"{_CONFIG}.{text}.")) for path in known):
            continue
        found = [(type_, text) for type_ in types if declared(type_, text) is not None]
        if len(found) > 1:
            raise ValueError(f"whose is `{text}`, of {found}? Say so in _OWNERS")
        yield from found


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
    return [one for each in _lineage(type_) for one in managed_properties(RELEASE, each)]


def _lineage(type_: str) -> tuple[str, ...]:
    """A managed type and all it derives from."""
    types = catalogue(RELEASE)
    above = types.managed.get(type_)
    return (type_, *(_lineage(above) if above is not None and above in types.managed else ()))


def _below(of: list[Property]) -> list[Property]:
    types = catalogue(RELEASE)
    derived = {name for one in of for name in types.subtypes(one.type)}
    return [one for name in sorted(derived) for one in types.properties(name)]
