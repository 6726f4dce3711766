"""What packs ask beside the vocabulary: a schema the body must keep, and where objects lie."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from policyguard import Finding, Guard, Verdict
from policyguard.engine import available
from policyguard.errors import InvalidRule
from policyguard.rules.breach import BodySchema
from tests.pack_kit import pack, policy

each_engine = pytest.mark.parametrize("engine", available())


def ask(request: dict[str, Any], inventory: Any = None, engine: str | None = None, **fields: Any):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """What one rule of a pack finds."""
    guard = Guard(inventory, engine=engine, rules=[pack(policy(**fields))])
    return guard.check(request).narrowed(lambda rule: rule == "ACME001").findings


def body(**members: Any) -> dict[str, Any]:
    return {"moId": "vm-1", "body": members}


# `body`.


@each_engine
@pytest.mark.parametrize(("name", "count"), [("x", 0), ("y", 1), (None, 0)])
def test_a_rule_holds_where_the_body_breaks_its_schema(
    engine: str, name: str | None, count: int
) -> None:
    found = ask(
        body(name=name), engine=engine, body={"properties": {"name": {"enum": ["x", None]}}}
    )
    assert len(found) == count
    assert all(finding.unknown == () and finding.pointer == "/name" for finding in found)


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"required": ["folder"]}, "/folder"),
        ({"properties": {"spec": {"required": ["location"]}}}, "/spec/location"),
        ({"properties": {"spec": {"properties": {"a/b": {"const": 1}}}}}, "/spec/a~1b"),
        ({"properties": {"disks": {"items": {"maximum": 5}}}}, "/disks/2"),
        ({"properties": {"name": False, "disks": False}}, "/disks"),
        ({"maxProperties": 2}, ""),
    ],
)
def test_a_rule_points_at_the_first_place_that_breaks_the_schema(
    schema: dict[str, Any], place: str
) -> None:
    disks = [1, 2, 11, 4, 5, 6, 7, 8, 9, 10, 12]
    (finding,) = ask(
        body(name="n", disks=disks, spec={"a/b": 2}), body=schema, message="{place}: {problem}"
    )
    assert finding.pointer == place
    assert finding.message.startswith(f"{place}: ")


def test_a_rule_may_point_elsewhere() -> None:
    (finding,) = ask(body(name="n"), body={"required": ["folder"]}, at="/name")
    assert finding.pointer == "/name"


def test_what_is_wrong_is_said_without_the_value_which_may_be_a_secret() -> None:
    schema = {"properties": {"name": {"pattern": "^x"}}}
    (finding,) = ask(body(name="hunter2"), body=schema, message="{problem}")
    assert finding.message == 'the value does not match "^x"'


def test_a_format_is_checked() -> None:
    schema = {"properties": {"name": {"format": "ipv4"}}}
    assert ask(body(name="10.0.0.1"), body=schema) == ()
    assert len(ask(body(name="10.0.0.256"), body=schema)) == 1


def test_the_other_conditions_must_hold_too() -> None:
    schema, when = {"properties": {"name": {"const": "x"}}}, {"clone": {"destination": "vm"}}
    assert len(ask(body(name="y", spec={"template": False}), when=when, body=schema)) == 1
    assert ask(body(name="y", spec={"template": True}), when=when, body=schema) == ()


@each_engine
def test_a_broken_schema_under_an_open_condition_is_an_open_question(engine: str) -> None:
    schema, when = {"properties": {"name": {"const": "x"}}}, {"clone": {"source": "template"}}
    (finding,) = ask(body(name="y"), engine=engine, when=when, body=schema)
    assert finding.unknown == ("VirtualMachine/vm-1:config.template",)
    assert finding.pointer == "/name"


def test_a_rule_with_a_schema_may_speak_of_each_item() -> None:
    spec = {"location": {"disk": [{"diskId": 1}, {"diskId": 1}, {"diskId": 2}]}}
    found = ask(
        body(spec=spec),
        when={"disk": {"repeated": "yes"}},
        body={"required": ["name"]},
        message="disk {index}, and {place} is missing",
    )
    assert [f.message for f in found] == [f"disk {n}, and /name is missing" for n in (0, 1)]


NESTED: list[Any] = []
for _ in range(50_000):
    NESTED = [NESTED]
HELD: list[Any] = []
HELD.append(HELD)


@each_engine
@pytest.mark.parametrize(
    "value",
    [10**5000, float("nan"), object(), {1: 2}, NESTED, HELD, b"x", (1,)],
    ids=["huge", "nan", "object", "key", "deep", "itself", "bytes", "tuple"],
)
def test_of_what_is_no_json_value_it_is_not_known_whether_it_keeps_a_schema(
    engine: str, value: Any
) -> None:
    guard = Guard(engine=engine, rules=[pack(policy(body={"properties": {"a": {"const": 1}}}))])
    report = guard.check({"body": {"a": value}})
    (finding,) = report.narrowed(lambda rule: rule == "ACME001").findings
    assert finding.unknown == ("body",)
    assert report.verdict is Verdict.FAIL


def test_a_lone_surrogate_is_judged_as_it_is_written_out() -> None:
    name = {"properties": {"name": {"pattern": r"^\\ud800$"}}}
    assert ask(body(name="\ud800"), body=name) == ()
    key = {"propertyNames": {"pattern": "^[a-z]+$"}}
    (finding,) = ask({"moId": "vm-1", "body": {"\ud800": "\ud800"}}, body=key)
    assert finding.unknown == ()


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", "(.*a){20}", "^(([a-z])+.)+[A-Z]$"])
def test_no_pattern_takes_long(pattern: str) -> None:
    started = time.perf_counter()
    found = ask(body(name="a" * 100_000 + "!"), body={"properties": {"name": {"pattern": pattern}}})
    assert len(found) <= 1
    assert time.perf_counter() - started < 5


def test_a_body_that_breaks_a_schema_everywhere_takes_no_longer_than_one_that_is_large() -> None:
    schema = BodySchema({"properties": {"a": {"items": {"type": "string"}}}})
    started = time.perf_counter()
    breach = schema.breach({"a": [0] * 500_000})
    assert breach is not None
    assert breach.place.startswith("/a/")
    assert time.perf_counter() - started < 5


# What fetches may hold the interpreter's lock, so this runs beside it: it ends when anyone comes.
SERVER = """
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
server.accept()[0].sendall(b"HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n")
"""


@pytest.fixture
def server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a schema on this machine, and what ends when it is asked for."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        yield f"http://127.0.0.1:{run.stdout.readline().strip()}/schema.json", run
        run.kill()


def came(run: subprocess.Popen[str]) -> bool:
    try:
        return run.wait(0.2) == 0
    except subprocess.TimeoutExpired:
        return False


def test_the_server_notices_who_comes(server: tuple[str, subprocess.Popen[str]]) -> None:
    uri, run = server
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.Draft202012Validator({"$ref": uri})
    assert came(run)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "URI"},
        {"$ref": "URI#/$defs/a"},
        {"properties": {"name": {"$ref": "URI"}}},
        {"$schema": "URI"},
        {"$id": "URI", "$ref": "#/$defs/a", "$defs": {"a": True}},
        {"$dynamicRef": "URI"},
        {"const": {"$ref": "URI"}, "$ref": "#/const"},
        {"$defs": {"a": {"$id": "URI"}}},
    ],
)
def test_nothing_is_ever_fetched(
    server: tuple[str, subprocess.Popen[str]], schema: dict[str, Any]
) -> None:
    uri, run = server
    named = _named(schema, uri)
    with pytest.raises(InvalidRule):
        policy(body=named)
    # Nor would anything be, were it compiled all the same.
    with contextlib.suppress(jsonschema_rs.ValidationError):
        BodySchema(named).breach({})
    assert not came(run)


def _named(schema: Any, uri: str) -> Any:
    if isinstance(schema, dict):
        return {key: _named(value, uri) for key, value in schema.items()}
    return schema.replace("URI", uri) if isinstance(schema, str) else schema


# `within`.

OBJECTS: dict[str, Any] = {
    "Folder/group-d1": {"parent": None},
    "Datacenter/datacenter-2": {"parent": "Folder/group-d1"},
    "Folder/group-v3": {"parent": "Datacenter/datacenter-2"},
    "Folder/group-v4": {"parent": "Folder/group-v3"},
    "Folder/group-v5": {"parent": "Folder/group-v4"},
    "Folder/group-v6": {"parent": "Folder/group-v3"},
    "Folder/group-h1": {"parent": "Datacenter/datacenter-2"},
    "ClusterComputeResource/domain-c1": {
        "parent": "Folder/group-h1",
        "host": ["HostSystem/host-1", "HostSystem/host-2"],
    },
    "ClusterComputeResource/domain-c2": {
        "parent": "Folder/group-h1",
        "host": ["HostSystem/host-3"],
    },
    "HostSystem/host-1": {"parent": "ClusterComputeResource/domain-c1"},
    "HostSystem/host-2": {"parent": "ClusterComputeResource/domain-c1"},
    "HostSystem/host-3": {"parent": "ClusterComputeResource/domain-c2"},
    "ResourcePool/resgroup-1": {
        "parent": "ClusterComputeResource/domain-c1",
        "owner": "ClusterComputeResource/domain-c1",
    },
    "ResourcePool/resgroup-2": {
        "parent": "ResourcePool/resgroup-1",
        "owner": "ClusterComputeResource/domain-c1",
    },
    "StoragePod/group-p1": {"parent": "Folder/group-s1"},
    "Folder/group-s1": {"parent": "Datacenter/datacenter-2"},
    "Datastore/datastore-1": {"parent": "StoragePod/group-p1"},
    "Datastore/datastore-2": {"parent": "Folder/group-s1"},
    "Folder/group-n1": {"parent": "Datacenter/datacenter-2"},
    "Folder/group-n2": {"parent": "Folder/group-n1"},
    "Network/network-1": {"parent": "Folder/group-n2"},
    "Network/network-2": {"parent": "Folder/group-n1"},
    "VirtualMachine/vm-1": {
        "parent": "Folder/group-v6",
        "config": {
            "template": True,
            "hardware": {
                "device": [
                    {
                        "_typeName": "VirtualVmxnet3",
                        "key": 4000 + n,
                        "backing": {
                            "_typeName": "VirtualEthernetCardNetworkBackingInfo",
                            "network": f"Network/network-{n}",
                        },
                    }
                    for n in (1, 2)
                ]
            },
        },
        "datastore": [],
    },
}


def reference(text: str) -> dict[str, str]:
    type_, _, value = text.partition("/")
    return {"_typeName": "ManagedObjectReference", "type": type_, "value": value}


def placed(folder: str = "Folder/group-v5", **location: str) -> dict[str, Any]:
    named = {key: reference(value) for key, value in location.items()}
    return body(folder=reference(folder), name="n", spec={"location": named})


CASES: dict[str, tuple[dict[str, Any], str, Any, str]] = {
    "the folder itself": (placed(), "folder", "Folder/group-v5", "yes"),
    "a folder above": (placed(), "folder", "Folder/group-v4", "yes"),
    "a datacenter": (placed(), "folder", "Datacenter/datacenter-2", "yes"),
    "a folder beside": (placed(), "folder", "Folder/group-v6", "no"),
    "a folder below": (placed("Folder/group-v4"), "folder", "Folder/group-v5", "no"),
    "the folder that wins": (placed(folder="Folder/group-v5"), "folder", "Folder/group-v4", "yes"),
    "a folder that is not described": (
        placed("Folder/group-v9"),
        "folder",
        "Folder/group-v4",
        "Folder/group-v9:parent",
    ),
    "the very folder, not described": (
        placed("Folder/group-v9"),
        "folder",
        "Folder/group-v9",
        "yes",
    ),
    "no folder named": (body(name="n"), "folder", "Folder/group-v4", "request:folder"),
    "the source": (placed(), "source", "Folder/group-v6", "yes"),
    "the source elsewhere": (placed(), "source", "Folder/group-v4", "no"),
    "the pool": (
        placed(pool="ResourcePool/resgroup-2"),
        "pool",
        "ResourcePool/resgroup-1",
        "yes",
    ),
    "the pool's cluster": (
        placed(pool="ResourcePool/resgroup-2"),
        "pool",
        "ClusterComputeResource/domain-c1",
        "yes",
    ),
    "another pool": (
        placed(pool="ResourcePool/resgroup-1"),
        "pool",
        "ResourcePool/resgroup-2",
        "no",
    ),
    "no pool": (placed(), "pool", "ResourcePool/resgroup-2", "absent"),
    "the host": (
        placed(host="HostSystem/host-3"),
        "host",
        "ClusterComputeResource/domain-c2",
        "yes",
    ),
    "another host": (
        placed(host="HostSystem/host-1"),
        "host",
        "ClusterComputeResource/domain-c2",
        "no",
    ),
    "any host of the pool, all inside": (
        placed(pool="ResourcePool/resgroup-1"),
        "host",
        "ClusterComputeResource/domain-c1",
        "yes",
    ),
    "any host of the pool, one inside": (
        placed(pool="ResourcePool/resgroup-1"),
        "host",
        "HostSystem/host-2",
        "request:spec.location.host",
    ),
    "any host of the pool, none inside": (
        placed(pool="ResourcePool/resgroup-1"),
        "host",
        "HostSystem/host-3",
        "no",
    ),
    "the datastore": (
        placed(datastore="Datastore/datastore-1"),
        "datastore",
        "StoragePod/group-p1",
        "yes",
    ),
    "another datastore": (
        placed(datastore="Datastore/datastore-2"),
        "datastore",
        "StoragePod/group-p1",
        "no",
    ),
    "a datastore that is not described": (
        placed(datastore="Datastore/datastore-9"),
        "datastore",
        "StoragePod/group-p1",
        "Datastore/datastore-9:parent",
    ),
}


@each_engine
@pytest.mark.parametrize(("request_", "target", "root", "said"), CASES.values(), ids=CASES)
def test_where_an_object_lies_is_known_unknown_or_there_is_none(
    engine: str, request_: dict[str, Any], target: str, root: str, said: str
) -> None:
    inside = ask(request_, {"objects": OBJECTS}, engine, within={target: [root]})
    outside = ask(request_, {"objects": OBJECTS}, engine, within={target: {"not": [root]}})
    assert (_told(inside), _told(outside)) == {
        "yes": ("holds", "does not"),
        "no": ("does not", "holds"),
        "absent": ("does not", "does not"),
    }.get(said, (said, said))


def _told(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "does not"
    return ", ".join(", ".join(finding.unknown) or "holds" for finding in findings)


def test_it_is_enough_to_lie_below_one_of_several() -> None:
    roots = ["Folder/group-v6", "Folder/group-v4"]
    assert len(ask(placed(), {"objects": OBJECTS}, within={"folder": roots})) == 1
    assert ask(placed(), {"objects": OBJECTS}, within={"folder": {"not": roots}}) == ()


def test_all_targets_must_lie_where_they_are_asked_to() -> None:
    within = {"folder": ["Folder/group-v4"], "source": ["Folder/group-v4"]}
    assert ask(placed(), {"objects": OBJECTS}, within=within) == ()
    within["source"] = ["Folder/group-v6"]
    assert len(ask(placed(), {"objects": OBJECTS}, within=within)) == 1


@each_engine
def test_of_many_networks_each_that_lies_there_gives_a_finding(engine: str) -> None:
    found = ask(
        placed(),
        {"objects": OBJECTS},
        engine,
        within={"network": {"not": ["Folder/group-n2"]}},
        message="{network}",
    )
    assert [finding.message for finding in found] == ["Network/network-2"]


def test_where_the_networks_are_not_known_it_is_not_known_where_they_lie() -> None:
    (finding,) = ask(placed(), within={"network": {"not": ["Folder/group-n2"]}})
    assert finding.unknown == ("VirtualMachine/vm-1:config.hardware.device",)


def test_knowing_more_of_the_way_upwards_settles_the_question() -> None:
    objects: dict[str, Any] = {"Folder/group-v5": {"parent": "Folder/group-v4"}}
    within = {"folder": ["Folder/group-v3"]}
    (finding,) = ask(placed(), {"objects": objects}, within=within)
    assert finding.unknown == ("Folder/group-v4:parent",)
    objects["Folder/group-v4"] = {"parent": "Folder/group-v3"}
    (finding,) = ask(placed(), {"objects": objects}, within=within)
    assert finding.unknown == ()
