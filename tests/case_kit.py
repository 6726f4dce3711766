"""Public reports of clones that failed, as requests and inventories.

A case names files of `cases/base`, laid one over the other; its own inventory lies on top.
Of two values of one property the upper one counts, so that a case shows what is particular
to it; a `null` there is a value: known to be unset. A mapping laid over a list changes or
adds the entries with those `key`s, and takes out those it has `null` for. Lists of roles,
permissions and what is complete are joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the user saw.

    Attributes:
        fault: The class of the fault.
        property: Its `invalidProperty`, if the report has it.
        at: Where that is in the body of a clone, if the property's own path does not say it.
        missing: Of a NoPermission, the privilege and where it is missing.
        certain: What is known of it: what the report shows, and what is made up here.
    """

    fault: str
    certain: str
    property: str | None = None
    at: str | None = None
    missing: Mapping[str, str] | None = None

    def pointer(self) -> str | None:
        """Where in the body the property is."""
        if self.at is not None or self.property is None:
            return self.at
        return "/" + self.property.replace(".", "/")


@dataclass(frozen=True, slots=True)
class Case:
    """One report: the request, what was there, and what was seen.

    Attributes:
        conditions: Those of the catalogue that held.
        malformed: The report is about a request that no schema allows.
        fixed: What to change, of the request as a merge patch (RFC 7396), of the inventory
            as another layer, so that the fault is not seen any more.
    """

    report: str
    about: str
    seen: Seen
    conditions: tuple[str, ...]
    request: Data
    inventory: Data
    principal: str | None = None
    malformed: bool = False
    fixed: Mapping[str, Data] = field(default_factory=dict)

    def mended(self) -> Case:
        """This case with what was wrong put right."""
        return Case(
            self.report,
            self.about,
            self.seen,
            self.conditions,
            patched(self.request, self.fixed.get("request", {})),
            laid_over(self.inventory, self.fixed.get("inventory", {})),
            self.principal,
        )


@cache
def case(name: str) -> Case:
    """The case of a file."""
    raw = _read(FOLDER / f"{name}.yaml")
    inventory: Data = {}
    for base in raw.pop("base"):
        inventory = laid_over(inventory, _read(FOLDER / "base" / f"{base}.yaml"))
    own = raw.pop("inventory", {})
    seen = Seen(**raw.pop("seen"))
    conditions = tuple(raw.pop("conditions"))
    return Case(seen=seen, conditions=conditions, inventory=laid_over(inventory, own), **raw)


def laid_over(lower: Data, upper: Data) -> Data:
    """An inventory document with another one on top."""
    joined = {**lower}
    for section, said in upper.items():
        known = lower.get(section)
        if section == "objects":
            joined[section] = _over(known or {}, _nested(said))
        elif isinstance(said, list):
            joined[section] = [*(known or ()), *(one for one in said if one not in (known or ()))]
        else:
            joined[section] = {**(known or {}), **said}
    return joined


def patched(value: Any, patch: Any) -> Any:
    """A JSON value after a merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    kept = {**value} if isinstance(value, dict) else {}
    for key, change in patch.items():
        if change is None:
            kept.pop(key, None)
        else:
            kept[key] = patched(kept.get(key), change)
    return kept


def _nested(objects: Data) -> Data:
    """Objects whose properties are written without dots."""
    return {name: _tree(properties) for name, properties in objects.items()}


def _tree(properties: Data) -> Data:
    tree: Data = {}
    for path, value in properties.items():
        *above, name = path.split(".")
        here = tree
        for step in above:
            here = here.setdefault(step, {})
        here[name] = _over(here.get(name), value)
    return tree


def _over(lower: Any, upper: Any) -> Any:
    if not isinstance(upper, dict):
        return upper
    if isinstance(lower, list):
        entries = {entry["key"]: entry for entry in lower}
        for key, change in upper.items():
            entries[key] = change and _over(entries.get(key, {}), {**change, "key": key})
        return [entry for entry in entries.values() if entry is not None]
    known = lower if isinstance(lower, dict) else {}
    return {**known, **{key: _over(known.get(key), value) for key, value in upper.items()}}


def _read(path: Path) -> Data:
    found: Data = yaml.safe_load(path.read_text("utf-8"))
    return found
