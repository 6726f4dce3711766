"""What is neither granted nor missing, and what would decide it."""

from __future__ import annotations

import pytest

from policyguard.authorization import Access, Authorizer, Principal
from policyguard.decision import Effect
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.report import Status
from tests import cost
from tests.inventory_i import (
    ADMIN,
    ADRIFT,
    ALLOCATE,
    ASSIGN,
    C1,
    CLONE,
    CLONER,
    CREATE,
    DC1,
    DEPLOY,
    DS1,
    DS2,
    F1,
    F2,
    HERE,
    HOST,
    NO_ACCESS,
    POWER,
    POWER_ON,
    PROP,
    READ_ONLY,
    ROOT,
    RP1,
    SINGLE,
    T1,
    VIEW,
    VMS,
    A,
    B,
    Entry,
    S,
    V,
    access,
    forget,
    inventory,
)


def test_a_privilege_is_missing_only_where_permissions_roles_and_groups_are_complete() -> None:
    given = inventory((F1, "G1", CLONER, PROP), complete=["roles"])
    found = access(given, A, POWER_ON)
    assert (found.status, found.unknown) == (Status.UNKNOWN, ("permissions", "groups"))


OWN: Entry = (A, "u", CLONER, HERE)
OF_GROUP: Entry = (A, "G1", CLONER, HERE)
ABOVE: Entry = (F1, "u", CLONER, PROP)


@pytest.mark.parametrize(
    ("entry", "entity", "complete", "unknown"),
    [
        (OWN, A, (), ()),
        (OF_GROUP, A, ("permissions", "groups"), ()),
        (OF_GROUP, A, ("permissions", "roles"), ("groups",)),
        (OF_GROUP, A, ("groups", "roles"), ("permissions",)),
        (ABOVE, A, (), ("permissions", "groups")),
        (ABOVE, A, ("permissions", "groups"), ()),
        (ABOVE, F1, (), ()),
        ((DC1, "u", CLONER, HERE), VMS, (), ()),
        ((A, "u", CLONER, HERE), S, (), ()),
        (("global", "u", CLONER, PROP), A, ("groups",), ("permissions",)),
    ],
)
def test_what_is_not_listed_may_come_before_all_but_an_own_entry_on_the_object(
    entry: Entry, entity: str, complete: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    found = access(inventory(entry, complete=list(complete)), entity, CLONE)
    assert found.unknown == unknown
    assert found.status is (Status.UNKNOWN if unknown else Status.GRANTED)
    if unknown:
        assert found.explanation[1].startswith("as listed it is granted by role `Clone`")
        assert found.decision.steps[0].effect is Effect.GRANTS


def test_for_a_member_of_nothing_else_entries_of_a_group_on_the_object_come_first() -> None:
    loaded = Inventory.load(inventory(OF_GROUP, ABOVE, complete=[]))
    member = Authorizer(loaded, Principal(None, ("G1",)))
    assert member.status(Reference.parse(A), CLONE) is Status.GRANTED
    assert member.status(Reference.parse(B), CLONE) is Status.UNKNOWN


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


@pytest.mark.parametrize("ring", [(A,), (A, B), (A, B, T1)])
def test_machines_that_a_summary_makes_secondaries_of_each_other_are_unknown(
    ring: tuple[str, ...],
) -> None:
    given = inventory((A, "u", CLONER, PROP), (F1, "u", CLONER, PROP))
    for one, primary in zip(ring, (*ring[1:], ring[0]), strict=True):
        del given["objects"][one]["config"]["ftInfo"]
        told = {"config": {"ftInfo": {"primaryVM": primary}}}
        given["objects"][one]["summary"] = told
    # A secondary of one of them is no better off.
    given["objects"][S]["config"]["ftInfo"]["primaryVM"] = ring[-1]
    found: list[Access] = []
    cost.calls(
        lambda: found.extend(access(given, one, CLONE) for one in (*ring, S)), most=1_000_000
    )
    assert {one.status for one in found} == {Status.UNKNOWN}
    assert [one.unknown for one in found] == [
        (f"{one}:config.ftInfo.primaryVM",) for one in (*ring, S)
    ]


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


def test_what_is_not_known_of_an_entry_is_said_of_it() -> None:
    given = inventory((F1, "G1", 999, PROP), (F1, "G2", POWER, PROP))
    steps = access(given, F1, CLONE).decision.steps
    assert [(one.effect, one.holds, one.role) for one in steps] == [
        (Effect.UNDESCRIBED, None, None),
        (Effect.LACKS, False, "PowerOn"),
    ]
    given = inventory((DC1, "G1", ADMIN, PROP), (ADRIFT, "u", NO_ACCESS, PROP))
    found = access(given, DS1, ALLOCATE).decision
    assert [(one.effect, one.entity) for one in found.steps] == [
        (Effect.GRANTS, DC1),
        (Effect.POSSIBLE, ADRIFT),
    ]
    assert (found.changes, found.places) == ((), ())


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
    assert access(given, A, POWER_ON).unknown == (f"{A}:config.template", f"{A}:resourcePool")


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


def test_a_second_parent_that_is_null_may_be_one_that_nobody_was_allowed_to_see() -> None:
    given = inventory((F1, "G1", SINGLE[DEPLOY], PROP))
    given["objects"][T1]["runtime"] = {"host": None}
    given["objects"][A]["resourcePool"] = None
    assert access(given, T1, DEPLOY).status is Status.GRANTED
    assert access(given, T1, CLONE).unknown == (f"{T1}:runtime.host",)
    assert access(given, A, CLONE).unknown == (f"{A}:resourcePool",)
    given["objects"][T1] |= {"runtime": {"host": HOST}, "resourcePool": None}
    assert access(given, T1, CLONE).status is Status.MISSING


# A folder, pool or host whose parent is not known may share the permissions of another.


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


@pytest.mark.parametrize(
    ("own", "on_datacenter", "status"),
    [
        (("G1", POWER), ("G2", CLONER), Status.UNKNOWN),
        (("G1", POWER), ("G2", READ_ONLY), Status.MISSING),
        (("u", POWER), ("G1", ADMIN), Status.MISSING),
        (("u", POWER), ("u", CLONER), Status.UNKNOWN),
        (("u", CLONER), ("u", NO_ACCESS), Status.GRANTED),
    ],
    ids=["groups-add", "groups-without", "user-hides-group", "users-add", "user-keeps"],
)
def test_what_a_folder_of_unknown_parent_may_share_adds_or_hides_as_on_one_object(
    own: tuple[str, int], on_datacenter: tuple[str, int], status: Status
) -> None:
    given = inventory((ADRIFT, *own, HERE), (DC1, *on_datacenter, HERE))
    assert access(given, ADRIFT, CLONE).status is status


def test_what_may_be_shared_reaches_below_only_if_it_propagates() -> None:
    given = inventory((DC1, "G1", ADMIN, PROP), (ADRIFT, "u", NO_ACCESS, HERE))
    assert access(given, DS1, ALLOCATE).status is Status.GRANTED
    assert access(given, DC1, ALLOCATE).status is Status.UNKNOWN


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


def test_only_the_parents_that_could_change_the_answer_are_named() -> None:
    other = "Folder/group-v98"
    given = inventory(
        (ROOT, "G1", CLONER, PROP), (other, "u", CLONER, PROP), (ADRIFT, "u", POWER, PROP)
    )
    assert access(given, DS1, CLONE).unknown == (f"{ADRIFT}:parent",)
    assert access(given, DS1, POWER_ON).unknown == (f"{ADRIFT}:parent",)


def test_a_pool_of_unknown_parent_may_be_the_root_pool_of_a_compute_resource() -> None:
    pool = "ResourcePool/resgroup-99"
    given = inventory((pool, "G1", SINGLE[ASSIGN], HERE), (C1, "u", POWER, HERE))
    assert access(given, pool, ASSIGN).unknown == (f"{pool}:parent",)
    other = "HostSystem/host-99"
    given = inventory((pool, "G1", SINGLE[ASSIGN], HERE), (other, "u", POWER, HERE))
    assert access(given, pool, ASSIGN).unknown == (f"{pool}:parent",)


def test_what_shares_no_permissions_with_an_object_cannot_change_its_answer() -> None:
    """A folder may belong to a datacenter, a pool to a compute resource; no two of these meet."""
    given = inventory((ADRIFT, "G1", CLONER, HERE), ("ResourcePool/rp-99", "u", NO_ACCESS, HERE))
    assert access(given, ADRIFT, CLONE).status is Status.GRANTED


def test_only_what_propagates_beside_an_object_of_unknown_parent_counts_below_it() -> None:
    for propagate, status in ((HERE, Status.GRANTED), (PROP, Status.UNKNOWN)):
        given = inventory((ADRIFT, "G1", CLONER, PROP), (DC1, "u", NO_ACCESS, propagate))
        given["objects"][F2] = {"parent": ADRIFT}
        assert access(given, F2, CLONE).status is status


def test_an_entry_beside_that_would_change_nothing_is_not_named() -> None:
    other = "Folder/group-v98"
    given = inventory(
        (DC1, "G1", POWER, HERE), (ADRIFT, "G2", CLONER, HERE), (other, "G1", READ_ONLY, HERE)
    )
    found = access(given, DC1, CLONE)
    assert found.unknown == (f"{ADRIFT}:parent",)
    assert found.decision.subject == DC1


def test_what_may_be_shared_with_the_topmost_object_is_passed_on_as_well() -> None:
    given = inventory((ADRIFT, "u", SINGLE[ALLOCATE], PROP))
    found = access(given, DS1, ALLOCATE)
    assert (found.status, found.unknown) == (Status.UNKNOWN, (f"{ADRIFT}:parent",))
    given["objects"][DC1]["parent"] = None  # which only the root folder's can be
    assert access(given, DS1, ALLOCATE).unknown == (f"{DC1}:parent",)
