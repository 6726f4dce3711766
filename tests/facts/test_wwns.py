"""World wide names that the request gives, and who has them already."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.references import Reference
from tests.facts.hardware_kit import HOST, SOURCE, facts
from tests.facts.kit import deciders, items

MACHINES = {"VirtualMachine/vm-30": {"config.npivNodeWorldWideName": [5]}}
PORTS = "config.npivPortWorldWideName"


def used(*names: Any, complete: bool = True, **known: Any) -> list[Any]:
    """Who has world wide names, where the source and the host have none."""
    config = {"npivPortWorldWideName": list(names)}
    without = {"config.npivNodeWorldWideName": None, "config.npivPortWorldWideName": None}
    more = {"complete": ["objects"]} if complete else {}
    host = {"config.storageDevice.hostBusAdapter": known.pop("adapters", [])}
    found = facts(config, {**without, **known.pop("source", {})}, host, known or None, **more)
    return items(found, "wwn", "used")


def test_a_world_wide_name_is_free_only_if_all_are_known() -> None:
    assert used(5) == ["no"]
    assert used(5, complete=False) == ["unknown"]
    assert used(5, "6", True, None) == ["no", "unknown", "unknown", "unknown"]
    assert used(5, source={"config.npivPortWorldWideName": [5]}, complete=False) == ["by-vm"]
    assert used(5, 6, source={"config.npivNodeWorldWideName": [6]}) == ["no", "by-vm"]
    adapters = [{"nodeWorldWideName": 1, "portWorldWideName": 5}, {"device": "vmhba0"}, None]
    assert used(5, 1, 2, adapters=adapters) == ["by-host", "by-host", "no"]


def test_what_is_not_known_of_another_machine_leaves_a_name_open() -> None:
    found = facts({"npivNodeWorldWideName": [7]}, {}, {}, MACHINES, complete=["objects"])
    assert deciders(found, "wwn", "used") == (
        f"{SOURCE}:config.npivNodeWorldWideName",
        f"{SOURCE}:config.npivPortWorldWideName",
        "VirtualMachine/vm-30:config.npivPortWorldWideName",
        f"{HOST}:config.storageDevice.hostBusAdapter",
    )


def test_nothing_is_known_of_the_names_at_another_vcenter() -> None:
    spec: dict[str, Any] = {"location": {"service": {}}}
    found = facts({"npivNodeWorldWideName": [5]}, {}, {}, MACHINES, spec=spec)
    assert deciders(found, "wwn", "used") == ("request:spec.location.service",)


@pytest.mark.parametrize("wwn", ["6", True, None])
def test_what_is_no_number_is_for_the_request_to_say(wwn: Any) -> None:
    found = facts({"npivPortWorldWideName": [wwn]}, complete=["objects"])
    assert deciders(found, "wwn", "used") == ("request:spec.config.npivPortWorldWideName[0]",)


def test_who_is_not_known_of_may_have_a_name() -> None:
    assert deciders(facts({"npivNodeWorldWideName": [5]}), "wwn", "used") == ("objects",)


def test_each_name_is_printed_and_who_has_it() -> None:
    adapter = {"config.storageDevice.hostBusAdapter": [{"portWorldWideName": 6}]}
    machine = {"VirtualMachine/vm-30": {"name": "db", PORTS: [5]}}
    found = facts(
        {"npivNodeWorldWideName": [5, 7], "npivPortWorldWideName": [6]},
        {},
        {"name": "esx-9", **adapter},
        machine,
    )
    place, path = "/spec/config/npiv", "spec.config.npiv"
    node = {"wwn_path": f"{path}NodeWorldWideName"}
    nobody = {"wwn_machine": None, "wwn_host": None, "wwn_holder": None}
    by_machine = {"wwn_machine": Reference.of("VirtualMachine/vm-30"), "wwn_holder": "db"}
    by_host = {"wwn_host": Reference.of(HOST), "wwn_holder": "esx-9"}
    port = {"wwn_path": f"{path}PortWorldWideName"}
    assert [item.details for item in found.items["wwn"]] == [
        {"wwn": 5, "wwn_place": f"{place}NodeWorldWideName/0", **nobody, **node, **by_machine},
        {"wwn": 7, "wwn_place": f"{place}NodeWorldWideName/1", **nobody, **node},
        {"wwn": 6, "wwn_place": f"{place}PortWorldWideName/0", **nobody, **port, **by_host},
    ]
