"""How hosts have a datastore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown
from policyguard.references import Reference

_ACCESS = {"readWrite": "read-write", "readOnly": "read-only"}


def on_host(case: Situation, store: Reference | Unknown, host: Reference) -> Said:
    """Whether a host has the datastore."""
    if isinstance(store, Unknown):
        return store
    datastores = case.links(host, "datastore")
    if not isinstance(datastores, Unknown):
        return "yes" if store in datastores else "no"
    mounts = case.listed(store, "host")
    if isinstance(mounts, Unknown):
        return datastores
    return "no" if _mount_info(mounts, host) is None else "yes"


def mount(case: Situation, store: Reference | Unknown, host: Reference) -> Said:
    """How a host mounts the datastore."""
    mounts = case.listed(store, "host")
    if isinstance(mounts, Unknown):
        return mounts
    info = _mount_info(mounts, host)
    if info is None:
        return "absent"
    if info.get("mounted") is False:
        return "not-mounted"
    if info.get("accessible") is False:
        return "inaccessible"
    mode = info.get("accessMode")
    said = _ACCESS.get(mode) if isinstance(mode, str) else None
    return said or Unknown((f"{store}:host",))


def _mount_info(mounts: list[Any], host: Reference) -> Mapping[str, Any] | None:
    for mount in mounts:
        if isinstance(mount, Mapping) and Reference.of(mount.get("key")) == host:
            info = mount.get("mountInfo")
            return info if isinstance(info, Mapping) else {}
    return None
