"""Whether one of the hosts that vCenter may pick from is good for everything at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from policyguard.facts.choice import Bar, Barred, Candidate, Choice
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.text import Bounded

_CONNECTION: Final[Mapping[Any, str]] = {
    name: name for name in ("connected", "disconnected", "notResponding")
}
_YES_NO: Final[Mapping[Any, str]] = {True: "yes", False: "no"}
_GONE: Final = Bar("PLC006", "InvalidHostState", "is disconnected")
_SILENT: Final = Bar("PLC006", "InvalidHostState", "does not respond")
_RESTING: Final = Bar("PLC006", "InvalidHostState", "is in maintenance mode")
_MOST_HOSTS: Final = 6
_MOST_REASONS: Final = 2


def in_service(case: Situation, host: Reference) -> Said:
    """Whether a host is connected and not in maintenance: `yes` or `no`."""
    connection = case.token(host, "runtime.connectionState", _CONNECTION)
    maintenance = case.token(host, "runtime.inMaintenanceMode", _YES_NO)
    if (connection, maintenance) == ("connected", "no"):
        return "yes"
    if connection in ("disconnected", "notResponding") or maintenance == "yes":
        return "no"
    return Unknown(union(connection, maintenance))


def hosts_statement(case: Situation, choice: Choice) -> Statement:
    """The hosts that vCenter may pick from.

    Args:
        case: The request before the inventory.
        choice: All that was asked of each of them.
    """
    hosts = case.hosts
    if isinstance(hosts, Unknown):
        return _statement(case, hosts, hosts, {})
    if case.host is not None or not hosts:
        return _statement(case, "absent", "absent", {})
    candidates = {host: _candidate(case, host, choice) for host in hosts}
    compatible = _fit(case, candidates, choice, firm=True)
    return _statement(case, compatible, _fit(case, candidates, choice, firm=False), candidates)


def _statement(
    case: Situation, compatible: Said, likely: Said, candidates: Mapping[Reference, Candidate]
) -> Statement:
    firm = compatible == "none"
    speaks = firm or likely == "none"
    reasons = {host: _reasons(one, firm=firm) for host, one in candidates.items() if speaks}
    return Statement(
        {"compatible": compatible, "likely": likely},
        {
            "candidates": tuple(reasons) if speaks else None,
            "candidate_cluster": case.pool_owner,
            "candidate_faults": tuple({"_typeName": some[0].bar.fault} for some in reasons.values())
            if speaks
            else None,
            "reasons": _worded(case, reasons) if speaks else None,
        },
    )


def _candidate(case: Situation, host: Reference, choice: Choice) -> Candidate:
    """What is known of a host; one that is out of service counts for nothing else."""
    state = in_service(case, host)
    if state == "no":
        return Candidate([Barred(_state_bar(case, host))])
    candidate = choice.candidate(host)
    open_ = [one for one in (state, case.devices) if isinstance(one, Unknown)]
    candidate.open += open_
    candidate.firmly_open += open_
    return candidate


def _state_bar(case: Situation, host: Reference) -> Bar:
    if case.prop(host, "runtime.inMaintenanceMode") is True:
        return _RESTING
    return _GONE if case.prop(host, "runtime.connectionState") == "disconnected" else _SILENT


def _fit(
    case: Situation, candidates: Mapping[Reference, Candidate], choice: Choice, *, firm: bool
) -> Said:
    """Whether one is good for everything: `some`, `none-alike` or `none`."""
    fitting = [one for one in candidates.values() if not one.bars(firm=firm)]
    if any(not one.left_open(firm=firm) for one in fitting):
        return "some"
    if fitting:
        return Unknown(union(*(each for one in fitting for each in one.left_open(firm=firm))))
    alike = _alike(case, tuple(candidates), choice, firm=firm)
    if isinstance(alike, Unknown):
        return alike
    return "none-alike" if alike == "yes" else "none"


def _alike(case: Situation, hosts: Sequence[Reference], choice: Choice, *, firm: bool) -> Said:
    """Whether all hosts are kept by one thing, of which another rule speaks.

    A host that is out of service is kept by that.
    """
    states = [in_service(case, host) for host in hosts]
    if "yes" not in states:
        unknown = union(*states)
        return Unknown(unknown) if unknown else "yes"
    if "no" in states:
        return "no"
    told = [asked.keeps_all(hosts, firm=firm) for asked in choice.asked]
    # One that turns out to be out of service is kept by nothing else.
    unknown = union(*states) if "yes" in told else union(*told)
    if not unknown:
        return "yes" if "yes" in told else "no"
    return Unknown(union(Unknown(unknown), *states))


def _reasons(candidate: Candidate, *, firm: bool) -> Sequence[Barred]:
    """What keeps a host, what surely does first."""
    return sorted(candidate.bars(firm=firm), key=_rank)


def _rank(barred: Barred) -> tuple[bool, str, str]:
    return not barred.bar.firm, barred.bar.rule or "", str(barred.about)


def _worded(case: Situation, reasons: Mapping[Reference, Sequence[Barred]]) -> Bounded:
    """Each host with what keeps it, up to a number of them."""
    lines = [
        f"{case.inventory.label(host)} {_listed(case, some)}"
        for host, some in islice(reasons.items(), _MOST_HOSTS)
    ]
    more = len(reasons) - len(lines)
    return Bounded("; ".join([*lines, *([f"and {more} more"] if more else [])]))


def _listed(case: Situation, barred: Sequence[Barred]) -> str:
    words = list(dict.fromkeys(_words(case, one) for one in barred))
    more = len(words) - _MOST_REASONS
    return " and ".join([*words[:_MOST_REASONS], *([f"{more} things more"] if more > 0 else [])])


def _words(case: Situation, barred: Barred) -> str:
    about = barred.about
    what = case.inventory.label(about) if isinstance(about, Reference) else about
    return barred.bar.words.format(what)
