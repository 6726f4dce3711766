"""Write the fault hierarchy, what faults mean, and which CloneVM_Task declares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import yaml

from tools.typeinfo import Catalogue, catalogue, method

FILE: Final = Path("policyguard/data/faults.json")
MEANINGS: Final = Path(__file__).with_name("fault_meanings.yaml")

# Issue 3 widens this: a fault of a later release is none of an earlier one.
_RELEASE: Final = "8.0.2.0"
_ROOT: Final = "MethodFault"


def generate() -> dict[Path, bytes]:
    """Every fault with its parent, its own properties and its meaning, one a line.

    Raises:
        ValueError: A meaning is given to what is no fault.
    """
    types = catalogue(_RELEASE)
    meanings = yaml.safe_load(MEANINGS.read_text("utf-8"))
    unknown = meanings.keys() - {*types.subtypes(_ROOT)}
    if unknown:
        raise ValueError(f"{MEANINGS.name}: no such faults: {sorted(unknown)}")
    declared = method(_RELEASE, "VirtualMachine", "CloneVM_Task").faults
    faults = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(_fault(types, name, meanings.get(name)))}"
        for name in types.subtypes(_ROOT)
    )
    text = f'{{"declared": {json.dumps(declared)},\n"faults": {{\n{faults}\n}}}}\n'
    return {FILE: text.encode()}


def _fault(types: Catalogue, name: str, meaning: str | None) -> dict[str, Any]:
    fault = types.data[name]
    return {
        "parent": None if name == _ROOT else fault.parent,
        "properties": {p.name: p.type + "[]" * p.many for p in fault.own},
        **({} if meaning is None else {"meaning": meaning}),
    }
