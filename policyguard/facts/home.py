"""Where `spec.config.files` puts the clone's files, beside what `spec.location` says."""

from __future__ import annotations

import re
from typing import Final

from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.request import ABSENT, Missing, decider

_PATH: Final = ("spec", "config", "files", "vmPathName")
# [datastore] folder/file.vmx, of which all but the first part may be left out.
_DATASTORE_PATH: Final = re.compile(r"\[([^\]]+)\].*", re.DOTALL)


def home_statement(case: Situation) -> Statement:
    """The path that the request gives the configuration file."""
    written = case.request.typed(str, *_PATH)
    found = None if isinstance(written, Missing) else _DATASTORE_PATH.fullmatch(written)
    name = found[1] if found else None
    location = case.named("Datastore", *LOCATION, "datastore")
    return Statement(
        {
            "path": _path(written, name),
            "datastore": "absent" if name is None else _known(case, name),
            "agrees": "absent" if name is None or location is None else _agrees(case, name),
        },
        {
            "path_written": None if isinstance(written, Missing) else written,
            "path_datastore": name,
            "location_datastore": location,
        },
    )


def _path(written: str | Missing, name: str | None) -> Said:
    if isinstance(written, Missing):
        return "absent" if written is ABSENT else Unknown((decider(*_PATH),))
    if not written:
        return "absent"  # the server chooses
    return "malformed" if name is None else "well-formed"


def _known(case: Situation, name: str) -> Said:
    """Whether there is a datastore of this name."""
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    names = [case.prop(one, "name") for one in case.inventory.objects("Datastore")]
    if name in names:
        return "known"
    if "objects" not in case.inventory.complete:
        return Unknown(("objects",))
    unknown = union(*names)
    return Unknown(unknown) if unknown else "not-known"


def _agrees(case: Situation, name: str) -> Said:
    known = case.prop(case.named("Datastore", *LOCATION, "datastore"), "name")
    if isinstance(known, Unknown):
        return known
    return "yes" if known == name else "no"
