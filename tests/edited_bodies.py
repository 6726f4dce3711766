"""The reference request's body, and how to make it wrong."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"
BODY: Final = json.loads((DATA / "reference_request.json").read_text())["body"]
# No more than a request must have.
LEAST: Final[dict[str, Any]] = {
    "folder": {"_typeName": "ManagedObjectReference", "type": "Folder", "value": "group-v3"},
    "name": "web-01",
    "spec": {
        "_typeName": "VirtualMachineCloneSpec",
        "location": {"_typeName": "VirtualMachineRelocateSpec"},
        "powerOn": False,
        "template": False,
    },
}


def edited(case: dict[str, Any]) -> tuple[Any, str]:
    """The body with one edit, which is `set`, `drop` or `rename`, and where it is now."""
    body = copy.deepcopy(BODY)
    action = next(key for key in ("set", "drop", "rename") if key in case)
    pointer, *new = case[action] if action != "drop" else [case[action]]
    parent, last = _parent_of(body, pointer)
    if action == "set":
        parent[last] = new[0]
    else:
        value = parent.pop(last)
        if action == "rename":
            parent[new[0]] = value
            pointer = pointer.rpartition("/")[0] + f"/{new[0]}"
    return body, pointer


def wrong(pointer: str, value: Any) -> Any:
    """The body with another value at a place."""
    return edited({"set": [pointer, value]})[0]


def _parent_of(body: Any, pointer: str) -> tuple[Any, Any]:
    *steps, last = (s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:])
    for step in steps:
        body = body[int(step) if isinstance(body, list) else step]
    return body, int(last) if isinstance(body, list) else last
