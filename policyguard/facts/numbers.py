"""The numbers of `spec.config` and its devices, against what the reference says of each.

Only a number that the request gives is judged. What other properties and the hosts say of
the numbers of CPUs and of memory is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.config import configured
from policyguard.facts.devices import DEVICE_CHANGES
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import MALFORMED, Place, decider, pointer, property_path, typed, within

_CONFIG: Final[Place] = ("spec", "config")
_ANY: Final = 2**63
# Milliseconds.
_LONGEST_BOOT_DELAY: Final = 10_000

OF_CONFIG: Final[Mapping[Place, tuple[int, int]]] = {
    ("bootOptions", "bootDelay"): (0, _LONGEST_BOOT_DELAY),
    ("bootOptions", "bootRetryDelay"): (0, _ANY),
    ("cpuAllocation", "reservation"): (0, _ANY),
    ("cpuAllocation", "limit"): (-1, _ANY),
    ("memoryAllocation", "reservation"): (0, _ANY),
    ("memoryAllocation", "limit"): (-1, _ANY),
    ("maxMksConnections",): (0, _ANY),
    ("npivDesiredNodeWwns",): (0, _ANY),
    ("npivDesiredPortWwns",): (0, _ANY),
    ("sgxInfo", "epcSize"): (0, _ANY),
    ("simultaneousThreads",): (0, _ANY),
    ("virtualNuma", "coresPerNumaNode"): (0, _ANY),
    ("vmOpNotificationTimeout",): (1, _ANY),
}
"""The least and the most that each number of `spec.config` may be."""

OF_DEVICE: Final[Mapping[Place, tuple[int, int]]] = {
    ("graphicsMemorySizeInKB",): (0, _ANY),
    ("numDisplays",): (1, _ANY),
    ("videoRamSizeInKB",): (0, _ANY),
    ("storageIOAllocation", "limit"): (-1, _ANY),
    ("storageIOAllocation", "reservation"): (0, _ANY),
    ("resourceAllocation", "limit"): (-1, _ANY),
    ("resourceAllocation", "reservation"): (0, _ANY),
}
"""The least and the most that each number of a device may be."""

_SHARES_OF_CONFIG: Final[Mapping[Place, tuple[int, int]]] = {
    ("cpuAllocation", "shares"): (1, _ANY),
    ("memoryAllocation", "shares"): (1, _ANY),
}
_CONFIG_MEMBERS: Final = tuple(
    dict.fromkeys(
        str(steps[0]) for steps in (*OF_CONFIG, *_SHARES_OF_CONFIG, ("latencySensitivity",))
    )
)
_SHARES_OF_DEVICE: Final[Mapping[Place, tuple[int, int]]] = {
    ("storageIOAllocation", "shares"): (200, 4000),
    ("resourceAllocation", "share"): (1, _ANY),
}


def number_statements(case: Situation) -> Iterator[Statement]:
    """Each number that the request gives of those that the reference says something of."""
    config = case.request.only(_CONFIG_MEMBERS, *_CONFIG)
    if isinstance(config, dict):
        yield from _of_config(case, config)
    for listed in DEVICE_CHANGES:
        for index, entry in enumerate(case.request.entries(*listed)):
            device = within(entry, "device")
            # A removal configures nothing.
            if isinstance(device, dict) and within(entry, "operation") != "remove":
                yield from _of_device(device, (*listed, index, "device"))


def _of_config(case: Situation, config: Mapping[str, Any]) -> Iterator[Statement]:
    for steps, (least, most) in OF_CONFIG.items():
        if steps[0] in config:
            place = (*_CONFIG, *steps)
            ignored = _boot_retry(case) if steps[-1] == "bootRetryDelay" else None
            yield from _statement(config, steps, place, (least, most), ignored)
    yield from _shares(config, _CONFIG, _SHARES_OF_CONFIG)
    yield from _latency(config)


def _of_device(device: Mapping[str, Any], place: Place) -> Iterator[Statement]:
    for steps, bounds in OF_DEVICE.items():
        if steps[0] in device:
            automatic = steps == ("numDisplays",) and device.get("useAutoDetect") is True
            ignored = "ignored" if automatic else None
            yield from _statement(device, steps, (*place, *steps), bounds, ignored)
    yield from _shares(device, place, _SHARES_OF_DEVICE)


def _boot_retry(case: Situation) -> Said | None:
    """A delay between two tries to boot counts only where a second one is made."""
    retries = configured(case, "bootOptions.bootRetryEnabled", bool)
    if isinstance(retries, Unknown):
        return retries
    return None if retries else "ignored"


def _latency(config: Mapping[str, Any]) -> Iterator[Statement]:
    """A latency of one's own counts for nothing since vSphere 6.0, with any level."""
    steps = ("latencySensitivity", "sensitivity")
    if steps[0] in config:
        yield from _statement(config, steps, (*_CONFIG, *steps), (0, _ANY), "ignored")


def _shares(
    owner: Mapping[str, Any], place: Place, known: Mapping[Place, tuple[int, int]]
) -> Iterator[Statement]:
    """A number of shares counts where the level is custom, and stands for nothing elsewhere."""
    for steps, bounds in known.items():
        if steps[0] not in owner:
            continue
        way = (*steps, "shares")
        level = typed(within(owner, *steps, "level"), str)
        if level == "custom":
            yield from _statement(owner, way, (*place, *way), bounds, None)
        elif isinstance(level, str) and within(owner, *way) != 0:
            yield from _statement(owner, way, (*place, *way), (0, _ANY), "unneeded")


def _statement(
    owner: Mapping[str, Any],
    steps: Place,
    place: Place,
    bounds: tuple[int, int],
    ignored: Said | None,
) -> Iterator[Statement]:
    number = typed(within(owner, *steps), int)
    if number is MALFORMED:
        yield Statement({"range": Unknown((decider(*place),))}, _details(place, None, bounds))
    elif isinstance(number, int):
        yield Statement({"range": _range(number, bounds, ignored)}, _details(place, number, bounds))


def _range(number: int, bounds: tuple[int, int], ignored: Said | None) -> Said:
    least, most = bounds
    if number < min(least, 0):
        return "negative"
    if ignored is not None:
        return ignored
    return "within" if least <= number <= most else "outside"


def _details(place: Place, number: int | None, bounds: tuple[int, int]) -> Mapping[str, Any]:
    least, most = bounds
    return {
        "number_place": pointer(*place),
        "number_path": property_path(*place),
        "number": number,
        "allowed_numbers": f"{least} or more" if most == _ANY else f"{least} to {most}",
    }
