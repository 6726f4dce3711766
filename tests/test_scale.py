"""A large inventory: what it costs grows no faster than what there is, and what is asked.

What is counted is calls of functions, of Python's and of C's, so that nothing depends on how
fast the machine is or what else it does.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from benchmarks import scale
from benchmarks.estate import Estate, user
from policyguard import CloneRequest, Guard, Inventory, Status, Verdict
from policyguard.authorization import Authorizer, Principal
from policyguard.authorization.effective import Resolver
from policyguard.inventory import UNKNOWN
from policyguard.matrix import principals_of
from policyguard.references import Reference
from tests import cost

# Of whole clusters, so that a request finds as many hosts in the one as in the other.
SMALL, LARGE = 1_600, 6_400


@pytest.fixture(scope="module")
def inventories() -> dict[int, Inventory]:
    return {size: Inventory.load(Estate(size).inventory()) for size in (SMALL, LARGE)}


def calls(act: Callable[[], object]) -> int:
    """How many functions are called, once every cache that outlives a call is filled."""
    act()
    return cost.calls(act)


def test_the_largest_vcenter_is_as_large_as_it_is_said_to_be() -> None:
    raw = Estate(20_000).inventory()
    types = Counter(one.partition("/")[0] for one in raw["objects"])
    assert types["VirtualMachine"] == 20_000
    assert sum(one.startswith("Folder/group-v") for one in raw["objects"]) == 500 + 4
    assert (types["HostSystem"], types["Datastore"], types["ResourcePool"]) == (400, 200, 225)
    assert (len(raw["permissions"]), len(raw["roles"])) == (2_000, 200)
    members = {member for those in raw["groups"].values() for member in those}
    assert len(members | {*raw["groups"]}) == 400
    assert members & {*raw["groups"]}, "groups are in groups"


def test_every_reference_of_it_leads_somewhere(inventories: dict[int, Inventory]) -> None:
    inventory = inventories[SMALL]
    for one in inventory.objects():
        paths = ("parent", "resourcePool", "runtime.host", "owner")
        linked = {inventory.get_reference(one, path) for path in paths}
        linked |= (
            {*(inventory.get_references(one, "childEntity") or ())}
            if _lists(one, inventory)
            else set()
        )
        assert all(inventory.known(each) for each in linked if isinstance(each, Reference))
    entities = {one.entity for one in inventory.permissions}
    assert all(inventory.known(one) for one in entities if one is not None)
    assert {one.role_id for one in inventory.permissions} <= {*inventory.roles}


def _lists(one: Reference, inventory: Inventory) -> bool:
    return isinstance(inventory.get(one, "childEntity"), list)


def test_its_requests_are_granted_to_some_and_not_to_others(
    inventories: dict[int, Inventory],
) -> None:
    made = scale.by_matrix(inventories[LARGE], scale.requests_of(LARGE, 8), 40)
    said = Counter(cell.status for row in made.rows for cell in row.cells)
    assert said[Status.GRANTED] >= 16
    assert said[Status.MISSING] >= 100
    guard = Guard(inventories[LARGE], user(0), engine="portable")
    verdicts = {guard.check(one).verdict for one in scale.requests_of(LARGE, 8)}
    assert verdicts <= {Verdict.UNDETERMINED, Verdict.FAIL}


def test_loading_takes_as_many_calls_for_an_object_of_a_large_vcenter() -> None:
    each = {}
    for size in (SMALL, LARGE):
        raw = Estate(size).inventory()
        each[size] = calls(partial(Inventory.load, json.dumps(raw).encode())) / len(raw["objects"])
    assert each[LARGE] < 1.1 * each[SMALL]


@pytest.mark.parametrize("way", scale.WAYS)
def test_a_check_takes_as_many_calls_among_many(
    way: str, inventories: dict[int, Inventory]
) -> None:
    inventory, ask = inventories[SMALL], scale.WAYS[way]
    few, many = scale.requests_of(SMALL, 4), scale.requests_of(SMALL, 8)
    of_few = calls(partial(ask, inventory, few, 4)) / 16
    of_many = calls(partial(ask, inventory, many, 8)) / 64
    assert of_many < 1.2 * of_few


@pytest.mark.parametrize("way", scale.WAYS)
def test_a_check_hardly_takes_more_calls_in_a_large_vcenter(
    way: str, inventories: dict[int, Inventory]
) -> None:
    each = [
        calls(partial(scale.WAYS[way], inventory, scale.requests_of(size, 6), 6))
        for size, inventory in inventories.items()
    ]
    assert each[1] < 1.6 * each[0], "four times as many of everything"


def test_what_a_request_needs_is_found_without_going_through_all_machines(
    inventories: dict[int, Inventory],
) -> None:
    each = []
    for size, inventory in inventories.items():
        request = scale.requests_of(size, 2)[1]
        folder = request.reference("folder")
        assert isinstance(folder, Reference)
        assert inventory.get(folder, "childEntity") is UNKNOWN
        each.append(calls(partial(_needs, inventory, request)))
    assert each[1] < 1.3 * each[0]


def _needs(inventory: Inventory, request: CloneRequest) -> object:
    return Guard(inventory, engine="portable").needs(request)


def test_what_settles_it_is_tried_without_going_through_all_entries() -> None:
    """A principal may have thousands of entries, and each missing privilege asks for changes."""
    each = []
    for size in (SMALL, LARGE):
        raw = Estate(size).inventory()
        of_one = {one["entity"]: {**one, "principal": "ops"} for one in raw["permissions"]}
        entries = [{**one, "group": False} for one in of_one.values()]
        inventory = Inventory.load({**raw, "permissions": entries})
        authorizer = Authorizer(inventory, Principal("ops"))
        places = [Reference("Folder", f"group-v{number}") for number in range(size // 40)][:20]
        answers = [partial(authorizer.access, one, "Network.Assign") for one in places]
        assert any(answer().decision.changes for answer in answers)
        each.append(sum(map(calls, answers)) / len(answers))
    assert each[1] < 1.5 * each[0]


def test_what_decides_is_found_once_for_each_object_and_principal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inventory = Inventory.load(Estate(SMALL).inventory())
    found: list[tuple[Resolver, Reference]] = []
    work_out = Resolver._effective

    def recorded(self: Resolver, entity: Reference) -> Any:
        found.append((self, entity))
        return work_out(self, entity)

    monkeypatch.setattr(Resolver, "_effective", recorded)
    requests = scale.requests_of(SMALL, 8)
    scale.by_matrix(inventory, requests, 8)
    assert len(found) > 100
    scale.by_matrix(inventory, requests, 8)
    assert max(Counter((id(resolver), entity) for resolver, entity in found).values()) == 1


def test_each_block_of_the_table_begins_with_what_the_others_are_compared_with() -> None:
    blocks = [list(scale.rows(one)) for one in scale.blocks((400, 800), ((2, 2), (3, 2)))]
    assert [len(block) for block in blocks] == [2, *[2] * 4]
    for block in blocks:
        assert block[0].endswith(" 1.00")
        for line in block:
            assert re.fullmatch(r"\D+\d{3} +\d+ +\d+\.\d\d +[\d,]+ +\d+\.\d\d", line)


def test_objects_of_a_type_come_sorted_with_those_of_its_subtypes() -> None:
    names = [
        "OpaqueNetwork/b",
        "Network/z",
        "Folder/f",
        "DistributedVirtualPortgroup/p",
        "Network/a",
    ]
    inventory = Inventory.load({"objects": dict.fromkeys(names)})
    found = [str(one) for one in inventory.objects("Network")]
    assert found == sorted(one for one in names if one != "Folder/f")
    assert [str(one) for one in inventory.objects()] == sorted(names)
    assert not list(inventory.objects("Datastore"))


def test_machines_are_found_by_the_parent_that_is_known() -> None:
    machine = {
        "VirtualMachine/b": "Folder/f",
        "VirtualMachine/a": "Folder/f",
        "Folder/g": "Folder/f",
    }
    objects: dict[str, Any] = {one: {"parent": parent} for one, parent in machine.items()}
    objects |= {"VirtualMachine/top": {"parent": None}, "VirtualMachine/lost": {}}
    inventory = Inventory.load({"objects": objects})
    found = inventory.machines_in(Reference("Folder", "f"))
    assert [str(one) for one in found] == ["VirtualMachine/a", "VirtualMachine/b"]
    assert inventory.machines_in(Reference("Folder", "h")) == ()


def test_names_are_found_in_every_spelling() -> None:
    inventory = Inventory.load({"groups": {"LAB\\Ops": ["lab\\OPS", "LAB\\bob"]}})
    assert inventory.spellings.alike("LAB\\OPS") == ("LAB\\Ops", "lab\\OPS")
    assert inventory.spellings.alike("LAB\\eve") == ()
    assert {who.name for who in principals_of(inventory)} == {"LAB\\Ops", "lab\\OPS", "LAB\\bob"}
