"""When what is so of a host counts: where the clone goes elsewhere, and where it powers on."""

from __future__ import annotations

from collections.abc import Callable

from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference


def away_from_home(
    case: Situation, good: str, tell: Callable[[Reference], Said]
) -> Callable[[Reference], Said]:
    """What is so of a host; on the one that it is registered on already, a source fits.

    What is bad of a host counts only if it is known to be another one.
    """
    home = case.linked(case.source, "runtime.host")

    def told(host: Reference) -> Said:
        if host == home:
            return good
        said = tell(host)
        open_home = isinstance(home, Unknown) and said != good
        return Unknown(union(said, home)) if open_home else said

    return told


def where_powered_on(case: Situation, good: str, tell: Callable[[], Said]) -> Said:
    """What is so of a clone that powers on; what is good is so whether it does or not."""
    powers_on = case.powers_on
    if powers_on == "no":
        return "absent"
    said = tell()
    settled = powers_on == "yes" or said in (good, "absent")
    return said if settled else Unknown(union(said, powers_on))
