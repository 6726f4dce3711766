"""Virtual CPUs, how they are put into sockets, and the processors that are to carry them."""

from __future__ import annotations

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.hardware import versions
from policyguard.facts.hardware.hosts import away_from_home, where_powered_on
from policyguard.facts.placement import hardware
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, in_any_order, union
from policyguard.references import Reference
from policyguard.request import ABSENT, Missing, decider

CORES = ("spec", "config", "numCoresPerSocket")
_CPUS = ("spec", "config", "numCPUs")
_CPU_INFO = "hardware.cpuInfo"
_CORES_BEYOND: Bars = {
    "too-many": Bar(
        "HWD015",
        "NumVirtualCoresPerSocketNotSupported",
        "does not support as many cores per socket as the clone has",
    )
}
_TOO_FEW: Bars = {
    "too-few-cores": Bar("HWD012", "NotEnoughCpus", "has fewer cores than the clone has CPUs"),
    "too-few-threads": Bar(
        "HWD013", "NotEnoughLogicalCpus", "has fewer logical processors than the clone has CPUs"
    ),
}
_RUNNING: Bars = {
    "exceeded": Bar(
        "HWD014",
        "NumVirtualCpusExceedsLimit",
        "would run more virtual CPUs than it supports",
        firm=False,
    )
}


class Processors:
    """The virtual CPUs of the clone: asked for, else its source's."""

    def __init__(self, case: Situation) -> None:
        self._case = case
        self.asked_cores = case.request.typed(int, *CORES)
        self.cpus: int | Unknown = hardware(case, "numCPUs", "numCPU")
        self.cores: int | Unknown = self._cores()

    def _cores(self) -> int | Unknown:
        """Cores of a socket; unset they are 1 (VirtualHardware.numCoresPerSocket)."""
        if self.asked_cores is ABSENT:
            own = self._case.number(self._case.source, "config.hardware.numCoresPerSocket")
            return 1 if own is None else own
        asked = self.asked_cores
        return Unknown((decider(*CORES),)) if isinstance(asked, Missing) else asked

    @property
    def asked(self) -> Said:
        """What the request makes of the cores of a socket; 0 asks for the default."""
        cores = self.asked_cores
        if isinstance(cores, Missing):
            return "absent" if cores is ABSENT else Unknown((decider(*CORES),))
        if cores == 0:
            return "default"
        return "positive" if cores > 0 else "negative"

    @property
    def sockets(self) -> Said:
        """Whether the CPUs fill their sockets, where the request changes either."""
        if self.asked_cores is ABSENT and self._case.request.missing(*_CPUS) is ABSENT:
            return "kept"
        cores, cpus = self.cores, self.cpus
        if not isinstance(cores, Unknown) and cores <= 1:
            return "default" if cores < 1 else "whole"
        if isinstance(cores, Unknown) or isinstance(cpus, Unknown):
            return Unknown(union(cores, cpus))
        return "whole" if cpus % cores == 0 else self._unless_automatic()

    def _unless_automatic(self) -> Said:
        """Sockets that the server sizes are always whole."""
        if self.asked_cores is not ABSENT:
            return "uneven"
        path = "config.hardware.autoCoresPerSocket"
        tokens: dict[bool | None, str] = {True: "default", False: "uneven", None: "uneven"}
        return self._case.token(self._case.source, path, tokens)

    @property
    def cores_at_version(self) -> Said:
        """Whether the clone's hardware version has sockets of so many cores as are asked for."""
        version = versions.version_of(self._case)
        if self.asked != "positive":
            return _only_open(self.asked)
        if isinstance(version, Unknown):
            return version
        return self._holds(version, f"{self._case.source}:config.version")

    @property
    def cores_on_host(self) -> Said:
        """Whether the hosts that may be picked have sockets of so many cores as are asked for."""
        if self.asked != "positive":
            return _only_open(self.asked)
        return self._case.on_hosts("supported", self._held_by, _CORES_BEYOND)

    def _held_by(self, host: Reference) -> Said:
        newest = versions.newest_of(self._case, host)
        if isinstance(newest, Unknown):
            return newest
        return self._holds(newest.least, f"{host}:config.product.version")

    def _holds(self, version: int, unsettled: str) -> Said:
        cores = self.cores
        if isinstance(cores, Unknown):
            return cores
        holds = versions.holds_cores(version, cores)
        if holds is None:
            return Unknown((unsettled,))
        return "supported" if holds else "too-many"

    @property
    def on_processors(self) -> Said:
        """Whether the hosts that may be picked have a logical processor for each virtual CPU.

        NotEnoughCpus counts the cores, and NotEnoughLogicalCpus what hyperthreading makes of
        them.
        """
        if isinstance(self.cpus, int) and self.cpus <= 1:
            return "enough"
        tell = away_from_home(self._case, "enough", self._on_processors)
        asked = self._case.request.missing(*_CPUS) is not ABSENT
        return self._case.on_hosts("enough", self._on_processors if asked else tell, _TOO_FEW)

    def _on_processors(self, host: Reference) -> Said:
        threads = self._case.typed(host, f"{_CPU_INFO}.numCpuThreads", int)
        if isinstance(threads, Unknown) or isinstance(self.cpus, Unknown):
            return Unknown(union(self.cpus, threads))
        if self.cpus <= threads:
            return "enough"
        cores = self._case.typed(host, f"{_CPU_INFO}.numCpuCores", int)
        if isinstance(cores, Unknown):
            return cores
        return "too-few-threads" if threads > cores else "too-few-cores"

    @property
    def beside_running(self) -> Said:
        """Whether a host may run the clone's CPUs beside those that it runs, if it is to start."""
        return where_powered_on(
            self._case,
            "within",
            lambda: self._case.on_hosts(
                "within", self._beside_running, _RUNNING, only_if=self._case.powers_on
            ),
        )

    def _beside_running(self, host: Reference) -> Said:
        most = self._case.number(host, "capability.maxHostSupportedVcpus")
        if most is None:
            return "within"
        if isinstance(most, Unknown) or isinstance(self.cpus, Unknown):
            return Unknown(union(self.cpus, most))
        machines = self._case.links(host, "vm")
        if self.cpus > most:
            return "exceeded"
        if isinstance(machines, Unknown):
            return machines
        running = [self._running(machine) for machine in machines]
        if self.cpus + sum(one for one in running if isinstance(one, int)) > most:
            return "exceeded"
        unknown = in_any_order(*running)
        return Unknown(unknown) if unknown else "within"

    def _running(self, machine: Reference) -> int | Unknown:
        """The virtual CPUs that a virtual machine has its host run."""
        state = self._case.typed(machine, "runtime.powerState", str)
        if isinstance(state, Unknown):
            return state
        if state != "poweredOn":
            return 0
        return self._case.figure(machine, "config.hardware.numCPU")


def _only_open(asked: Said) -> Said:
    return asked if isinstance(asked, Unknown) else "absent"
