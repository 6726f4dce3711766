"""What `spec.config` reserves of CPU and memory, against the limit and against the hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, TypeAlias

from policyguard.facts.choice import Bar
from policyguard.facts.config import configured
from policyguard.facts.placement import hardware
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.request import ABSENT, Place, pointer, property_path

_CONFIG: Final = ("spec", "config")
_BYTES_IN_MB: Final = 1024 * 1024
_NO_LIMIT: Final = -1
_EACH_CORE: Final = "summary.hardware.cpuMhz"
_CORES: Final = "summary.hardware.numCpuCores"
_Amount: TypeAlias = int | Unknown


def allocation_statements(case: Situation) -> Iterator[Statement]:
    """Each allocation whose reservation or limit the request sets."""
    for name in _CAPACITIES:
        given = [one for one in ("reservation", "limit") if _is_given(case, name, one)]
        if given:
            yield _statement(case, name, (*_CONFIG, name, given[0]))


def _is_given(case: Situation, *way: str) -> bool:
    return case.request.missing(*_CONFIG, *way) is not ABSENT


def _statement(case: Situation, name: str, place: Place) -> Statement:
    reservation = _amount(case, f"{name}.reservation", 0)
    limit = _amount(case, f"{name}.limit", _NO_LIMIT)
    return Statement(
        {
            "order": _order(reservation, limit),
            "capacity": _capacity(case, name, reservation),
            "of_cpus": _of_cpus(case, name, reservation),
        },
        {
            "allocation_place": pointer(*place),
            "allocation_path": property_path(*place),
            "reservation": reservation,
            "limit": limit,
            "unit": _UNITS[name],
            "allocated_cpus": hardware(case, "numCPUs", "numCPU"),
            "host": case.chosen_host,
        },
    )


def _amount(case: Situation, path: str, unset: int) -> _Amount:
    value: _Amount | None = configured(case, path, int)
    return unset if value is None else value


def _order(reservation: _Amount, limit: _Amount) -> Said:
    """Whether a reservation is within its limit; a negative limit is none."""
    if (isinstance(limit, int) and limit < 0) or (isinstance(reservation, int) and reservation < 1):
        return "kept"
    if isinstance(reservation, Unknown) or isinstance(limit, Unknown):
        return Unknown(union(reservation, limit))
    return "reversed" if reservation > limit else "kept"


def _capacity(case: Situation, name: str, reservation: _Amount) -> Said:
    """Whether a host has what the request reserves."""
    if not _is_given(case, name, "reservation"):
        return "absent"
    if isinstance(reservation, Unknown):
        return reservation
    if reservation < 1:
        return "fits"
    bars = {"beyond": Bar("PLC025", "InvalidArgument", _BEYOND[name], firm=False)}
    return case.on_hosts("fits", partial(_fits, case, _CAPACITIES[name], reservation), bars)


def _fits(case: Situation, tell: _Capacity, reservation: int, host: Reference) -> Said:
    capacity = tell(case, host)
    if isinstance(capacity, Unknown):
        return capacity
    return "fits" if reservation <= capacity else "beyond"


def _of_cpus(case: Situation, name: str, reservation: _Amount) -> Said:
    """Whether as many processors as the clone has CPUs do what is reserved of a host's."""
    if name != "cpuAllocation" or not _is_given(case, name, "reservation"):
        return "absent"
    if isinstance(reservation, Unknown):
        return reservation
    cpus = hardware(case, "numCPUs", "numCPU")
    return case.on_hosts("fits", partial(_by_cpus, case, cpus, reservation))


def _by_cpus(case: Situation, cpus: _Amount, reservation: int, host: Reference) -> Said:
    """What a whole host does not have is no question of the clone's CPUs."""
    each = case.figure(host, _EACH_CORE)
    fits = _within_cores(reservation, each, cpus)
    on_host = _within_cores(reservation, each, case.figure(host, _CORES))
    if fits is True or on_host is False or reservation < 1:
        return "fits"
    unknown = union(fits, on_host)
    return Unknown(unknown) if unknown else "beyond"


def _within_cores(reservation: int, each: _Amount, cores: _Amount) -> bool | Unknown:
    if isinstance(each, Unknown) or isinstance(cores, Unknown):
        return Unknown(union(each, cores))
    return reservation <= each * cores


def _megahertz(case: Situation, host: Reference) -> _Amount:
    """All that the cores of a host do."""
    each, cores = case.figure(host, _EACH_CORE), case.figure(host, _CORES)
    if isinstance(each, Unknown) or isinstance(cores, Unknown):
        return Unknown(union(each, cores))
    return each * cores


def _megabytes(case: Situation, host: Reference) -> _Amount:
    """The memory of a host, which it tells twice."""
    paths = ("hardware.memorySize", "summary.hardware.memorySize")
    told = [case.figure(host, path) for path in paths]
    size = next((one for one in told if not isinstance(one, Unknown)), told[-1])
    return size if isinstance(size, Unknown) else size // _BYTES_IN_MB


_Capacity: TypeAlias = Callable[[Situation, Reference], _Amount]
_CAPACITIES: Final[Mapping[str, _Capacity]] = {
    "cpuAllocation": _megahertz,
    "memoryAllocation": _megabytes,
}
_BEYOND: Final = {
    "cpuAllocation": "has less CPU than is reserved",
    "memoryAllocation": "has less memory than is reserved",
}
_UNITS: Final = {"cpuAllocation": "MHz", "memoryAllocation": "MB"}
