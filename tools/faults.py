"""Write the fault hierarchy, and which faults CloneVM_Task declares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tools.typeinfo import Catalogue, catalogue, method

FILE: Final = Path("policyguard/data/faults.json")

# Issue 3 widens this: a fault of a later release is none of an earlier one.
_RELEASE: Final = "8.0.2.0"
_ROOT: Final = "MethodFault"


def generate() -> dict[Path, bytes]:
    """Every fault with its parent and its own properties, one a line."""
    types = catalogue(_RELEASE)
    declared = method(_RELEASE, "VirtualMachine", "CloneVM_Task").faults
    faults = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(_fault(types, name))}" for name in types.subtypes(_ROOT)
    )
    text = f'{{"declared": {json.dumps(declared)},\n"faults": {{\n{faults}\n}}}}\n'
    return {FILE: text.encode()}


def _fault(types: Catalogue, name: str) -> dict[str, Any]:
    fault = types.data[name]
    return {
        "parent": None if name == _ROOT else fault.parent,
        "properties": {p.name: p.type + "[]" * p.many for p in fault.own},
    }
