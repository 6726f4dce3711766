"""What the server itself answered decides, whatever the permissions listed say."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.authorization import Access, Authorizer, Principal
from policyguard.errors import InvalidInventory
from policyguard.guard import Guard
from policyguard.inventory import Inventory
from policyguard.matrix import answered, matrix_of, principals_of
from policyguard.references import Reference
from policyguard.report import Status
from policyguard.request import CloneRequest
from tests.inventory_i import CLONE, CLONER, F1, HERE, POWER_ON, PROP, A, B, Entry, inventory

READ = ["System.Anonymous", "System.View", "System.Read"]


def answer(privilege: list[str], user: str = "u", entity: Any = A) -> dict[str, Any]:
    return {"principal": user, "entity": entity, "privilege": privilege}


def asked(
    *entries: Entry,
    effective: list[dict[str, Any]],
    entity: str = A,
    user: str = "u",
    complete: tuple[str, ...] = ("permissions", "roles", "groups"),
) -> Access:
    given = inventory(*entries, effective=effective, complete=list(complete))
    return Authorizer(Inventory.load(given), Principal(user)).access(Reference.parse(entity), CLONE)


@pytest.mark.parametrize("complete", [(), ("permissions", "roles", "groups")])
@pytest.mark.parametrize("entry", [None, (F1, "u", CLONER, PROP), (A, "u", -5, HERE)])
@pytest.mark.parametrize("held", [True, False])
def test_an_answer_decides(complete: tuple[str, ...], entry: Entry | None, held: bool) -> None:
    entries = () if entry is None else (entry,)
    found = asked(*entries, effective=[answer([CLONE] if held else READ)], complete=complete)
    assert found.status is (Status.GRANTED if held else Status.MISSING)
    assert found.unknown == ()
    assert found.answered == "the server itself answered so"
    assert found.explanation[0].endswith("the server itself answered so")


def test_of_other_users_and_entities_nothing_was_answered() -> None:
    for other in (answer([CLONE], user="x"), answer([CLONE], entity=B)):
        assert asked(effective=[other]).status is Status.MISSING


def test_who_holds_anything_may_see_it() -> None:
    given = inventory(effective=[answer([CLONE]), answer([], entity=B)], complete=[])
    authorizer = Authorizer(Inventory.load(given), Principal("u"))
    assert authorizer.status(Reference.parse(A), "System.View") is Status.GRANTED
    assert authorizer.status(Reference.parse(B), "System.View") is Status.MISSING


def test_what_is_listed_is_told_where_it_says_something_else() -> None:
    found = asked((F1, "u", CLONER, PROP), effective=[answer([])])
    assert found.explanation[1].startswith("by what is listed it would be granted")
    assert any("a grant to `u` on" in line for line in found.explanation)
    found = asked(effective=[answer([CLONE])])
    assert found.explanation[1].startswith("by what is listed it would be missing")
    assert (found.decision.changes, found.decision.places) == ((), ())


def test_an_answer_for_another_spelling_may_or_may_not_count() -> None:
    own: Entry = (A, "u", CLONER, HERE)
    assert asked(own, effective=[answer([CLONE], user="U")]).status is Status.GRANTED
    found = asked(own, effective=[answer([], user="U")])
    assert (found.status, found.unknown) == (Status.UNKNOWN, ("principal",))
    assert found.explanation[0].startswith("the inventory has `U`")
    assert asked(effective=[answer([CLONE], user="U")]).unknown == ("principal",)
    exact = [answer([CLONE], user="U"), answer([])]
    assert asked(effective=exact).status is Status.MISSING


def test_answers_come_from_several_files_and_say_one_thing() -> None:
    reference = {"_typeName": "ManagedObjectReference", "type": "VirtualMachine", "value": A[15:]}
    one = {"effective": [answer([CLONE, "x"])]}
    both = Inventory.load([one, {"effective": [answer(["x", CLONE], entity=reference)]}])
    assert both.answered("u", Reference.parse(A)) == frozenset({CLONE, "x"})
    with pytest.raises(InvalidInventory, match=r"holds on .* in two ways, at inventory 1 and at"):
        Inventory.load([one, {"effective": [answer([])]}])
    assert Inventory.load(one).merged(both).effective == both.effective


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"entity": "global"}, r"effective\[0\].entity. is ..global.., expected .Type/moId."),
        ({"principal": ""}, r"effective\[0\].principal"),
        ({"privilege": None}, r"effective\[0\].privilege. is .null., expected a list"),
        ({"privileges": []}, r"unknown key .effective\[0\].privileges., did you mean .privilege."),
    ],
)
def test_an_answer_that_is_none_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInventory, match=said):
        Inventory.load({"effective": [answer([]) | wrong]})


def request() -> CloneRequest:
    folder = {"_typeName": "ManagedObjectReference", "type": "Folder", "value": F1[7:]}
    body = {"folder": folder, "name": "x", "spec": {"location": {}, "template": True}}
    return CloneRequest.of({"moId": A.partition("/")[2], "body": body})


def test_a_report_says_that_the_server_answered() -> None:
    guard = Guard(inventory(effective=[answer([]), answer([], entity=F1)], complete=[]), "u")
    report = guard.check(request())
    found = {one.rule: one for one in report.requirements}
    assert found["PRV002"].status is Status.MISSING
    assert found["PRV002"].because.endswith("; the server itself answered so")
    assert {one.rule: one.evidence for one in report.findings}["PRV002"] == found["PRV002"].evidence


def test_a_matrix_asks_of_whom_the_server_was_asked() -> None:
    held = ["VirtualMachine.Provisioning.CreateTemplateFromVM", POWER_ON]
    given = Inventory.load(inventory(effective=[answer(held, user="new")], complete=[]))
    (who,) = (one for one in principals_of(given) if one.name == "new")
    assert not who.group
    cell = matrix_of(Guard(given), [request()], [who]).rows[0].cells[0]
    assert held[0] in answered(cell)
