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
    return "yes" if _of_host(mounts, host) else "no"


def mount(case: Situation, store: Reference | Unknown, host: Reference) -> Said:
    """How a host mounts the datastore; not known where the datastore says both of two things."""
    mounts = case.listed(store, "host")
    if isinstance(mounts, Unknown):
        return mounts
    said = {_said(info) for info in _of_host(mounts, host)}
    unclear = Unknown((f"{store}:host",))
    if not said:
        return "absent"
    return said.pop() or unclear if len(said) == 1 else unclear


def _said(info: Any) -> str | None:
    """How a host mounts a datastore by its `HostMountInfo`; None if that does not say it."""
    if not isinstance(info, Mapping):
        return None
    if info.get("mounted") is False:
        return "not-mounted"
    if info.get("accessible") is False:
        return "inaccessible"
    mode = info.get("accessMode")
    return _ACCESS.get(mode) if isinstance(mode, str) else None


def _of_host(mounts: list[Any], host: Reference) -> list[Any]:
    """What a datastore says of its mounts by a host: one, where vCenter has said it."""
    return [
        mount.get("mountInfo")
        for mount in mounts
        if isinstance(mount, Mapping) and Reference.of(mount.get("key")) == host
    ]
