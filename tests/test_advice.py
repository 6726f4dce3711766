"""Where one grant would settle what is missing, and which change alters least, in words."""

from __future__ import annotations

import pytest

from policyguard import Guard
from policyguard.authorization import Authorizer, Principal
from policyguard.decision import Action, Effect
from policyguard.inventory import Inventory
from policyguard.references import Reference
from tests.inventory_i import (
    ADRIFT,
    ALLOCATE,
    CLONE,
    CLONER,
    CREATE,
    DC1,
    DS1,
    F1,
    F2,
    HERE,
    NO_ACCESS,
    POWER,
    POWER_ON,
    PROP,
    READ_ONLY,
    ROOT,
    RP1,
    VMS,
    A,
    Entry,
    access,
    inventory,
)

ADVISED: dict[str, tuple[tuple[Entry, ...], str, str, tuple[str, ...]]] = {
    "nothing-there": (
        (),
        DS1,
        ALLOCATE,
        (
            (
                "a grant to `u` on Datastore `ds-1` (datastore-31) would do, or one that propagates"
                " from Datacenter `dc1` (datacenter-2), Folder `Datacenters` (group-d1),"
                " the global root"
            ),
            (
                "smallest change: an entry on Datastore `ds-1` (datastore-31) for `u`,"
                " its role holding it"
            ),
        ),
    ),
    "two-ways-up": (
        ((F1, "G1", POWER, PROP),),
        A,
        CLONE,
        (
            (
                "a grant to `u` on VirtualMachine `a` (vm-21) would do, or one that propagates"
                " from ResourcePool resgroup-9, ClusterComputeResource domain-c7;"
                " on VirtualMachine `a` (vm-21) it replaces what `PowerOn` (101) holds"
            ),
            (
                "smallest change: an entry on VirtualMachine `a` (vm-21) for `u`, its role"
                " holding it and what `PowerOn` (101) holds, which it replaces there"
            ),
            (
                "or: add it to role `PowerOn` (101), for everybody in `G1`,"
                " on everything below Folder `f1` (group-v11)"
            ),
            (
                "or: give the entry on Folder `f1` (group-v11) for group `G1` a role that holds it"
                " too, for everybody in `G1`, on everything below Folder `f1` (group-v11)"
            ),
        ),
    ),
    "a-role-that-others-have": (
        ((F1, "u", POWER, PROP), *((DS1, f"G{n}", POWER, PROP) for n in range(5, 10))),
        F2,
        CLONE,
        (
            (
                "a grant to `u` on Folder group-v12 would do;"
                " on Folder group-v12 it replaces what `PowerOn` (101) holds"
            ),
            (
                "smallest change: an entry on Folder group-v12 for `u`, its role holding it"
                " and what `PowerOn` (101) holds, which it replaces there"
            ),
            (
                "or: give the entry on Folder `f1` (group-v11) for `u` a role that holds it too,"
                " on everything below Folder `f1` (group-v11)"
            ),
            (
                "or: add it to role `PowerOn` (101), on everything below Folder `f1` (group-v11),"
                " and for `G5`, `G6`, `G7` and 2 more where they have the role"
            ),
        ),
    ),
    "not-propagating": (
        ((F1, "G1", CLONER, HERE),),
        F2,
        CLONE,
        (
            (
                "a grant to `u` on Folder group-v12 would do, or one that propagates"
                " from Datacenter `dc1` (datacenter-2), Folder `Datacenters` (group-d1),"
                " the global root"
            ),
            "smallest change: an entry on Folder group-v12 for `u`, its role holding it",
            (
                "or: let the entry on Folder `f1` (group-v11) for group `G1` propagate,"
                " for everybody in `G1`, on everything below Folder `f1` (group-v11)"
            ),
        ),
    ),
    "shared-by-a-complex": (
        ((ROOT, "u", READ_ONLY, PROP),),
        VMS,
        CREATE,
        (
            (
                "a grant to `u` on Datacenter `dc1` (datacenter-2) would do, or one that propagates"
                " from Folder `Datacenters` (group-d1)"
            ),
            (
                "smallest change: an entry on Datacenter `dc1` (datacenter-2) for `u`,"
                " its role holding it"
            ),
            (
                "or: give the entry on Folder `Datacenters` (group-d1) for `u`"
                " a role that holds it too, on everything below Folder `Datacenters` (group-d1)"
            ),
        ),
    ),
    "global": (
        (("global", "u", POWER, PROP), ("global", "G1", CLONER, PROP)),
        F1,
        CLONE,
        (
            (
                "a grant to `u` on Folder `f1` (group-v11) would do;"
                " on Folder `f1` (group-v11) it replaces what `PowerOn` (101) holds"
            ),
            (
                "smallest change: an entry on Folder `f1` (group-v11) for `u`, its role holding it"
                " and what `PowerOn` (101) holds, which it replaces there"
            ),
            "or: add it to role `PowerOn` (101), everywhere",
            "or: give the global entry for `u` a role that holds it too, everywhere",
        ),
    ),
    "own-and-shared": (
        ((F1, "u", POWER, HERE), (F1, "G1", CLONER, PROP), (DS1, "v", POWER, HERE)),
        F1,
        CLONE,
        (
            (
                "a grant to `u` on Folder `f1` (group-v11) would do, one above it would not;"
                " on Folder `f1` (group-v11) it replaces what `PowerOn` (101) holds"
            ),
            (
                "smallest change: give the entry on Folder `f1` (group-v11) for `u`"
                " a role that holds it too"
            ),
            "or: remove the entry on Folder `f1` (group-v11) for `u`",
            "or: add it to role `PowerOn` (101), and for `v` where they have the role",
        ),
    ),
}


@pytest.mark.parametrize("case", ADVISED)
def test_what_is_missing_comes_with_where_one_grant_would_do_and_what_changes_least(
    case: str,
) -> None:
    entries, entity, privilege, advice = ADVISED[case]
    lines = access(inventory(*entries), entity, privilege).explanation
    first = next(
        number for number, line in enumerate(lines) if line.startswith("a grant to `u` on ")
    )
    assert lines[first:] == advice


@pytest.mark.parametrize(
    ("entries", "effects", "action"),
    [
        (
            (("global", "u", CLONER, PROP), (F1, "G1", NO_ACCESS, PROP)),
            [(Effect.REPLACES, F1), (Effect.REPLACED, "global")],
            Action.REMOVE_ENTRY,
        ),
        (
            (("global", "u", CLONER, HERE),),
            [(Effect.NOT_PROPAGATING, "global")],
            Action.SET_PROPAGATE,
        ),
        (
            (("global", "u", POWER, PROP), ("global", "G1", CLONER, PROP)),
            [(Effect.LACKS, "global"), (Effect.HIDDEN, "global")],
            Action.REMOVE_ENTRY,
        ),
        (
            ((F1, "u", NO_ACCESS, PROP),),
            [(Effect.NO_ACCESS, F1)],
            Action.CHANGE_ROLE,
        ),
    ],
    ids=["replaced", "not-propagating", "hidden", "no-access"],
)
def test_what_an_entry_does_and_what_could_be_done_about_it_is_said(
    entries: tuple[Entry, ...], effects: list[tuple[Effect, str]], action: Action
) -> None:
    found = access(inventory(*entries), F2, CLONE).decision
    assert [(one.effect, one.entity) for one in found.steps] == effects
    names = {CLONER: "Clone", POWER: "PowerOn", NO_ACCESS: "NoAccess"}
    assert [one.role for one in found.steps] == [names[one.role_id] for one in found.steps]
    assert action in {one.action for one in found.changes}


def test_an_entry_on_one_way_up_replaces_nothing_that_one_on_another_would_replace_too() -> None:
    given = inventory(
        (F1, "u", NO_ACCESS, PROP), (RP1, "u", POWER, PROP), ("global", "u", CLONER, PROP)
    )
    found = access(given, A, CLONE).decision
    assert [(one.effect, one.entity) for one in found.steps] == [
        (Effect.NO_ACCESS, F1),
        (Effect.LACKS, RP1),
    ]
    assert Action.REMOVE_ENTRY not in {one.action for one in found.changes}


def test_a_role_that_others_have_says_who() -> None:
    others = ((DS1, f"G{n}", POWER, PROP) for n in range(5, 10))
    found = access(inventory((F1, "u", POWER, PROP), *others), F1, CLONE)
    changes = {change.action: change for change in found.decision.changes}
    change = changes[Action.ADD_PRIVILEGE]
    assert (change.entries, change.others) == (6, ("G5", "G6", "G7", "G8", "G9"))
    assert (change.role_id, change.role) == (POWER, "PowerOn")


@pytest.mark.parametrize(
    ("place", "steps"), [(F2, 0), (F1, 1), (VMS, 2), (DC1, 2), (ROOT, 3), ("global", 4)]
)
def test_a_change_says_how_far_up_it_begins_and_an_entry_to_be_made_has_no_role(
    place: str, steps: int
) -> None:
    given = inventory((place, "u", POWER, PROP))
    given["roles"].append({"roleId": 0, "name": "Zero", "privilege": []})
    changes = access(given, F2, CLONE).decision.changes
    said = {(one.action, one.steps, one.role_id, one.role) for one in changes}
    new = {(Action.ADD_ENTRY, 0, None, None)} if steps else set()
    assert said == new | {
        (Action.CHANGE_ROLE, steps, POWER, "PowerOn"),
        (Action.ADD_PRIVILEGE, steps, POWER, "PowerOn"),
    }


def test_letting_an_entry_propagate_silences_what_it_replaces() -> None:
    given = inventory((F1, "u", CLONER, HERE), (DC1, "G1", POWER, PROP))
    changes = access(given, F2, CLONE).decision.changes
    change = next(one for one in changes if one.action is Action.SET_PROPAGATE)
    assert (change.silenced, change.entries) == ((POWER,), 2)


def test_as_many_others_as_are_listed_leave_none_to_count() -> None:
    others = ((DS1, f"G{n}", POWER, PROP) for n in range(5, 8))
    advice = access(inventory((F1, "u", POWER, PROP), *others), F2, CLONE).explanation
    assert advice[-1].endswith(", and for `G5`, `G6`, `G7` where they have the role")


def test_a_place_above_is_named_only_if_nothing_is_replaced_there_or_on_the_object() -> None:
    """What the principal's own entry on the folder hides there counts below it."""
    hidden = (F1, "G1", POWER, PROP)
    assert access(inventory(hidden, (F1, "u", NO_ACCESS, HERE)), F2, CLONE).decision.places == (F2,)
    given = inventory((F1, "u", NO_ACCESS, HERE))
    assert F1 in access(given, F2, CLONE).decision.places


def test_an_entry_is_let_propagate_only_if_nothing_beside_it_may_deny() -> None:
    other = "Folder/group-v98"
    entries = (ADRIFT, "G2", POWER, PROP), (ADRIFT, "G1", CLONER, HERE)
    for more, offered in (((), True), (((other, "u", NO_ACCESS, PROP),), False)):
        given = inventory(*entries, *more)
        given["objects"][F2] = {"parent": ADRIFT}
        found = access(given, F2, CLONE).decision
        assert found.subject == F2
        assert (Action.SET_PROPAGATE in {one.action for one in found.changes}) is offered


def test_a_system_role_and_one_that_is_not_described_cannot_be_added_to() -> None:
    given = inventory((F1, "G1", READ_ONLY, PROP), (F1, "G2", CLONER, PROP))
    given["roles"] = [one | {"system": True} for one in given["roles"]]
    actions = {one.action for one in access(given, F1, POWER_ON).decision.changes}
    assert actions == {Action.CHANGE_ROLE, Action.ADD_ENTRY}


def test_who_has_no_name_gets_no_entry() -> None:
    given = Inventory.load(inventory((F1, "G1", POWER, PROP)))
    nobody = Authorizer(given, Principal(None, groups=("G1",)))
    found = nobody.access(Reference.parse(F1), CLONE)
    assert found.decision.places == ()
    assert {one.action for one in found.decision.changes} == {
        Action.ADD_PRIVILEGE,
        Action.CHANGE_ROLE,
    }


def test_a_place_below_an_entry_that_may_be_closer_is_not_named() -> None:
    """A folder of unknown parent may belong to the datacenter and hide what is above it."""
    given = inventory((ADRIFT, "u", NO_ACCESS, PROP))
    places = access(given, DS1, ALLOCATE).decision.places
    assert places == (DS1, DC1)


LAB = {
    "objects": {
        "Folder/group-d1": {"parent": None},
        "Datacenter/datacenter-2": {"parent": "Folder/group-d1"},
        "Folder/group-v3": {"parent": "Datacenter/datacenter-2"},
        "Folder/group-v7": {"parent": "Folder/group-v3", "name": "prod"},
        "Folder/group-s5": {"parent": "Datacenter/datacenter-2"},
        "Datastore/datastore-12": {"parent": "Folder/group-s5", "name": "ds-2"},
        "VirtualMachine/vm-12": {
            "parent": "Folder/group-v7",
            "resourcePool": None,
            "runtime.host": None,
            "config.template": False,
        },
    },
    "roles": [
        {"roleId": 101, "name": "Cloner", "privilege": [CLONE]},
        {"roleId": 102, "name": "Storer", "privilege": [ALLOCATE]},
    ],
    "groups": {r"LAB\ops": [r"LAB\web"], r"LAB\web": [r"LAB\alice"]},
    "complete": ["permissions", "roles", "groups"],
    "permissions": [
        {
            "entity": "Folder/group-v7",
            "principal": r"LAB\ops",
            "group": True,
            "roleId": 101,
            "propagate": True,
        },
        {
            "entity": "Datacenter/datacenter-2",
            "principal": r"LAB\ops",
            "group": True,
            "roleId": 102,
            "propagate": True,
        },
        {
            "entity": "Datastore/datastore-12",
            "principal": r"LAB\alice",
            "group": False,
            "roleId": -2,
            "propagate": False,
        },
    ],
}
REQUEST = {
    "moId": "vm-12",
    "body": {
        "folder": {
            "_typeName": "ManagedObjectReference",
            "type": "Folder",
            "value": "group-v7",
        },
        "name": "web-01",
        "spec": {
            "_typeName": "VirtualMachineCloneSpec",
            "template": False,
            "powerOn": False,
            "location": {
                "_typeName": "VirtualMachineRelocateSpec",
                "datastore": {
                    "_typeName": "ManagedObjectReference",
                    "type": "Datastore",
                    "value": "datastore-12",
                },
            },
        },
    },
}


def test_a_report_says_in_words_and_as_data_what_decides_each_requirement() -> None:
    report = Guard(LAB, r"LAB\alice").check(REQUEST)
    asked = {one.privilege: one for one in report.requirements}
    assert asked[CLONE].explanation == (
        (
            r"granted by role `Cloner` (101) to group `LAB\ops` on Folder `prod` (group-v7),"
            r" propagating; `LAB\alice` is a member through `LAB\web`"
        ),
    )
    assert asked[ALLOCATE].explanation[0] == (
        r"missing: the entry on Datastore `ds-2` (datastore-12) for `LAB\alice`"
        r" replaces what would be inherited"
    )
    listed = {one["privilege"]: one for one in report.model_dump(mode="json")["requirements"]}
    assert listed[CLONE]["access"] == {
        "subject": "VirtualMachine/vm-12",
        "steps": [
            {
                "effect": "grants",
                "entity": "Folder/group-v7",
                "principal": r"LAB\ops",
                "group": True,
                "roleId": 101,
                "role": "Cloner",
                "propagate": True,
                "holds": True,
                "via": [r"LAB\web"],
            }
        ],
        "documentation": [],
        "places": [],
        "changes": [],
    }
    missing = listed[ALLOCATE]["access"]
    assert [(one["effect"], one["principal"]) for one in missing["steps"]] == [
        ("replaces", r"LAB\alice"),
        ("replaced", r"LAB\ops"),
    ]
    assert missing["places"] == ["Datastore/datastore-12"]
    assert [(one["action"], one["roleId"], one["entries"]) for one in missing["changes"]] == [
        ("change-role", -2, 1),
        ("remove-entry", -2, 1),
    ]


def test_nothing_decides_where_no_principal_or_no_entity_is_known() -> None:
    assert all(one.access is None for one in Guard(LAB).check(REQUEST).requirements)
    nowhere = Guard(LAB, r"LAB\alice").check({"moId": "vm-12", "body": {"spec": {}}})
    unnamed = [one for one in nowhere.requirements if one.entity is None]
    assert unnamed
    assert all(one.access is None for one in unnamed)
