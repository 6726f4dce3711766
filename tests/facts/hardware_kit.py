"""Situations of one source and one host, in few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import reference

SOURCE, HOST = "VirtualMachine/vm-12", "HostSystem/host-9"
ELSEWHERE = {"runtime.host": "HostSystem/host-1"}
HOME = f"{SOURCE}:runtime.host"
STARTS = {"template": False, "powerOn": True}
_ONTO = reference("HostSystem", "host-9")
_CLUSTER, _POOL = "ClusterComputeResource/domain-c7", "ResourcePool/resgroup-8"


def case(
    config: Any = None,
    source: Mapping[str, Any] | None = None,
    host: Mapping[str, Any] | None = None,
    others: Mapping[str, Any] | None = None,
    **more: Any,
) -> Situation:
    """A clone onto a host.

    Args:
        config: What the request asks for, `spec.config`.
        source: What is known of the source.
        host: What is known of the host.
        others: What else is known, by object.
        more: What stands beside `objects`, or beside `config` in the spec as `spec`.
    """
    spec = {"location": {"host": _ONTO}, "config": config or {}, **more.pop("spec", {})}
    objects = {SOURCE: dict(source or {}), HOST: dict(host or {}), **(others or {})}
    inventory = Inventory.load({"objects": objects, **more})
    return Situation(CloneRequest(mo_id="vm-12", body={"spec": spec}), inventory)


def choice(other: Mapping[str, Any], **spec: Any) -> dict[str, Any]:
    """What makes a case one of two hosts to pick from, by what is known of the other."""
    objects = {
        _POOL: {"owner": _CLUSTER},
        _CLUSTER: {"host": [HOST, "HostSystem/host-10"]},
        "HostSystem/host-10": other,
    }
    location = {"pool": reference("ResourcePool", "resgroup-8")}
    return {"others": objects, "spec": {"location": location, **spec}}


def facts(*args: Any, **more: Any) -> Facts:
    return facts_of(case(*args, **more), ())


def hardware(attribute: str, *args: Any, **more: Any) -> str | int:
    return facts(*args, **more).values[f"hardware.{attribute}"]


def open_to(attribute: str, *args: Any, **more: Any) -> tuple[str, ...]:
    """What would decide an attribute that is not known."""
    found = facts(*args, **more)
    assert found.values[f"hardware.{attribute}"] == UNKNOWN
    return found.unknown[f"hardware.{attribute}"]


def changes(*entries: Any) -> dict[str, Any]:
    """A configuration of device changes; each an operation and a device."""
    return {"deviceChange": [{"operation": operation, "device": d} for operation, d in entries]}


def of_changes(attribute: str, *args: Any, **more: Any) -> list[str | int]:
    """What is said of each device change."""
    items = facts(*args, **more).items["device_change"]
    return [item.values[f"device_change.{attribute}"] for item in items]
