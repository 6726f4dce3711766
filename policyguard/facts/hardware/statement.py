"""The one fact about the virtual hardware of the clone."""

from __future__ import annotations

from policyguard.facts.hardware import versions
from policyguard.facts.hardware.disks import ide_disks
from policyguard.facts.hardware.features import features_met, unmet_features
from policyguard.facts.hardware.guests import guest, known_since
from policyguard.facts.hardware.processors import Processors
from policyguard.facts.hardware.settings import (
    Affinity,
    Identifiers,
    Vbs,
    change_tracking,
    change_version,
    presence,
    swap_placement,
    vcpu_latency,
    wwn_operation,
)
from policyguard.facts.situation import Situation
from policyguard.facts.values import Statement, Unknown


def hardware_statement(case: Situation) -> Statement:
    """What the clone's virtual hardware is, and whether its source and hosts allow it."""
    processors, vbs = Processors(case), Vbs(case)
    ide, ide_disk = ide_disks(case)
    affinity, identifiers = Affinity(case), Identifiers(case.request)
    return Statement(
        {
            "cores": processors.asked,
            "sockets": processors.sockets,
            "cores_at_version": processors.cores_at_version,
            "cores_on_host": processors.cores_on_host,
            "processors": processors.on_processors,
            "running": processors.beside_running,
            "version": versions.supported(case),
            "features": features_met(case),
            "guest": guest(case),
            "ide_disks": ide,
            "vbs": vbs.said,
            "change_tracking": change_tracking(case),
            "change_version": change_version(case),
            "swap_placement": swap_placement(case),
            "affinity": affinity.said,
            "identifiers": identifiers.said,
            "vcpu_latency": vcpu_latency(case),
            "network_shaper": presence(case.request, "networkShaper"),
            "create_date": presence(case.request, "createDate"),
            "wwn_type": presence(case.request, "npivWorldWideNameType"),
            "wwn_operation": wwn_operation(case.request),
        },
        {
            "source_machine": case.source,
            "target_host": case.chosen_host,
            "target_host_name": case.prop(case.host, "name"),
            "virtual_cpus": processors.cpus,
            "cores_per_socket": processors.cores,
            "hardware_version": _written(versions.version_of(case)),
            "newest_version": _newest(case),
            "most_cores_at_version": _most_cores(versions.version_of(case)),
            "most_cores_on_host": _most_cores_on_host(case),
            "host_cores": case.figures("hardware.cpuInfo.numCpuCores"),
            "host_threads": case.figures("hardware.cpuInfo.numCpuThreads"),
            "max_running_vcpus": case.figures("capability.maxHostSupportedVcpus"),
            "unmet_features": unmet_features(case),
            "guest_asked": case.request.at("spec", "config", "guestId"),
            "guest_since": known_since(case),
            "target_release": case.prop(case.host, "config.product.version"),
            "ide_disk": ide_disk,
            "vbs_off": ", ".join(f"`{path}`" for path in vbs.off),
            "highest_affinity": affinity.highest,
            "malformed_identifier": identifiers.path,
            "malformed_identifier_place": identifiers.pointer,
            "source_change_version": case.prop(case.source, "config.changeVersion"),
        },
    )


def _written(version: int | Unknown) -> str | Unknown:
    return version if isinstance(version, Unknown) else versions.written(version)


def _newest(case: Situation) -> str | None:
    newest = versions.newest_of(case, case.host)
    return versions.written(newest.least) if isinstance(newest, versions.Newest) else None


def _most_cores(version: int | Unknown) -> int | Unknown | None:
    return version if isinstance(version, Unknown) else versions.most_cores(version)


def _most_cores_on_host(case: Situation) -> int | None:
    newest = versions.newest_of(case, case.host)
    return versions.most_cores(newest.least) if isinstance(newest, versions.Newest) else None
