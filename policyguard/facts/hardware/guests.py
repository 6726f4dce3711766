"""Guests that releases of ESXi before some other do not know.

The identifiers came to VirtualMachineGuestOsIdentifier with the releases named here. Which
guests a host supports in the end, its GuestOsDescriptors say, which no property holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.hardware.versions import Release, release_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown
from policyguard.references import Reference
from policyguard.request import ABSENT, Missing, decider

_PLACE: Final = ("spec", "config", "guestId")
_SINCE_7_0_1: Final = (
    *("amazonlinux3_64Guest", "asianux9_64Guest", "centos9_64Guest", "darwin20_64Guest"),
    *("darwin21_64Guest", "freebsd13Guest", "freebsd13_64Guest", "oracleLinux9_64Guest"),
    *("other5xLinux64Guest", "other5xLinuxGuest", "rhel9_64Guest", "sles16_64Guest"),
    "windows2019srvNext_64Guest",
)
_SINCE_8: Final = (
    *("almalinux_64Guest", "darwin22_64Guest", "darwin23_64Guest", "debian12Guest"),
    *("debian12_64Guest", "freebsd14Guest", "freebsd14_64Guest", "other6xLinux64Guest"),
    *("other6xLinuxGuest", "rockylinux_64Guest", "vmkernel8Guest", "windows11_64Guest"),
    *("windows12_64Guest", "windows2022srvNext_64Guest"),
)
_NEWER: Final[Bars] = {
    "newer": Bar("HWD039", "UnsupportedGuest", "is of a release before the guest `{}`", firm=False)
}
_SINCE: Final[Mapping[str, Release]] = {
    **dict.fromkeys(_SINCE_7_0_1, (7, 0, 1)),
    **dict.fromkeys(_SINCE_8, (8, 0, 0)),
}


def guest(case: Situation) -> Said:
    """Whether the hosts that may be picked are of a release that can know the guest asked for."""
    asked = case.request.typed(str, *_PLACE)
    if isinstance(asked, Missing):
        return "absent" if asked is ABSENT else Unknown((decider(*_PLACE),))
    since = _SINCE.get(asked)
    if since is None:
        return "no-newer"

    def tell(host: Reference) -> Said:
        release = release_of(case, host)
        if isinstance(release, Unknown):
            return release
        return "newer" if release < since else "no-newer"

    return case.on_hosts("no-newer", tell, _NEWER, about=asked)


def known_since(case: Situation) -> str | None:
    """The release that came with the guest asked for, if it is a late one."""
    asked = case.request.typed(str, *_PLACE)
    since = None if isinstance(asked, Missing) else _SINCE.get(asked)
    return None if since is None else ".".join(map(str, since))
