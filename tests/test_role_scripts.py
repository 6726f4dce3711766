"""Scripts of the least grants, read back: each language sees the names, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policyguard.errors import InputError
from policyguard.inventory import Inventory
from policyguard.least import Assignee, Options, Plan, plan_of
from policyguard.render.role_ansible import render_role_ansible
from policyguard.render.role_govc import render_role_govc
from policyguard.render.role_json import render_role_json
from policyguard.render.role_powercli import render_role_powercli
from policyguard.render.role_table import render_role_table
from policyguard.render.role_terraform import render_role_terraform
from policyguard.report import Report

SCRIPTS = {
    "govc": render_role_govc,
    "terraform": render_role_terraform,
    "ansible": render_role_ansible,
    "powercli": render_role_powercli,
}
HOSTILE = [
    "plain",
    r"LAB\alice",
    'it\'s "quoted" \\ and `ticked`',
    "$(id) $HOME ${var.x} %{if true} $${x} $$${y} %%{z} $${",
    "{{ lookup('pipe', 'id') }} {% x %} {# y #}",
    "a; rm -rf / # & | > <",
    "\u2018smart\u2019 \u201aquotes\u201b \u201cdouble\u201d",
    "--help",
    "- [x]: !unsafe *a &b",
    "~",
    "true",
    "\U0001f4a9 é",
]
PRINTABLE = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"]).filter(str.isprintable), min_size=1
).filter(str.strip)


def need(entity: str, privilege: str) -> dict[str, Any]:
    return {
        "entity": entity,
        "privilege": privilege,
        "status": "unchecked",
        "rule": "PRV001",
        "evidence": "docs",
        "because": "it is needed",
    }


def report(*requirements: dict[str, Any], file: str | None = None) -> Report:
    request = {"release": "8.0.2.0", "file": file}
    return Report.model_validate(
        {"request": request, "verdict": "pass", "engine": "portable", "requirements": requirements}
    )


def plan(who: str, role: str = "r", label: str = "ds", value: str = "datastore-1") -> Plan:
    """Two objects and two roles, one of which is vCenter's own; others have permissions too."""
    store = f"Datastore/{value}"
    requirements = [need(store, "Datastore.AllocateSpace"), need("HostSystem/h-1", "System.View")]
    needing = report(*requirements, file="r\n$(id).yaml")
    others = [("mallory's ${x}", True, 5), ("root", False, -1)]
    inventory = {
        "objects": {
            store: {"name": label, "parent": "Folder/f"},
            "HostSystem/h-1": {"name": "esx", "parent": "ClusterComputeResource/c"},
        },
        "roles": [{"roleId": 5, "name": "x\nrm -rf /", "privilege": []}],
        "permissions": [
            {
                "entity": store,
                "principal": principal,
                "group": group,
                "roleId": id_,
                "propagate": True,
            }
            for principal, group, id_ in others
            if principal != who
        ],
    }
    return plan_of([needing], Inventory.load(inventory), Assignee(who), Options(name=role))


# Each reader returns every text there is in a script, or fails if it runs or opens anything.


def shell_arguments(script: str) -> list[list[str]]:
    """What a shell hands to govc."""
    govc = "govc() { printf '%s\\0' \"$@\"; printf '\\n\\0'; }\n"
    ran = subprocess.run(
        ["/bin/sh", "-c", govc + script], capture_output=True, check=True, env={"PATH": "/nowhere"}
    )
    assert ran.stderr == b""
    calls = ran.stdout.decode().split("\n\0")
    return [call.split("\0")[:-1] for call in calls[:-1]]


@given(who=PRINTABLE, role=PRINTABLE)
def test_govc_gets_its_arguments_whole(who: str, role: str) -> None:
    created, store, host = shell_arguments(render_role_govc(plan(who, role)))
    assert created == ["role.create", "--", role, "Datastore.AllocateSpace"]
    assert store == [
        "permissions.set",
        f"-principal={who}",
        "-group=false",
        "-propagate=false",
        f"-role={role}",
        "Datastore:datastore-1",
    ]
    assert host[-2:] == ["-role=ReadOnly", "HostSystem:h-1"]


def hcl_strings(script: str) -> list[str]:
    """The quoted templates of a configuration; fails if one has an interpolation."""
    found, at = [], 0
    while (at := script.find('"', at)) >= 0:
        text, at = "", at + 1
        while script[at] != '"':
            if script.startswith(("$${", "%%{"), at):
                text, at = text + script[at + 1 : at + 3], at + 3
                continue
            assert not script.startswith(("${", "%{", "\n"), at)
            at += script[at] == "\\"
            text, at = text + script[at], at + 1
        found.append(text)
        at += 1
    return found


def code_of(script: str) -> str:
    """A script without the lines that are comments."""
    lines = script.splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip().startswith("#"))


@given(who=PRINTABLE, role=PRINTABLE)
def test_terraform_gets_its_strings_whole(who: str, role: str) -> None:
    script = code_of(render_role_terraform(plan(who, role)))
    strings = hcl_strings(script)
    assert strings[:2] == ["vsphere_role", strings[1]]
    assert strings[2:4] == [role, "Datastore.AllocateSpace"]
    assert strings.count(who) >= 2
    assert re.fullmatch(r"[a-z][a-z0-9_]*", strings[1])
    assert f"role_id       = vsphere_role.{strings[1]}.id" in script


def test_terraform_keeps_the_permissions_of_others_and_says_why() -> None:
    script = render_role_terraform(plan("alice"))
    strings = hcl_strings(code_of(script))
    assert strings[strings.index("alice") + 1 :][:4] == ["mallory's ${x}", "5", "root", "-1"]
    assert "owns ALL permissions" in script
    assert "does not claim to have all permissions" in script


def test_terraform_calls_no_two_resources_the_same() -> None:
    needing = report(*(need(f"Datastore/{value}", "x") for value in ("a-1", "a_1", "A.1")))
    found = plan_of([needing], Inventory.load({}))
    strings = hcl_strings(code_of(render_role_terraform(found)))
    names = [strings[n + 1] for n, s in enumerate(strings) if s == "vsphere_entity_permissions"]
    assert sorted(names) == ["datastore_a_1", "datastore_a_1_2", "datastore_a_1_3"]


class Loader(yaml.SafeLoader):
    """Reads `!unsafe` as Ansible does: a text in which no template is looked for."""


Loader.add_constructor("!unsafe", lambda _, node: ("unsafe", node.value))


def ansible_text(value: Any) -> Any:
    """What Ansible makes of a value, if it needs no template for it."""
    if isinstance(value, tuple):
        return value[1]
    assert not (isinstance(value, str) and re.search(r"\{[{%#]", value))
    return value


def tasks(script: str) -> list[dict[str, Any]]:
    loaded = yaml.load(script, Loader)  # noqa: S506 - it is a safe one
    return [
        {
            "name": ansible_text(task["name"]),
            "module": (module := next(key for key in task if key != "name")),
            **{key: ansible_text(value) for key, value in task[module].items()},
        }
        for task in loaded
    ]


@given(who=PRINTABLE, role=PRINTABLE, label=PRINTABLE)
def test_ansible_gets_its_strings_whole(who: str, role: str, label: str) -> None:
    created, store, host = tasks(render_role_ansible(plan(who, role, label)))
    assert (created["local_role_name"], created["local_privilege_ids"]) == (
        role,
        ["Datastore.AllocateSpace"],
    )
    assert (store["role"], store["principal"], store["object_name"]) == (role, who, label)
    assert (store["object_type"], store["recursive"], host["role"]) == (
        "Datastore",
        False,
        "ReadOnly",
    )


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        ({}, "wants its name"),
        ({"Datastore/d": {"name": "a"}, "Datastore/e": {"name": "a"}}, "Datastore/e has the same"),
        ({"VirtualApp/d": {"name": "a", "parent": "ResourcePool/p"}}, "no objects of its type"),
    ],
)
def test_ansible_fails_rather_than_to_take_another_object(
    objects: dict[str, Any], reason: str
) -> None:
    entity = next(iter(objects), "Datastore/d")
    needing = report(need(entity, "VApp.AssignVM"))
    found = plan_of([needing], Inventory.load({"objects": objects}))
    _, task = tasks(render_role_ansible(found))
    assert task["module"] == "ansible.builtin.fail"
    assert reason in task["msg"]


@pytest.mark.parametrize(
    ("entity", "other", "found"),
    [
        ("Network/a", "DistributedVirtualPortgroup/b", True),
        ("Network/a", "OpaqueNetwork/b", True),
        ("Folder/a", "StoragePod/b", True),
        ("ResourcePool/a", "VirtualApp/b", True),
        ("ComputeResource/a", "ClusterComputeResource/b", True),
        ("DistributedVirtualSwitch/a", "VmwareDistributedVirtualSwitch/b", True),
        ("DistributedVirtualPortgroup/a", "Network/b", False),
        ("Datastore/a", "StoragePod/b", False),
    ],
)
def test_ansible_fails_where_its_search_finds_an_object_of_a_derived_type(
    entity: str, other: str, found: bool
) -> None:
    objects = {one: {"name": "same", "parent": "Folder/up"} for one in (entity, other)}
    known = Inventory.load({"objects": objects})
    _, task = tasks(render_role_ansible(plan_of([report(need(entity, "x"))], known)))
    assert (task["module"] == "ansible.builtin.fail") is found
    assert (f"{other} has the same name" in task.get("msg", "")) is found


@pytest.mark.parametrize("complete", [[], ["objects"]])
def test_ansible_says_where_there_may_be_others_of_the_name(complete: list[str]) -> None:
    objects = {"Datastore/d": {"name": "a"}}
    known = Inventory.load({"objects": objects, "complete": complete})
    script = render_role_ansible(plan_of([report(need("Datastore/d", "x"))], known))
    assert ("does not claim to have all objects" in script) is (not complete)


def test_ansible_finds_the_root_folder_by_its_own_word() -> None:
    needing = report(need("Folder/group-d1", "Folder.Create"))
    known = Inventory.load(
        {"objects": {"Folder/group-d1": {"name": "Datacenters", "parent": None}}}
    )
    _, task = tasks(render_role_ansible(plan_of([needing], known)))
    assert task["object_name"] == "rootFolder"


QUOTED = re.compile("'((?:[^'\u2018-\u201b]|(?:['\u2018-\u201b])['\u2018-\u201b])*)'")


@given(who=PRINTABLE, role=PRINTABLE)
def test_powershell_gets_its_strings_whole(who: str, role: str) -> None:
    script = code_of(render_role_powercli(plan(who, role)))
    strings = [re.sub("(['\u2018-\u201b])\\1", r"\1", one) for one in QUOTED.findall(script)]
    assert strings == [
        "Stop",
        role,
        "Datastore.AllocateSpace",
        "ReadOnly",
        "Datastore-datastore-1",
        who,
        "HostSystem-h-1",
        who,
    ]
    assert re.fullmatch(r"[\w\s$=(){}|:.,-]*", QUOTED.sub("x", script))


def test_powershell_changes_a_permission_that_is_there() -> None:
    needing = report(need("Datastore/d", "x"))
    entry = {"entity": "Datastore/d", "principal": "u", "roleId": -2, "propagate": True}
    known = Inventory.load({"permissions": [entry | {"group": False}]})
    script = render_role_powercli(plan_of([needing], known, Assignee("u")))
    found = "$permission = Get-VIPermission -Entity $entity -Principal 'u'"
    assert script.splitlines()[-3:] == [
        f"{found} | Where-Object {{ $_.EntityId -eq $entity.Id }}",
        "if (-not $permission) { throw 'u has no permission on Datastore/d to change' }",
        "$permission | Set-VIPermission -Role $role1 -Propagate:$true",
    ]
    assert "New-VIPermission" not in script


# What no language is trusted with.


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31m", "\u202e", "\0", "a\u2028b", "\u00a0"])
@pytest.mark.parametrize("render", SCRIPTS.values(), ids=SCRIPTS)
def test_a_name_that_does_not_print_goes_into_no_script(
    render: Callable[[Plan], str], text: str
) -> None:
    for found in (plan(text), plan("u", role=text), plan("u", value=f"d{text}")):
        with pytest.raises(InputError, match="cannot be put into a script"):
            render(found)
    assert json.loads(render_role_json(plan(text)))["principal"]["name"] == text


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31m", "\u202e", "\u2028", "x" * 5000])
def test_a_comment_and_a_table_never_show_what_does_not_print(text: str) -> None:
    for render in (*SCRIPTS.values(), render_role_table):
        if render is not render_role_ansible:  # there the name is an argument
            shown = render(plan("u", label=text))
            assert shown.replace("\n", "").isprintable()
            assert max(map(len, shown.splitlines())) < 300
    table = render_role_table(plan(text, role=text))
    assert table.replace("\n", "").isprintable()
