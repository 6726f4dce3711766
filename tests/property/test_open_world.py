r"""Laws of what is not said: whatever is added to an inventory changes no definite answer.

A whole vCenter is generated, and an inventory that holds some of it and claims no more than
it holds. The literal oracle answers for the whole.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from policyguard.authorization import Authorizer, Principal
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.report import Status
from tests.oracles import authorization as oracle
from tests.property.vcenters import GROUPS, PRIVILEGES, ROLES, USER, USERS, Vcenter, vcenters

DEFINITE = {True: Status.GRANTED, False: Status.MISSING}
DECIDING = (-1, -5, 10)
WHOLE = "whole"
FORGETTABLE = ("parent", "parentVApp", "resourcePool", "config.template", "runtime.host")
Question: TypeAlias = tuple[str, str]
Piece: TypeAlias = tuple[str, Any]


def statuses(vcenter: Vcenter, user: str = USER, entities: Any = None) -> dict[Question, Status]:
    authorizer = Authorizer(Inventory.load(vcenter), Principal(user))
    return {
        (entity, privilege): authorizer.status(Reference.parse(entity), privilege)
        for entity in entities or vcenter["objects"]
        for privilege in PRIVILEGES
    }


def definite(answers: Mapping[Question, Status]) -> dict[Question, Status]:
    return {one: status for one, status in answers.items() if status is not Status.UNKNOWN}


@st.composite
def crowded(draw: st.DrawFn) -> Vcenter:
    """A whole vCenter with entries one above another, of which each may hide what is above it."""
    vcenter = draw(vcenters())
    entity: str | None = draw(st.sampled_from([*vcenter["objects"]]))
    taken = {(one["entity"], one["principal"]) for one in vcenter["permissions"]}
    member = {group: [*members] for group, members in vcenter["groups"].items()}
    more = []
    while entity:
        principal = draw(st.sampled_from((USER, USER, *GROUPS[:2])))
        if (entity, principal) not in taken and draw(st.booleans()):
            more.append(
                {
                    "entity": entity,
                    "principal": principal,
                    "group": principal in GROUPS,
                    "roleId": draw(st.sampled_from(DECIDING)),
                    "propagate": True,
                }
            )
            if principal in GROUPS and USER not in member[principal]:
                member[principal].append(USER)
        properties = vcenter["objects"][entity]
        entity = properties["parent"] or properties.get("parentVApp")
    return vcenter | {"permissions": [*vcenter["permissions"], *more], "groups": member}


# An inventory in pieces.


def assumed(vcenter: Vcenter) -> set[Piece]:
    """What must be known: without it a machine is taken for no Fault Tolerance secondary."""
    return {
        ("objects", (entity, WHOLE))
        for entity, properties in vcenter["objects"].items()
        if properties.get("config.ftInfo")
    }


def answered(vcenter: Vcenter, user: str, entity: str) -> dict[str, Any]:
    """What the server says that a user holds on an entity."""
    held = [one for one in PRIVILEGES if oracle.allowed(vcenter, user, entity, one)]
    return {"principal": user, "entity": entity, "privilege": held}


def pieces(vcenter: Vcenter) -> list[Piece]:
    """All that may be left out, each with the section it belongs to."""
    return [
        *(("objects", (entity, WHOLE)) for entity in vcenter["objects"]),
        *(
            ("objects", (entity, path))
            for entity, properties in vcenter["objects"].items()
            for path in properties
            if path in FORGETTABLE
        ),
        *(("permissions", number) for number in range(len(vcenter["permissions"]))),
        *(("roles", number) for number in range(len(vcenter["roles"]))),
        *(
            ("groups", (g, member))
            for g, members in vcenter["groups"].items()
            for member in members
        ),
        *(("effective", entity) for entity in vcenter["objects"]),
        *(("complete", section) for section in vcenter["complete"]),
    ]


def holding(vcenter: Vcenter, kept: set[Piece]) -> Vcenter:
    """The inventory of some pieces; it claims a section only where all of that is there."""
    lacking = {section for section, _ in set(pieces(vcenter)) - kept}
    return {
        "objects": {
            entity: {
                path: value
                for path, value in properties.items()
                if path not in FORGETTABLE or ("objects", (entity, path)) in kept
            }
            for entity, properties in vcenter["objects"].items()
            if ("objects", (entity, WHOLE)) in kept
        },
        "permissions": [
            p for n, p in enumerate(vcenter["permissions"]) if ("permissions", n) in kept
        ],
        "roles": [r for n, r in enumerate(vcenter["roles"]) if ("roles", n) in kept],
        "groups": {
            group: [member for member in members if ("groups", (group, member)) in kept]
            for group, members in vcenter["groups"].items()
        },
        "effective": [
            answered(vcenter, USER, e) for e in vcenter["objects"] if ("effective", e) in kept
        ],
        "complete": [
            one for one in vcenter["complete"] if ("complete", one) in kept and one not in lacking
        ],
    }


def decisive(vcenter: Vcenter) -> list[Piece]:
    """The entries and memberships without any one of which the server would answer otherwise."""
    every = set(pieces(vcenter))
    asked = [(entity, PRIVILEGES[0]) for entity in vcenter["objects"]]

    def answers(world: Vcenter) -> list[bool]:
        return [oracle.allowed(world, USER, *question) for question in asked]

    whole = answers(vcenter)
    return [
        piece
        for piece in pieces(vcenter)
        if piece[0] in ("permissions", "groups")
        and answers(vcenter | {piece[0]: holding(vcenter, every - {piece})[piece[0]]}) != whole
    ]


@st.composite
def parts(draw: st.DrawFn, vcenter: Vcenter) -> tuple[set[Piece], set[Piece]]:
    """Pieces that are known, and more of them; answers of a server are rare."""
    every = [one for one in pieces(vcenter) if one[0] != "effective"]
    answers = [one for one in pieces(vcenter) if one[0] == "effective"]
    first = draw(st.lists(st.sampled_from(decisive(vcenter) or every), max_size=3, unique=True))
    others = draw(st.lists(st.sampled_from(every), max_size=7, unique=True))
    needed = assumed(vcenter)
    hidden = [one for one in dict.fromkeys([*first, *others]) if one not in needed]
    said = draw(st.lists(st.sampled_from(answers), max_size=3, unique=True))
    less = {*every, *said} - {*hidden}
    told = hidden[: draw(st.integers(0, len(hidden)))]
    return less, less | {*told, *draw(st.sets(st.sampled_from(answers), max_size=3))}


@given(crowded(), st.data())
def test_whatever_is_left_out_a_definite_answer_is_the_whole_s(
    vcenter: Vcenter, data: st.DataObject
) -> None:
    less, _ = data.draw(parts(vcenter))
    for question, status in definite(
        statuses(holding(vcenter, less), entities=vcenter["objects"])
    ).items():
        assert status is DEFINITE[oracle.allowed(vcenter, USER, *question)], question


@given(crowded(), st.data())
def test_whatever_is_added_never_changes_a_definite_answer(
    vcenter: Vcenter, data: st.DataObject
) -> None:
    less, more = data.draw(parts(vcenter))
    asked = vcenter["objects"]
    before = definite(statuses(holding(vcenter, less), entities=asked))
    after = statuses(holding(vcenter, more), entities=asked)
    assert {question: after[question] for question in before} == before


@given(crowded(), st.data())
def test_every_entry_more_is_open_until_the_list_is_complete(
    vcenter: Vcenter, data: st.DataObject
) -> None:
    """Also an entry that is in no whole vCenter drawn, on any object and for any group."""
    section = data.draw(st.sampled_from(["permissions", "groups"]))
    claimed = [one for one in vcenter["complete"] if one != section]
    before = definite(statuses(vcenter | {"complete": claimed}))
    more = copy.deepcopy(vcenter)
    for _ in range(data.draw(st.integers(1, 3))):
        if section == "groups":
            group = data.draw(st.sampled_from(GROUPS))
            member = data.draw(st.sampled_from((*USERS, *GROUPS)))
            more["groups"][group] = sorted({*more["groups"][group], member})
            continue
        principal = data.draw(st.sampled_from((*USERS, *GROUPS)))
        entity = data.draw(st.sampled_from([*vcenter["objects"], "global"]))
        if all((p["entity"], p["principal"]) != (entity, principal) for p in more["permissions"]):
            entry = {"entity": entity, "principal": principal, "group": principal in GROUPS}
            how = {"roleId": data.draw(st.sampled_from(ROLES)), "propagate": True}
            more["permissions"].append(entry | how)
    after = statuses(more)
    assert {question: after[question] for question in before} == before


# Spellings.

OTHER = {
    "u": (r"lab\U", "u@lab.example"),
    "v": (r"LAB\V",),
    **{group: (f"lab\\{group.lower()}", f"{group}@lab.example") for group in GROUPS},
}


def name(one: str) -> str:
    return f"LAB\\{one}"


def renamed(vcenter: Vcenter, pick: Any) -> Vcenter:
    """The vCenter with each occurrence of a name as *pick* would have it."""
    return vcenter | {
        "permissions": [p | {"principal": pick(p["principal"])} for p in vcenter["permissions"]],
        "groups": {
            pick(group): [pick(member) for member in members]
            for group, members in vcenter["groups"].items()
        },
    }


@given(vcenters(), st.data(), st.sampled_from((name("u"), *OTHER["u"])))
def test_a_definite_answer_holds_whichever_spellings_mean_the_same(
    vcenter: Vcenter, data: st.DataObject, asked: str
) -> None:
    written = renamed(
        vcenter, lambda one: data.draw(st.sampled_from((name(one), name(one), *OTHER[one])))
    )
    spelt = {other: name(one) for one, others in OTHER.items() for other in others}
    same = data.draw(st.sets(st.sampled_from(sorted(spelt)), max_size=len(spelt)))
    meant = {other: spelt[other] for other in same}
    world = renamed(written, lambda one: meant.get(one, one))
    world["groups"] = {g: list(m) for g, m in world["groups"].items()}
    for group, members in written["groups"].items():
        joined = world["groups"][meant.get(group, group)]
        joined += [m for one in members if (m := meant.get(one, one)) not in joined]
    who = meant.get(asked, asked)
    for entity in data.draw(st.sets(st.sampled_from([*vcenter["objects"]]), max_size=2)):
        other = data.draw(st.sampled_from((name("u"), *OTHER["u"])))
        answer = answered(world, meant.get(other, other), entity)
        written.setdefault("effective", []).append(answer | {"principal": other})
    for question, status in definite(statuses(written, asked)).items():
        assert status is DEFINITE[oracle.allowed(world, who, *question)], (question, same)


# Roles.

ORDINARY = [one for one in ROLES if one > 0]
ids = st.integers(-(2**31), 2**31 - 1).filter(lambda one: one not in range(-8, 0))


@given(vcenters(), st.lists(ids, min_size=len(ORDINARY), max_size=len(ORDINARY), unique=True))
def test_the_numbers_of_ordinary_roles_mean_nothing(vcenter: Vcenter, numbers: list[int]) -> None:
    new = dict(zip(ORDINARY, numbers, strict=True))
    other = copy.deepcopy(vcenter)
    for one in (*other["roles"], *other["permissions"]):
        one["roleId"] = new.get(one["roleId"], one["roleId"])
    assert statuses(other) == statuses(vcenter)


@given(vcenters())
def test_an_ordinary_role_may_have_the_number_of_one_of_vcenter_s_own(vcenter: Vcenter) -> None:
    """Where it is said of it that it is none."""
    new = dict(zip(ORDINARY, (-3, -4, -8), strict=True))
    other = copy.deepcopy(vcenter)
    for one in other["roles"]:
        one |= {"roleId": new[one["roleId"]], "system": False}
    for one in other["permissions"]:
        one["roleId"] = new.get(one["roleId"], one["roleId"])
    assert statuses(other) == statuses(vcenter)
