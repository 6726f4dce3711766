"""The guest customization asked for, the guest it is for, and the clone's adapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from policyguard.facts.device import Device
from policyguard.facts.devices import changes, clone_nics
from policyguard.facts.networks import network_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, say, union
from policyguard.references import Reference
from policyguard.request import (
    ABSENT,
    MALFORMED,
    Missing,
    Place,
    decider,
    member,
    pointer,
    typed,
)
from policyguard.text import plain_text

_CUSTOMIZATION = ("spec", "customization")
_IDENTITY = (*_CUSTOMIZATION, "identity")
_HOST = (*_IDENTITY, "hostName")
_COMPUTER = (*_IDENTITY, "userData", "computerName")
_FULL = (*_IDENTITY, "userData", "fullName")
_ADAPTERS = (*_CUSTOMIZATION, "nicSettingMap")
_IP = ("adapter", "ip")
_IDENTITIES = {
    "CustomizationLinuxPrep": "linux",
    "CustomizationCloudinitPrep": "cloud-init",
    "CustomizationSysprep": "windows",
    "CustomizationSysprepText": "windows",
}
_IP_GENERATORS = {
    "CustomizationDhcpIpGenerator": "dhcp",
    "CustomizationUnknownIpGenerator": "unknown-generator",
}
_TOOLS_STATUS_2 = "guest.toolsVersionStatus2"
_TOOLS_STATUS = "guest.toolsStatus"
_UNCUSTOMIZABLE = re.compile(r"darwin.*Guest|other(?!\d*xLinux).*Guest(64)?|other26xLinux64Guest")
_LINUX = re.compile(
    r"(almalinux|amazonlinux|asianux|centos|coreos|crx|debian|fedora|linux|mandr|nld|opensuse|"
    r"oracleLinux|other.*[Ll]inux|redhat|rhel|rockylinux|sjds|sles|suse|turboLinux|ubuntu|vmwarePhoton)"
    r".*Guest"
)
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
_COMPUTER_NAME = re.compile(r"(?![0-9]+\Z)[^ .]+")
# As the standard library reads an address, which takes three times as long.
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_NETBIOS_LENGTH = 15


def guest_statement(case: Situation) -> Statement:
    """The guest that a customization would meet, whichever it is."""
    guest_id = case.prop(case.source, "config.guestId")
    tools = _tools_status(case)
    nics = clone_nics(case)
    return Statement(
        {
            "guest": say(guest_id, _family),
            "tools": say(tools, _installed),
            "disks": _disks(case),
        },
        {
            "guest_id": guest_id,
            "adapters_in_vm": nics if isinstance(nics, Unknown) else len(nics),
            "tools_status": tools,
        },
    )


def customization_statement(case: Situation, in_vm: int | Unknown) -> Statement:
    """Whether the guest can take the customization asked for.

    Args:
        case: The request before the inventory.
        in_vm: How many network adapters the clone has.
    """
    asked = case.request.at(*_CUSTOMIZATION)
    identity = member(asked, "identity")
    user_data = member(identity, "userData")
    host_name, computer_name = member(identity, "hostName"), member(user_data, "computerName")
    listed = typed(member(asked, "nicSettingMap"), list)
    return Statement(
        {
            "identity": _identity(identity),
            "adapters": in_vm if isinstance(in_vm, Unknown) else _adapters(case, listed, in_vm),
            "host_name": _named(host_name, _HOST, _host_name),
            "computer_name": _named(computer_name, _COMPUTER, _computer_name),
            "full_name": _full_name(member(user_data, "fullName")),
        },
        {
            "adapters_in_spec": 0 if isinstance(listed, Missing) else len(listed),
            "host_name": member(host_name, "name"),
            "computer_name": member(computer_name, "name"),
        },
    )


def _identity(identity: Any) -> Said:
    if identity is ABSENT:
        return "absent"
    name = typed(member(identity, "_typeName"), str)
    if isinstance(name, Missing):
        return Unknown((decider(*_IDENTITY, "_typeName"),))
    return _IDENTITIES.get(name, "other")


def _family(guest_id: object) -> str:
    """What kind of guest a VirtualMachineGuestOsIdentifier names.

    Uncustomizable are the ones seen to be (faults.md J10); a complete list is not known.
    """
    if not isinstance(guest_id, str):
        return "other"
    if guest_id.startswith("win"):
        return "windows"
    if _UNCUSTOMIZABLE.fullmatch(guest_id):
        return "uncustomizable"
    return "linux" if _LINUX.fullmatch(guest_id) else "other"


def _tools_status(case: Situation) -> str | Unknown:
    newer: str | Unknown = case.typed(case.source, _TOOLS_STATUS_2, str)
    if not isinstance(newer, Unknown):
        return newer
    older: str | Unknown = case.typed(case.source, _TOOLS_STATUS, str)
    return newer if isinstance(older, Unknown) else older


def _installed(status: str) -> str:
    missing = ("guestToolsNotInstalled", "toolsNotInstalled")
    return "not-installed" if status in missing else "installed"


def _adapters(case: Situation, listed: list[Any] | Missing, in_vm: int) -> Said:
    if listed is MALFORMED:
        return Unknown((decider(*_ADAPTERS),))
    in_spec = 0 if isinstance(listed, Missing) else len(listed)
    if in_spec == in_vm:
        return "match"
    # Whether vCenter counts before or after the changes asked for is inferred (J14).
    changed = any(change.operation in ("add", "remove") for change in changes(case))
    return "mismatch-after-change" if changed else "mismatch"


def _disks(case: Situation) -> Said:
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    own = [device.has_own_file for device in devices if device.is_disk]
    if True in own:
        return "some"
    return Unknown((f"{case.source}:config.hardware.device",)) if None in own else "none"


def _named(generator: Any, place: Place, tell: Callable[[str], str]) -> Said:
    """What a fixed name says; names that the guest or vCenter makes up are not there yet."""
    if generator is ABSENT:
        return "absent"
    kind = typed(member(generator, "_typeName"), str)
    if isinstance(kind, Missing):
        return Unknown((decider(*place, "_typeName"),))
    if kind != "CustomizationFixedName":
        return "absent"
    name = typed(member(generator, "name"), str)
    return Unknown((decider(*place, "name"),)) if isinstance(name, Missing) else tell(name)


def _host_name(name: str) -> str:
    return "good" if _HOST_NAME.fullmatch(name) else "bad"


def _computer_name(name: str) -> str:
    if not _COMPUTER_NAME.fullmatch(name):
        return "bad"
    return "long" if len(name) > _NETBIOS_LENGTH else "good"


def _full_name(written: Any) -> Said:
    name = typed(written, str)
    if isinstance(name, Missing):
        return "absent" if name is ABSENT else Unknown((decider(*_FULL),))
    return "given" if name else "empty"


def adapter_statements(case: Situation) -> Iterator[Statement]:
    """Each entry of `spec.customization.nicSettingMap`."""
    for index, entry in enumerate(case.request.entries(*_ADAPTERS)):
        ip = member(member(entry, "adapter"), "ip")
        yield Statement(
            {"ip": _ip(ip, (*_ADAPTERS, index, *_IP))},
            {"adapter_index": index, "ip_address": member(ip, "ipAddress")},
        )


def _ip(generator: Any, place: Place) -> Said:
    if generator is ABSENT:
        return "absent"
    name = typed(member(generator, "_typeName"), str)
    if isinstance(name, Missing):
        return Unknown((decider(*place, "_typeName"),))
    if name != "CustomizationFixedIp":
        return _IP_GENERATORS.get(name, "other")
    address = typed(member(generator, "ipAddress"), str)
    if isinstance(address, Missing):
        return Unknown((decider(*place, "ipAddress"),))
    return "fixed" if _is_ipv4(address) else "not-an-address"


def _is_ipv4(text: str) -> bool:
    return _IPV4.fullmatch(text) is not None


def nic_statements(case: Situation) -> Iterator[Statement]:
    """Each network adapter the clone will have; where they are not known, one of no known kind."""
    nics = clone_nics(case)
    if isinstance(nics, Unknown):
        yield _some_nic(case, nics)
        return
    for nic, place in nics:
        backing, network = network_of(case, nic)
        yield Statement(
            {
                "backing": backing,
                "network": _on_host(case, network),
                "connected": _connected(nic, case),
            },
            {
                "network": network,
                "nic_place": pointer(*place),
                "label": _label(nic),
                "host": case.chosen_host,
            },
        )


def _some_nic(case: Situation, devices: Unknown) -> Statement:
    """Stands for the adapters that the devices would tell of, so that no rule passes over them."""
    return Statement(
        {
            "backing": devices,
            "network": _on_host(case, devices),
            "connected": devices,
        },
        {"network": devices, "nic_place": "", "label": None, "host": case.chosen_host},
    )


def _on_host(case: Situation, network: Reference | Unknown | None) -> Said:
    if network is None:
        return "absent"
    return case.on_hosts("on-host", partial(_reaches, case, network))


def _reaches(case: Situation, network: Reference | Unknown, host: Reference) -> Said:
    networks = case.links(host, "network")
    if isinstance(networks, Unknown) or isinstance(network, Unknown):
        return Unknown(union(networks, network))
    return "on-host" if network in networks else "not-on-host"


def _connected(nic: Device, case: Situation) -> Said:
    connected = nic.starts_connected
    if connected is None:
        return Unknown((f"{case.source}:config.hardware.device",))
    return "yes" if connected else "no"


def _label(nic: Device) -> str:
    info = nic.data.get("deviceInfo")
    label = info.get("label") if isinstance(info, Mapping) else None
    return label if isinstance(label, str) else f"device {plain_text(nic.key)}"
