"""Laws of what decides, as data, and of the changes that would settle a missing privilege."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import settings

from policyguard.authorization import Authorizer, Principal
from policyguard.decision import Action, Change, Decision, Effect
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.report import Status
from tests.oracles import authorization as oracle
from tests.property.small_vcenters import GROUPS, PRIVILEGES, Vcenter, small_vcenter

USER = "u"
INVENTORIES = settings().max_examples // 2
NEW_ROLE = 99
COUNTING = (Effect.GRANTS, Effect.LACKS, Effect.NO_ACCESS, Effect.REPLACES)

Entry = dict[str, Any]
Key = tuple[str, str]


def questions() -> Iterator[tuple[Vcenter, str, str, Status, Decision]]:
    """Every privilege on every object of many vCenters, and what is said of it."""
    for seed in range(INVENTORIES):
        vcenter = small_vcenter(Random(seed))  # noqa: S311 - chance for a test
        authorizer = Authorizer(Inventory.load(vcenter), Principal(USER))
        for entity in vcenter["objects"]:
            for privilege in PRIVILEGES:
                access = authorizer.access(Reference.parse(entity), privilege)
                yield vcenter, entity, privilege, access.status, access.decision


def missing() -> Iterator[tuple[Vcenter, str, str, Decision]]:
    for vcenter, entity, privilege, status, decision in questions():
        if status is Status.MISSING:
            yield vcenter, entity, privilege, decision


def key(entry: Entry) -> Key:
    return entry["entity"], entry["principal"]


def with_entries(vcenter: Vcenter, entries: list[Entry], *privileges: str) -> Vcenter:
    """The vCenter with other permissions, and a new role with some privileges."""
    role = {"roleId": NEW_ROLE, "name": "new", "privilege": list(privileges)}
    return vcenter | {"permissions": entries, "roles": [*vcenter["roles"], role]}


def replaced(vcenter: Vcenter, where: Key, **members: Any) -> list[Entry]:
    return [p | members if key(p) == where else p for p in vcenter["permissions"]]


def own_entry(vcenter: Vcenter, entity: str, *, propagate: bool) -> list[Entry]:
    """The permissions with one of the user's own, instead of any there."""
    others = [p for p in vcenter["permissions"] if key(p) != (entity, USER)]
    entry = {"entity": entity, "principal": USER, "group": False, "roleId": NEW_ROLE}
    return [*others, entry | {"propagate": propagate}]


def applied(vcenter: Vcenter, change: Change, *privileges: str) -> Vcenter:
    """The vCenter with a change, in which a new role holds the privileges."""
    where = (change.entity, change.principal)
    if change.action is Action.ADD_ENTRY:
        return with_entries(vcenter, own_entry(vcenter, where[0], propagate=False), *privileges)
    if change.action is Action.CHANGE_ROLE:
        return with_entries(vcenter, replaced(vcenter, where, roleId=NEW_ROLE), *privileges)
    if change.action is Action.SET_PROPAGATE:
        return with_entries(vcenter, replaced(vcenter, where, propagate=True))
    if change.action is Action.REMOVE_ENTRY:
        return with_entries(vcenter, [p for p in vcenter["permissions"] if key(p) != where])
    roles = [
        r | {"privilege": [*r["privilege"], *privileges]} if r["roleId"] == change.role_id else r
        for r in vcenter["roles"]
    ]
    return vcenter | {"roles": roles}


def silenced(vcenter: Vcenter, after: Vcenter, entity: str, change: Change) -> set[Key]:
    """The entries that counted, hold anything, were not changed, and no longer count."""
    before = {
        key(entry)
        for entry in oracle.effective(vcenter, USER, entity)
        if any(oracle.in_role(vcenter, entry["roleId"], one) for one in PRIVILEGES)
    }
    still = {key(entry) for entry in oracle.effective(after, USER, entity)}
    return before - still - {(change.entity, change.principal)}


def candidates(vcenter: Vcenter) -> Iterator[Change]:
    """Every single change there is, whatever it does, of an entry or a role that is there."""
    for entry in vcenter["permissions"]:
        role = entry["roleId"]
        for action in (Action.CHANGE_ROLE, Action.SET_PROPAGATE, Action.REMOVE_ENTRY):
            if action is not Action.SET_PROPAGATE or not entry["propagate"]:
                yield Change(action=action, **entry_members(entry), entries=1)
        if role > 0:
            with_role = sum(p["roleId"] == role for p in vcenter["permissions"])
            yield Change(action=Action.ADD_PRIVILEGE, **entry_members(entry), entries=with_role)


def entry_members(entry: Entry) -> dict[str, Any]:
    return {name: entry[name] for name in ("entity", "principal", "group", "roleId")}


def names(changes: list[Change]) -> set[tuple[Any, ...]]:
    return {
        (one.action, one.role_id)
        if one.action is Action.ADD_PRIVILEGE
        else (one.action, one.entity, one.principal)
        for one in changes
    }


def test_the_entries_that_count_are_the_oracle_s_and_do_what_is_said() -> None:
    for vcenter, entity, privilege, status, decision in questions():
        expected = {key(entry): entry for entry in oracle.effective(vcenter, USER, entity)}
        counting = {(s.entity, s.principal): s for s in decision.steps if s.effect in COUNTING}
        assert counting.keys() == expected.keys(), (entity, privilege)
        for where, step in counting.items():
            holds = oracle.held(vcenter, [expected[where]], privilege)
            assert step.holds is holds is (step.effect is Effect.GRANTS)
        granted = any(step.effect is Effect.GRANTS for step in decision.steps)
        assert granted is (status is Status.GRANTED)
        others = [step for step in decision.steps if step.effect not in COUNTING]
        assert all(step.holds for step in others if step.effect is not Effect.HIDDEN)
        assert len(decision.steps) == len({(s.entity, s.principal) for s in decision.steps})


def test_a_group_is_reached_by_the_way_that_is_said() -> None:
    for vcenter, _, _, _, decision in questions():
        for step in decision.steps:
            if step.group:
                way = pairwise((USER, *step.via, step.principal))
                assert all(one in vcenter["groups"][group] for one, group in way)
            else:
                assert (step.principal, step.via) == (USER, ())


def test_every_change_makes_what_is_missing_held() -> None:
    for vcenter, entity, privilege, decision in missing():
        assert decision.changes[0].entries >= 1
        for change in decision.changes:
            after = applied(vcenter, change, privilege)
            assert oracle.allowed(after, USER, entity, privilege), (entity, privilege, change)


def test_what_is_advised_does_whatever_a_parent_turns_out_to_be_that_nobody_described() -> None:
    for seed in range(INVENTORIES):
        random = Random(seed)  # noqa: S311 - chance for a test
        vcenter = small_vcenter(random)
        movable = [one for one in vcenter["objects"] if not one.startswith("VirtualMachine/")]
        hidden = random.sample(movable, 2)
        objects = {e: {} if e in hidden else o for e, o in vcenter["objects"].items()}
        authorizer = Authorizer(Inventory.load(vcenter | {"objects": objects}), Principal(USER))
        for entity in vcenter["objects"]:
            for privilege in PRIVILEGES:
                decision = authorizer.access(Reference.parse(entity), privilege).decision
                for change in decision.changes:
                    after = applied(vcenter, change, privilege)
                    assert oracle.allowed(after, USER, entity, privilege), (seed, entity, change)
                for place in decision.places:
                    entries = own_entry(vcenter, place, propagate=True)
                    after = with_entries(vcenter, entries, privilege)
                    assert oracle.allowed(after, USER, entity, privilege), (seed, entity, place)


def test_every_change_of_what_is_there_that_would_do_is_named() -> None:
    for vcenter, entity, privilege, decision in missing():
        would = [
            change
            for change in candidates(vcenter)
            if oracle.allowed(applied(vcenter, change, privilege), USER, entity, privilege)
        ]
        named = [one for one in decision.changes if one.action is not Action.ADD_ENTRY]
        assert names(named) == names(would), (entity, privilege)


def heights(vcenter: Vcenter, entity: str) -> dict[str, int]:
    """How many objects each place is above one, by the shorter way."""
    level, found = {oracle.representative(vcenter, entity)}, dict[str, int]()
    while level:
        height = max(found.values(), default=-1) + 1
        found |= dict.fromkeys(level, height)
        above = {one for here in level for one in oracle.parents(vcenter, here)}
        level = {oracle.complex_of(vcenter, one) for one in above} - found.keys()
    return found | {"global": len(found)}


def test_the_smallest_change_comes_first() -> None:
    """What begins less far up; of these what fewest entries say otherwise by, and gives least."""
    order = list(Action)
    for vcenter, entity, privilege, decision in missing():
        sizes = []
        above = heights(vcenter, entity)
        for change in decision.changes:
            lost = silenced(vcenter, applied(vcenter, change, privilege), entity, change)
            roles = {p["roleId"] for p in vcenter["permissions"] if key(p) in lost}
            assert set(change.silenced) == roles
            places = [change.entity]
            if change.action is Action.ADD_PRIVILEGE:
                having = [p for p in vcenter["permissions"] if p["roleId"] == change.role_id]
                places = [p["entity"] for p in having]
                assert {*change.others, change.principal} == {p["principal"] for p in having}
            assert change.entries == len(places) + len(lost)
            heads = [p if p == "global" else oracle.complex_of(vcenter, p) for p in places]
            known = [above.get(one, 0) for one in heads]
            sizes.append((max(known), change.entries, order.index(change.action)))
            on_it = change.steps == 0
            assert on_it is not any(known), (entity, change)
        assert sizes == sorted(sizes)


def test_a_new_entry_takes_nothing_away_if_its_role_holds_what_it_silences() -> None:
    for vcenter, entity, privilege, decision in missing():
        held = [one for one in PRIVILEGES if oracle.allowed(vcenter, USER, entity, one)]
        for change in decision.changes:
            if change.action is Action.ADD_ENTRY:
                entries = [{"roleId": role} for role in change.silenced]
                keeps = [one for one in PRIVILEGES if oracle.held(vcenter, entries, one)]
                after = applied(vcenter, change, privilege, *keeps)
                assert all(oracle.allowed(after, USER, entity, one) for one in held)


def test_one_grant_does_in_every_place_named_and_above_the_object_takes_nothing_away() -> None:
    for vcenter, entity, privilege, decision in missing():
        subject = oracle.representative(vcenter, entity)
        assert decision.places[0] == subject
        for place in decision.places:
            entries = own_entry(vcenter, place, propagate=True)
            after = with_entries(vcenter, entries, privilege)
            assert oracle.allowed(after, USER, entity, privilege), (entity, privilege, place)
            for where in {entity, place} - {"global"} if place != subject else ():
                held = [one for one in PRIVILEGES if oracle.allowed(vcenter, USER, where, one)]
                assert all(oracle.allowed(after, USER, where, one) for one in held), (entity, place)


def test_the_answer_rests_on_no_other_principal() -> None:
    """Without all the entries that are not named and do not count, it is the same."""
    for vcenter, entity, privilege, status, decision in questions():
        named = {(step.entity, step.principal) for step in decision.steps}
        less = vcenter | {"permissions": [p for p in vcenter["permissions"] if key(p) in named]}
        allowed = oracle.allowed(less, USER, entity, privilege)
        assert allowed is (status is Status.GRANTED), (entity, privilege)
        assert {step.principal for step in decision.steps} <= {USER, *GROUPS}
