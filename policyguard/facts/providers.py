"""The key providers of the vCenter, as its crypto manager lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Unknown
from policyguard.references import Reference
from policyguard.request import decider

_TYPE: Final = "CryptoManagerKmip"
# What `ServiceContent.cryptoManager` refers to, where the inventory describes none.
_USUAL: Final = Reference(_TYPE, "CryptoManager")
_TRUSTED: Final = {"trustAuthority": True, "vCenter": False, "nativeProvider": False}


def providers(case: Situation) -> Mapping[str, bool | Unknown] | Unknown:
    """Whether each key provider is a trusted one, by its id."""
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    managers = tuple(case.inventory.objects(_TYPE)) or (_USUAL,)
    unsaid = Unknown(tuple(f"{manager}:kmipServers" for manager in managers))
    listed = unsaid if len(managers) > 1 else case.listed(managers[0], "kmipServers")
    if isinstance(listed, Unknown):
        return listed
    found: dict[str, bool | Unknown] = {}
    for one in listed:
        id_ = provider_id(one.get("clusterId") if isinstance(one, Mapping) else None)
        if id_ is None:
            return unsaid
        kind = one.get("managementType")
        found[id_] = _TRUSTED.get(kind, unsaid) if isinstance(kind, str) else unsaid
    return found


def provider_id(value: Any) -> str | None:
    """The id in a `KeyProviderId`; None if there is none that can be read."""
    id_ = value.get("id") if isinstance(value, Mapping) else None
    return id_ if isinstance(id_, str) and id_ else None
