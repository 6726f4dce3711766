"""What is asked of a Linux guest by `CustomizationLinuxPrep` or `CustomizationCloudinitPrep`."""

from __future__ import annotations

import re
from typing import Any, Final

from policyguard.facts.customization.places import IDENTITY, text_of
from policyguard.facts.customization.time_zones import linux_time_zone
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import ABSENT, member

_MOST_BYTES: Final = 524288
_MOST_PER_CHARACTER: Final = 4
_NOTHING: Final = Statement(
    {"domain": "absent", "time_zone": "absent", "metadata": "absent", "userdata": "absent"}
)
_MEMBERS: Final = ("domain", "timeZone", "metadata", "userdata")
_DOMAIN_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DOMAIN: Final = re.compile(rf"{_DOMAIN_LABEL}(?:\.{_DOMAIN_LABEL})*\.?")
_LONGEST_DOMAIN: Final = 253


def linux_identity_statement(case: Situation) -> Statement:
    """The domain and time zone, and how long the data for cloud-init are."""
    identity = case.request.only(_MEMBERS, *IDENTITY)
    if identity is ABSENT:
        return _NOTHING
    domain = text_of(member(identity, "domain"), (*IDENTITY, "domain"))
    zone = text_of(member(identity, "timeZone"), (*IDENTITY, "timeZone"))
    metadata, userdata = member(identity, "metadata"), member(identity, "userdata")
    return Statement(
        {
            "domain": _domain(domain),
            "time_zone": _zone(zone),
            "metadata": _size(metadata, "metadata"),
            "userdata": _size(userdata, "userdata"),
        },
        {
            "guest_domain": domain,
            "linux_time_zone": zone,
            "metadata_bytes": _bytes(metadata),
            "userdata_bytes": _bytes(userdata),
        },
    )


def _domain(name: str | Unknown | None) -> Said:
    if name is None or isinstance(name, Unknown):
        return name or "absent"
    if not name:
        return "empty"
    return "good" if len(name) <= _LONGEST_DOMAIN and _DOMAIN.fullmatch(name) else "malformed"


def _zone(name: str | Unknown | None) -> Said:
    if name is None or isinstance(name, Unknown):
        return name or "absent"
    return linux_time_zone(name) if name else "absent"


def _size(data: Any, key: str) -> Said:
    text = text_of(data, (*IDENTITY, key))
    if text is None or isinstance(text, Unknown):
        return text or "absent"
    if len(text) * _MOST_PER_CHARACTER <= _MOST_BYTES:
        return "fits"
    return "long" if _length(text) > _MOST_BYTES else "fits"


def _bytes(data: Any) -> int | None:
    return _length(data) if isinstance(data, str) else None


def _length(text: str) -> int:
    """How many bytes a text is in UTF-8; a lone surrogate is as long as what stands for it."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
