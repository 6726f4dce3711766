"""What each principal gains and loses between two inventories."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from policyguard.matrix import Change, changes_between
from policyguard.render.matrix_csv import render_changes_csv
from policyguard.render.matrix_json import render_changes_json
from policyguard.render.matrix_text import render_changes
from tests.matrix_kit import (
    BEFORE,
    FILES,
    INVENTORY,
    NOW,
    data_of,
    matrix,
    run,
    without_power_on,
)

COMPARE = ("--inventory", INVENTORY, "--compare", BEFORE, NOW)


def changes(old: Any, new: Any) -> tuple[Change, ...]:
    return changes_between(matrix(INVENTORY, old), matrix(INVENTORY, new))


def told(found: tuple[Change, ...]) -> list[tuple[str, int, str]]:
    return [(one.who.name, one.column, one.effect.value) for one in found]


def test_what_the_example_gains_and_loses() -> None:
    found = changes(BEFORE, NOW)
    assert told(found) == [
        ("LAB\\alice", 1, "gains"),
        ("LAB\\bob", 0, "loses"),
        ("LAB\\bob", 2, "differs"),
    ]
    (lost,) = found[1].requirements
    assert lost.was
    assert lost.now
    assert (lost.either.privilege, lost.either.entity, lost.was.status, lost.now.status) == (
        "Datastore.AllocateSpace",
        "Datastore/datastore-11",
        "granted",
        "missing",
    )


def test_the_other_way_round_gains_are_losses() -> None:
    other = {"gains": "loses", "loses": "gains", "differs": "differs"}
    there, back = told(changes(BEFORE, NOW)), told(changes(NOW, BEFORE))
    assert [(who, column, other[effect]) for who, column, effect in there] == back


def test_nothing_changes_between_equals() -> None:
    assert changes(NOW, NOW) == ()
    same = ("--inventory", INVENTORY, "--compare", NOW, NOW)
    assert run("matrix", *FILES, *same).stdout.endswith("\nnothing changes\n")


def test_knowing_less_is_a_change_too() -> None:
    partly = data_of(NOW)
    partly["complete"] = ["roles", "groups"]
    found = changes(NOW, partly)
    # An entry that nobody listed may grant, and may replace one that does.
    assert {one.now.value for one in found} == {"unknown"}
    assert {one.was.value for one in found} == {"granted", "missing", "unknown"}
    assert {one.effect.value for one in found} == {"differs", "loses"}


def test_what_a_request_needs_may_change_with_the_objects() -> None:
    """An encrypted source takes `Cryptographer.Clone` (P1) besides."""
    objects = data_of(INVENTORY)
    objects["objects"]["VirtualMachine/vm-12"]["config"]["keyId"] = {"keyId": "k"}
    found = changes_between(matrix(INVENTORY, NOW), matrix(objects, NOW))
    (first,) = (one for one in found if (one.who.name, one.column) == ("LAB\\alice", 0))
    assert first.effect.value == "loses"
    added = {one.either.privilege: one.was for one in first.requirements}
    assert added["Cryptographer.Clone"] is None
    words = " ".join(render_changes(matrix(objects, NOW), found).split())
    assert (
        "Cryptographer.Clone on `web-template` (VirtualMachine/vm-12) [api-page]: not needed"
        in words
    )


def test_what_goes_without_saying_is_no_change() -> None:
    """`System.View` is left out where something else is missing on the same object."""
    for one in changes(BEFORE, NOW):
        assert {r.either.privilege for r in one.requirements}.isdisjoint({"System.View"})


def test_someone_only_one_of_the_two_names_is_compared_too(tmp_path: Any) -> None:
    more = data_of(NOW)
    more["groups"]["LAB\\admins"].append("LAB\\grace")
    file = tmp_path / "more.json"
    file.write_text(json.dumps(more))
    ran = run("matrix", *FILES, "--inventory", INVENTORY, "--compare", NOW, str(file), status=1)
    assert "gains   LAB\\grace, request 3: missing before, granted now\n" in ran.stdout


def test_two_whole_inventories_can_be_compared(tmp_path: Any) -> None:
    files: list[Path] = []
    for name in (BEFORE, NOW):
        whole = {**data_of(INVENTORY), **data_of(name)}
        whole["complete"] = ["objects", "permissions", "roles", "groups"]
        files.append(tmp_path / f"{len(files)}.json")
        files[-1].write_text(json.dumps(whole))
    whole_ones = run("matrix", *FILES, "--compare", *map(str, files), status=1)
    assert whole_ones.stdout == run("matrix", *FILES, *COMPARE, status=1).stdout


def test_the_csv_has_one_line_for_each_requirement() -> None:
    lines = list(csv.DictReader(io.StringIO(render_changes_csv(matrix(), changes(BEFORE, NOW)))))
    lost = [line for line in lines if line["effect"] == "loses"]
    assert [(one["principal"], one["entity"], one["requirement now"]) for one in lost] == [
        ("LAB\\bob", "Datastore/datastore-11", "missing")
    ]
    assert lost[0]["evidence"] == "api-page"
    assert run("matrix", *FILES, *COMPARE, "--format", "csv", status=1).stdout_bytes


def test_of_what_changes_all_that_would_do_is_written() -> None:
    found = changes(NOW, without_power_on())
    power_on = "VirtualMachine.Interact.PowerOn on `db` (Folder/group-v23)"
    other = "VirtualMachine.Interact.PowerOn on `db` (ResourcePool/resgroup-82)"
    words = " ".join(render_changes(matrix(), found).split())
    assert f"{power_on} or {other} [inferred]: granted before, missing now" in words
    lines = csv.DictReader(io.StringIO(render_changes_csv(matrix(), found)))
    (carol,) = (one for one in lines if (one["principal"], one["name"]) == ("LAB\\carol", "db-01"))
    assert (carol["entity"], carol["alternatives"]) == ("Folder/group-v23", other)
    assert (carol["requirement was"], carol["requirement now"]) == ("granted", "missing")


def test_the_json_has_both_sides_of_each_requirement() -> None:
    found = json.loads(run("matrix", *FILES, *COMPARE, "--format", "json", status=1).stdout)
    assert [one["was"] for one in found["requests"]] == [
        one["verdict"] for one in found["requests"]
    ]
    lost = found["changes"][1]
    assert {
        key: lost[key] for key in ("principal", "group", "request", "effect", "was", "now")
    } == {
        "principal": "LAB\\bob",
        "group": False,
        "request": 0,
        "effect": "loses",
        "was": "granted",
        "now": "missing",
    }
    (sides,) = lost["requirements"]
    assert (sides["was"]["status"], sides["now"]["status"]) == ("granted", "missing")
    old, new = matrix(INVENTORY, BEFORE), matrix()
    whole = render_changes_json(old, new, changes_between(old, new))
    assert json.loads(whole)["changes"] == found["changes"]
