"""Laws of the least grants: they suffice, and nothing of them can be left out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from policyguard.inventory import Inventory
from policyguard.least import Assignee, Options, Plan, plan_of
from policyguard.references import Reference
from policyguard.report import Report
from tests.oracles import authorization as oracle
from tests.property.test_open_world import answered
from tests.property.vcenters import PRIVILEGES, USER, Vcenter, vcenters

NEW = 1000
POWER_ON = "VirtualMachine.Interact.PowerOn"
GROUP = "G1"

Wish = tuple[str, str]
"""An object and a privilege on it."""


def report(wishes: Sequence[tuple[Wish, ...]]) -> Report:
    """A report that needs one of each tuple."""
    return Report.model_validate(
        {
            "request": {"release": "8.0.2.0", "moId": "vm-1"},
            "verdict": "undetermined",
            "engine": "portable",
            "requirements": [
                {
                    "privilege": options[0][1],
                    "entity": options[0][0],
                    "status": "unchecked",
                    "rule": "PRV001",
                    "evidence": "docs",
                    "because": "it is",
                    "anyOf": [
                        {"entity": entity, "privilege": privilege, "status": "unchecked"}
                        for entity, privilege in (options if len(options) > 1 else ())
                    ],
                }
                for options in wishes
            ],
        }
    )


@st.composite
def wishes(draw: st.DrawFn, vcenter: Vcenter) -> list[tuple[Wish, ...]]:
    one = st.tuples(st.sampled_from(sorted(vcenter["objects"])), st.sampled_from(PRIVILEGES))
    some = st.lists(one, min_size=1, max_size=2, unique=True).map(tuple)
    return draw(st.lists(some, min_size=1, max_size=6))


def applied(vcenter: Vcenter, entries: Sequence[dict[str, Any]], who: Assignee) -> Vcenter:
    """The vCenter with entries of an assignee, in place of those that were there."""
    entities = {entry["entity"] for entry in entries}
    kept = [
        permission
        for permission in vcenter["permissions"]
        if permission["principal"] != who.name or permission["entity"] not in entities
    ]
    roles = [
        {"roleId": NEW + n, "name": f"new{n}", "privilege": entry["privilege"]}
        for n, entry in enumerate(entries)
    ]
    made = [
        {
            "entity": entry["entity"],
            "principal": who.name,
            "group": who.is_group,
            "roleId": NEW + n,
            "propagate": entry["propagate"],
        }
        for n, entry in enumerate(entries)
    ]
    return vcenter | {
        "permissions": [*kept, *made],
        "roles": [*vcenter["roles"], *roles],
    }


def entries_of(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "entity": assignment.entity,
            "propagate": assignment.propagate,
            "privilege": list(plan.role(assignment).privileges),
        }
        for assignment in plan.assignments
    ]


def suffices(vcenter: Vcenter, wanted: Sequence[tuple[Wish, ...]], who: Assignee) -> bool:
    """By the oracle, that knows nothing of the package."""
    vcenter, asked = peopled(vcenter, wanted)
    if who.is_group:  # somebody who is in this group alone
        vcenter = vcenter | {"groups": vcenter["groups"] | {who.name: ["someone"]}}
    user = "someone" if who.is_group else who.name
    return all(
        any(oracle.allowed(vcenter, user, entity, privilege) for entity, privilege in options)
        for options in asked
    )


def peopled(
    vcenter: Vcenter, wanted: Sequence[tuple[Wish, ...]]
) -> tuple[Vcenter, list[list[Wish]]]:
    """With a machine in each folder or pool, which is to be powered on in its place."""
    objects = dict(vcenter["objects"])
    for entity in vcenter["objects"]:
        if entity.startswith(("Folder/", "ResourcePool/", "VirtualApp/")):
            objects[f"VirtualMachine/in-{entity}"] = {
                "parent": entity if entity.startswith("Folder/") else None,
                "parentVApp": None,
                "resourcePool": None if entity.startswith("Folder/") else entity,
                "config.template": False,
                "config.ftInfo": None,
            }
    instead = [
        [
            (inside if privilege == POWER_ON and inside in objects else entity, privilege)
            for entity, privilege in options
            for inside in (f"VirtualMachine/in-{entity}",)
        ]
        for options in wanted
    ]
    return vcenter | {"objects": objects}, instead


def overwritten(
    vcenter: Vcenter, entry: dict[str, Any], who: Assignee
) -> tuple[set[str], bool] | None:
    """What the permission that an entry overwrites holds and whether it propagates.

    None if there is none, or none whose content can be put into another role.
    """
    for one in vcenter["permissions"]:
        mine = (one["entity"], one["principal"], one["group"])
        if mine == (entry["entity"], who.name, who.is_group):
            listed = {role["roleId"]: role.get("privilege") for role in vcenter["roles"]}
            id_ = one["roleId"]
            held = () if id_ in (-2, -3, -4, -5) else None if id_ == -1 else listed.get(id_)
            if held is None or (id_ < 0 and id_ < -5 and not held):
                return None
            return {each for each in held if not each.startswith("System.")}, one["propagate"]
    return None


def lesser(
    entries: list[dict[str, Any]], vcenter: Vcenter, who: Assignee
) -> Iterator[list[dict[str, Any]]]:
    """The entries with one thing left out: a privilege, all of a bare entry, propagation.

    But for what is only kept of a permission that an entry overwrites.
    """
    for n, entry in enumerate(entries):
        before, after = entries[:n], entries[n + 1 :]
        old = overwritten(vcenter, entry, who)
        kept, reached = old or (set(), False)
        assert kept <= set(entry["privilege"])
        assert entry["propagate"] >= reached
        if old is not None:  # the old one did not do
            yield [*before, *after]
        for privilege in sorted({*entry["privilege"]} - kept):
            rest = [one for one in entry["privilege"] if one != privilege]
            # An entry whose role is empty still lets its object be seen.
            left = [entry | {"privilege": rest}] if rest or old is not None else []
            yield [*before, *left, *after]
        if not entry["privilege"]:
            yield [*before, *after]
        if entry["propagate"] and not reached:
            yield [*before, entry | {"propagate": False}, *after]


def assert_least(
    vcenter: Vcenter, wanted: Sequence[tuple[Wish, ...]], who: Assignee, options: Options
) -> None:
    plan = plan_of([report(wanted)], Inventory.load(vcenter), who, options)
    entries = entries_of(plan)
    assert suffices(applied(vcenter, entries, who), wanted, who)
    for less in lesser(entries, vcenter, who):
        assert not suffices(applied(vcenter, less, who), wanted, who), less


WHO = st.sampled_from([Assignee(USER), Assignee("nobody"), Assignee(GROUP, is_group=True)])


@given(vcenters(), WHO, st.data())
def test_grants_on_the_objects_suffice_and_are_the_least(
    vcenter: Vcenter, who: Assignee, data: st.DataObject
) -> None:
    assert_least(vcenter, data.draw(wishes(vcenter)), who, Options())


@given(vcenters(), WHO, st.data())
def test_grants_on_the_lowest_common_parents_do_too(
    vcenter: Vcenter, who: Assignee, data: st.DataObject
) -> None:
    assert_least(vcenter, data.draw(wishes(vcenter)), who, Options(at="common"))


@given(vcenters(), WHO, st.data())
def test_grants_on_chosen_objects_do_too(
    vcenter: Vcenter, who: Assignee, data: st.DataObject
) -> None:
    listed = st.lists(st.sampled_from(sorted(vcenter["objects"])), max_size=3)
    at = [Reference.parse(one) for one in data.draw(listed)]
    assert_least(vcenter, data.draw(wishes(vcenter)), who, Options(at=at))


# What may be above an object without anybody having said so.
FORGETTABLE = ("parent", "parentVApp", "resourcePool", "config.template", "runtime.host")


@given(vcenters(), WHO, st.data(), st.sampled_from([None, "common"]))
def test_they_suffice_whatever_is_not_known(
    vcenter: Vcenter, who: Assignee, data: st.DataObject, at: Literal["common"] | None
) -> None:
    """Planned before less than there is, they hold before all of it."""
    less = copy.deepcopy(vcenter)
    for properties in less["objects"].values():
        for path in FORGETTABLE:
            if path in properties and data.draw(st.booleans()):
                del properties[path]
    less["complete"] = data.draw(st.lists(st.sampled_from(vcenter["complete"]), unique=True))
    asked = st.lists(st.sampled_from(sorted(vcenter["objects"])), max_size=3, unique=True)
    less["effective"] = [answered(vcenter, who.name, entity) for entity in data.draw(asked)]
    if who.is_group:  # a server answers for users
        del less["effective"]
    for section in ("permissions", "groups"):
        if section not in less["complete"] and who.name != GROUP and data.draw(st.booleans()):
            less |= {"permissions": [], "groups": {}}
            less["complete"] = [one for one in less["complete"] if one == "roles"]
    wanted = data.draw(wishes(vcenter))
    plan = plan_of([report(wanted)], Inventory.load(less), who, Options(at=at))
    assert suffices(applied(vcenter, entries_of(plan), who), wanted, who)


@given(vcenters(), WHO, st.data())
def test_the_order_of_requests_and_needs_changes_nothing(
    vcenter: Vcenter, who: Assignee, data: st.DataObject
) -> None:
    inventory = Inventory.load(vcenter)
    wanted = data.draw(wishes(vcenter))
    shuffled = data.draw(st.permutations(wanted))
    cut = data.draw(st.integers(0, len(wanted)))
    at: Literal["common"] | None = data.draw(st.sampled_from([None, "common"]))
    whole = plan_of([report(wanted)], inventory, who, Options(at=at))
    parts = [report(shuffled[:cut]), report(shuffled[cut:])]
    assert plan_of(parts, inventory, who, Options(at=at)) == whole


@given(vcenters(), WHO, st.data())
def test_whom_nothing_is_lacking_is_given_nothing(
    vcenter: Vcenter, who: Assignee, data: st.DataObject
) -> None:
    """Once the grants are made there is nothing more to grant."""
    wanted = data.draw(wishes(vcenter))
    plan = plan_of([report(wanted)], Inventory.load(vcenter), who)
    done = applied(vcenter, entries_of(plan), who)
    again = plan_of([report(wanted)], Inventory.load(done), who)
    assert again.assignments == ()
    assert all(met.granted_on is None for met in again.met)
