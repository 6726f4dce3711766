"""World wide names that the request gives the clone, and who has them already (H27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.request import Place, decider, pointer

_LISTS: Final = ("npivNodeWorldWideName", "npivPortWorldWideName")
_OF_ADAPTER: Final = ("nodeWorldWideName", "portWorldWideName")
_ADAPTERS: Final = "config.storageDevice.hostBusAdapter"


class _Holder(NamedTuple):
    """Whether a name is in use, and what has it."""

    used: Said
    machine: Reference | None = None
    host: Reference | None = None


def wwn_statements(case: Situation) -> Iterator[Statement]:
    """Each world wide name that the request gives."""
    for name in _LISTS:
        for index, wwn in enumerate(case.request.entries("spec", "config", name)):
            place = ("spec", "config", name, index)
            holder = _holder(case, wwn, place)
            by = holder.machine or holder.host
            yield Statement(
                {"used": holder.used},
                {
                    "wwn": wwn,
                    "wwn_place": pointer(*place),
                    "wwn_path": f"spec.config.{name}",
                    "wwn_machine": holder.machine,
                    "wwn_host": holder.host,
                    "wwn_holder": case.prop(by, "name"),
                },
            )


def _holder(case: Situation, wwn: Any, place: Place) -> _Holder:
    if not isinstance(wwn, int) or isinstance(wwn, bool):
        return _Holder(Unknown((decider(*place),)))
    if case.elsewhere:
        return _Holder(Unknown((decider(*LOCATION, "service"),)))
    unknown: list[object] = []
    for machine in case.inventory.objects("VirtualMachine"):
        names = [case.listed(machine, f"config.{name}") for name in _LISTS]
        if any(wwn in listed for listed in names if isinstance(listed, list)):
            return _Holder("by-vm", machine=machine)
        unknown += names
    for host in case.inventory.objects("HostSystem"):
        adapters = case.listed(host, _ADAPTERS)
        if not isinstance(adapters, Unknown) and wwn in _of_adapters(adapters):
            return _Holder("by-host", host=host)
        unknown.append(adapters)
    if "objects" not in case.inventory.complete:
        return _Holder(Unknown(("objects",)))
    open_ = union(*unknown)
    return _Holder(Unknown(open_) if open_ else "no")


def _of_adapters(adapters: list[Any]) -> list[Any]:
    return [a.get(name) for a in adapters if isinstance(a, Mapping) for name in _OF_ADAPTER]
