"""What is asked of a Windows guest by `CustomizationSysprep`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.facts.customization.places import (
    IDENTITY,
    flag_of,
    given,
    number_of,
    text_of,
)
from policyguard.facts.customization.time_zones import WINDOWS_TIME_ZONES
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.request import ABSENT, decider, member

_UNATTENDED: Final = (*IDENTITY, "guiUnattended")
_USER_DATA: Final = (*IDENTITY, "userData")
_MEMBERSHIP: Final = (*IDENTITY, "identification")
_LICENCE: Final = (*IDENTITY, "licenseFilePrintData")
_LICENCE_MODES: Final[Mapping[str, str]] = {"perServer": "per-server", "perSeat": "per-seat"}
_YES_NO: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "no"}
_MEMBERS: Final = ("guiUnattended", "licenseFilePrintData", "userData", "identification")
_NOTHING: Final = Statement(
    {
        "admin_password": "blank",
        "auto_logon": "no",
        "auto_logon_count": "absent",
        "time_zone": "absent",
        "product_id": "absent",
        "license": "absent",
        "license_users": "absent",
        "membership": "absent",
    }
)


def sysprep_statement(case: Situation) -> Statement:
    """The administrator, the time zone, the licence, and the domain or workgroup."""
    identity = case.request.only(_MEMBERS, *IDENTITY)
    if identity is ABSENT:
        return _NOTHING
    unattended = member(identity, "guiUnattended")
    licence = member(identity, "licenseFilePrintData")
    logon = flag_of(member(unattended, "autoLogon"), (*_UNATTENDED, "autoLogon"))
    zone = number_of(member(unattended, "timeZone"), (*_UNATTENDED, "timeZone"))
    count = number_of(member(unattended, "autoLogonCount"), (*_UNATTENDED, "autoLogonCount"))
    return Statement(
        {
            "admin_password": _password(member(unattended, "password")),
            "auto_logon": logon if isinstance(logon, Unknown) else _YES_NO[logon],
            "auto_logon_count": count if isinstance(count, Unknown) else _sign(count),
            "time_zone": zone if isinstance(zone, Unknown) else _zone(zone),
            "product_id": _product_id(member(member(identity, "userData"), "productId")),
            "license": given(licence),
            "license_users": _license_users(licence),
            "membership": _membership(member(identity, "identification")),
        },
        {"time_zone_index": zone, "auto_logon_count": count},
    )


def _password(password: Any) -> Said:
    """Whether there is one. None at all is a blank password; an empty one is not valid."""
    value = text_of(member(password, "value"), (*_UNATTENDED, "password", "value"))
    if value is None or isinstance(value, Unknown):
        return "blank" if value is None else value
    return "given" if value else "empty"


def _sign(count: int | None) -> str:
    if count is None:
        return "absent"
    if count <= 0:
        return "negative" if count else "zero"
    return "counted"


def _zone(index: int | None) -> str:
    if index is None:
        return "absent"
    return "listed" if index in WINDOWS_TIME_ZONES else "unlisted"


def _product_id(written: Any) -> Said:
    text = text_of(written, (*_USER_DATA, "productId"))
    if text is None or isinstance(text, Unknown):
        return "absent" if text is None else text
    return "given" if text.strip() else "empty"


def _license_users(licence: Any) -> Said:
    """By which mode of licences a number of users is given, if one is."""
    if member(licence, "autoUsers") is ABSENT:
        return "absent"
    mode = text_of(member(licence, "autoMode"), (*_LICENCE, "autoMode"))
    if mode is None or isinstance(mode, Unknown):
        return mode or Unknown((decider(*_LICENCE, "autoMode"),))
    return _LICENCE_MODES.get(mode, "other")


def _membership(identification: Any) -> Said:
    """Which of a workgroup and a domain is to be joined, and whether the domain can be."""
    if identification is ABSENT:
        return "absent"
    workgroup, domain, account = (
        text_of(member(identification, key), (*_MEMBERSHIP, key))
        for key in ("joinWorkgroup", "joinDomain", "domainAdmin")
    )
    secret = member(identification, "domainAdminPassword")
    password = text_of(member(secret, "value"), (*_MEMBERSHIP, "domainAdminPassword", "value"))
    if isinstance(workgroup, Unknown) or isinstance(domain, Unknown):
        return Unknown(union(workgroup, domain))
    if not domain:
        return _of_workgroup(account, password) if workgroup else "neither"
    if workgroup:
        return "both"
    if account in (None, "") or password in (None, ""):
        return "domain-without-account"
    unknown = union(account, password)
    return Unknown(unknown) if unknown else "domain"


def _of_workgroup(account: str | Unknown | None, password: str | Unknown | None) -> Said:
    """Whether an account for a domain is given as well, which a workgroup has no use for."""
    if any(isinstance(one, str) and one for one in (account, password)):
        return "workgroup-with-account"
    unknown = union(account, password)
    return Unknown(unknown) if unknown else "workgroup"
