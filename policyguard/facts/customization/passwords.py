"""The passwords of a customization: whether they are encrypted, and for whom. Never their text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from policyguard.facts.customization.places import CUSTOMIZATION, IDENTITY, flag_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference
from policyguard.request import ABSENT, Place, decider, member

_PLACES: Final = (
    ("guiUnattended", "password"),
    ("identification", "domainAdminPassword"),
    ("password",),
)
_MANAGER: Final = "CustomizationSpecManager"
_KEY: Final = "encryptionKey"


def passwords(case: Situation, asked: Any) -> Said:
    """Whether this vCenter can read the passwords, as far as its public key tells."""
    flags = [flag_of(member(one, "plainText"), place) for one, place in _passwords(asked)]
    if not flags:
        return "none"
    if False not in flags:
        unknown = union(*flags)
        return Unknown(unknown) if unknown else "plain"
    key = member(asked, _KEY)
    if key is ABSENT:
        return "encrypted-without-key"
    if not isinstance(key, list):
        return Unknown((decider(*CUSTOMIZATION, _KEY),))
    return _readable(case, key)


def _passwords(asked: Any) -> Iterator[tuple[Any, Place]]:
    identity = member(asked, "identity")
    for steps in _PLACES:
        found = identity
        for step in steps:
            found = member(found, step)
        if isinstance(found, dict):
            yield found, (*IDENTITY, *steps, "plainText")


def _readable(case: Situation, key: list[Any]) -> Said:
    """Whether the key is this vCenter's: it has just one manager of specifications."""
    if case.elsewhere:
        return Unknown((decider("spec", "location", "service"),))
    managers = list(case.inventory.objects(_MANAGER))
    manager = managers[0] if len(managers) == 1 else Reference(_MANAGER, _MANAGER)
    known = case.prop(manager, _KEY)
    if isinstance(known, Unknown):
        return known
    if not isinstance(known, list):
        return Unknown((f"{manager}:{_KEY}",))
    return "encrypted" if key == known else "encrypted-for-another"
