"""The customization as a whole: who the guest is to be, and whether the parts fit together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.facts.customization.names import computer_name, host_name
from policyguard.facts.customization.passwords import passwords
from policyguard.facts.customization.places import (
    ADAPTERS,
    CUSTOMIZATION,
    IDENTITY,
    flag_of,
    given,
    text_of,
    type_of,
)
from policyguard.facts.customization.server import generator_command
from policyguard.facts.customization.servers import worst_server
from policyguard.facts.devices import count_of_nics
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import ABSENT, MALFORMED, Missing, decider, member, typed

_IDENTITIES: Final[Mapping[str, str]] = {
    "CustomizationLinuxPrep": "linux",
    "CustomizationCloudinitPrep": "cloud-init",
    "CustomizationSysprep": "windows",
    "CustomizationSysprepText": "windows",
}
_OPTIONS: Final[Mapping[str, str]] = {
    "CustomizationLinuxOptions": "linux",
    "CustomizationWinOptions": "windows",
}
_OPTIONS_PLACE: Final = (*CUSTOMIZATION, "options")
_FULL_NAME: Final = (*IDENTITY, "userData", "fullName")
_DNS_SERVERS: Final = (*CUSTOMIZATION, "globalIPSettings", "dnsServerList")
_YES_NO: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "absent"}
_NOTHING: Final[Mapping[str, Said]] = {
    "identity": "absent",
    "options": "absent",
    "change_sid": "absent",
    "gateways": "unneeded",
    "host_name": "absent",
    "computer_name": "absent",
    "full_name": "absent",
    "passwords": "none",
    "encryption_key": "absent",
    "dns_servers": "absent",
    "generator_command": "unneeded",
}


def customization_statement(case: Situation) -> Statement:
    """Whether the guest can take the customization asked for."""
    in_vm = count_of_nics(case)
    asked = case.request.at(*CUSTOMIZATION)
    if asked is ABSENT:
        adapters = in_vm if isinstance(in_vm, Unknown) else _adapters(case, ABSENT, in_vm)
        return Statement({**_NOTHING, "adapters": adapters})
    identity, options = member(asked, "identity"), member(asked, "options")
    user_data = member(identity, "userData")
    host, computer = member(identity, "hostName"), member(user_data, "computerName")
    listed = typed(member(asked, "nicSettingMap"), list)
    dns, wrong_dns = worst_server(
        member(member(asked, "globalIPSettings"), "dnsServerList"), _DNS_SERVERS
    )
    sid = flag_of(member(options, "changeSID"), (*_OPTIONS_PLACE, "changeSID"))
    return Statement(
        {
            "identity": _one_of(type_of(identity, IDENTITY), _IDENTITIES),
            "options": _one_of(type_of(options, _OPTIONS_PLACE), _OPTIONS),
            "change_sid": sid if isinstance(sid, Unknown) else _YES_NO[sid],
            "adapters": in_vm if isinstance(in_vm, Unknown) else _adapters(case, listed, in_vm),
            "gateways": _gateways(listed),
            "host_name": host_name(host),
            "computer_name": computer_name(computer),
            "full_name": _full_name(member(user_data, "fullName")),
            "passwords": passwords(case, asked),
            "encryption_key": given(member(asked, "encryptionKey")),
            "dns_servers": dns,
            "generator_command": generator_command(case, asked),
        },
        {
            "adapters_in_spec": 0 if isinstance(listed, Missing) else len(listed),
            "adapters_in_source": _count_in_source(case),
            "host_name": member(host, "name"),
            "computer_name": member(computer, "name"),
            "wrong_dns_server": wrong_dns,
        },
    )


def _one_of(name: str | Unknown | None, known: Mapping[str, str]) -> Said:
    if name is None or isinstance(name, Unknown):
        return "absent" if name is None else name
    return known.get(name, "other")


def _adapters(case: Situation, listed: list[Any] | Missing, in_vm: int) -> Said:
    """Whether there is an entry for each adapter of the clone.

    That vCenter counts after the changes asked for is inferred (faults.md J14): what fits
    before them alone is told apart.
    """
    if listed is MALFORMED:
        return Unknown((decider(*ADAPTERS),))
    in_spec = 0 if isinstance(listed, Missing) else len(listed)
    if in_spec == in_vm:
        return "match"
    return "mismatch-after-change" if in_spec == _count_in_source(case) else "mismatch"


def _count_in_source(case: Situation) -> int | Unknown:
    devices = case.devices
    return devices if isinstance(devices, Unknown) else sum(device.is_nic for device in devices)


def _gateways(listed: list[Any] | Missing) -> str:
    """Whether fixed addresses are all there is, and no way out of their subnets."""
    settings = [] if isinstance(listed, Missing) else [member(one, "adapter") for one in listed]
    kinds = [type_of(member(one, "ip"), ADAPTERS) for one in settings]
    if "CustomizationFixedIp" not in kinds:
        return "unneeded"
    fixed = all(kind == "CustomizationFixedIp" for kind in kinds)
    ways = [member(one, "gateway") for one in settings]
    ways += [member(member(one, "ipV6Spec"), "gateway") for one in settings]
    return "missing" if fixed and all(way is ABSENT or way == [] for way in ways) else "given"


def _full_name(written: Any) -> Said:
    name = text_of(written, _FULL_NAME)
    if name is None or isinstance(name, Unknown):
        return "absent" if name is None else name
    return "given" if name else "empty"
