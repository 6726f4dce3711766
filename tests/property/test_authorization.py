"""Laws of effective permissions, and their literal oracle."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policyguard.authorization import Access, Authorizer, Principal
from policyguard.decision import Effect
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.report import Status
from tests.oracles import authorization as oracle
from tests.property.small_vcenters import small_vcenter
from tests.property.vcenters import PRIVILEGES, ROLES, USER, USERS, Vcenter, vcenters

# The comparison that everything else rests on gets more than the profile gives a law.
EXAMPLES = 2 * settings().max_examples
INVENTORIES = 100_000 if settings().max_examples > 1_000 else 500

# What may be forgotten: of `config.ftInfo` the contract says nothing, so that a virtual
# machine is taken for what it usually is.
FORGETTABLE = ("parent", "parentVApp", "resourcePool", "config.template", "runtime.host")

DEFINITE = {True: Status.GRANTED, False: Status.MISSING}

Answers = dict[tuple[str, str], Access]


def answers(vcenter: Vcenter, user: str = USER) -> Answers:
    authorizer = Authorizer(Inventory.load(vcenter), Principal(user))
    return {
        (entity, privilege): authorizer.access(Reference.parse(entity), privilege)
        for entity in vcenter["objects"]
        for privilege in PRIVILEGES
    }


def statuses(vcenter: Vcenter, user: str = USER) -> dict[tuple[str, str], Status]:
    authorizer = Authorizer(Inventory.load(vcenter), Principal(user))
    return {
        (entity, privilege): authorizer.status(Reference.parse(entity), privilege)
        for entity in vcenter["objects"]
        for privilege in PRIVILEGES
    }


def paths(vcenter: Vcenter) -> list[tuple[str, str]]:
    return [
        (entity, path)
        for entity, properties in vcenter["objects"].items()
        for path in properties
        if path in FORGETTABLE
    ]


def some_paths(vcenter: Vcenter) -> st.SearchStrategy[list[tuple[str, str]]]:
    """What to forget; half of the time of objects with entries, where it hurts most."""
    carriers = {permission["entity"] for permission in vcenter["permissions"]}
    every = paths(vcenter)
    hurting = [one for one in every if one[0] in carriers] or every
    one = st.sampled_from(every) | st.sampled_from(hurting)
    return st.lists(one, min_size=1, max_size=8, unique=True)


def without(vcenter: Vcenter, forgotten: list[tuple[str, str]]) -> Vcenter:
    less = copy.deepcopy(vcenter)
    for entity, path in forgotten:
        less["objects"][entity].pop(path, None)
    return less


@settings(max_examples=EXAMPLES)
@given(vcenters())
def test_where_everything_is_known_the_answer_is_the_oracle_s(vcenter: Vcenter) -> None:
    for user in USERS:
        for question, status in statuses(vcenter, user).items():
            assert status is DEFINITE[oracle.allowed(vcenter, user, *question)], (user, question)


def test_on_many_small_inventories_every_answer_is_the_oracle_s() -> None:
    """The same by plain chance, so that there can be a hundred thousand of them."""
    for seed in range(INVENTORIES):
        vcenter = small_vcenter(Random(seed))  # noqa: S311 - chance for a test
        for user in USERS:
            counting = {one: oracle.effective(vcenter, user, one) for one in vcenter["objects"]}
            for (entity, privilege), status in statuses(vcenter, user).items():
                held = oracle.held(vcenter, counting[entity], privilege)
                assert status is DEFINITE[held], (seed, user, entity, privilege)


@given(vcenters())
def test_an_explanation_says_first_what_the_answer_is(vcenter: Vcenter) -> None:
    said = {Status.GRANTED: "granted by ", Status.MISSING: "missing: "}
    for access in answers(vcenter).values():
        assert access.unknown == ()
        assert access.explanation[0].startswith(said[access.status])


@given(vcenters(), st.data())
def test_what_is_forgotten_makes_no_definite_answer_wrong(
    vcenter: Vcenter, data: st.DataObject
) -> None:
    forgotten = data.draw(some_paths(vcenter))
    roles = [r for r in vcenter["roles"] if data.draw(st.booleans())]
    less = without(vcenter, forgotten) | {"roles": roles}
    for question, status in statuses(less).items():
        if status is not Status.UNKNOWN:
            allowed = oracle.allowed(vcenter, USER, *question)
            assert status is DEFINITE[allowed], (question, forgotten)


# What may be above an object whose parent was forgotten.
ABOVE = {
    "Folder": ("Folder", "Datacenter"),
    "HostSystem": ("ComputeResource", "ClusterComputeResource"),
    "ResourcePool": ("ResourcePool", "ComputeResource", "ClusterComputeResource"),
}


def worlds(vcenter: Vcenter, entity: str) -> list[Vcenter]:
    """The vCenters it may be if nobody knows what is above *entity*."""
    objects = vcenter["objects"]
    kinds = ABOVE[entity.split("/", maxsplit=1)[0]]
    return [
        vcenter | {"objects": objects | {entity: objects[entity] | {"parent": parent}}}
        for parent in objects
        if parent.split("/", maxsplit=1)[0] in kinds and entity not in ancestors(objects, parent)
    ]


def ancestors(objects: dict[str, Any], entity: str | None) -> list[str]:
    return [] if entity is None else [entity, *ancestors(objects, objects[entity]["parent"])]


@given(vcenters(), st.data())
def test_a_definite_answer_is_right_whatever_a_forgotten_parent_was(
    vcenter: Vcenter, data: st.DataObject
) -> None:
    movable = [one for one in vcenter["objects"] if one.startswith(tuple(f"{t}/" for t in ABOVE))]
    carriers = {permission["entity"] for permission in vcenter["permissions"]}
    entity = data.draw(st.sampled_from([one for one in movable if one in carriers] or movable))
    possible = worlds(vcenter, entity)
    for question, status in statuses(without(vcenter, [(entity, "parent")])).items():
        if status is not Status.UNKNOWN:
            allowed = {oracle.allowed(world, USER, *question) for world in possible}
            assert {DEFINITE[one] for one in allowed} <= {status}, (entity, question)


@given(vcenters(), st.data())
def test_learning_a_property_never_changes_a_definite_answer(
    vcenter: Vcenter, data: st.DataObject
) -> None:
    forgotten = data.draw(some_paths(vcenter))
    before = statuses(without(vcenter, forgotten))
    after = statuses(without(vcenter, forgotten[1:]))
    assert {q: s for q, s in after.items() if before[q] is not Status.UNKNOWN} == {
        q: s for q, s in before.items() if s is not Status.UNKNOWN
    }


@given(vcenters(), st.data())
def test_what_an_answer_says_would_decide_it_does(vcenter: Vcenter, data: st.DataObject) -> None:
    """Telling everything an unknown asks for, again and again, comes to an answer."""
    forgotten = data.draw(some_paths(vcenter))
    entity = data.draw(st.sampled_from(sorted(vcenter["objects"])))
    privilege = data.draw(st.sampled_from(PRIVILEGES))
    for _ in range(len(forgotten) + 1):
        inventory = Inventory.load(without(vcenter, forgotten))
        access = Authorizer(inventory, Principal(USER)).access(Reference.parse(entity), privilege)
        asked = {tuple(one.split(":")) for one in access.unknown}
        assert asked <= set(forgotten)
        assert bool(asked) is (access.status is Status.UNKNOWN)
        forgotten = [one for one in forgotten if one not in asked]
    assert access.status is not Status.UNKNOWN


@given(vcenters(), st.sampled_from([r for r in ROLES if r > 0]), st.sampled_from(PRIVILEGES[:3]))
def test_a_privilege_more_in_a_role_never_turns_granted_into_missing(
    vcenter: Vcenter, role: int, privilege: str
) -> None:
    more = copy.deepcopy(vcenter)
    for one in more["roles"]:
        if one["roleId"] == role:
            one["privilege"] = sorted({*one["privilege"], privilege})
    after = statuses(more)
    granted = [q for q, status in statuses(vcenter).items() if status is Status.GRANTED]
    assert all(after[question] is Status.GRANTED for question in granted)


@given(vcenters(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_said_never_changes_anything(
    vcenter: Vcenter, random: Any
) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {key: shuffled(member) for key, member in items}
        if isinstance(value, list):
            return random.sample(value, len(value))
        return value

    assert answers(shuffled(vcenter)) == answers(vcenter)


@given(vcenters(), st.sampled_from(("VirtualMachine", "Datastore", "StoragePod")))
def test_removing_an_unrelated_entity_changes_nothing(vcenter: Vcenter, type_: str) -> None:
    unrelated = [entity for entity in vcenter["objects"] if entity.startswith(f"{type_}/")][-1:]
    used = {str(value) for o in vcenter["objects"].values() for value in o.values()}
    unrelated = [entity for entity in unrelated if not any(entity in value for value in used)]
    less = copy.deepcopy(vcenter)
    for entity in unrelated:
        del less["objects"][entity]
    less["permissions"] = [p for p in less["permissions"] if p["entity"] not in unrelated]
    before = statuses(vcenter)
    assert statuses(less) == {q: before[q] for q in before if q[0] not in unrelated}


def with_entry(
    vcenter: Vcenter, data: st.DataObject, group: str, role: int
) -> tuple[Vcenter, dict[str, Any]]:
    """The vCenter with a propagating entry for a group, and the entry."""
    taken = {p["entity"] for p in vcenter["permissions"] if p["principal"] == group}
    entity = data.draw(st.sampled_from(sorted({*vcenter["objects"], "global"} - taken)))
    entry = {"entity": entity, "principal": group, "group": True, "roleId": role}
    entry["propagate"] = True
    return vcenter | {"permissions": [*vcenter["permissions"], entry]}, entry


@given(vcenters(), st.data(), st.sampled_from(ROLES))
def test_a_grant_to_a_group_changes_nothing_for_who_is_not_in_it(
    vcenter: Vcenter, data: st.DataObject, role: int
) -> None:
    more, _ = with_entry(vcenter, data, "G4", role)
    assert statuses(more) == statuses(vcenter)


@given(vcenters(), st.data(), st.sampled_from([role for role in ROLES if role != -5]))
def test_a_propagating_grant_to_a_group_takes_away_only_what_its_entry_replaces(
    vcenter: Vcenter, data: st.DataObject, role: int
) -> None:
    """What is lost is lost to the new entry, which lacks it and replaces one that has it."""
    group = data.draw(st.sampled_from(("G1", "G2", "G3")))
    more, entry = with_entry(vcenter, data, group, role)
    after = answers(more)
    for question, status in statuses(vcenter).items():
        if status is Status.GRANTED and after[question].status is not Status.GRANTED:
            replacing = [
                step.entity
                for step in after[question].decision.steps
                if (step.effect, step.principal) == (Effect.REPLACES, group)
            ]
            assert entry["entity"] in replacing, question
