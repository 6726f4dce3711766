"""Why a privilege is held or not, in words, and what of it is not documented."""

from __future__ import annotations

import pytest

from policyguard.authorization import Authorizer, Principal, documentation
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.report import Status
from tests.inventory_i import (
    ADMIN,
    ADRIFT,
    ALLOCATE,
    C1,
    CLONE,
    CLONER,
    CREATE,
    CRYPTO_CLONE,
    DC1,
    DS1,
    DS2,
    F1,
    F2,
    HERE,
    NETS,
    NO_ACCESS,
    NO_CRYPTO,
    POWER,
    PROP,
    READ_ONLY,
    ROOT,
    RP1,
    SINGLE,
    STORES,
    VIEW,
    VMS,
    A,
    Entry,
    S,
    access,
    forget,
    inventory,
)

NO_TRUSTED_ADMIN = -8


def test_a_grant_names_role_group_object_and_the_way_into_the_group() -> None:
    found = access(inventory((F1, "G1", CLONER, PROP)), A, CLONE, "w")
    assert found.explanation == (
        (
            "granted by role `Clone` (100) to group `G1` on Folder `f1` (group-v11), propagating;"
            " `w` is a member through `G3`"
        ),
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
        (
            "missing: the entry on Datastore `ds-2` (datastore-32) for `u`"
            " replaces what would be inherited"
        ),
        "role `ReadOnly` (-2) to `u` on Datastore `ds-2` (datastore-32) does not hold it",
        "a grant to `u` on Datastore `ds-2` (datastore-32) would do, one above it would not",
        (
            "smallest change: give the entry on Datastore `ds-2` (datastore-32) for `u`"
            " a role that holds it too"
        ),
        "or: remove the entry on Datastore `ds-2` (datastore-32) for `u`",
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
        (
            "the entry on Folder `f1` (group-v11) for group `G1`"
            " would grant it, but does not propagate"
        ),
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
        (
            "granted by role `CreateFromExisting` (103) to `u` on Datacenter `dc1` (datacenter-2),"
            " which shares its permissions with Folder `vm` (group-v3)"
        ),
    ),
    "fault-tolerance": (
        ((A, "u", CLONER, HERE),),
        S,
        CLONE,
        (
            "VirtualMachine vm-24 has the permissions of its Fault Tolerance primary,"
            " VirtualMachine `a` (vm-21)"
        ),
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
        ((F1, "G1", NO_ACCESS, PROP), (RP1, "G1", CLONER, PROP)),
        A,
        CLONE,
        "that a virtual machine's two parents add up is documented up to 6.5",
    ),
    "closest-denies": (
        (("global", "u", ADMIN, PROP), (DC1, "u", NO_ACCESS, PROP)),
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
    "captured": (
        ((F1, "u", NO_CRYPTO, PROP),),
        A,
        "VirtualMachine.Interact.GuestControl",
        "what the system role holds is from a captured role list, not from documentation",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_an_explanation_says_what_decides_and_what_is_not_documented(case: str) -> None:
    entries, entity, privilege, line = SAID[case]
    assert line in access(inventory(*entries), entity, privilege).explanation


@pytest.mark.parametrize(
    "case", ["two-parents", "closest-denies", "closest-grants", "withheld", "captured"]
)
def test_a_note_on_the_documentation_comes_last_and_only_where_the_answer_rests_on_it(
    case: str,
) -> None:
    entries, entity, privilege, line = SAID[case]
    assert access(inventory(*entries), entity, privilege).explanation[-1] == line
    for role, asked in ((CLONER, CLONE), (NO_CRYPTO, CLONE), (NO_CRYPTO, CRYPTO_CLONE)):
        plain = access(inventory((ROOT, "u", role, PROP)), A, asked)
        assert plain.decision.documentation == ()
        assert line not in plain.explanation
    found = access(inventory(*entries), entity, privilege)
    assert found.decision.documentation == (line,)


def test_what_a_role_holds_and_how_its_entry_came_are_notes_of_their_own() -> None:
    given = inventory((ROOT, "u", NO_TRUSTED_ADMIN, PROP), (F1, "u", NO_ACCESS, HERE))
    found = access(given, F2, CLONE)
    assert found.status is Status.GRANTED
    assert found.decision.documentation == (documentation.CAPTURED, documentation.WITHHELD)


def test_a_system_role_that_the_file_describes_is_not_from_a_captured_list() -> None:
    entries, entity, privilege, line = SAID["captured"]
    given = inventory(*entries)
    given["roles"].append({"roleId": NO_CRYPTO, "name": "NoCryptoAdmin", "privilege": [CLONE]})
    found = access(given, entity, privilege)
    assert found.status is Status.MISSING
    assert line not in found.explanation


def test_a_role_without_a_name_goes_by_its_number() -> None:
    given = inventory((F1, "u", 999, PROP))
    assert access(given, F1, VIEW).explanation == (
        "granted by role 999 to `u` on Folder `f1` (group-v11)",
    )


def test_of_entries_that_do_not_propagate_the_nearest_few_are_told() -> None:
    entries = [(place, "u", CLONER, HERE) for place in (ROOT, DC1, F1)]
    given = inventory(*entries, (DC1, "G1", CLONER, HERE), (ROOT, "G1", CLONER, HERE))
    found = access(given, F2, CLONE)
    told = [line for line in found.explanation if "would grant it, but does not" in line]
    assert [line.split(" (")[0] for line in told] == [
        "the entry on Folder `f1`",
        "the entry on Datacenter `dc1`",
        "the entry on Datacenter `dc1`",
    ]
    assert len(found.decision.steps) == 5
    places, principals = (ROOT, DC1, VMS, F1), ("u", "G1", "G2")
    many = [(place, each, CLONER, HERE) for place in places for each in principals]
    assert len(access(inventory(*many), F2, CLONE).decision.steps) == 8


def test_a_global_entry_that_does_not_propagate_is_told_of_only_if_it_would_grant() -> None:
    found = access(inventory(("global", "u", POWER, HERE)), F2, CLONE)
    assert found.decision.steps == ()


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
    given["permissions"] = given["permissions"][1:2]
    assert len(access(given, group, CLONE).explanation) == 1


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


@pytest.mark.parametrize(
    ("number", "end"),
    [
        (6, "`Folder/x5:parent` to tell"),
        (7, "`Folder/x5:parent` and 1 more to tell"),
        (9, "`Folder/x5:parent` and 3 more to tell"),
    ],
)
def test_a_long_list_of_what_it_takes_is_cut(number: int, end: str) -> None:
    folders = [f"Folder/x{n}" for n in range(number)]
    given = inventory(*((folder, "u", CLONER, PROP) for folder in folders))
    found = access(given, DC1, CLONE)
    assert found.unknown == tuple(f"{folder}:parent" for folder in folders)
    assert found.explanation[0].endswith(end)


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
    hostile = "\x1b<b>`;$(x)\r\n\u2028"
    given["groups"] |= {hostile: ["u"], f"{hostile}2": [hostile]}
    more = {"principal": f"{hostile}2", "group": True, "roleId": 901}
    given["permissions"].append(given["permissions"][0] | more)
    given["permissions"].append(given["permissions"][0] | more | {"entity": ROOT, "roleId": 900})
    given["roles"].append({"roleId": 901, "name": hostile, "privilege": []})
    for entity in (A, "VirtualMachine/\ud800", "Datastore/\ud800"):
        found = access(given, entity, CLONE)
        for line in (*found.explanation, *found.unknown):
            assert line.isprintable()
            line.encode()
        found.decision.model_dump_json().encode()
