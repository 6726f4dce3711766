"""What kind of guest each VirtualMachineGuestOsIdentifier names.

The identifiers are those of pyVmomi's type information, every one of them; a test says when
it has another. A release after it may have more: `unlisted` tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_BY_KIND: Final[Mapping[str, str]] = {
    "client-before-vista": """
        win31Guest win95Guest win98Guest winMeGuest winNTGuest win2000ProGuest
        winXPHomeGuest winXPProGuest winXPPro64Guest""",
    "server-before-vista": """
        win2000ServGuest win2000AdvServGuest winNetWebGuest winNetStandardGuest
        winNetEnterpriseGuest winNetDatacenterGuest winNetBusinessGuest winNetStandard64Guest
        winNetEnterprise64Guest winNetDatacenter64Guest""",
    "client": """
        winVistaGuest winVista64Guest windows7Guest windows7_64Guest windows8Guest
        windows8_64Guest windows9Guest windows9_64Guest windows11_64Guest windows12_64Guest""",
    "server": """
        winLonghornGuest winLonghorn64Guest windows7Server64Guest windows8Server64Guest
        windows9Server64Guest windowsHyperVGuest windows2019srv_64Guest
        windows2019srvNext_64Guest windows2022srvNext_64Guest""",
    "linux": """
        redhatGuest rhel2Guest rhel3Guest rhel3_64Guest rhel4Guest rhel4_64Guest rhel5Guest
        rhel5_64Guest rhel6Guest rhel6_64Guest rhel7Guest rhel7_64Guest rhel8_64Guest
        rhel9_64Guest rhel10_64Guest centosGuest centos64Guest centos6Guest centos6_64Guest
        centos7Guest centos7_64Guest centos8_64Guest centos9_64Guest oracleLinuxGuest
        oracleLinux64Guest oracleLinux6Guest oracleLinux6_64Guest oracleLinux7Guest
        oracleLinux7_64Guest oracleLinux8_64Guest oracleLinux9_64Guest oracleLinux10_64Guest
        suseGuest suse64Guest slesGuest sles64Guest sles10Guest sles10_64Guest sles11Guest
        sles11_64Guest sles12Guest sles12_64Guest sles15_64Guest sles16_64Guest nld9Guest
        oesGuest sjdsGuest mandrakeGuest mandrivaGuest mandriva64Guest turboLinuxGuest
        turboLinux64Guest ubuntuGuest ubuntu64Guest debian4Guest debian4_64Guest debian5Guest
        debian5_64Guest debian6Guest debian6_64Guest debian7Guest debian7_64Guest debian8Guest
        debian8_64Guest debian9Guest debian9_64Guest debian10Guest debian10_64Guest
        debian11Guest debian11_64Guest debian12Guest debian12_64Guest debian13Guest
        debian13_64Guest asianux3Guest asianux3_64Guest asianux4Guest asianux4_64Guest
        asianux5_64Guest asianux7_64Guest asianux8_64Guest asianux9_64Guest
        miraclelinux_64Guest pardus_64Guest opensuseGuest opensuse64Guest fedoraGuest
        fedora64Guest coreos64Guest vmwarePhoton64Guest other24xLinuxGuest other26xLinuxGuest
        other3xLinuxGuest other4xLinuxGuest other5xLinuxGuest other6xLinuxGuest
        other7xLinuxGuest genericLinuxGuest other24xLinux64Guest other3xLinux64Guest
        other4xLinux64Guest other5xLinux64Guest other6xLinux64Guest other7xLinux64Guest
        fusionos_64Guest prolinux_64Guest kylinlinux_64Guest flatcar_64Guest
        amazonlinux2_64Guest amazonlinux3_64Guest crxPod1Guest crxSys1Guest
        rockylinux_64Guest almalinux_64Guest""",
    # Seen to be refused (faults.md J10); a complete list of those that are is not known.
    "uncustomizable": """
        otherGuest otherGuest64 otherLinuxGuest otherLinux64Guest other26xLinux64Guest
        darwinGuest darwin64Guest darwin10Guest darwin10_64Guest darwin11Guest
        darwin11_64Guest darwin12_64Guest darwin13_64Guest darwin14_64Guest darwin15_64Guest
        darwin16_64Guest darwin17_64Guest darwin18_64Guest darwin19_64Guest darwin20_64Guest
        darwin21_64Guest darwin22_64Guest darwin23_64Guest""",
    "other": """
        dosGuest freebsdGuest freebsd64Guest freebsd11Guest freebsd11_64Guest freebsd12Guest
        freebsd12_64Guest freebsd13Guest freebsd13_64Guest freebsd14Guest freebsd14_64Guest
        freebsd15Guest freebsd15_64Guest solaris6Guest solaris7Guest solaris8Guest
        solaris9Guest solaris10Guest solaris10_64Guest solaris11_64Guest os2Guest
        eComStationGuest eComStation2Guest netware4Guest netware5Guest netware6Guest
        openServer5Guest openServer6Guest unixWare7Guest""",
    "esxi": """
        vmkernelGuest vmkernel5Guest vmkernel6Guest vmkernel65Guest vmkernel7Guest
        vmkernel8Guest vmkernel9Guest""",
}
_KINDS: Final[Mapping[str, str]] = {
    guest_id: kind for kind, listed in _BY_KIND.items() for guest_id in listed.split()
}
GUEST_IDS: Final = frozenset(_KINDS)
"""Every identifier that is classified."""

_WINDOWS: Final = frozenset(("client-before-vista", "server-before-vista", "client", "server"))
# What a later release may add says so itself: `windows13_64Guest`.
_LATER_WINDOWS: Final = "windows"
_LATER: Final[Mapping[str, str]] = {
    _LATER_WINDOWS: "windows",
    "vmkernel": "esxi",
    "freebsd": "other",
    "darwin": "uncustomizable",
}


def family(guest_id: str) -> str:
    """What customization knows a guest as.

    It is windows, linux, esxi, uncustomizable, other for what is none of these, or unlisted
    for an identifier that the API does not have and that does not say what it is.
    """
    kind = _KINDS.get(guest_id)
    if kind is None:
        return next((f for start, f in _LATER.items() if guest_id.startswith(start)), "unlisted")
    return "windows" if kind in _WINDOWS else kind


def windows_kind(guest_id: str) -> str:
    """Whether a Windows is older than Vista, and whether it is a server; `absent` of others.

    What a later release adds is not older, and is a server if its name says so.
    """
    kind = _KINDS.get(guest_id)
    if kind is None and guest_id.startswith(_LATER_WINDOWS):
        return "server" if "srv" in guest_id or "Server" in guest_id else "client"
    return kind if kind in _WINDOWS else "absent"
