"""What vSphere HA keeps free for failover, against what its admission control asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference, is_a

_DAS: Final = "configurationEx.dasConfig"
_POLICY: Final = f"{_DAS}.admissionControlPolicy"
_INFO: Final = "summary.admissionControlInfo"
_LEVEL: Final = (
    # The second is what the first replaced, and says the same.
    (f"{_INFO}.currentFailoverLevel", "summary.currentFailoverLevel"),
    f"{_POLICY}.failoverLevel",
)
_SWITCHES: Final = ("enabled", "admissionControlEnabled")
_Amount: TypeAlias = int | Unknown
_CPU: Final = (
    (f"{_INFO}.currentCpuFailoverResourcesPercent",),
    f"{_POLICY}.cpuFailoverResourcesPercent",
)
_MEMORY: Final = (
    (f"{_INFO}.currentMemoryFailoverResourcesPercent",),
    f"{_POLICY}.memoryFailoverResourcesPercent",
)


@dataclass(frozen=True, slots=True)
class Failover:
    """Whether a cluster has as much left for failover as it is to have.

    Where it has less already, nothing more powers on. Whether one more virtual machine would
    bring it below is not known before: that depends on what vCenter reckons for it.

    Attributes:
        said: `enough`, `short`, or `absent` where no admission control counts it.
        left: What is left, in words; None where that is not known.
        wanted: What is to be left, in words.
    """

    said: Said
    left: str | None = None
    wanted: str | None = None


def failover(case: Situation) -> Failover:
    """The failover capacity of the cluster that the clone goes to."""
    cluster = case.compute
    if cluster is None or isinstance(cluster, Unknown):
        return Failover(cluster or "absent")
    controlled = _controlled(case, cluster)
    if controlled != "yes":
        return Failover(controlled)
    policy = case.typed(cluster, f"{_POLICY}._typeName", str)
    if isinstance(policy, Unknown):
        return Failover(policy)
    tell = _POLICIES.get(policy)
    return Failover("absent") if tell is None else tell(case, cluster)


def _controlled(case: Situation, cluster: Reference) -> Said:
    """`yes` where HA and its admission control are on, `absent` where they are not."""
    if not is_a(cluster.type, "ClusterComputeResource"):
        return "absent"
    switches = {name: case.prop(cluster, f"{_DAS}.{name}") for name in _SWITCHES}
    if any(value is False or value is None for value in switches.values()):
        return "absent"
    unsettled = [f"{cluster}:{_DAS}.{name}" for name in _SWITCHES if switches[name] is not True]
    return Unknown(tuple(unsettled)) if unsettled else "yes"


def _by_level(case: Situation, cluster: Reference) -> Failover:
    left, wanted = _pair(case, cluster, _LEVEL)
    said = _enough((left, wanted))
    return Failover(said, f"room for {_word(left)} host failures", f"room for {_word(wanted)}")


def _by_resources(case: Situation, cluster: Reference) -> Failover:
    cpu, memory = (_pair(case, cluster, paths) for paths in (_CPU, _MEMORY))
    left, wanted = (f"{_word(cpu[n])} % of CPU and {_word(memory[n])} % of memory" for n in (0, 1))
    return Failover(_enough(cpu, memory), left, wanted)


_POLICIES: Final[Mapping[str, Callable[[Situation, Reference], Failover]]] = {
    "ClusterFailoverLevelAdmissionControlPolicy": _by_level,
    "ClusterFailoverResourcesAdmissionControlPolicy": _by_resources,
}


def _word(amount: _Amount) -> str:
    return "(not known)" if isinstance(amount, Unknown) else f"{amount}"


def _pair(
    case: Situation, cluster: Reference, paths: tuple[tuple[str, ...], str]
) -> tuple[_Amount, _Amount]:
    """What is left and what is wanted."""
    current, wanted = paths
    known = [case.figure(cluster, path) for path in current]
    left = next((one for one in known if not isinstance(one, Unknown)), known[0])
    return left, case.figure(cluster, wanted)


def _enough(*pairs: tuple[_Amount, _Amount]) -> Said:
    for left, wanted in pairs:
        if isinstance(left, int) and isinstance(wanted, int) and left < wanted:
            return "short"
    unknown = union(*(one for pair in pairs for one in pair))
    return Unknown(unknown) if unknown else "enough"
