"""The properties of the clone's vApp options: the values set, and those that have none.

An edit is laid over what the source has of the property, by its key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from policyguard.facts.config import configured
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, integer
from policyguard.facts.vapp_types import Empty, admits, emptiness
from policyguard.request import Place, decider, pointer

_CONFIG: Final = ("spec", "config")
_PROPERTIES: Final = (*_CONFIG, "vAppConfig", "property")
_POLICY: Final = "vAppConfig.ipAssignment.ipAllocationPolicy"
_TYPED_IN: Final = "fixedPolicy"
_SHOWN: Final = ("type", "label", "category")  # a value may be a secret
_Info: TypeAlias = Mapping[str, Any]
_Kept: TypeAlias = Mapping[int, _Info] | Unknown


@dataclass(frozen=True, slots=True)
class _Property:
    """A property as the clone has it.

    Attributes:
        info: What is known of it, by member.
        place: Where the request sets it; the request as a whole if it does not.
        sets_value: The request gives it a value.
        rest: What would tell the members that `info` lacks; None if it lacks none.
    """

    info: _Info
    place: Place = ()
    sets_value: bool = False
    rest: Unknown | None = None


def vapp_property_statements(case: Situation) -> Iterator[Statement]:
    """Each property that the request sets; where the clone powers on, each without a value."""
    powers_on = case.powers_on
    kept = _of_source(case)
    for one in _asked(case, kept):
        yield _statement(case, one, powers_on)
    for one in _untouched(case, kept):
        statement = _statement(case, one, powers_on)
        if statement.says["configured"] not in ("yes", "absent"):
            yield statement


def _of_source(case: Situation) -> _Kept:
    """The properties that the source has, by their keys, if they stay."""
    if case.request.at(*_CONFIG, "vAppConfigRemoved") is True:
        return {}
    path = "config.vAppConfig.property"
    listed = case.listed(case.source, path)
    if isinstance(listed, Unknown):
        return listed
    infos = {
        key: one for one in listed if isinstance(one, Mapping) and (key := _key(one)) is not None
    }
    return infos if len(infos) == len(listed) else Unknown((f"{case.source}:{path}",))


def _key(holder: Any) -> int | None:
    key = holder.get("key") if isinstance(holder, Mapping) else holder
    return integer(key)


def _asked(case: Situation, kept: _Kept) -> Iterator[_Property]:
    for index, entry in enumerate(case.request.entries(*_PROPERTIES)):
        info = entry.get("info") if isinstance(entry, Mapping) else None
        if isinstance(info, Mapping) and entry.get("operation") != "remove":
            said = {name: value for name, value in info.items() if value is not None}
            before, rest = _before(entry, kept)
            place: Place = (*_PROPERTIES, index, "info")
            if "value" in said:
                place = (*place, "value")
            yield _Property({**before, **said}, place, "value" in said, rest)


def _before(entry: _Info, kept: _Kept) -> tuple[_Info, Unknown | None]:
    """What there is of a property before it is set, and what would tell more of it."""
    if entry.get("operation") == "add":
        return {}, None
    if isinstance(kept, Unknown):
        return {}, kept
    key = _key(entry.get("info"))
    return ({} if key is None else kept.get(key, {})), None


def _untouched(case: Situation, kept: _Kept) -> Iterator[_Property]:
    """What the clone takes over as it is; if that is not known, one that stands for all."""
    if isinstance(kept, Unknown):
        yield _Property({}, rest=kept)
        return
    touched = {_touched(entry) for entry in case.request.entries(*_PROPERTIES)}
    for key, info in kept.items():
        if key not in touched:
            yield _Property(info)


def _touched(entry: Any) -> int | None:
    """The key of the property that an entry edits or removes."""
    if not isinstance(entry, Mapping) or entry.get("operation") == "add":
        return None
    removed = entry.get("removeKey")
    boxed = removed.get("_value") if isinstance(removed, Mapping) else removed
    return _key(boxed) if boxed is not None else _key(entry.get("info"))


def _statement(case: Situation, one: _Property, powers_on: Said) -> Statement:
    shown = {f"vapp_{name}": _text(one, name) for name in _SHOWN}
    return Statement(
        {"value": _value(one), "configured": _configured(case, one, powers_on)},
        {"vapp_place": pointer(*one.place), "vapp_id": _full_id(one), **shown},
    )


def _text(one: _Property, name: str) -> str | None:
    value = one.info.get(name)
    return value if isinstance(value, str) else None


def _full_id(one: _Property) -> str | None:
    parts = [_text(one, name) for name in ("classId", "id", "instanceId")]
    return ".".join(part for part in parts if part) or None


def _value(one: _Property) -> Said:
    """Whether a value that the request sets is of the property's type; none is of all."""
    if not one.sets_value:
        return "absent"
    value = one.info.get("value")
    kind = one.info.get("type")
    if kind is None:
        return one.rest or "fits"
    if not isinstance(kind, str) or not isinstance(value, str):
        return Unknown((decider(*one.place),))
    fits = admits(kind, value) if value else True
    return "wrong" if fits is False else "fits"


def _configured(case: Situation, one: _Property, powers_on: Said) -> Said:
    """Whether a clone that powers on has a value, or needs none."""
    if powers_on == "no":
        return "absent"
    if any(one.info.get(name) for name in ("value", "defaultValue")):
        return "yes"
    kind = one.info.get("type")
    if one.rest is not None:
        return one.rest
    said = _empty(case, one, emptiness(kind)) if isinstance(kind, str) else "yes"
    return powers_on if said == "no" and isinstance(powers_on, Unknown) else said


def _empty(case: Situation, one: _Property, empty: Empty) -> Said:
    """Whether a property without a value may be so."""
    if empty is Empty.BY_POLICY:
        policy = configured(case, _POLICY, str)
        return policy if isinstance(policy, Unknown) else "no" if policy == _TYPED_IN else "yes"
    if empty is Empty.UNSEEN and not one.sets_value:
        return Unknown((f"{case.source}:config.vAppConfig.property",))
    return "yes" if empty is Empty.ALLOWED else "no"
