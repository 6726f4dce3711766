"""Which of the source's files a clone reads, and whether they can be reached."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import reference
from tests.facts.source_kit import HOSTILE, VM, said

SNAPSHOT = reference("VirtualMachineSnapshot", "s-1")
FROM_SNAPSHOT = {"spec": {"snapshot": SNAPSHOT}}


def file(key: int, kind: str, *, accessible: bool | None = False) -> dict[str, Any]:
    known = {} if accessible is None else {"accessible": accessible}
    return {"key": key, "name": f"[nfs-01] vm/{key}", "type": kind, **known}


def layout(*chains: list[int]) -> list[dict[str, Any]]:
    return [{"key": 2000, "chain": [{"fileKey": keys} for keys in chains]}]


def told(*files: Any, body: Any = None, **more: Any) -> tuple[object, object]:
    properties = {"layoutEx.file": list(files)}
    properties.update({f"layoutEx.{name}": value for name, value in more.items()})
    facts, values = said({VM: properties}, body or {"spec": {}})
    return values["source.files"], facts.details["lost_file"]


@pytest.mark.parametrize(("accessible", "expected"), [(True, "reached"), (None, "reached")])
def test_what_is_not_said_to_be_out_of_reach_is_reached(
    accessible: bool | None, expected: str
) -> None:
    assert told(file(1, "config", accessible=accessible)) == (expected, None)


def test_configuration_and_disks_count_and_nothing_else() -> None:
    assert told(file(1, "config")) == ("lost", "[nfs-01] vm/1")
    for kind in ("log", "swap", "core", "nvram", "snapshotMemory"):
        assert told(file(1, kind), disk=layout([1])) == ("reached", None)
    for kind in ("diskExtent", "diskDescriptor"):
        assert told(file(1, kind), disk=layout([1])) == ("lost", "[nfs-01] vm/1")


def test_all_of_a_chain_counts_and_what_other_snapshots_have_does_not() -> None:
    assert told(file(3, "diskExtent"), disk=layout([1, 2], [3, 4]))[0] == "lost"
    assert told(file(5, "diskExtent"), disk=layout([1, 2], [3, 4]))[0] == "reached"


def test_a_clone_of_a_snapshot_reads_what_the_snapshot_has() -> None:
    key = "VirtualMachineSnapshot/s-1"
    of_snapshot = [{"key": key, "disk": layout([1])}]
    both: dict[str, Any] = {"disk": layout([1], [2]), "snapshot": of_snapshot}
    assert told(file(2, "diskExtent"), body=FROM_SNAPSHOT, **both)[0] == "reached"
    assert told(file(1, "diskExtent"), body=FROM_SNAPSHOT, **both)[0] == "lost"
    assert told(file(1, "diskExtent"), body=FROM_SNAPSHOT, snapshot=[])[0] == "unknown"


def test_only_a_lost_file_of_a_disk_asks_for_the_disks() -> None:
    assert told(file(1, "diskExtent"))[0] == "unknown"
    assert told(file(1, "diskExtent"), file(2, "config"))[0] == "lost"
    assert told(file(1, "log"))[0] == "reached"


def unsure(*files: Any, body: Any, **layouts: Any) -> tuple[str, ...]:
    properties = {f"layoutEx.{name}": value for name, value in layouts.items()}
    facts, _ = said({VM: {"layoutEx.file": list(files), **properties}}, body)
    return facts.unknown["source.files"]


def test_what_would_tell_of_a_file_is_named() -> None:
    lost = file(1, "diskExtent")
    nothing: dict[str, Any] = {"spec": {}}
    assert unsure(5, body=nothing) == (f"{VM}:layoutEx.file",)
    assert unsure(lost, body=nothing) == (f"{VM}:layoutEx.disk",)
    assert unsure(lost, body=FROM_SNAPSHOT) == (f"{VM}:layoutEx.snapshot",)
    assert unsure(lost, body=FROM_SNAPSHOT, snapshot=[]) == (f"{VM}:layoutEx.snapshot",)
    store = reference("Datastore", "s-1")
    assert unsure(lost, body={"spec": {"snapshot": store}}) == ("request:spec.snapshot",)


def test_a_lost_file_without_a_name_has_none_to_print() -> None:
    assert told({**file(1, "config"), "name": 5}) == ("lost", None)


def test_a_layout_that_is_unset_tells_of_no_lost_file() -> None:
    assert said({VM: {"layoutEx": None}})[1]["source.files"] == "reached"
    assert said({VM: {}})[0].unknown["source.files"] == (f"{VM}:layoutEx.file",)


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_there_loses_no_file(value: Any) -> None:
    answers = ("reached", "unknown")
    assert said({VM: {"layoutEx.file": value}})[1]["source.files"] in answers
    assert told(file(1, "diskExtent"), disk=value)[0] in answers
    assert told(file(1, "diskExtent"), disk=[{"chain": value}])[0] in answers
    assert told(file(1, "diskExtent"), snapshot=value, body=FROM_SNAPSHOT)[0] in answers
