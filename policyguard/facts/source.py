"""The state of the source virtual machine, its host and its snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyguard.facts.files import files
from policyguard.facts.providers import provider_id
from policyguard.facts.situation import Found, Situation
from policyguard.facts.tasks import activity, vapp_activity, vapp_of
from policyguard.facts.values import Said, Statement, Unknown, union

_CONNECTION = {
    "connected": "connected",
    "disconnected": "disconnected",
    "orphaned": "orphaned",
    "inaccessible": "inaccessible",
    "invalid": "invalid",
}
_HOST_CONNECTION = {
    "connected": "connected",
    "disconnected": "disconnected",
    "notResponding": "notResponding",
}
_POWER = {"poweredOn": "on", "poweredOff": "off", "suspended": "suspended"}
_CRYPTO_STATE = {None: "none", "unlocked": "unlocked", "locked": "locked"}
_YES_NO: Mapping[Any, str] = {True: "yes", False: "no"}
_INSTALLER = {True: "mounted", False: "not-mounted", None: "not-mounted"}


def source_statement(case: Situation) -> Statement:
    """What stands in the way of cloning this source, whatever the destination."""
    source = case.source
    host = case.linked(source, "runtime.host")
    running, layout = activity(case), files(case)
    return Statement(
        {
            "connection": case.token(source, "runtime.connectionState", _CONNECTION),
            "config": _config(case),
            "power": case.token(source, "runtime.powerState", _POWER),
            "question": _unset(case.prop(source, "runtime.question"), "none", "pending"),
            "busy": running.said,
            "vapp": vapp_activity(case),
            "files": layout.said,
            "tools_installer": case.token(source, "runtime.toolsInstallerMounted", _INSTALLER),
            "clone_disabled": _clone_disabled(case),
            "crypto_state": case.token(source, "runtime.cryptoState", _CRYPTO_STATE),
            "encrypted": encrypted(case),
            "vtpm": _vtpm(case),
            "fault_tolerance": _fault_tolerance(case),
            "management": _management(case),
            "consolidation": case.token(
                source,
                "runtime.consolidationNeeded",
                {True: "needed", False: "not-needed", None: "not-needed"},
            ),
            "snapshots": _unset(case.prop(source, "snapshot"), "none", "some"),
            "snapshot_supported": case.token(source, "capability.snapshotConfigSupported", _YES_NO),
            "host_connection": case.token(host, "runtime.connectionState", _HOST_CONNECTION)
            if host is not None
            else Unknown((f"{source}:runtime.host",)),
            "host_maintenance": _on_host(case, host, "runtime.inMaintenanceMode"),
            "host_delta_disks": _on_host(case, host, "capability.deltaDiskBackingsSupported"),
            "host_snapshot_clone": _on_host(case, host, "capability.cloneFromSnapshotSupported"),
        },
        {
            "manager": case.prop(source, "config.managedBy.extensionKey"),
            "source_host": host,
            "question_text": case.prop(source, "runtime.question.text"),
            "busy_task": running.task,
            "busy_operation": running.operation,
            "vapp": vapp_of(case),
            "lost_file": layout.lost,
            "source_keys": _keys(case),
            "source_key_provider": key_provider(case),
        },
    )


def _on_host(case: Situation, host: Found, path: str) -> Said:
    if host is None:
        return Unknown((f"{case.source}:runtime.host",))
    return case.token(host, path, _YES_NO)


def _unset(value: Any, unset: str, there: str) -> Said:
    if isinstance(value, Unknown):
        return value
    return unset if value is None else there


def _config(case: Situation) -> Said:
    """Whether vCenter has the source's configuration: any property of it will do."""
    if not isinstance(case.is_template, Unknown):
        return "available"
    return _unset(case.prop(case.source, "config"), "unavailable", "available")


def _clone_disabled(case: Situation) -> Said:
    disabled = case.prop(case.source, "disabledMethod")
    if isinstance(disabled, Unknown):
        return disabled
    if not isinstance(disabled, list | None):
        return Unknown((f"{case.source}:disabledMethod",))
    return "yes" if "CloneVM_Task" in (disabled or ()) else "no"


def encrypted(case: Situation) -> Said:
    """A key on the home files, or on a disk (inferred), or a vTPM, which forces the first."""
    key = case.prop(case.source, "config.keyId")
    devices = case.devices
    if not isinstance(key, Unknown) and key is not None:
        return "yes"
    if not isinstance(devices, Unknown) and any(d.is_encrypted or d.is_tpm for d in devices):
        return "yes"
    unknown = union(key, devices)
    return Unknown(unknown) if unknown else "no"


def key_provider(case: Situation) -> str | None:
    """The key provider of the source's home files, or else of one of its disks."""
    devices = case.devices
    backings = () if isinstance(devices, Unknown) else [one.backing for one in devices]
    keys = [case.prop(case.source, "config.keyId"), *(one.get("keyId") for one in backings)]
    named = (provider_id(key.get("providerId")) for key in keys if isinstance(key, Mapping))
    return next((id_ for id_ in named if id_ is not None), None)


def _keys(case: Situation) -> tuple[Mapping[str, Any], ...] | None:
    """The key of the home files, as `EncryptionKeyRequired` lists what is missing."""
    key = case.prop(case.source, "config.keyId")
    if not isinstance(key, Mapping) or not isinstance(key.get("keyId"), str):
        return None
    found = {"_typeName": "CryptoKeyId", "keyId": key["keyId"]}
    provider = key.get("providerId")
    id_ = provider.get("id") if isinstance(provider, Mapping) else None
    if isinstance(id_, str):
        return ({**found, "providerId": {"_typeName": "KeyProviderId", "id": id_}},)
    return (found,)


def _management(case: Situation) -> Said:
    """Whether a service has a say in what is done to the source."""
    manager = case.prop(case.source, "config.managedBy")
    replication = case.prop(case.source, "config.repConfig")
    if isinstance(manager, Mapping):
        return "extension"
    if isinstance(replication, Mapping):
        return "replication"
    unset = manager is None and replication is None
    unsaid = Unknown((f"{case.source}:config.managedBy", f"{case.source}:config.repConfig"))
    return "none" if unset else Unknown(union(manager, replication) or unsaid.deciders)


def _vtpm(case: Situation) -> Said:
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    return "yes" if any(device.is_tpm for device in devices) else "no"


def _fault_tolerance(case: Situation) -> Said:
    state = case.prop(case.source, "runtime.faultToleranceState")
    if isinstance(state, Unknown):
        return state
    return "not-configured" if state in (None, "notConfigured") else "configured"
