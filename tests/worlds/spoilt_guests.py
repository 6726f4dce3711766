"""Customizations that a guest refuses, and encryption that does not work out."""

from __future__ import annotations

from tests.worlds.spoiling import FAIL, WARNING, Case, Table
from tests.worlds.values import typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# The guest (faults.md J).
@_written("one adapter too few in the customization", FAIL, "CUS")
def _(c: Case) -> None:
    c.need("new adapter" not in c.deployment.marks)
    c.customized()["nicSettingMap"].pop()


@_written("one adapter too many in the customization", FAIL, "CUS")
def _(c: Case) -> None:
    c.need("new adapter" not in c.deployment.marks)
    adapters = c.customized()["nicSettingMap"]
    adapters.append(dict(adapters[0]))


@_written("guest without Tools", FAIL, "CUS")
def _(c: Case) -> None:
    c.customized()
    c.set(c.source.reference, "guest.toolsVersionStatus2", "guestToolsNotInstalled")
    c.set(c.source.reference, "guest.toolsStatus", "toolsNotInstalled")


def _guest(c: Case, guest: str) -> None:
    c.set(c.source.reference, "config.guestId", guest)


@_written("guest that cannot be customized", FAIL, "CUS")
def _(c: Case) -> None:
    c.customized()
    _guest(c, "otherGuest64")


@_written("Linux identity for Windows", FAIL, "CUS")
def _(c: Case) -> None:
    c.customized("linux")
    _guest(c, "windows2019srv_64Guest")


@_written("identity for ESXi", FAIL, "CUS")
def _(c: Case) -> None:
    c.customized("linux")
    _guest(c, "vmkernel7Guest")


_add(
    "host name with a blank",
    FAIL,
    "CUS",
    lambda c: c.identity("linux").update(hostName=typed("CustomizationFixedName", name="web 01")),
)
_add(
    "host name with a hyphen at the end",
    FAIL,
    "CUS",
    lambda c: c.identity("linux").update(hostName=typed("CustomizationFixedName", name="web-")),
)


def _computer(c: Case, name: str) -> None:
    data = c.identity("windows")["userData"]
    data["computerName"] = typed("CustomizationFixedName", name=name)


_add("computer name of digits", FAIL, "CUS", lambda c: _computer(c, "20261130"))
_add("computer name with a dot", FAIL, "CUS", lambda c: _computer(c, "web.01"))
_add(
    "empty full name",
    FAIL,
    "CUS",
    lambda c: c.identity("windows")["userData"].update(fullName=""),
)
_add(
    "address that the user is to be asked for",
    FAIL,
    "CUS",
    lambda c: c.customized()["nicSettingMap"][0]["adapter"].update(
        ip=typed("CustomizationUnknownIpGenerator")
    ),
)
_add(
    "domain and workgroup",
    FAIL,
    "CUS",
    lambda c: c.identity("windows")["identification"].update(
        joinDomain="corp.example",
        joinWorkgroup="WORKGROUP",
        domainAdmin="joiner",
        domainAdminPassword=typed("CustomizationPassword", value="x", plainText=True),
    ),
)
_add(
    "empty password",
    FAIL,
    "CUS",
    lambda c: c.identity("windows")["guiUnattended"]["password"].update(value=""),
)


@_written("logon without a password", FAIL, "CUS")
def _(c: Case) -> None:
    unattended = c.identity("windows")["guiUnattended"]
    unattended.update(autoLogon=True, autoLogonCount=1)
    del unattended["password"]


@_written("passwords for another vCenter", FAIL, "CUS")
def _(c: Case) -> None:
    c.identity("windows")["guiUnattended"]["password"]["plainText"] = False
    c.spec["customization"]["encryptionKey"] = [1, 2, 3]


@_written("Windows that keeps its identifier", FAIL, "CUS")
def _(c: Case) -> None:
    c.identity("windows")
    c.spec["customization"]["options"] = typed(
        "CustomizationWinOptions", changeSID=False, deleteAccounts=False
    )


@_written("time zone that Windows does not have", FAIL, "CUS")
def _(c: Case) -> None:
    c.identity("windows")["guiUnattended"]["timeZone"] = 21


@_written("long metadata", FAIL, "CUS")
def _(c: Case) -> None:
    c.identity("linux")
    made = typed("CustomizationCloudinitPrep", metadata="a" * 524289)
    c.spec["customization"]["identity"] = made


@_written("nothing to customize on", FAIL, "CUS")
def _(c: Case) -> None:
    c.customized()
    c.need("locators" not in c.deployment.marks and "linked" not in c.deployment.marks)
    c.need("grown" not in c.deployment.marks and "new disk" not in c.deployment.marks)
    hardware = c.edit(c.source.reference)["config"]["hardware"]
    hardware["device"] = [one for one in hardware["device"] if one["_typeName"] != "VirtualDisk"]


@_written("customization of a template", WARNING, "CUS")
def _(c: Case) -> None:
    c.need("pool" in c.location or not c.source.template)
    c.customized()
    c.spec.update(template=True, powerOn=False)


_add("long computer name", WARNING, "CUS", lambda c: _computer(c, "production-web-01"))
_add(
    "domain without an account",
    WARNING,
    "CUS",
    lambda c: c.identity("windows").update(
        identification=typed("CustomizationIdentification", joinDomain="corp.example")
    ),
)
_add(
    "DNS servers of a Linux adapter",
    WARNING,
    "CUS",
    lambda c: c.customized("linux")["nicSettingMap"][0]["adapter"].update(
        dnsServerList=["192.0.2.53"]
    ),
)
_add(
    "WINS server of a Linux adapter",
    WARNING,
    "CUS",
    lambda c: c.customized("linux")["nicSettingMap"][0]["adapter"].update(primaryWINS="192.0.2.5"),
)
_add("fixed address without a mask", WARNING, "CUS", lambda c: c.fixed_adapter().pop("subnetMask"))
_add(
    "mask that is none",
    WARNING,
    "CUS",
    lambda c: c.fixed_adapter().update(subnetMask="255.0.255.0"),
)
_add(
    "gateway outside the subnet",
    WARNING,
    "CUS",
    lambda c: c.fixed_adapter().update(gateway=["172.31.0.1"]),
)
_add("empty address", WARNING, "CUS", lambda c: c.fixed_adapter()["ip"].update(ipAddress=""))
_add(
    "address of a name",
    WARNING,
    "CUS",
    lambda c: c.fixed_adapter()["ip"].update(ipAddress="web.lab.example"),
)


@_written("Windows identity for Linux", WARNING, "CUS")
def _(c: Case) -> None:
    c.customized("windows")
    _guest(c, "ubuntu64Guest")


@_written("identity for FreeBSD", WARNING, "CUS")
def _(c: Case) -> None:
    c.customized("linux")
    _guest(c, "freebsd13_64Guest")


@_written("adapter of another MAC address", WARNING, "CUS")
def _(c: Case) -> None:
    c.customized()["nicSettingMap"][0]["macAddress"] = "00:50:56:ff:ff:ff"


@_written("customization that is still pending", WARNING, "CUS")
def _(c: Case) -> None:
    c.customized()
    pending = typed("GuestInfoCustomizationInfo", customizationStatus="TOOLSDEPLOYPKG_PENDING")
    c.set(c.source.reference, "guest.customizationInfo", pending)


@_written("options for Windows with a Linux identity", WARNING, "CUS")
def _(c: Case) -> None:
    c.customized("linux")["options"] = typed(
        "CustomizationWinOptions", changeSID=True, deleteAccounts=False
    )


@_written("generated address without a command", WARNING, "CUS")
def _(c: Case) -> None:
    c.customized()["nicSettingMap"][0]["adapter"]["ip"] = typed("CustomizationCustomIpGenerator")


_add(
    "logon less than no times",
    WARNING,
    "CUS",
    lambda c: c.identity("windows")["guiUnattended"].update(autoLogonCount=-1),
)
