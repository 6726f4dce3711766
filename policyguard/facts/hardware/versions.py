"""Virtual hardware versions: which one a virtual machine has, and which ones a host knows.

The newest version of each release of ESXi stands in VMware KB 2007240 and 1003746, and what
a version brings in *Hardware Features Available with Virtual Machine Compatibility Settings*
(GUID-789C3913 of the vSphere documentation). What a table does not hold is not known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, TypeAlias

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.hardware.hosts import away_from_home
from policyguard.facts.situation import Found, Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference

Release: TypeAlias = tuple[int, int, int]

_VERSION: Final = re.compile(r"vmx-([0-9]{1,4})", re.IGNORECASE)
_RELEASE: Final = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4})")
_BUILD: Final = re.compile(r"[0-9]{1,12}")
_NEWEST: Final[tuple[tuple[Release, int], ...]] = (
    ((5, 0, 0), 8),
    ((5, 1, 0), 9),
    ((5, 5, 0), 10),
    ((6, 0, 0), 11),
    ((6, 5, 0), 13),
    ((6, 7, 0), 14),
    ((7, 0, 0), 17),
    ((7, 0, 1), 18),
    ((7, 0, 2), 19),
    ((8, 0, 0), 20),
    ((8, 0, 2), 21),
    ((9, 0, 0), 22),
)
# Update 2 of 6.7 brought a version and kept the number of the release: its build tells.
_SIX_SEVEN: Final = (6, 7, 0)
_SIX_SEVEN_UPDATE_2: Final = (13006603, 15)

_TOO_NEW: Final[Bars] = {
    "too-new": Bar(
        "HWD017",
        "VirtualHardwareVersionNotSupported",
        "does not support the hardware version of the source",
    )
}

# Cores of one socket, at most, by the version since which that is so.
_MOST_CORES: Final = ((4, 1), (7, 8), (8, 32), (9, 64), (20, 256))
_LAST_KNOWN: Final = 21


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest hardware version a host supports: one of a range, which may be open."""

    least: int
    most: int | None

    def supports(self, version: int) -> bool | None:
        """Whether a version is supported; None if that is not known."""
        if version <= self.least:
            return True
        return False if self.most is not None and version > self.most else None


def version_of(case: Situation) -> int | Unknown:
    """The clone's hardware version: its source's, whatever the request says (H05)."""
    written = case.prop(case.source, "config.version")
    if isinstance(written, Unknown):
        return written
    number = number_of(written)
    return Unknown((f"{case.source}:config.version",)) if number is None else number


def number_of(version: object) -> int | None:
    """The number of a version, as `vmx-19` has it."""
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return int(match[1]) if match else None


def written(version: int) -> str:
    """A version as vSphere writes it."""
    return f"vmx-{version:02}"


def release_of(case: Situation, host: Found) -> Release | Unknown:
    """The release of ESXi that a host runs."""
    path = "config.product.version"
    release = case.prop(host, path)
    if isinstance(release, Unknown):
        return release
    match = _RELEASE.fullmatch(release) if isinstance(release, str) else None
    return (int(match[1]), int(match[2]), int(match[3])) if match else Unknown((f"{host}:{path}",))


def newest_of(case: Situation, host: Found) -> Newest | Unknown:
    """The newest version that a host supports, by its release."""
    release = release_of(case, host)
    if isinstance(release, Unknown):
        return release
    if release < _NEWEST[0][0]:
        return Unknown((f"{host}:config.product.version",))
    if release == _SIX_SEVEN:
        return _by_build(case, host)
    first, newest = _NEWEST[bisect_right(_NEWEST, release, key=lambda one: one[0]) - 1]
    # What comes after the last release of the table is at least as able.
    is_later = newest == _NEWEST[-1][1] and release != first
    return Newest(newest, None if is_later else newest)


def _by_build(case: Situation, host: Found) -> Newest:
    build = case.prop(host, "config.product.build")
    first, newest = _SIX_SEVEN_UPDATE_2
    if not (isinstance(build, str) and _BUILD.fullmatch(build)):
        return Newest(newest - 1, newest)
    exactly = newest if int(build) >= first else newest - 1
    return Newest(exactly, exactly)


def most_cores(version: int) -> int | None:
    """The most cores that one socket may have at a version, or at the last one known of."""
    index = bisect_right(_MOST_CORES, version, key=lambda one: one[0])
    return _MOST_CORES[index - 1][1] if index else None


def holds_cores(version: int, cores: int) -> bool | None:
    """Whether one socket may have so many cores at a version; None if that is not known."""
    most = most_cores(version)
    if most is None:
        return None
    return True if cores <= most else None if version > _LAST_KNOWN else False


def supported(case: Situation) -> Said:
    """Whether the hosts that may be picked support the clone's hardware version."""

    def tell(host: Reference) -> Said:
        version, newest = version_of(case), newest_of(case, host)
        if isinstance(version, Unknown) or isinstance(newest, Unknown):
            return Unknown(union(version, newest))
        known = newest.supports(version)
        if known is None:
            path = "version" if newest.most is None else "build"
            return Unknown((f"{host}:config.product.{path}",))
        return "supported" if known else "too-new"

    return case.on_hosts("supported", away_from_home(case, "supported", tell), _TOO_NEW)
