"""Whether a host has the CPU features that the source says it needs to be powered on.

VirtualMachineFeatureRequirement.value holds the operation: `Bool:Min:1`, `Num:Max:4`. What
a host offers, EVC applied, is HostConfigInfo.maskedFeatureCapability; where no mask is set,
HostConfigInfo.featureCapability. A feature that is not listed is not there.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.hardware.hosts import away_from_home, where_powered_on
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference

_REQUIRED: Final = "runtime.featureRequirement"
_MASKED: Final = "config.maskedFeatureCapability"
_OFFERED: Final = "config.featureCapability"
_REQUIREMENT: Final = re.compile(r"(?:Bool|Num):(Min|Max|Equal):(0x[0-9a-fA-F]{1,15}|[0-9]{1,15})")
_NUMBER: Final = re.compile(r"0x[0-9a-fA-F]{1,15}|[0-9]{1,15}")
_UNMET: Final[Bars] = {
    "unmet": Bar(
        "HWD018", "FeatureRequirementsNotMet", "lacks CPU features that the source requires"
    )
}
_TESTS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "Min": operator.ge,
    "Max": operator.le,
    "Equal": operator.eq,
}


def features_met(case: Situation) -> Said:
    """Whether the hosts that may be picked have the features, if the clone is to start."""
    return where_powered_on(case, "met", partial(_met, case))


def _met(case: Situation) -> Said:
    required = case.listed(case.source, _REQUIRED)
    if required == []:
        return "met"
    tell = away_from_home(case, "met", lambda host: _met_by(case, host, required))
    return case.on_hosts("met", tell, _UNMET, only_if=case.powers_on)


def unmet_features(case: Situation) -> str | None:
    """The features that the one host lacks."""
    required = case.listed(case.source, _REQUIRED)
    offered = _offered(case, case.host) if isinstance(case.host, Reference) else None
    if isinstance(required, Unknown) or not isinstance(offered, dict):
        return None
    unmet = [_name(one) for one in required if _holds(one, offered) is False]
    return ", ".join(f"`{name}`" for name in unmet) or None


def _met_by(case: Situation, host: Reference, required: list[Any] | Unknown) -> Said:
    offered = _offered(case, host)
    if isinstance(required, Unknown) or isinstance(offered, Unknown):
        return Unknown(union(required, offered))
    held = [_holds(one, offered) for one in required]
    if False in held:
        return "unmet"
    # What the source requires may say nothing, or what the host offers for it.
    open_ = [
        f"{case.source}:{_REQUIRED}" if _read(one) is None else f"{host}:{_path(case, host)}"
        for one, is_held in zip(required, held, strict=True)
        if is_held is None
    ]
    return Unknown(tuple(dict.fromkeys(open_))) if open_ else "met"


def _path(case: Situation, host: Reference) -> str:
    """Where it stands what a host is capable of."""
    return _MASKED if case.prop(host, _MASKED) is not None else _OFFERED


def _offered(case: Situation, host: Reference) -> dict[str, Any] | Unknown:
    """By key, what a host is capable of."""
    path = _path(case, host)
    listed = case.listed(host, path)
    if isinstance(listed, Unknown):
        return listed
    pairs = [(one.get("key"), one.get("value")) for one in listed if isinstance(one, Mapping)]
    whole = len(pairs) == len(listed) and all(isinstance(key, str) for key, _ in pairs)
    return {str(key): value for key, value in pairs} if whole else Unknown((f"{host}:{path}",))


def _holds(requirement: Any, offered: Mapping[str, Any]) -> bool | None:
    """Whether a requirement is met; None where one of its values says nothing we know."""
    match = _read(requirement)
    if match is None:
        return None
    has = offered.get(str(requirement.get("key")), "0")
    if not (isinstance(has, str) and _NUMBER.fullmatch(has)):
        return None
    return _TESTS[match[1]](int(has, _base(has)), int(match[2], _base(match[2])))


def _read(requirement: Any) -> re.Match[str] | None:
    """The operation of a requirement, and its number; None where it says none we know."""
    value = requirement.get("value") if isinstance(requirement, Mapping) else None
    return _REQUIREMENT.fullmatch(value) if isinstance(value, str) else None


def _base(number: str) -> int:
    return 16 if number.startswith("0x") else 10


def _name(requirement: Mapping[str, Any]) -> str:
    return str(requirement.get("key"))
