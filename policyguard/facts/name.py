"""The name of the clone, and whether its folder has it already."""

from __future__ import annotations

from policyguard import names
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.names import Likeness
from policyguard.references import Reference
from policyguard.request import Missing

_TAKEN = {
    Likeness.CASE: "by-case",
    Likeness.SPACE: "by-space",
    Likeness.NORMALIZATION: "by-normalization",
}
_MOST = 99


def name_statement(case: Situation) -> Statement:
    """The name of the clone, and whether its folder has it already."""
    name = case.request.typed(str, "name")
    if isinstance(name, Missing):
        return Statement(
            {
                "is": "absent",
                "lone_percent": "no",
                "length": 0,
                "raw_length": 0,
                "unknown_escape": "no",
                "needless_escape": "no",
                "discouraged": "no",
                "control": "no",
                "blank_edge": "no",
                "taken": "no",
            },
        )
    taken, namesake = _taken(case, name)
    stored = names.stored(name)
    escapes, discouraged = names.unknown_escapes(name), names.discouraged(name)
    return Statement(
        {
            "is": "text",
            "lone_percent": _yes(names.lone_percents(name)),
            "length": min(len(stored), _MOST),
            "raw_length": min(len(name), _MOST),
            "unknown_escape": _yes(escapes),
            "needless_escape": _yes(names.needless_escapes(name)),
            "discouraged": _yes(discouraged),
            "control": _yes(names.has_control(name)),
            "blank_edge": _yes(names.blank_edge(name)),
            "taken": taken,
        },
        {
            "name": name,
            "displayed": names.unescape(name),
            "stored_name": stored,
            "normalized": names.normalize(name),
            "stored_length": len(stored),
            "written_length": len(name),
            "unknown_escapes": " ".join(escapes),
            "discouraged_characters": " ".join(discouraged),
            "namesake": namesake,
        },
    )


def _yes(found: object) -> str:
    return "yes" if found else "no"


def _taken(case: Situation, name: str) -> tuple[Said, Reference | None]:
    """Whether a child of the folder has the name, and which: the worst likeness counts."""
    children = case.children
    found: dict[str, Reference] = {}
    for child, existing in sorted(children.like(name)):
        found.setdefault(_likeness(child, existing, name), child)
    for how in ("by-vm", "by-other", *_TAKEN.values()):
        if how in found:
            certain = how == "by-vm" or not (children.nameless or children.unlisted)
            if certain:
                return how, found[how]
    if children.unlisted:
        return children.unlisted, None
    deciders = tuple(sorted(f"{child}:name" for child in children.nameless))
    return (Unknown(deciders) if deciders else "no"), None


def _likeness(child: Reference, existing: str, name: str) -> str:
    likeness = names.compare(existing, name)
    if likeness is Likeness.SAME:
        return "by-vm" if child.type == "VirtualMachine" else "by-other"
    return _TAKEN.get(likeness, "no")
