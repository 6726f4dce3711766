"""How who can run what is written: for people, for spreadsheets, for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from policyguard import CloneRequest, Guard, Inventory
from policyguard.matrix import Who, matrix_of, principals_of
from policyguard.render.matrix_csv import render_matrix_csv
from policyguard.render.matrix_json import render_matrix_json
from policyguard.render.matrix_text import render_matrix
from policyguard.render.who_text import render_who
from tests.matrix_kit import (
    FILES,
    INVENTORY,
    KNOWN,
    NOW,
    data_of,
    matrix,
    run,
    statuses,
    without_power_on,
)

CAROL = Who(group=False, name="LAB\\carol")
HOSTILE = '=1+1\x1b[31m\r\nEVIL,"<script>\u202e'


def test_the_text_has_a_table_and_says_why_not() -> None:
    text = run("matrix", *FILES, *KNOWN).stdout
    assert "\nLAB\\alice           granted    granted    missing\n" in text
    assert "\nLAB\\web (group)     granted    missing    missing\n" in text
    reason = text.split("\nLAB\\bob, request 1: missing\n")[1].split("\n\n")[0]
    assert reason.splitlines()[0] == (
        "    Datastore.AllocateSpace on `ds-1` (Datastore/datastore-11) [api-page]"
    )
    assert "role `ReadOnly` (-2) to `LAB\\bob`" in reason
    assert "LAB\\erin, request" not in text


def test_the_csv_has_one_line_for_each_cell() -> None:
    lines = list(
        csv.DictReader(io.StringIO(run("matrix", *FILES, *KNOWN, "--format", "csv").stdout))
    )
    assert len(lines) == 10 * 3
    (bob,) = (
        line for line in lines if line["principal"] == "LAB\\bob" and line["name"] == "web-02"
    )
    assert (bob["kind"], bob["source"], bob["status"]) == ("user", "vm-12", "missing")
    assert bob["missing"] == (
        "Datastore.AllocateSpace on `ds-1` (Datastore/datastore-11) [api-page]"
    )
    (pipeline,) = (
        line
        for line in lines
        if line["principal"] == "LAB\\svc-pipeline" and line["name"] == "db-01"
    )
    assert (pipeline["status"], pipeline["missing"]) == ("unknown", "")
    assert "Datastore.AllocateSpace" in pipeline["unknown"]
    assert {bool(line["missing"]) for line in lines if line["status"] == "missing"} == {True}
    assert {line["missing"] for line in lines if line["status"] != "missing"} == {""}


POWER_ON = (
    "VirtualMachine.Interact.PowerOn on `db` (Folder/group-v23) or "
    "VirtualMachine.Interact.PowerOn on `db` (ResourcePool/resgroup-82) [inferred]"
)


def test_all_that_would_do_is_written_and_that_it_may_not_be_asked_for() -> None:
    text = render_matrix(matrix(INVENTORY, without_power_on(), only=[CAROL]))
    reason = text.split("\nLAB\\carol, request 2: unknown\n")[1].split("\n\n")[0]
    words = " ".join(reason.split())
    assert words.startswith(f"{POWER_ON} which may not be asked for: `spec.powerOn` is set")
    for place in ("Folder/group-v23", "ResourcePool/resgroup-82"):
        assert f"`VirtualMachine.Interact.PowerOn` on `db` ({place}): missing: " in words


def test_no_evidence_is_broken_over_two_lines() -> None:
    text = render_matrix(matrix())
    assert text.count("-page]") == text.count("[api-page]") > 0


def test_of_an_object_that_is_not_known_it_is_said_too() -> None:
    objects, asked = data_of(INVENTORY), data_of(FILES[1])
    source = objects["objects"]["VirtualMachine/vm-12"]
    source["config"]["template"] = False
    del source["resourcePool"]
    del asked["body"]["spec"]["location"]["pool"]
    guard = Guard(Inventory.load([objects, without_power_on()]))
    words = " ".join(render_matrix(matrix_of(guard, [CloneRequest.of(asked)], [CAROL])).split())
    folder, pool = "`db` (Folder/group-v23)", "an object that is not known"
    asked_for = " or ".join(f"VirtualMachine.Interact.PowerOn on {one}" for one in (folder, pool))
    assert f"{asked_for} [inferred] `VirtualMachine.Interact.PowerOn` on {folder}: missing" in words
    not_known = "which object it is checked on is not known"
    assert f"`VirtualMachine.Interact.PowerOn` on (not known): {not_known}" in words


def test_what_may_not_be_asked_for_has_a_column_of_its_own() -> None:
    found = matrix(INVENTORY, without_power_on(), only=[CAROL])
    web, db, _ = csv.DictReader(io.StringIO(render_matrix_csv(found)))
    assert (db["status"], db["missing"], db["open"], db["unknown"]) == ("unknown", "", POWER_ON, "")
    assert web["status"] == "missing"
    assert "[inferred]" in web["open"]
    assert "[inferred]" not in web["missing"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\u3000", "\u200b\ufeff"])
def test_no_name_is_a_formula_in_the_csv(sign: str, before: str) -> None:
    found = matrix(only=[Who(group=False, name=f"{before}{sign}1+1")])
    lines = render_matrix_csv(found).split("\r\n")
    assert lines[1].startswith("\"'")
    assert f'{sign}1+1",' in lines[1]


def test_every_cell_of_the_csv_is_quoted() -> None:
    lines = render_matrix_csv(matrix()).removesuffix("\r\n").split("\r\n")
    assert lines[0].startswith('"principal","kind",')
    for line, cells in zip(lines, csv.reader(lines), strict=True):
        assert line == ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.mark.parametrize("first", ["\tname", "\rname", "\nname"])
def test_a_name_that_begins_with_a_tab_or_a_new_line_is_marked_in_the_csv(first: str) -> None:
    found = matrix(only=[Who(group=False, name=first)])
    assert render_matrix_csv(found).split("\r\n")[1].startswith("\"'\\")


def test_the_json_has_the_cells_of_each_principal_in_the_order_of_the_requests() -> None:
    found = json.loads(run("matrix", *FILES, *KNOWN, "--format", "json").stdout)
    assert [one["request"]["name"] for one in found["requests"]] == [
        "web-02",
        "db-01",
        "web-template-2",
    ]
    table = {
        one["principal"]: [cell["status"] for cell in one["cells"]] for one in found["principals"]
    }
    assert table == statuses(matrix())
    assert (found["version"], found["incomplete"]) == (1, [])
    cell = found["principals"][1]["cells"][0]
    assert [
        (one["privilege"], one["entity"])
        for one in cell["requirements"]
        if one["status"] == "missing"
    ] == [("Datastore.AllocateSpace", "Datastore/datastore-11")]
    assert all(one["explanation"] for one in cell["requirements"])


def test_that_others_may_be_able_too_is_said_where_the_inventory_is_not_complete() -> None:
    part = data_of(NOW)
    part["complete"] = ["roles"]
    found = matrix(INVENTORY, part)
    assert found.incomplete == ("permissions", "groups")
    assert "does not claim to hold all `permissions`, `groups`" in render_matrix(found)
    assert "does not claim" not in render_matrix(matrix())


def test_that_a_name_may_be_a_groups_is_said_where_it_is_only_a_member() -> None:
    part = data_of(NOW)
    part["complete"] = ["permissions", "roles"]
    part["groups"]["LAB\\web"] = [*part["groups"]["LAB\\web"], "LAB\\nested"]
    found = matrix(INVENTORY, part)
    named_by_entries = {one["principal"] for one in part["permissions"]}
    members = {name for those in part["groups"].values() for name in those}
    only_members = sorted(members - named_by_entries - set(part["groups"]))
    assert "LAB\\nested" in only_members
    assert [who.name for who in found.perhaps_groups] == only_members
    words = " ".join(render_matrix(found).split())
    listed = ", ".join(f"`{name}`" for name in only_members)
    assert f"Known only as members of groups: {listed}. Each may itself be a group" in words
    assert json.loads(render_matrix_json(found))["perhapsGroups"] == only_members
    assert words.endswith(" ".join(render_who(found).split("\n\n")[-1].split()))
    part["complete"].append("groups")
    assert matrix(INVENTORY, part).perhaps_groups == ()


@pytest.mark.parametrize("output_format", ["text", "csv", "json", "html"])
def test_the_same_input_gives_the_same_bytes(output_format: str) -> None:
    arguments = ("matrix", *FILES, *KNOWN, "--format", output_format)
    assert run(*arguments).stdout_bytes == run(*arguments).stdout_bytes


def test_hostile_names_forge_no_line_and_no_formula() -> None:
    entry = {"entity": "global", "roleId": 7, "group": False, "propagate": True}
    role = {"roleId": 7, "name": HOSTILE, "privilege": []}
    inventory = Inventory.load(
        {
            "permissions": [{**entry, "principal": HOSTILE}],
            "roles": [role],
            "groups": {HOSTILE: [HOSTILE]},
            "objects": {"VirtualMachine/vm-12": {"name": HOSTILE}},
        }
    )
    asked = data_of(FILES[0])
    asked["body"]["name"] = f"{HOSTILE}\ud800"
    request = CloneRequest.of(asked, file=HOSTILE)
    found = matrix_of(Guard(inventory), [request], principals_of(inventory))
    text, lines = render_matrix(found), render_matrix_csv(found)
    assert not any(character in text for character in "\x1b\r\u202e\ud800")
    assert text.encode()
    assert not any(line.startswith("EVIL") for line in text.splitlines())
    rows = list(csv.reader(io.StringIO(lines)))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[1][0].startswith("'=1+1")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert json.loads(render_matrix_json(found).encode())


def test_the_label_is_how_the_inventory_calls_an_object() -> None:
    found = matrix()
    plain = replace(found, label=str)
    assert "on `ds-1` (Datastore/datastore-11)" in render_matrix(found)
    assert "on Datastore/datastore-11 [api-page]\n" in render_matrix(plain)
