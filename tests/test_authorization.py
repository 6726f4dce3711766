"""What a principal may do, row by row of privileges.md b.4, and why, in words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from policyguard.authorization import Access, Authorizer, Principal
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.report import Status

CLONE = "VirtualMachine.Provisioning.Clone"
DEPLOY = "VirtualMachine.Provisioning.DeployTemplate"
CLONE_TEMPLATE = "VirtualMachine.Provisioning.CloneTemplate"
TO_TEMPLATE = "VirtualMachine.Provisioning.CreateTemplateFromVM"
POWER_ON = "VirtualMachine.Interact.PowerOn"
CREATE = "VirtualMachine.Inventory.CreateFromExisting"
ASSIGN = "Resource.AssignVMToPool"
ALLOCATE = "Datastore.AllocateSpace"
CRYPTO_CLONE, REGISTER_HOST = "Cryptographer.Clone", "Cryptographer.RegisterHost"
VIEW = "System.View"

ADMIN, READ_ONLY, NO_ACCESS, NO_CRYPTO = -1, -2, -5, -6
SINGLE = {
    privilege: 100 + number
    for number, privilege in enumerate((CLONE, POWER_ON, DEPLOY, CREATE, ASSIGN, ALLOCATE))
}

ROOT, DC1 = "Folder/group-d1", "Datacenter/datacenter-2"
VMS, HOSTS, STORES, NETS = (f"Folder/group-{n}" for n in ("v3", "h4", "s5", "n6"))
C1, HOST = "ClusterComputeResource/domain-c7", "HostSystem/host-41"
RP0, RP1 = "ResourcePool/resgroup-8", "ResourcePool/resgroup-9"
VAPP = "VirtualApp/resgroup-v10"
F1, F2 = "Folder/group-v11", "Folder/group-v12"
A, B, T1, S, V = (f"VirtualMachine/vm-{n}" for n in (21, 22, 23, 24, 25))
DS1, DS2, N1 = "Datastore/datastore-31", "Datastore/datastore-32", "Network/network-33"

Entry = tuple[str, str, int, bool]
Answer = tuple[str, str, bool]


def machine(pool: str | None = RP1, **more: Any) -> dict[str, Any]:
    return {
        "parent": F1,
        "resourcePool": pool,
        "runtime": {"host": HOST},
        "config": {"template": pool is None, "ftInfo": None},
        **more,
    }


def objects() -> dict[str, dict[str, Any]]:
    """Inventory I of b.4, with a vApp and a Fault Tolerance secondary beside."""
    return {
        ROOT: {"parent": None, "name": "Datacenters"},
        DC1: {"parent": ROOT, "name": "dc1"},
        VMS: {"parent": DC1, "name": "vm"},
        HOSTS: {"parent": DC1},
        STORES: {"parent": DC1},
        NETS: {"parent": DC1},
        C1: {"parent": HOSTS},
        HOST: {"parent": C1},
        RP0: {"parent": C1},
        RP1: {"parent": RP0},
        VAPP: {"parent": RP1},
        F1: {"parent": VMS, "name": "f1"},
        F2: {"parent": F1},
        A: machine(name="a"),
        B: machine(),
        T1: machine(pool=None),
        S: machine(config={"template": False, "ftInfo": {"primaryVM": A}}),
        V: machine(pool=VAPP, parent=None, parentVApp=VAPP),
        DS1: {"parent": STORES, "name": "ds-1"},
        DS2: {"parent": STORES, "name": "ds-2"},
        N1: {"parent": NETS},
    }


def inventory(*entries: Entry, **more: Any) -> dict[str, Any]:
    """Inventory I with permissions; a principal that begins with G is a group."""
    return {
        "objects": objects(),
        "roles": [
            {"roleId": number, "name": privilege.rpartition(".")[2], "privilege": [privilege]}
            for privilege, number in SINGLE.items()
        ],
        "permissions": [
            {
                "entity": entity,
                "principal": principal,
                "group": principal.startswith("G"),
                "roleId": role,
                "propagate": propagate,
            }
            for entity, principal, role, propagate in entries
        ],
        "groups": {"G1": ["u", "G3"], "G2": ["u"], "G3": ["w"]},
        "complete": ["permissions", "roles", "groups"],
        **more,
    }


def access(given: dict[str, Any], entity: str, privilege: str, user: str = "u") -> Access:
    authorizer = Authorizer(Inventory.load(given), Principal(user))
    return authorizer.access(Reference.parse(entity), privilege)


CLONER, POWER = SINGLE[CLONE], SINGLE[POWER_ON]
PROP, HERE = True, False
ROW_13: tuple[Entry, ...] = (
    (T1, "u", SINGLE[DEPLOY], HERE),
    (F2, "u", SINGLE[CREATE], HERE),
    (RP1, "u", SINGLE[ASSIGN], HERE),
    (DS1, "u", SINGLE[ALLOCATE], HERE),
)
VISIBLE: tuple[Answer, ...] = tuple((VIEW, one, True) for one in (T1, F2, RP1, DS1))

ROWS: dict[str, tuple[tuple[Entry, ...], tuple[Answer, ...]]] = {
    "1": (
        ((F1, "G1", CLONER, PROP), (F1, "G2", POWER, PROP)),
        ((CLONE, A, True), (POWER_ON, A, True)),
    ),
    "2": (
        ((F1, "G1", CLONER, PROP), (B, "G2", POWER, PROP)),
        ((CLONE, A, True), (POWER_ON, A, False), (CLONE, B, False), (POWER_ON, B, True)),
    ),
    "3": (
        ((F1, "u", NO_ACCESS, PROP), (F1, "G1", ADMIN, PROP)),
        ((CLONE, A, False), (VIEW, A, False)),
    ),
    "4": (((F1, "G1", CLONER, PROP),), ((CLONE, A, True),)),
    "5": (((F1, "G1", NO_ACCESS, PROP), (RP1, "G1", CLONER, PROP)), ((CLONE, A, True),)),
    "6": (((F1, "G1", CLONER, HERE),), ((CLONE, A, False), (CLONE, F1, True))),
    "7": (((DC1, "G1", SINGLE[CREATE], HERE),), ((CREATE, VMS, True), (CREATE, F1, False))),
    "8": (((C1, "G1", SINGLE[ASSIGN], HERE),), ((ASSIGN, RP0, True), (ASSIGN, RP1, False))),
    "9a": (((ROOT, "u", CLONER, PROP), (F1, "G2", NO_ACCESS, PROP)), ((CLONE, A, True),)),
    "9b": (
        ((ROOT, "u", CLONER, PROP), (F1, "G2", NO_ACCESS, PROP), (C1, "G2", NO_ACCESS, PROP)),
        ((CLONE, A, False),),
    ),
    "9c": (
        ((ROOT, "u", SINGLE[CREATE], PROP), (F1, "G2", NO_ACCESS, PROP)),
        ((CREATE, F2, False), (VIEW, F2, False)),
    ),
    "10": (
        ((ROOT, "G1", ADMIN, PROP), (DS1, "u", READ_ONLY, PROP)),
        ((ALLOCATE, DS1, False), (ALLOCATE, DS2, True), (VIEW, DS1, True)),
    ),
    "11": (
        ((ROOT, "u", NO_CRYPTO, PROP),),
        ((CRYPTO_CLONE, A, False), (REGISTER_HOST, HOST, False), (CLONE, A, True)),
    ),
    "12": (
        ((ROOT, "u", NO_CRYPTO, PROP),),
        ((CLONE, A, True), (CREATE, F2, True), (ASSIGN, RP1, True), (ALLOCATE, DS1, True)),
    ),
    "13": (
        ROW_13,
        (
            (DEPLOY, T1, True),
            (CREATE, F2, True),
            (ASSIGN, RP1, True),
            (ALLOCATE, DS1, True),
            *VISIBLE,
        ),
    ),
    "14": (ROW_13, ((ALLOCATE, DS1, True), (ALLOCATE, DS2, False))),
    "15": (ROW_13, ((DEPLOY, T1, True), (ALLOCATE, DS2, False))),
    "16": (ROW_13, ((CLONE_TEMPLATE, T1, False),)),
    "17": (((A, "u", CLONER, HERE),), ((CLONE, A, True), (TO_TEMPLATE, A, False))),
    "18": (((F1, "u", SINGLE[CREATE], HERE),), ((CREATE, F1, True), (CREATE, F2, False))),
    "20": (
        ((A, "G1", CLONER, HERE), (S, "G1", POWER, HERE)),
        ((CLONE, A, True), (CLONE, S, True), (POWER_ON, S, False)),
    ),
    "21": ((("global", "u", READ_ONLY, PROP),), ((VIEW, A, True), (CLONE, A, False))),
    "22": ((("global", "u", ADMIN, PROP), (DC1, "u", NO_ACCESS, PROP)), ((CLONE, A, False),)),
    "23": (((RP1, "G1", CLONER, PROP),), ((CLONE, V, True),)),
    "24": (((RP1, "u", SINGLE[ASSIGN], PROP),), ((ASSIGN, RP1, True), (ASSIGN, RP0, False))),
}


@pytest.mark.parametrize("row", ROWS)
def test_every_question_of_a_worked_example_has_the_answer_of_its_row(row: str) -> None:
    entries, questions = ROWS[row]
    given = inventory(*entries)
    answers = [
        (privilege, entity, access(given, entity, privilege)) for privilege, entity, _ in questions
    ]
    assert [(p, e, found.status) for p, e, found in answers] == [
        (p, e, Status.GRANTED if held else Status.MISSING) for p, e, held in questions
    ]
    assert all(not found.unknown for _, _, found in answers)


def test_row_19_a_member_of_a_member_is_a_member() -> None:
    given = inventory((F1, "G1", CLONER, PROP))
    assert access(given, A, CLONE, "w").status is Status.GRANTED
    assert access(given, A, CLONE, "x").status is Status.MISSING


# What is not known.


def forget(given: dict[str, Any], entity: str, *paths: str) -> None:
    for path in paths:
        del given["objects"][entity][path]


def test_a_privilege_is_missing_only_where_permissions_roles_and_groups_are_complete() -> None:
    given = inventory((F1, "G1", CLONER, PROP), complete=["roles"])
    found = access(given, A, POWER_ON)
    assert (found.status, found.unknown) == (Status.UNKNOWN, ("permissions", "groups"))
    assert access(given, A, CLONE).status is Status.GRANTED


def test_an_unknown_names_every_parent_that_would_decide_it_and_then_the_sections() -> None:
    given = inventory((F1, "G1", CLONER, PROP), complete=["permissions"])
    forget(given, A, "parent", "resourcePool", "config")
    assert access(given, A, CLONE).unknown == (
        f"{A}:config.template",
        f"{A}:parent",
        f"{A}:resourcePool",
        "roles",
        "groups",
    )


def test_an_entry_on_the_object_decides_without_its_parent() -> None:
    given = inventory((ROOT, "G1", ADMIN, PROP), (DS1, "u", READ_ONLY, HERE))
    forget(given, DS1, "parent")
    assert access(given, DS1, ALLOCATE).status is Status.MISSING
    assert access(given, DS2, ALLOCATE).status is Status.GRANTED


def test_an_object_that_nobody_described_is_unknown_and_not_missing() -> None:
    found = access(inventory((ROOT, "u", ADMIN, PROP)), "Datastore/ds-nobody", ALLOCATE)
    assert (found.status, found.unknown) == (Status.UNKNOWN, ("Datastore/ds-nobody:parent",))


def test_one_known_parent_that_grants_is_enough() -> None:
    given = inventory((F1, "G1", CLONER, PROP))
    forget(given, A, "resourcePool", "config")
    assert access(given, A, CLONE).status is Status.GRANTED


def test_a_role_that_nobody_described_is_not_taken_for_an_empty_one() -> None:
    given = inventory((F1, "G1", 999, PROP), (F1, "G2", POWER, PROP))
    found = access(given, A, CLONE)
    assert (found.status, found.unknown) == (Status.UNKNOWN, ("roles",))
    assert "what role 999 holds is not described" in found.explanation
    assert access(given, A, POWER_ON).status is Status.GRANTED
    assert access(given, A, VIEW).status is Status.GRANTED


def test_a_global_permission_counts_only_where_the_whole_way_up_is_known() -> None:
    given = inventory(("global", "u", ADMIN, PROP))
    assert access(given, DS1, ALLOCATE).status is Status.GRANTED
    forget(given, DS1, "parent")
    assert access(given, DS1, ALLOCATE).unknown == (f"{DS1}:parent",)


def test_a_global_permission_that_does_not_propagate_counts_on_the_root_alone() -> None:
    given = inventory(("global", "u", ADMIN, HERE))
    assert access(given, ROOT, CREATE).status is Status.GRANTED
    assert access(given, DC1, CREATE).status is Status.MISSING


def test_a_vapp_tells_that_a_machine_has_no_parent_folder() -> None:
    given = inventory((RP1, "G1", CLONER, PROP))
    forget(given, V, "parent", "resourcePool")
    assert access(given, V, CLONE).status is Status.GRANTED
    given = inventory((RP1, "G1", CLONER, PROP))
    forget(given, V, "parentVApp", "resourcePool")
    assert access(given, V, CLONE).unknown == (f"{V}:parentVApp", f"{V}:resourcePool")


def test_a_pool_tells_that_a_machine_is_no_template() -> None:
    given = inventory((F1, "G1", CLONER, PROP))
    forget(given, A, "config")
    assert access(given, A, POWER_ON).status is Status.MISSING
    given["objects"][A]["resourcePool"] = None
    assert access(given, A, POWER_ON).unknown == (f"{A}:config.template",)


@pytest.mark.parametrize(
    ("entity", "path", "decider"),
    [
        (T1, "runtime", f"{T1}:runtime.host"),
        (HOST, "parent", f"{HOST}:parent"),
    ],
)
def test_a_template_inherits_from_its_host_s_compute_resource(
    entity: str, path: str, decider: str
) -> None:
    given = inventory((C1, "G1", SINGLE[DEPLOY], PROP))
    found = access(given, T1, DEPLOY)
    assert found.status is Status.GRANTED
    assert any("inferred" in line for line in found.explanation)
    forget(given, entity, path)
    assert access(given, T1, DEPLOY).unknown == (decider,)


def test_a_template_and_a_machine_without_a_second_parent_inherit_from_the_folder() -> None:
    given = inventory((F1, "G1", SINGLE[DEPLOY], PROP))
    given["objects"][T1]["runtime"] = {"host": None}
    given["objects"][A]["resourcePool"] = None
    assert access(given, T1, DEPLOY).status is Status.GRANTED
    assert access(given, T1, CLONE).status is Status.MISSING
    assert access(given, A, CLONE).status is Status.MISSING


# A folder, pool or host whose parent is not known may share the permissions of another.

ADRIFT = "Folder/group-v99"


@pytest.mark.parametrize(
    ("on_datacenter", "status", "unknown"),
    [
        ((), Status.GRANTED, ()),
        (((DC1, "G2", POWER, PROP),), Status.GRANTED, ()),
        (((DC1, "u", ADMIN, HERE),), Status.GRANTED, ()),
        (((DC1, "u", POWER, HERE),), Status.UNKNOWN, (f"{ADRIFT}:parent",)),
        (((VMS, "u", POWER, HERE),), Status.UNKNOWN, (f"{ADRIFT}:parent",)),
        (((C1, "u", POWER, HERE),), Status.GRANTED, ()),
    ],
    ids=["nothing", "group", "user-too", "user-instead", "direct-folder", "cluster"],
)
def test_a_folder_of_unknown_parent_may_be_a_direct_folder_of_any_datacenter_with_entries(
    on_datacenter: tuple[Entry, ...], status: Status, unknown: tuple[str, ...]
) -> None:
    given = inventory((ADRIFT, "G1", CLONER, HERE), *on_datacenter)
    found = access(given, ADRIFT, CLONE)
    assert (found.status, found.unknown) == (status, unknown)


def test_what_a_datacenter_passes_on_may_be_replaced_on_a_folder_of_unknown_parent() -> None:
    given = inventory((DC1, "G1", ADMIN, PROP), (ADRIFT, "u", NO_ACCESS, PROP))
    assert access(given, DS1, ALLOCATE).unknown == (f"{ADRIFT}:parent",)
    given["objects"][ADRIFT] = {"parent": F1}
    assert access(given, DS1, ALLOCATE).status is Status.GRANTED
    given["objects"][ADRIFT] = {"parent": DC1}
    assert access(given, DS1, ALLOCATE).status is Status.MISSING


def test_a_folder_of_unknown_parent_matters_only_if_it_could_change_the_answer() -> None:
    given = inventory((DC1, "u", ADMIN, PROP), (ADRIFT, "G1", NO_ACCESS, PROP))
    assert access(given, DS1, ALLOCATE).status is Status.GRANTED
    given = inventory((ROOT, "u", ADMIN, PROP), (ADRIFT, "G1", ADMIN, PROP))
    assert access(given, DS1, ALLOCATE).status is Status.GRANTED
    given = inventory((ADRIFT, "G1", CLONER, PROP))
    assert access(given, DS1, ALLOCATE).status is Status.MISSING
    assert access(given, A, CLONE).unknown == (f"{ADRIFT}:parent",)


def test_a_pool_of_unknown_parent_may_be_the_root_pool_of_a_compute_resource() -> None:
    pool = "ResourcePool/resgroup-99"
    given = inventory((pool, "G1", SINGLE[ASSIGN], HERE), (C1, "u", POWER, HERE))
    assert access(given, pool, ASSIGN).unknown == (f"{pool}:parent",)
    other = "HostSystem/host-99"
    given = inventory((pool, "G1", SINGLE[ASSIGN], HERE), (other, "u", POWER, HERE))
    assert access(given, pool, ASSIGN).unknown == (f"{pool}:parent",)


# Why, in words.


def test_a_grant_names_role_group_object_and_the_way_into_the_group() -> None:
    found = access(inventory((F1, "G1", CLONER, PROP)), A, CLONE, "w")
    assert found.explanation == (
        "granted by role `Clone` (100) to group `G1` on Folder `f1` (group-v11), propagating;"
        " `w` is a member through `G3`",
    )


def test_a_group_that_is_given_counts_with_the_groups_it_is_in() -> None:
    given = inventory((F1, "G1", CLONER, PROP))
    authorizer = Authorizer(Inventory.load(given), Principal("x", groups=("G3",)))
    found = authorizer.access(Reference.parse(A), CLONE)
    assert found.status is Status.GRANTED
    assert found.explanation[0].endswith("; `x` is a member as given through `G3`")
    nobody = Authorizer(Inventory.load(given), Principal(None, groups=("G1",)))
    assert (
        nobody.access(Reference.parse(A), CLONE)
        .explanation[0]
        .endswith("; the principal is a member as given")
    )


def test_a_missing_privilege_names_the_entry_that_replaces_an_inherited_grant() -> None:
    given = inventory((ROOT, "G1", ADMIN, PROP), (DS2, "u", READ_ONLY, PROP))
    assert access(given, DS2, ALLOCATE).explanation == (
        "missing: the entry on Datastore `ds-2` (datastore-32) for `u`"
        " replaces what would be inherited",
        "role `ReadOnly` (-2) to `u` on Datastore `ds-2` (datastore-32) does not hold it",
    )


SAID: dict[str, tuple[tuple[Entry, ...], str, str, str]] = {
    "nowhere": ((), A, CLONE, "missing: `u` has no permission anywhere"),
    "elsewhere": (
        ((DS1, "u", ADMIN, PROP),),
        DS2,
        ALLOCATE,
        "missing: no entry on Datastore `ds-2` (datastore-32) or above it grants it",
    ),
    "not-propagating": (
        ((F1, "G1", CLONER, HERE),),
        A,
        CLONE,
        "the entry on Folder `f1` (group-v11) for group `G1` would grant it, but does not propagate",
    ),
    "user-before-group": (
        ((F1, "u", NO_ACCESS, PROP), (F1, "G1", ADMIN, PROP)),
        A,
        CLONE,
        "an entry for `u` comes before those for its groups",
    ),
    "complex": (
        ((DC1, "u", SINGLE[CREATE], HERE),),
        VMS,
        CREATE,
        "granted by role `CreateFromExisting` (103) to `u` on Datacenter `dc1` (datacenter-2),"
        " which shares its permissions with Folder `vm` (group-v3)",
    ),
    "fault-tolerance": (
        ((A, "u", CLONER, HERE),),
        S,
        CLONE,
        "VirtualMachine vm-24 has the permissions of its Fault Tolerance primary,"
        " VirtualMachine `a` (vm-21)",
    ),
    "global": (
        (("global", "u", READ_ONLY, PROP),),
        A,
        VIEW,
        "granted by role `ReadOnly` (-2) to `u` globally",
    ),
    "global-without": (
        (("global", "u", READ_ONLY, PROP),),
        A,
        CLONE,
        "role `ReadOnly` (-2) to `u` globally does not hold it",
    ),
    "two-parents": (
        ROWS["5"][0],
        A,
        CLONE,
        "what both parents of a virtual machine give adds up:"
        " documented for 6.0 and 6.5, the 8.0 documentation is silent",
    ),
    "closest-denies": (
        ROWS["22"][0],
        A,
        CLONE,
        "the closest entry wins over a global one: inferred, the documentation is silent",
    ),
    "closest-grants": (
        (("global", "u", NO_ACCESS, PROP), (DC1, "u", ADMIN, PROP)),
        A,
        CLONE,
        "the closest entry wins over a global one: inferred, the documentation is silent",
    ),
    "withheld": (
        ((ROOT, "u", ADMIN, PROP), (STORES, "u", NO_ACCESS, HERE)),
        DS1,
        ALLOCATE,
        "an entry that does not propagate hides no other from what is below it: inferred",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_an_explanation_says_what_decides_and_what_is_not_documented(case: str) -> None:
    entries, entity, privilege, line = SAID[case]
    assert line in access(inventory(*entries), entity, privilege).explanation


@pytest.mark.parametrize("case", ["two-parents", "closest-denies", "closest-grants", "withheld"])
def test_a_note_on_the_documentation_comes_last_and_only_where_the_answer_rests_on_it(
    case: str,
) -> None:
    entries, entity, privilege, line = SAID[case]
    assert access(inventory(*entries), entity, privilege).explanation[-1] == line
    plain = access(inventory((ROOT, "u", CLONER, PROP)), A, CLONE)
    assert len(plain.explanation) == 1


def test_entries_on_the_switch_of_a_port_group_are_told_of_and_do_not_count() -> None:
    group, switch = "DistributedVirtualPortgroup/dvpg-1", "VmwareDistributedVirtualSwitch/dvs-1"
    given = inventory((switch, "u", ADMIN, PROP))
    given["objects"][group] = {"parent": NETS, "config": {"distributedVirtualSwitch": switch}}
    given["objects"][switch] = {"parent": NETS}
    found = access(given, group, "Network.Assign")
    assert found.status is Status.MISSING
    assert "its switch is not documented" in found.explanation[-1]
    given["permissions"].append({**given["permissions"][0], "entity": NETS, "roleId": CLONER})
    assert "its switch is not documented" in access(given, group, CLONE).explanation[-1]
    given["permissions"].append({**given["permissions"][0], "entity": group})
    assert len(access(given, group, "Network.Assign").explanation) == 1


def test_an_unknown_says_what_it_takes_and_what_is_known() -> None:
    given = inventory((DS2, "u", READ_ONLY, PROP), complete=[])
    assert access(given, DS2, ALLOCATE).explanation == (
        "unknown: it takes `permissions`, `roles`, `groups` to tell",
        "role `ReadOnly` (-2) to `u` on Datastore `ds-2` (datastore-32) does not hold it",
    )
    forget(given, DS1, "parent")
    assert access(given, DS1, ALLOCATE).explanation[1] == (
        "no entry on Datastore `ds-1` (datastore-31) or above it as far as is known grants it"
    )
    assert access(given, DS1, ALLOCATE, "x").explanation[1] == "`x` has no permission described"


def test_a_long_list_of_what_it_takes_is_cut() -> None:
    folders = [f"Folder/x{n}" for n in range(9)]
    given = inventory(*((folder, "u", CLONER, PROP) for folder in folders))
    found = access(given, DC1, CLONE)
    assert found.unknown == tuple(f"{folder}:parent" for folder in folders)
    assert found.explanation[0].endswith("`Folder/x5:parent` and 3 more to tell")


def test_a_grant_is_explained_by_a_way_that_is_sure() -> None:
    """The folder side may be replaced; the pool side is not."""
    given = inventory(
        (DC1, "G1", CLONER, PROP), (C1, "G1", ADMIN, PROP), (ADRIFT, "u", NO_ACCESS, PROP)
    )
    found = access(given, A, CLONE)
    assert found.status is Status.GRANTED
    assert "ClusterComputeResource domain-c7, propagating" in found.explanation[0]


def test_names_in_explanations_stay_on_one_printable_line() -> None:
    given = inventory((F1, "u", 900, PROP))
    given["roles"].append({"roleId": 900, "name": "a\nb\x1b", "privilege": [CLONE]})
    given["objects"][F1]["name"] = "\ud800\u2028" * 200
    given["objects"]["VirtualMachine/\ud800"] = {"parent": F1}
    for entity in (A, "VirtualMachine/\ud800", "Datastore/\ud800"):
        found = access(given, entity, CLONE)
        for line in (*found.explanation, *found.unknown):
            assert line.isprintable()
            line.encode()


# Principals.


def test_names_compare_exactly_and_a_match_in_another_case_only_can_be_told() -> None:
    loaded = Inventory.load(inventory((F1, "u", CLONER, PROP)))
    other = Authorizer(loaded, Principal("U"))
    assert other.access(Reference.parse(A), CLONE).status is Status.MISSING
    assert other.case_only_match == "u"
    assert Authorizer(loaded, Principal("W")).case_only_match == "w"
    assert Authorizer(loaded, Principal("u")).case_only_match is None
    assert Authorizer(loaded, Principal("nobody")).case_only_match is None
    assert Authorizer(loaded, Principal()).case_only_match is None


def test_a_user_is_not_a_group_of_the_same_name() -> None:
    given = inventory((F1, "G9", CLONER, PROP))
    given["groups"]["G9"] = []
    assert access(given, A, CLONE, "G9").status is Status.MISSING
    given["permissions"][0].update(principal="u", group=True)
    assert access(given, A, CLONE).status is Status.MISSING


def test_groups_may_contain_each_other() -> None:
    given = inventory((F1, "G1", CLONER, PROP))
    given["groups"] = {"G1": ["G2"], "G2": ["G3", "G1"], "G3": ["G1", "G3", "u"]}
    found = access(given, A, CLONE)
    assert found.explanation[0].endswith("`u` is a member through `G3`, `G2`")


# System roles.

HELD_BY_SYSTEM_ROLES = [
    (-1, "Anything.At.All", True),
    (-2, "System.Read", True),
    (-2, CLONE, False),
    (-3, "System.View", True),
    (-3, CLONE, False),
    (-4, "System.Anonymous", True),
    (-5, "System.View", False),
    (-5, CLONE, False),
    (-6, CLONE, True),
    (-6, "Global.Diagnostics", False),
    (-6, "Global.DiagnosticsOfAnotherName", True),
    (-6, "TrustedAdmin.ReadStsInfo", False),
    (-6, "VirtualMachine.Interact.GuestControl", False),
    (-8, CRYPTO_CLONE, True),
    (-8, "Host.Tpm.Read", False),
    (-8, "TrustedAdmin.ReadStsInfo", False),
    (-7, "System.View", True),
]


@pytest.mark.parametrize(("role", "privilege", "held"), HELD_BY_SYSTEM_ROLES)
def test_a_system_role_is_known_by_its_id(role: int, privilege: str, held: bool) -> None:
    found = access(inventory((F1, "u", role, PROP)), A, privilege)
    assert found.status is (Status.GRANTED if held else Status.MISSING)


def test_the_file_s_list_counts_for_the_roles_whose_content_differs_between_releases() -> None:
    given = inventory((A, "u", -6, PROP), (B, "u", -7, PROP), (T1, "u", -1, PROP))
    assert access(given, B, CRYPTO_CLONE).unknown == ("roles",)
    given["roles"] += [
        {"roleId": -6, "name": "NoCryptoAdmin", "privilege": [CRYPTO_CLONE]},
        {"roleId": -7, "name": "TrustedAdmin", "privilege": ["TrustedAdmin.ReadStsInfo"]},
        {"roleId": -1, "name": "Admin", "privilege": []},
    ]
    assert access(given, A, CRYPTO_CLONE).status is Status.GRANTED
    assert access(given, A, CLONE).status is Status.MISSING
    assert access(given, B, CRYPTO_CLONE).status is Status.MISSING
    assert access(given, T1, CRYPTO_CLONE).status is Status.GRANTED


# Size.


def test_a_chain_of_any_length_is_followed() -> None:
    given = inventory((ROOT, "u", CLONER, PROP))
    chain = [F1, *(f"Folder/deep-{n}" for n in range(5_000))]
    given["objects"] |= {low: {"parent": high} for high, low in zip(chain, chain[1:], strict=False)}
    given["objects"][A] = machine(parent=chain[-1])
    assert access(given, A, CLONE).status is Status.GRANTED
    given["permissions"][0]["propagate"] = False
    assert access(given, A, CLONE).status is Status.MISSING


def test_threads_get_the_answers_that_one_gets() -> None:
    loaded = Inventory.load(inventory(*ROWS["9a"][0]))
    shared = Authorizer(loaded, Principal("u"))
    questions = [(Reference.parse(entity), CLONE) for entity in objects()] * 20
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: shared.access(*question), questions))
    alone = Authorizer(loaded, Principal("u"))
    assert answers == [alone.access(*question) for question in questions]


def test_what_decides_is_worked_out_once_for_each_entity() -> None:
    authorizer = Authorizer(Inventory.load(inventory(*ROWS["1"][0])), Principal("u"))
    entity = Reference.parse(A)
    assert authorizer.effective(entity) is authorizer.effective(entity)
    assert not authorizer.effective(entity).local


def test_requests_that_name_ever_new_objects_do_not_fill_the_memory() -> None:
    authorizer = Authorizer(Inventory.load(inventory((ROOT, "u", ADMIN, PROP))), Principal("u"))
    for number in range(100):
        authorizer.access(Reference("Datastore", f"nobody-{number}"), ALLOCATE)
    resolver = authorizer._resolver
    assert (len(resolver._found), len(resolver._sides)) == (0, 0)
