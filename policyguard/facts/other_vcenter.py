"""The vCenter that a clone goes to by `spec.location.service`, as far as the request tells.

Nothing of what is there is in the inventory: what becomes of the clone there is one question,
which that vCenter alone answers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Final

from policyguard.facts.reading import Reading
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Unknown
from policyguard.request import ABSENT, MALFORMED, Missing, Place, decider

SERVICE: Final[Place] = (*LOCATION, "service")
_CREDENTIAL: Final[Place] = (*SERVICE, "credential")
# What must be told to log in, by the type of the credential.
_TOLD: Final = {"ServiceLocatorNamePassword": "username", "ServiceLocatorSAMLCredential": "token"}
# SHA-1, SHA-256 and SHA-512, with colons between the bytes or without.
_DIGESTS: Final = {40: "sha1", 64: "sha256", 128: "sha512"}
_HEX: Final = re.compile(r"[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2})*")
_URL: Final = re.compile(
    r"https://(?:\[[0-9A-Fa-f:.]+\]|[^\s/:?#@\[\]]+)(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PEM: Final = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
# A certificate is a sequence (X.690), and has some hundred bytes.
_SEQUENCE: Final = 0x30


_NONE: Final[Mapping[str, Said]] = {
    "destination": "here",
    **dict.fromkeys(("url", "uuid", "instance", "thumbprint", "certificate", "trust"), "absent"),
}


def says(case: Situation) -> Mapping[str, Said]:
    """What is so of the other vCenter, and of what the request says to reach it."""
    if not case.elsewhere:
        return _NONE
    return {
        "destination": destination(case),
        "url": url(case.request),
        "uuid": uuid(case.request),
        "instance": instance(case),
        "thumbprint": thumbprint(case.request),
        "certificate": certificate(case.request),
        "trust": trust(case.request),
    }


def destination(case: Situation) -> Said:
    """Whether another vCenter takes the clone: it refuses a login that tells nobody."""
    kind = case.request.type_name(*_CREDENTIAL)
    if kind == "ServiceLocatorCredential":
        return "refuses"
    told = _TOLD.get(kind) if isinstance(kind, str) else None
    if told is not None and case.request.at(*_CREDENTIAL, told) == "":
        return "refuses"
    return Unknown((decider(*SERVICE),))


def url(request: Reading) -> Said:
    """Whether the text is a URL that a vCenter may have."""
    written = request.typed(str, *SERVICE, "url")
    if isinstance(written, Missing):
        return _missing(written, "url")
    return "well-formed" if _URL.fullmatch(written) else "malformed"


def uuid(request: Reading) -> Said:
    """Whether the text is an `about.instanceUuid` that a vCenter may have."""
    written = request.typed(str, *SERVICE, "instanceUuid")
    if isinstance(written, Missing):
        return _missing(written, "instanceUuid")
    return "well-formed" if _UUID.fullmatch(written) else "malformed"


def instance(case: Situation) -> Said:
    """Whose `about.instanceUuid` is named: that of another vCenter, or of the one called."""
    written = case.request.typed(str, *SERVICE, "instanceUuid")
    if isinstance(written, Missing):
        return _missing(written, "instanceUuid")
    if not _UUID.fullmatch(written):
        return "other"
    own = case.inventory.about.get("instanceUuid")
    if not isinstance(own, str):
        return Unknown(("about.instanceUuid",))
    return "itself" if own.lower() == written.lower() else "other"


def thumbprint(request: Reading) -> Said:
    """Whether the thumbprint can be that of a certificate, and is that of the one given."""
    written = request.typed(str, *SERVICE, "sslThumbprint")
    if isinstance(written, Missing):
        return _missing(written, "sslThumbprint")
    digits = written.replace(":", "").lower()
    if not _HEX.fullmatch(written) or len(digits) not in _DIGESTS:
        return "malformed"
    encoded = _encoded(request)
    if encoded is None:
        return "well-formed"
    if isinstance(encoded, Unknown):
        return encoded
    digest = hashlib.new(_DIGESTS[len(digits)], encoded, usedforsecurity=False)
    return "well-formed" if digest.hexdigest() == digits else "of-another"


def certificate(request: Reading) -> Said:
    """Whether the text is a certificate in PEM."""
    written = request.at(*SERVICE, "sslCertificate")
    if isinstance(written, Missing):
        return _missing(written, "sslCertificate")
    return "well-formed" if isinstance(_encoded(request), bytes) else "malformed"


def trust(request: Reading) -> Said:
    """Whether the request says by what to know the other vCenter."""
    given = [request.at(*SERVICE, name) for name in ("sslThumbprint", "sslCertificate")]
    return "none" if given == [ABSENT, ABSENT] else "given"


def _missing(value: Missing, name: str) -> Said:
    return Unknown((decider(*SERVICE, name),)) if value is MALFORMED else "absent"


def _encoded(request: Reading) -> bytes | Unknown | None:
    """The certificate that the request gives; None where there is none, or its text is none."""
    written = request.typed(str, *SERVICE, "sslCertificate")
    if isinstance(written, Missing):
        unread = Unknown((decider(*SERVICE, "sslCertificate"),))
        return None if written is ABSENT else unread
    found = _PEM.search(written)
    try:
        encoded = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except binascii.Error:
        encoded = b""
    return encoded if encoded[:1] == bytes([_SEQUENCE]) else None
