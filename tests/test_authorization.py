"""What a principal may do, row by row of privileges.md b.4."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from policyguard.authorization import Access, Authorizer, Principal
from policyguard.decision import Effect
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.report import Status
from tests.inventory_i import (
    ADMIN,
    ALLOCATE,
    ASSIGN,
    C1,
    CLONE,
    CLONE_TEMPLATE,
    CLONER,
    CREATE,
    CRYPTO_CLONE,
    DC1,
    DEPLOY,
    DS1,
    DS2,
    F1,
    F2,
    HERE,
    HOST,
    HOSTS,
    NO_ACCESS,
    NO_CRYPTO,
    POWER,
    POWER_ON,
    PROP,
    READ_ONLY,
    REGISTER_HOST,
    ROOT,
    RP0,
    RP1,
    SINGLE,
    T1,
    TO_TEMPLATE,
    VIEW,
    VMS,
    A,
    B,
    Entry,
    S,
    V,
    access,
    inventory,
    machine,
    objects,
)

Answer = tuple[str, str, bool]
ALONE = "ComputeResource/domain-s9"

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


@pytest.mark.parametrize(("compute", "held"), [(C1, False), (ALONE, True)])
def test_a_host_shares_the_permissions_of_its_compute_resource_only_if_it_stands_alone(
    compute: str, held: bool
) -> None:
    given = inventory((compute, "u", CLONER, HERE))
    given["objects"] |= {ALONE: {"parent": HOSTS}, HOST: {"parent": compute}}
    assert access(given, HOST, CLONE).status is (Status.GRANTED if held else Status.MISSING)


# Principals.


def answer(given: dict[str, Any], user: str, *groups: str, on: str = A) -> Access:
    authorizer = Authorizer(Inventory.load(given), Principal(user, groups))
    return authorizer.access(Reference.parse(on), CLONE)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("LAB\\alice", "lab\\Alice"),
        ("LAB\\alice", "alice@lab.example"),
        ("LAB\\alice", "ALICE@lab.example"),
        ("Alice@lab.example", "LAB\\alice"),
        ("STRASSE\\x", "straße\\X"),
        ("LAB\\alice", "lab.example\\Alice"),
        ("LAB.EXAMPLE\\alice", "LAB\\alice"),
        ("alice@lab", "alice@lab.example"),
    ],
)
def test_another_spelling_of_a_name_may_or_may_not_be_the_same(known: str, asked: str) -> None:
    given = inventory((F1, known, CLONER, PROP))
    assert answer(given, known).status is Status.GRANTED
    found = answer(given, asked)
    assert (found.status, found.unknown) == (Status.UNKNOWN, ("principal",))
    assert found.explanation[0].startswith(f"the inventory has `{known}`")
    # Nor is what it has surely not in the way of what the name to the letter has.
    given = inventory((ROOT, asked, CLONER, PROP), (F1, known, NO_ACCESS, PROP))
    given["objects"][A]["resourcePool"] = RP1
    given["permissions"] += inventory((RP1, known, NO_ACCESS, PROP))["permissions"]
    assert answer(given, asked).unknown == ("principal",)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("LAB\\alice", "LAB\\alicia"),
        ("LAB\\alice", "CORP\\alice"),
        ("alice@lab.example", "alice@corp.example"),
        ("LAB.EXAMPLE\\alice", "CORP\\alice"),
        ("LAB.EXAMPLE\\alice", "LAB.LOCAL\\alice"),
        ("LAB.EXAMPLE\\alice", "EXAMPLE\\alice"),
        ("LAB\\alice", "alice"),
        ("LAB\\", "@lab.example"),
    ],
)
def test_another_name_is_another_principal(known: str, asked: str) -> None:
    given = inventory((F1, known, CLONER, PROP))
    assert answer(given, asked).status is Status.MISSING


def test_what_does_not_depend_on_the_spelling_is_definite() -> None:
    given = inventory((F1, "u", CLONER, PROP), (F1, "U", CLONER, PROP), (F1, "x", CLONER, PROP))
    assert answer(given, "u").status is Status.GRANTED
    assert answer(given, "U", on=F1).status is Status.GRANTED
    given = inventory((F1, "U", POWER, PROP))
    assert answer(given, "u").status is Status.MISSING


def test_groups_and_their_members_have_spellings_too() -> None:
    given = inventory((F1, "G8", CLONER, PROP))
    given["permissions"][0]["principal"] = "LAB\\Ops"
    given["groups"] = {"LAB\\ops": ["LAB\\alice"]}
    assert answer(given, "LAB\\alice").unknown == ("principal",)
    assert answer(given, "LAB\\bob", "lab\\ops").unknown == ("principal",)
    assert answer(given, "LAB\\bob", "LAB\\Ops").status is Status.GRANTED
    assert answer(given, "LAB\\bob").status is Status.MISSING
    given["groups"] = {"LAB\\Ops": ["LAB\\inner"], "LAB\\INNER": ["LAB\\alice"]}
    found = answer(given, "LAB\\alice")
    assert found.unknown == ("principal",)
    assert [(one.effect, one.via) for one in found.decision.steps] == [(Effect.POSSIBLE, ())]


def test_a_global_entry_of_another_spelling_may_count() -> None:
    given = inventory(("global", "U", ADMIN, PROP))
    assert answer(given, "u").unknown == ("principal",)
    given = inventory(("global", "u", ADMIN, PROP), ("global", "U", NO_ACCESS, PROP))
    assert answer(given, "u").status is Status.GRANTED  # two of the same name would add


def test_the_nearest_name_can_be_told() -> None:
    known = Inventory.load(inventory((F1, "LAB\\alice", CLONER, PROP))).spellings
    assert known.nearest("LAB\\alcie") == "LAB\\alice"
    assert known.nearest("CORP\\somebody-else") is None
    assert known.knows("lab\\Alice")
    assert not known.knows("LAB\\alcie")
    assert known.nearest("x" * 100_000) is None


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
    given["objects"] |= {low: {"parent": high} for high, low in pairwise(chain)}
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
