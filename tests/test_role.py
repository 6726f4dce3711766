"""`policyguard role`: what is granted, where, and what is said beside."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import policyguard
from policyguard.cli import Exit, cli
from policyguard.errors import InputError
from policyguard.inventory import Inventory
from policyguard.least import Assignee, Options, Plan, plan_of
from policyguard.least.plan import Difference
from policyguard.references import Reference
from policyguard.render.role_table import render_role_table
from policyguard.report import Evidence, Report
from tests.inventory_i import (
    ADMIN,
    ALLOCATE,
    ASSIGN,
    C1,
    CLONE,
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
    POWER_ON,
    PROP,
    READ_ONLY,
    ROOT,
    RP0,
    RP1,
    SINGLE,
    STORES,
    T1,
    VIEW,
    A,
    B,
    Entry,
    S,
    inventory,
)

REPOSITORY = Path(__file__).parent.parent
EXAMPLE = REPOSITORY / "examples" / "missing-privilege"
FILES = (str(EXAMPLE / "request.yaml"), "--inventory", str(EXAMPLE / "inventory.yaml"))

Placed = dict[str, tuple[set[str], bool]]


def need(entity: str | None, privilege: str, **more: Any) -> dict[str, Any]:
    return {
        "entity": entity,
        "privilege": privilege,
        "status": "unchecked",
        "rule": "PRV001",
        "evidence": "docs",
        "because": "it is needed",
        **more,
    }


def report(*needs: dict[str, Any], file: str = "r.yaml") -> Report:
    request = {"release": "8.0.2.0", "file": file}
    return Report.model_validate(
        {"request": request, "verdict": "pass", "engine": "portable", "requirements": needs}
    )


def plan(
    *needs: dict[str, Any],
    entries: tuple[Entry, ...] = (),
    who: Assignee | None = None,
    **options: Any,
) -> Plan:
    known = Inventory.load(inventory(*entries))
    return plan_of([report(*needs)], known, who, Options(**options))


def placed(found: Plan) -> Placed:
    return {
        one.entity: (set(found.role(one).privileges), one.propagate) for one in found.assignments
    }


U = Assignee("u")


# Where grants go.


def test_each_privilege_goes_on_the_object_it_is_needed_on() -> None:
    found = plan(need(F2, CREATE), need(RP1, ASSIGN), need(DS1, ALLOCATE), need(T1, DEPLOY))
    assert placed(found) == {
        F2: ({CREATE}, HERE),
        RP1: ({ASSIGN}, HERE),
        DS1: ({ALLOCATE}, HERE),
        T1: ({DEPLOY}, HERE),
    }
    assert found.principal.placeholder


@pytest.mark.parametrize(
    ("entity", "place"), [(STORES, DC1), (RP0, C1), (S, A), (HOST, HOST), (RP1, RP1)]
)
def test_what_takes_no_permissions_has_them_set_on_what_it_shares_them_with(
    entity: str, place: str
) -> None:
    assert placed(plan(need(entity, CLONE))) == {place: ({CLONE}, HERE)}


def test_a_place_that_may_take_none_says_what_would_tell() -> None:
    known = Inventory.load({"objects": {}})
    (assignment,) = plan_of([report(need("ResourcePool/x", ASSIGN))], known).assignments
    assert assignment.unknown == ("ResourcePool/x:parent",)


def test_objects_that_need_the_same_share_a_role() -> None:
    found = plan(need(DS1, ALLOCATE), need(DS2, ALLOCATE), need(F1, CREATE))
    assert [role.name for role in found.roles] == ["policyguard-1", "policyguard-2"]
    assert [one.role for one in found.assignments] == ["policyguard-1"] * 2 + ["policyguard-2"]
    assert found.roles[0].alike == ("AllocateSpace",)


def test_to_see_an_object_takes_no_role_of_its_own() -> None:
    found = plan(need(HOST, VIEW), need(DS1, VIEW), need(DS1, ALLOCATE))
    assert [(role.name, role.role_id) for role in found.roles] == [
        ("policyguard", None),
        ("ReadOnly", READ_ONLY),
    ]
    assert placed(found) == {DS1: ({ALLOCATE}, HERE), HOST: (set(), HERE)}


def test_several_requests_are_one_plan() -> None:
    reports = [
        report(need(F1, CREATE), file="a.yaml"),
        report(need(F1, CREATE, evidence="api-page"), need(DS1, ALLOCATE), file="b.yaml"),
    ]
    found = plan_of(reports, Inventory.load(inventory()))
    assert found.requests == ("a.yaml", "b.yaml")
    assert [(met.privilege, met.evidence, met.requests) for met in found.met] == [
        (ALLOCATE, Evidence.DOCS, ("b.yaml",)),
        (CREATE, Evidence.API_PAGE, ("a.yaml", "b.yaml")),
    ]


def test_what_is_done_with_the_clone_is_passed_on_to_it() -> None:
    """The clone is not there yet: it inherits what propagates."""
    found = plan(need(F2, CREATE), need(F2, POWER_ON))
    assert placed(found) == {F2: ({CREATE, POWER_ON}, PROP)}
    here, below = ((F2, "u", SINGLE[POWER_ON], how) for how in (HERE, PROP))
    assert plan(need(F2, POWER_ON), entries=(below,), who=U).assignments == ()
    assert placed(plan(need(F2, POWER_ON), entries=(here,), who=U)) == {F2: ({POWER_ON}, PROP)}
    assert placed(plan(need(RP1, POWER_ON))) == {RP1: ({POWER_ON}, PROP)}
    assert placed(plan(need(A, POWER_ON))) == {A: ({POWER_ON}, HERE)}


# What the principal holds already.


def test_what_is_held_is_not_granted_again() -> None:
    found = plan(need(A, CLONE), need(DS1, ALLOCATE), entries=((F1, "G1", ADMIN, PROP),), who=U)
    assert placed(found) == {DS1: ({ALLOCATE}, HERE)}
    assert [(met.entity, met.granted_on) for met in found.met] == [(DS1, DS1), (A, None)]


def test_an_entry_holds_what_it_takes_away() -> None:
    """A new entry replaces what is inherited, so the other need must go into it."""
    needs = (need(A, CLONE), need(A, POWER_ON))
    found = plan(*needs, entries=((F1, "G1", SINGLE[CLONE], PROP),), who=U)
    assert placed(found) == {A: ({CLONE, POWER_ON}, HERE)}
    (assignment,) = found.assignments
    assert [(one.entity, one.principal, one.role) for one in assignment.replaces] == [
        (F1, "G1", "Clone")
    ]


def test_an_own_entry_on_the_object_is_kept_in_the_new_one() -> None:
    entries = ((F1, "u", SINGLE[CLONE], PROP), (ROOT, "u", SINGLE[POWER_ON], PROP))
    found = plan(need(F1, CREATE), entries=entries, who=U)
    assert placed(found) == {F1: ({CLONE, CREATE}, PROP)}
    (overwritten,) = [one.overwrites for one in found.assignments]
    assert overwritten is not None
    assert (overwritten.permission.role, overwritten.kept) == ("Clone", True)
    words = " ".join(render_role_table(found).split())
    assert f"overwrites role `Clone` (100) to `u` on {F1}, propagating, which also" in words
    assert "reached everything below: all that it gave is kept" in words
    assert "replaces there: role `Clone`" not in words


def test_what_is_kept_reaches_below_only_where_a_need_makes_it() -> None:
    kept = (F2, "u", SINGLE[CLONE], HERE)
    found = plan(need(F2, CREATE), entries=(kept,), who=U)
    assert placed(found) == {F2: ({CLONE, CREATE}, HERE)}
    found = plan(need(F2, POWER_ON), entries=(kept,), who=U)
    assert placed(found) == {F2: ({CLONE, POWER_ON}, PROP)}
    words = " ".join(render_role_table(found).split())
    assert "all that it gave is kept; that reaches everything below from now on" in words


def test_what_is_below_an_own_entry_is_still_seen_to() -> None:
    """The new entry goes on to hide from F2 what is set above it."""
    entries = ((F1, "u", SINGLE[DEPLOY], PROP), (ROOT, "u", SINGLE[CLONE], PROP))
    found = plan(need(F1, CREATE), need(F2, CLONE), entries=entries, who=U)
    assert placed(found) == {F1: ({CREATE, DEPLOY}, PROP), F2: ({CLONE}, HERE)}


@pytest.mark.parametrize(
    ("role", "how", "propagating"),
    [(ADMIN, HERE, True), (77, PROP, False), (NO_ACCESS, PROP, True)],
)
def test_an_own_entry_that_cannot_be_kept_is_overwritten_and_that_is_said(
    role: int, how: bool, propagating: bool
) -> None:
    privilege = POWER_ON if role == ADMIN else CREATE
    found = plan(need(F1, privilege), entries=((F1, "u", role, how),), who=U)
    assert placed(found) == {F1: ({privilege}, propagating)}
    words = " ".join(render_role_table(found).split())
    reached = ", propagating, which also reached everything below" if how else ""
    assert f"to `u` on {F1}{reached}: what it gave is not kept" in words


def test_an_own_entry_is_replaced_and_those_of_others_stay() -> None:
    entries = ((DS1, "u", READ_ONLY, PROP), (DS1, "v", ADMIN, PROP), (DS1, "G1", ADMIN, PROP))
    (assignment,) = plan(need(DS1, ALLOCATE), entries=entries, who=U).assignments
    assert [one.principal for one in assignment.replaces] == ["u"]
    assert [one.principal for one in assignment.others] == ["G1", "v"]


def test_a_group_is_asked_about_by_itself() -> None:
    """What a member holds as a user, or by another group, is not the group's."""
    entries = ((DS1, "u", ADMIN, PROP), (DS2, "G2", ADMIN, PROP), (F1, "G1", ADMIN, PROP))
    who = Assignee("G1", is_group=True)
    needs = (need(DS1, ALLOCATE), need(DS2, ALLOCATE), need(F2, CREATE))
    assert set(placed(plan(*needs, entries=entries, who=who))) == {DS1, DS2}


def test_what_members_of_a_group_lose_by_its_grant_is_told() -> None:
    """A closer entry of one group replaces what others of its members have from above."""
    entries = (
        (ROOT, "G2", ADMIN, PROP),  # u is in it too
        (ROOT, "w", ADMIN, PROP),  # by G3, which is in G1
        (ROOT, "v", ADMIN, PROP),  # in no group
        (F1, "G3", READ_ONLY, HERE),  # counts beside the new one
        (ROOT, "G1", READ_ONLY, PROP),
    )
    (assignment,) = plan(
        need(F1, CREATE), entries=entries, who=Assignee("G1", is_group=True)
    ).assignments
    assert [(one.entity, one.principal) for one in assignment.replaces] == [
        (ROOT, "G1"),
        (ROOT, "G2"),
    ]
    (assignment,) = plan(
        need(DS1, ALLOCATE), entries=entries, who=Assignee("G1", is_group=True)
    ).assignments
    assert [one.principal for one in assignment.replaces] == ["G1", "G2", "w"]


def test_a_member_that_is_decided_closer_loses_nothing_by_a_group() -> None:
    entries = ((ROOT, "G2", ADMIN, PROP), (DS1, "u", READ_ONLY, HERE))
    (assignment,) = plan(
        need(DS1, ALLOCATE), entries=entries, who=Assignee("G1", is_group=True)
    ).assignments
    assert assignment.replaces == ()


def test_groups_that_are_in_each_other_have_members_too() -> None:
    known = inventory(
        (ROOT, "G2", ADMIN, PROP), groups={"G1": ["G3"], "G3": ["G1", "u"], "G2": ["u"]}
    )
    who = Assignee("G1", is_group=True)
    (assignment,) = plan_of([report(need(DS1, ALLOCATE))], Inventory.load(known), who).assignments
    assert [one.principal for one in assignment.replaces] == ["G2"]


def test_a_global_permission_that_no_longer_counts_is_told() -> None:
    entries = (("global", "u", READ_ONLY, PROP),)
    (assignment,) = plan(need(DS1, ALLOCATE), entries=entries, who=U).assignments
    assert [one.entity for one in assignment.replaces] == ["global"]


# Alternatives.


def either(*options: tuple[str, str]) -> dict[str, Any]:
    listed = [{"entity": e, "privilege": p, "status": "unchecked"} for e, p in options]
    return need(*options[0], anyOf=listed)


def test_of_alternatives_the_first_is_granted() -> None:
    assert placed(plan(either((F1, CREATE), (A, CLONE)))) == {F1: ({CREATE}, HERE)}


def test_of_alternatives_one_that_is_needed_anyway_is_enough() -> None:
    found = plan(either((F1, CREATE), (A, CLONE)), need(A, CLONE))
    assert placed(found) == {A: ({CLONE}, HERE)}
    assert {(met.entity, met.privilege) for met in found.met} == {(A, CLONE)}


def test_of_alternatives_one_that_is_held_is_enough() -> None:
    found = plan(either((F1, CREATE), (A, CLONE)), entries=((A, "u", ADMIN, HERE),), who=U)
    assert found.assignments == ()


# `--at`.


def test_what_several_objects_need_is_granted_on_their_lowest_common_parent() -> None:
    found = plan(need(DS1, ALLOCATE), need(DS2, ALLOCATE), need(T1, DEPLOY), at="common")
    assert placed(found) == {DC1: ({ALLOCATE}, PROP), T1: ({DEPLOY}, HERE)}


def test_a_closer_entry_of_the_plan_gets_what_it_would_hide() -> None:
    needs = (need(F1, CREATE), need(F2, CREATE), need(A, CLONE), need(T1, CLONE), need(F2, DEPLOY))
    at = [Reference.parse(F1), Reference.parse(F2)]
    assert placed(plan(*needs, at=at)) == {
        F1: ({CREATE, CLONE}, PROP),
        F2: ({CREATE, DEPLOY}, HERE),
    }


def test_a_grant_above_is_not_made_where_an_entry_below_would_hide_it() -> None:
    entries = ((DS1, "u", NO_ACCESS, HERE), (DS2, "G1", READ_ONLY, HERE))
    found = plan(
        need(DS1, ALLOCATE), need(DS2, ALLOCATE), entries=entries, who=U, at=[Reference.parse(ROOT)]
    )
    assert placed(found) == {DS1: ({ALLOCATE}, HERE), DS2: ({ALLOCATE}, HERE)}


def test_what_no_place_is_above_is_granted_on_itself() -> None:
    found = plan(need(DS1, ALLOCATE), need(F2, CREATE), at=[Reference.parse(F1)])
    assert placed(found) == {DS1: ({ALLOCATE}, HERE), F1: ({CREATE}, PROP)}


# What is not granted.


def test_what_is_left_out_is_listed_with_the_reason() -> None:
    needs = (
        need(DS1, ALLOCATE, evidence="inferred"),
        need(A, CLONE, conditional=True, unknown=[f"{A}:config.template"]),
        need(None, ASSIGN, unknown=[f"{A}:resourcePool"]),
        need(F1, CREATE),
    )
    found = plan(*needs, evidence=Evidence.DOCS)
    assert placed(found) == {F1: ({CREATE}, HERE)}
    assert {(one.reason, one.privilege, one.unknown) for one in found.open} == {
        ("evidence", ALLOCATE, ()),
        ("condition", CLONE, (f"{A}:config.template",)),
        ("entity", ASSIGN, (f"{A}:resourcePool",)),
    }
    assert set(placed(plan(*needs, conditional=True))) == {A, DS1, F1}


def test_a_need_that_stands_for_one_request_is_not_conditional() -> None:
    reports = [report(need(A, CLONE, conditional=True, unknown=["x"])), report(need(A, CLONE))]
    found = plan_of(reports, Inventory.load(inventory()))
    assert (found.open, set(placed(found))) == ((), {A})


# `--diff`.


def test_a_role_is_compared_with_all_that_is_needed() -> None:
    known = inventory()
    held = [CLONE, CREATE, "Datastore.Browse", "System.Read"]
    known["roles"].append({"roleId": 200, "name": "Ops", "privilege": held})
    needs = report(need(A, CLONE), either((F1, DEPLOY), (F1, CREATE)), need(None, ASSIGN))
    for name in ("Ops", "200"):
        found = plan_of([needs], Inventory.load(known), options=Options(diff=name)).difference
        assert found is not None
        assert (found.role, found.role_id) == ("Ops", 200)
        assert (found.missing, found.extra, found.unknown) == (
            (ASSIGN,),
            ("Datastore.Browse",),
            (),
        )


def test_a_role_whose_content_is_not_described_is_not_guessed() -> None:
    known = inventory()
    known["roles"].append({"roleId": 200, "name": "Ops"})
    found = plan_of(
        [report(need(A, CLONE))], Inventory.load(known), options=Options(diff="Ops")
    ).difference
    assert found is not None
    assert (found.missing, found.extra, found.unknown) == ((), (), ("roles",))


def compared(name: str, *needs: dict[str, Any], roles: Any = (), **options: Any) -> Difference:
    known = inventory()
    known["roles"] += roles
    found = plan_of(
        [report(*needs)], Inventory.load(known), options=Options(diff=name, **options)
    ).difference
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["9" * 5000, "-" * 3 + "1", "-" + "1" * 5000])
def test_a_role_that_is_no_number_either_is_refused_in_one_line(name: str) -> None:
    message = refused(*FILES, f"--diff={name}")
    assert "has no role" in message
    assert message.isprintable()
    assert len(message) < 1000


@pytest.mark.parametrize("listed", [{}, {"privilege": []}])
def test_a_role_that_is_known_by_its_id_needs_no_list(listed: dict[str, Any]) -> None:
    roles = [{"roleId": -id_, "name": f"R{id_}", **listed} for id_ in (1, 6, 7, 8)]
    needs = (need(A, CLONE), need(A, "Cryptographer.Clone"), need(HOST, "Host.Tpm.Read"))
    said = {
        name: (found.missing, found.holds, found.unknown)
        for name in ("R1", "R6", "R7", "R8")
        for found in [compared(name, *needs, roles=roles)]
    }
    assert said == {
        "R1": ((), "all", ()),
        "R6": (("Cryptographer.Clone", "Host.Tpm.Read"), "nearly all", ()),
        "R7": ((), None, ("roles",)),
        "R8": (("Host.Tpm.Read",), "nearly all", ()),
    }


def test_what_admin_is_listed_to_hold_does_not_make_it_less() -> None:
    roles = [{"roleId": -1, "name": "Admin", "privilege": [CLONE, POWER_ON]}]
    found = compared("Admin", need(A, CLONE), need(A, DEPLOY), roles=roles)
    assert (found.missing, found.extra, found.holds) == ((), (POWER_ON,), "all")


def test_a_listed_nocryptoadmin_is_compared_by_its_list() -> None:
    roles = [{"roleId": -6, "name": "NoCryptoAdmin", "privilege": [CLONE, POWER_ON]}]
    found = compared("NoCryptoAdmin", need(A, CLONE), need(A, DEPLOY), roles=roles)
    assert (found.missing, found.extra, found.holds) == ((DEPLOY,), (POWER_ON,), None)


def test_what_may_be_needed_is_not_beyond() -> None:
    """What is needed only under a condition, or by weaker evidence, may be needed still."""
    roles = [{"roleId": 200, "name": "Ops", "privilege": [CLONE, CREATE, POWER_ON, ASSIGN]}]
    needs = (
        need(A, CLONE),
        need(F1, CREATE, conditional=True, unknown=["x"]),
        need(A, POWER_ON, evidence="inferred"),
        need(A, DEPLOY, conditional=True, unknown=["x"]),
        need(None, ALLOCATE, conditional=True, unknown=["x"]),
    )
    found = compared("Ops", *needs, roles=roles, evidence=Evidence.DOCS)
    assert (found.missing, found.possible, found.extra) == ((), (POWER_ON, CREATE), (ASSIGN,))
    found = compared("Ops", *needs, roles=roles, conditional=True)
    assert (found.missing, found.possible, found.extra) == ((ALLOCATE, DEPLOY), (), (ASSIGN,))


def test_what_is_needed_anyway_is_not_only_possible() -> None:
    needs = (need(A, CLONE), need(B, CLONE, conditional=True, unknown=["x"]))
    assert compared("Clone", *needs).possible == ()


@pytest.mark.parametrize("name", ["nobody", "77", "\u0661"])
def test_a_role_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    with pytest.raises(InputError, match=r"has no role .*there are: .*`Clone` \(100\)"):
        plan(need(A, CLONE), diff=name)


def test_of_two_roles_of_one_name_the_id_tells() -> None:
    known = inventory()
    known["roles"] += [{"roleId": n, "name": "Ops", "privilege": []} for n in (200, 201)]
    with pytest.raises(InputError, match="several roles named `Ops`"):
        plan_of([report(need(A, CLONE))], Inventory.load(known), options=Options(diff="Ops"))


def test_a_role_that_is_there_already_is_not_created_again() -> None:
    with pytest.raises(InputError, match="has a role `Clone`: choose another name"):
        plan(need(A, CLONE), name="Clone")


# On the command line.


def run(*arguments: str, status: int = Exit.CLEAN) -> str:
    ran = CliRunner().invoke(cli, ["role", *arguments], standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert ran.return_value == status
    return ran.stdout


def refused(*arguments: str) -> str:
    ran = CliRunner().invoke(cli, ["role", *arguments], standalone_mode=False)
    assert ran.exception is not None
    return str(getattr(ran.exception, "message", ran.exception))


def test_a_check_passes_with_what_is_granted() -> None:
    """The whole way: a request that fails, its grants, and the same request again."""
    found = json.loads(run(*FILES, "--principal", r"LAB\alice", "--format", "json"))
    base = Inventory.load(EXAMPLE / "inventory.yaml")
    roles = [
        {"roleId": 900 + n, "name": role["name"], "privilege": role["privileges"]}
        for n, role in enumerate(found["roles"])
    ]
    ids = {role["name"]: role["roleId"] for role in roles}
    permissions = [
        {
            "entity": one["entity"],
            "principal": r"LAB\alice",
            "group": False,
            "roleId": ids[one["role"]],
            "propagate": one["propagate"],
        }
        for one in found["assignments"]
    ]
    granted = base.merged(Inventory.load({"roles": roles, "permissions": permissions}))
    request = yaml.safe_load((EXAMPLE / "request.yaml").read_text("utf-8"))
    for known, verdict in ((base, "fail"), (granted, "pass")):
        guard = policyguard.Guard(known, r"LAB\alice")
        assert guard.check(request).verdict == verdict


def test_the_json_is_what_its_schema_says() -> None:
    path = Path(policyguard.__file__).parent / "data" / "role.schema.json"
    validator = Draft202012Validator(json.loads(path.read_text("utf-8")))
    printed = json.loads(run(*FILES, "--format", "json", "--diff", "ReadOnly", status=Exit.FAILS))
    assert list(validator.iter_errors(printed)) == []
    assert printed["version"] == 1


def test_a_role_that_lacks_something_exits_1_and_one_that_holds_more_does_not(
    tmp_path: Path,
) -> None:
    lacking = run(*FILES, "--diff", "103", status=Exit.FAILS)
    assert "lacks   Resource.AssignVMToPool" in lacking
    assert "Datastore.AllocateSpace" not in lacking.partition("compared with")[2]
    more = [ALLOCATE, ASSIGN, CREATE, DEPLOY, POWER_ON, "Host.Tpm.Read"]
    role = {"roleId": 300, "name": "Much", "privilege": more}
    (tmp_path / "more.json").write_text(json.dumps({"roles": [role]}))
    beyond = run(*FILES, "--inventory", str(tmp_path / "more.json"), "--diff", "Much")
    assert beyond.partition("compared with role `Much` (300)\n")[2].split()[:2] == [
        "beyond",
        "Host.Tpm.Read",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--principal", ""), "not empty"),
        (("--group", "g"), "not empty"),
        (("--as-group",), "not empty"),
        (("--name", " "), "--name must not be empty"),
        (("--diff", "103", "--format", "govc"), "--diff goes with --format table or json"),
        (("--at", "nowhere"), "`nowhere` is not of the form `Type/moId`"),
        (("--at", "common", "--at", "Folder/group-v3"), "`common` goes with no other"),
        (("--at", "Folder/group-v99"), "the inventory has no Folder/group-v99"),
        (("--diff", "nobody"), "has no role `nobody`"),
        (("--name", "ReadOnly", "--principal", r"LAB\alice"), "has a role `ReadOnly`"),
        (("--principal", "\udcff"), "holds half of a character"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...], message: str) -> None:
    assert message in refused(*FILES, *arguments)


def test_a_file_that_cannot_be_read_hides_no_other() -> None:
    assert "least grants" in run("nowhere.yaml", *FILES, status=Exit.UNUSABLE)


def test_where_nothing_can_be_read_nothing_is_said() -> None:
    assert run("nowhere.yaml", status=Exit.UNUSABLE) == ""


def test_that_nothing_is_to_be_granted_is_said(tmp_path: Path) -> None:
    admin = {"entity": "global", "principal": "root", "group": False, "roleId": -1}
    (tmp_path / "admin.json").write_text(json.dumps({"permissions": [admin | {"propagate": True}]}))
    known = ("--inventory", str(tmp_path / "admin.json"), "--principal", "root")
    assert "nothing is to be granted" in run(*FILES, *known)
    assert "# Nothing is to be granted." in run(*FILES, *known, "--format", "govc")


def test_what_is_left_open_is_said_in_every_format() -> None:
    request = str(REPOSITORY / "examples" / "no-inventory" / "request.json")
    vm = "VirtualMachine/vm-12"
    depends = f"it is needed only if what is not known turns out so; it takes {vm}:config.template"
    somewhere = "Cryptographer.RegisterHost (api-page): on which object it is checked is not known"
    for name in ("table", "govc", "terraform", "ansible", "powercli"):
        words = " ".join(run(request, "--format", name).replace("\n#", "").split())
        assert f"VirtualMachine.Provisioning.Clone on {vm} (api-page): {depends}" in words
        assert somewhere in words
        assert "takes permissions there depends on ResourcePool/resgroup-81:parent" in words


def test_what_is_not_known_stops_a_pipeline_that_asks_for_it() -> None:
    request = str(REPOSITORY / "examples" / "no-inventory" / "request.json")
    for name in ("table", "govc"):
        run(request, "--format", name)
        run(request, "--format", name, "--unknown", "warn")
        run(request, "--format", name, "--unknown", "error", status=Exit.UNDETERMINED)
    run(*FILES, "--unknown", "error")
    # What is left out because it was asked for is known.
    only = run(*FILES, "--unknown", "error", "--evidence", "docs", "--format", "govc")
    assert "its evidence is weaker" in only


def test_a_script_that_may_not_suffice_says_so_first() -> None:
    request = str(REPOSITORY / "examples" / "no-inventory" / "request.json")
    warning = "These grants may not suffice: what is listed as not granted may be needed too."
    for name in ("govc", "terraform", "ansible", "powercli"):
        assert f"# {warning}" in run(request, "--format", name).splitlines()[:4]
        assert warning not in run(*FILES, "--format", name)


def test_the_table_says_how_a_role_compares() -> None:
    known = inventory()
    known["roles"].append({"roleId": 200, "name": "Ops"})
    for name, words in (("Clone", "it holds exactly what is needed"), ("Ops", "not known: the")):
        found = plan_of([report(need(A, CLONE))], Inventory.load(known), options=Options(diff=name))
        assert words in render_role_table(found)
    known["roles"].append({"roleId": -1, "name": "Admin"})
    open_ = need(F1, CREATE, conditional=True, unknown=["x"])
    for name, words in (
        ("Admin", "beyond  everything else: it holds all privileges there are"),
        ("CreateFromExisting", "may be needed  VirtualMachine.Inventory.CreateFromExisting"),
    ):
        found = plan_of([report(open_)], Inventory.load(known), options=Options(diff=name))
        table = " ".join(render_role_table(found).split())
        assert " ".join(words.split()) in table
        assert "not known: the" not in table
        assert "exactly" not in table


def test_the_page_shows_what_its_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    page = (REPOSITORY / "docs" / "role.md").read_text("utf-8")
    (command,) = re.findall(r"^```console\n\$ policyguard role (.*)\n```$", page, re.MULTILINE)
    (shown,) = re.findall(r"^```text\n(.*?)```$", page, re.MULTILINE | re.DOTALL)
    assert shown == run(*shlex.split(command))
