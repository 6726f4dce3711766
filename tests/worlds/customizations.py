"""Customizations of Linux and Windows guests as administrators write them."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.worlds.values import Data, typed

_ZONES: Final = ("Europe/Berlin", "America/New_York", "Etc/UTC", "Asia/Kolkata")
# Microsoft's index numbers: Pacific, Eastern, GMT, W. Europe, Romance, Tokyo.
_WINDOWS_ZONES: Final = (4, 35, 85, 110, 105, 235)


def customization(random: Random, family: str, host_name: str | None, adapters: int) -> Data:
    """A specification for a guest with some network adapters, called as its machine if None."""
    linux = family == "linux"
    return typed(
        "CustomizationSpec",
        identity=_linux(random, host_name) if linux else _windows(random, host_name),
        globalIPSettings=_global(random, linux=linux),
        nicSettingMap=[_adapter(random, number, linux) for number in range(adapters)],
        options=_options(random, linux=linux),
    )


def cloud_init(host_name: str) -> Data:
    """A specification whose metadata hold the network, too."""
    return typed(
        "CustomizationSpec",
        identity=typed(
            "CustomizationCloudinitPrep",
            metadata=f"instance-id: {host_name}\nlocal-hostname: {host_name}\n",
            userdata="#cloud-config\npackages: [nginx]\n",
        ),
        globalIPSettings=typed("CustomizationGlobalIPSettings"),
    )


def _options(random: Random, *, linux: bool) -> Data | None:
    if random.random() < 0.4:
        return None if linux else _win_options(random)
    return typed("CustomizationLinuxOptions") if linux else _win_options(random)


def _win_options(random: Random) -> Data:
    return typed(
        "CustomizationWinOptions",
        changeSID=True,
        deleteAccounts=False,
        reboot=random.choice((None, "reboot", "shutdown")),
    )


def _global(random: Random, *, linux: bool) -> Data:
    named = linux or random.random() < 0.3
    return typed(
        "CustomizationGlobalIPSettings",
        dnsSuffixList=["lab.example"] if named else None,
        dnsServerList=["192.0.2.53", "192.0.2.54"] if named else None,
    )


def _name(name: str | None) -> Data:
    if name is None:
        return typed("CustomizationVirtualMachineName")
    return typed("CustomizationFixedName", name=name)


def _linux(random: Random, name: str | None) -> Data:
    return typed(
        "CustomizationLinuxPrep",
        hostName=_name(name),
        domain="lab.example",
        timeZone=random.choice((None, *_ZONES)),
        hwClockUTC=random.choice((None, True)),
    )


def _windows(random: Random, name: str | None) -> Data:
    return typed(
        "CustomizationSysprep",
        guiUnattended=_unattended(random),
        userData=typed(
            "CustomizationUserData",
            fullName="IT Operations",
            orgName="Example Corp",
            computerName=_name(name),
            productId=random.choice(("", "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")),
        ),
        identification=_membership(random),
    )


def _unattended(random: Random) -> Data:
    auto = random.random() < 0.3
    return typed(
        "CustomizationGuiUnattended",
        password=typed("CustomizationPassword", value="S3cret-local", plainText=True),
        timeZone=random.choice(_WINDOWS_ZONES),
        autoLogon=auto,
        autoLogonCount=1 if auto else random.choice((0, 1)),
    )


def _membership(random: Random) -> Data:
    if random.random() < 0.5:
        return typed("CustomizationIdentification", joinWorkgroup="WORKGROUP")
    return typed(
        "CustomizationIdentification",
        joinDomain="corp.example",
        domainAdmin="joiner@corp.example",
        domainAdminPassword=typed("CustomizationPassword", value="S3cret-join", plainText=True),
    )


def _adapter(random: Random, number: int, linux: bool) -> Data:
    settings = (
        typed("CustomizationIPSettings", ip=typed("CustomizationDhcpIpGenerator"))
        if random.random() < 0.4
        else _fixed(random, number)
    )
    if not linux:
        settings["dnsServerList"] = ["192.0.2.53"]
        settings["dnsDomain"] = "corp.example"
        settings["netBIOS"] = random.choice(("enableNetBIOSViaDhcp", "disableNetBIOS"))
    return typed("CustomizationAdapterMapping", adapter=settings)


def _fixed(random: Random, number: int) -> Data:
    network = f"10.{20 + number}.{random.randrange(200)}"
    version6 = typed(
        "CustomizationIPSettingsIpV6AddressSpec",
        ip=[typed("CustomizationFixedIpV6", ipAddress=f"2001:db8:{number}::15", subnetMask=64)],
        gateway=[f"2001:db8:{number}::1"],
    )
    return typed(
        "CustomizationIPSettings",
        ip=typed("CustomizationFixedIp", ipAddress=f"{network}.{random.randrange(10, 250)}"),
        subnetMask="255.255.255.0",
        gateway=[f"{network}.1"],
        ipV6Spec=version6 if random.random() < 0.15 else None,
    )
