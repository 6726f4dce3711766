"""Faults in what clients print in part: a localized message, or no more than a name.

The messages are those of vCenter in English, as public reports quote them. What a pattern
names in a group is the field of the fault that it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policyguard import faults
from policyguard.reported.fault import ReportedFault

_MESSAGES: Final = (
    (
        "InvalidArgument",
        r"A specified parameter was not correct[:.]?[ \n]*(?P<invalidProperty>[\w.:\[\]]{0,300})",
    ),
    ("NoPermission", r"Permission to perform this operation was denied"),
    ("DuplicateName", r"The name '(?P<name>[^'\n]{1,300})' already exists"),
    (
        "NicSettingMismatch",
        (
            r"The number of network adapter settings in the customization specification"
            r"(?:: (?P<numberOfNicsInSpec>\d{1,9}))? does not match the number of network adapters "
            r"present in the virtual machine(?:: (?P<numberOfNicsInVM>\d{1,9}))?"
        ),
    ),
    (
        "UncustomizableGuest",
        (
            r"Customization of the guest operating system"
            r"(?: '(?P<uncustomizableGuestOS>[^'\n]{1,99})')? "
            r"is not supported"
        ),
    ),
    ("NoDiskSpace", r"Insufficient disk space on datastore '(?P<datastore>[^'\n]{1,300})'"),
    ("CannotAccessVmConfig", r"Unable to access the virtual machine configuration"),
    ("CannotAccessFile", r"Unable to access file (?P<file>\[[^\]\n]{1,99}\][^\n\"',]{0,300})"),
    ("FileNotFound", r"File (?P<file>\[[^\]\n]{1,99}\][^\n\"',]{0,300}) was not found"),
    ("InvalidHostState", r"The operation is not allowed in the current state of the host"),
    (
        "InvalidHostConnectionState",
        r"The operation is not allowed in the current connection state of the host",
    ),
    ("InvalidState", r"The operation is not allowed in the current state(?! of the host)"),
    ("NotSupported", r"The operation is not supported on the object"),
    (
        "ManagedObjectNotFound",
        (
            r"The object(?: 'vim\.(?P<obj>\w+:[\w-]+)')? has already been deleted or has not been "
            r"completely created"
        ),
    ),
    ("InvalidRequest", r"Required property \w+ is missing from data object of type \w+"),
    ("TaskInProgress", r"Another task is already in progress"),
    ("NotAuthenticated", r"The session is not authenticated"),
    ("InvalidDeviceSpec", r"Invalid configuration for device '(?P<deviceIndex>\d{1,9})'"),
    ("InvalidDeviceOperation", r"Disks with parents cannot be expanded"),
    (
        "CannotAccessNetwork",
        r"[Nn]etwork interface [^\n]{1,200} uses network [^\n]{1,200}, which is not accessible",
    ),
)
_PATTERNS: Final = tuple((name, re.compile(pattern)) for name, pattern in _MESSAGES)

# A name of a fault with what clients put before it: vim.fault.X, fault.X.summary, *types.X …
_QUALIFIED: Final = re.compile(r"(?:(?:vim|vmodl)\.fault\.|\bfault\.|\btypes\.)(\w+)")
_BARE: Final = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b")
# What other things are called too, or what no server raises itself.
_COMMON: Final = frozenset(("MethodFault", "RuntimeFault", "VimFault", "SystemError"))


def faults_in_messages(text: str) -> Iterator[ReportedFault]:
    """Every fault whose message stands in the text, in the order of the table."""
    for name, pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            yield ReportedFault.of(name, _told(found), " ".join(found[0].split()))


def _told(found: re.Match[str]) -> Iterator[tuple[str, str | int]]:
    for key, value in found.groupdict().items():
        if not value:
            continue
        if key == "obj":
            yield key, f"vim.{value}"
        else:
            yield key, int(value[:20]) if value.isdecimal() else value.rstrip(".")


def faults_named(text: str) -> Iterator[ReportedFault]:
    """Every fault whose name stands in the text, with nothing told of it but that."""
    names = [found[1] for found in _QUALIFIED.finditer(text)]
    names += [found[0] for found in _BARE.finditer(text) if found[0] not in _COMMON]
    for name in dict.fromkeys(names):
        if faults.exists(name):
            yield ReportedFault.of(name, (), None)
