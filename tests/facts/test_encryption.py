"""What is computed of keys, key providers, virtual TPMs and the formats of disks."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Guard, Inventory
from policyguard.facts.conversion import conversion_statements
from policyguard.facts.crypto import crypto_statements
from policyguard.facts.encryption import disk_policy_statements, encryption_statement
from policyguard.facts.providers import providers
from policyguard.facts.situation import Situation
from policyguard.facts.source import key_provider
from policyguard.facts.values import Said, Unknown
from policyguard.request import CloneRequest

Data = dict[str, Any]

DEVICES = "VirtualMachine/vm-12:config.hardware.device"
PROVIDERS = "CryptoManagerKmip/CryptoManager:kmipServers"
HOSTILE: list[Any] = [None, True, 7, -1.5, "x", "", [], [None], {}, {"_typeName": 5}, {"id": []}]


def key(id_: Any = "3f2c9a", provider: Any = None) -> Data:
    named = {} if provider is None else {"providerId": {"id": provider}}
    return {"_typeName": "CryptoKeyId", "keyId": id_, **named}


def disk(number: int = 2000, **backing: Any) -> Data:
    kind = {"_typeName": "VirtualDiskFlatVer2BackingInfo"}
    return {"_typeName": "VirtualDisk", "key": number, "backing": kind | backing}


def tpm(number: int = 11000) -> Data:
    return {"_typeName": "VirtualTPM", "key": number}


def cluster(id_: Any, kind: Any = "vCenter") -> Data:
    return {"clusterId": {"id": id_}, "managementType": kind}


def change(operation: Any, device: Any, **more: Any) -> Data:
    return {"operation": operation, "device": device, **more}


def situation(
    spec: Any, source: Data | None = None, clusters: Any = None, complete: tuple[str, ...] = ()
) -> Situation:
    objects: Data = {"VirtualMachine/vm-12": source or {}}
    if clusters is not None:
        objects["CryptoManagerKmip/CryptoManager"] = {"kmipServers": clusters}
    inventory = Inventory.load({"objects": objects, "complete": list(complete)})
    return Situation(CloneRequest.of({"moId": "vm-12", "body": {"spec": spec}}), inventory)


def with_spec(of_location: Any, **more: Any) -> Situation:
    return situation({"location": {"cryptoSpec": of_location}}, **more)


def said(case: Situation) -> dict[str, Said]:
    return dict(encryption_statement(case).says)


def first(case: Situation) -> dict[str, Said]:
    return dict(next(crypto_statements(case)).says)


ENCRYPT: Data = {"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key()}


def of_disk(place: str, entry: Data) -> Data:
    where, _, name = place.partition(".")
    return {where: {name: [{**entry, "backing": {"crypto": ENCRYPT}}]}}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"config.keyId": key(), "config.hardware.device": []}, "encrypted"),
        ({"config.keyId": None, "config.hardware.device": []}, "plain"),
        ({"config.keyId": None, "config.hardware.device": [tpm()]}, "encrypted"),
        ({"config.keyId": None}, Unknown((DEVICES,))),
    ],
)
def test_a_machine_is_its_home_files_and_all_disks(keys: Data, expected: Said) -> None:
    assert first(with_spec(ENCRYPT, source=keys))["target"] == expected


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (of_disk("location.disk", {"diskId": 2000}), "encrypted"),
        (of_disk("location.disk", {"diskId": 2001}), "plain"),
        (
            of_disk("location.disk", {"diskId": 2002}),
            Unknown(("request:spec.location.disk[0].diskId",)),
        ),
        (
            of_disk("location.disk", {"diskId": "2000"}),
            Unknown(("request:spec.location.disk[0].diskId",)),
        ),
        (of_disk("config.deviceChange", change("edit", {"key": 2000})), "encrypted"),
        (of_disk("location.deviceChange", change("edit", {"key": 2001})), "plain"),
        (of_disk("config.deviceChange", change("add", {"key": 2000})), "new"),
        (
            of_disk("config.deviceChange", change(None, {"key": 2000})),
            Unknown(("request:spec.config.deviceChange[0].operation",)),
        ),
    ],
)
def test_a_disk_is_judged_by_itself(spec: Data, expected: Said) -> None:
    source = {
        "config.keyId": key(),
        "config.hardware.device": [disk(2000, keyId=key()), disk(2001)],
    }
    found = first(situation(spec, source))
    assert (found["of"], found["target"]) == ("disk", expected)


@pytest.mark.parametrize(
    ("crypto", "named", "provider"),
    [
        (ENCRYPT, "given", "absent"),
        ({"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key("")}, "empty", "absent"),
        ({"_typeName": "CryptoSpecEncrypt"}, "absent", "absent"),
        ({"_typeName": "CryptoSpecDecrypt", "cryptoKeyId": key("x", "a")}, "absent", "absent"),
        # Each kind of specification has its own place for the key.
        ({"_typeName": "CryptoSpecDeepRecrypt", "cryptoKeyId": key("x", "a")}, "absent", "absent"),
        ({"_typeName": "CryptoSpecDeepRecrypt", "newKeyId": key("x", "a")}, "given", "other"),
        ({"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key("x", "b")}, "given", "trusted"),
        ({"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key("x", "c")}, "given", "unregistered"),
        (
            {"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key("x", "d")},
            "given",
            Unknown((PROVIDERS,)),
        ),
        (
            {"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key("x", 7)},
            "given",
            Unknown(("request:spec.location.cryptoSpec.cryptoKeyId.providerId",)),
        ),
        (
            {"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key(7)},
            Unknown(("request:spec.location.cryptoSpec.cryptoKeyId.keyId",)),
            "absent",
        ),
    ],
)
def test_a_key_is_of_a_provider(crypto: Data, named: Said, provider: Said) -> None:
    clusters = [cluster("a"), cluster("b", "trustAuthority"), cluster("d", None)]
    found = first(with_spec(crypto, clusters=clusters))
    assert (found["key"], found["provider"]) == (named, provider)


def test_a_key_is_written_as_faults_list_it() -> None:
    (statement,) = crypto_statements(
        with_spec({"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key("x", "c")}, clusters=[])
    )
    provider = {"_typeName": "KeyProviderId", "id": "c"}
    expected = {"_typeName": "CryptoKeyId", "keyId": "x", "providerId": provider}
    assert statement.details["required_key"] == (expected,)


def test_the_key_that_is_missing_is_in_the_predicted_fault() -> None:
    asked = {"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": key("x", "c")}
    inventory: Data = {"objects": {"CryptoManagerKmip/CryptoManager": {"kmipServers": []}}}
    body = {"spec": {"location": {"cryptoSpec": asked}}}
    report = Guard(inventory).check({"moId": "vm-12", "body": body})
    (fault,) = (one for one in report.faults if "ENC012" in one.rules)
    assert (fault.model_extra or {})["requiredKey"][0]["keyId"] == "x"


@pytest.mark.parametrize("clusters", [*HOSTILE, [cluster("a"), 5], [cluster(["a"])]])
def test_a_list_of_providers_that_cannot_be_read_is_not_known(clusters: Any) -> None:
    expected: object = {} if clusters == [] else Unknown((PROVIDERS,))
    assert providers(situation({}, clusters=clusters)) == expected


def test_one_manager_tells_of_providers_and_two_do_not() -> None:
    two = {f"CryptoManagerKmip/c{n}": {"kmipServers": [cluster("a")]} for n in (1, 2)}
    case = Situation(CloneRequest(), Inventory.load({"objects": two}))
    names = tuple(f"CryptoManagerKmip/c{n}:kmipServers" for n in (1, 2))
    assert providers(case) == Unknown(names)
    del two["CryptoManagerKmip/c2"]
    assert providers(Situation(CloneRequest(), Inventory.load({"objects": two}))) == {"a": False}


def test_no_provider_is_known_of_another_vcenter() -> None:
    case = situation({"location": {"service": {}}}, clusters=[])
    assert said(case)["providers"] == Unknown(("request:spec.location.service",))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, "absent"),
        ({"location": {"cryptoSpec": {"_typeName": "CryptoSpecNoOp"}}}, "absent"),
        ({"location": {"cryptoSpec": {"_typeName": "CryptoSpecDecrypt"}}}, "absent"),
        ({"location": {"cryptoSpec": ENCRYPT}}, "needed"),
        ({"config": {"deviceChange": [change("add", tpm(-1))]}}, "needed"),
        # A location changes nothing but disks and network adapters.
        ({"location": {"deviceChange": [change("add", tpm(-1))]}}, "absent"),
        ({"location": {"cryptoSpec": {}}}, Unknown(("request:spec.location.cryptoSpec",))),
        ({"location": {"cryptoSpec": {}}, "config": {"crypto": ENCRYPT}}, "needed"),
    ],
)
def test_what_needs_a_new_key(spec: Data, expected: Said) -> None:
    assert said(situation(spec))["new_key"] == expected


@pytest.mark.parametrize(
    ("devices", "changes", "expected"),
    [
        ([tpm()], [], "yes"),
        ([disk()], [], "no"),
        ([tpm()], [change("remove", tpm())], "no"),
        ([tpm()], [change("remove", {"key": 11000})], "no"),
        ([tpm()], [change("remove", tpm(11001))], "yes"),
        ([tpm()], [change("edit", tpm())], "yes"),
        ([tpm()], [change("remove", tpm()), change("add", tpm(-1))], "yes"),
        (None, [change("add", tpm(-1))], "yes"),
        (None, [change("remove", tpm())], Unknown((DEVICES,))),
        (None, [], Unknown((DEVICES,))),
    ],
)
def test_the_virtual_tpm_of_the_clone(devices: Any, changes: list[Data], expected: Said) -> None:
    source = {} if devices is None else {"config.hardware.device": devices}
    assert said(situation({"config": {"deviceChange": changes}}, source))["vtpm"] == expected


ADDED = {"deviceChange": [change("add", tpm(-1))]}


@pytest.mark.parametrize(
    ("config", "source", "expected"),
    [
        ({}, {"config.firmware": "bios"}, "kept"),
        ({"firmware": "efi"}, {}, "efi"),
        ({"firmware": "bios"}, {}, "other"),
        ({"firmware": "EFI"}, {}, "other"),
        ({"firmware": 5}, {}, Unknown(("request:spec.config.firmware",))),
        (ADDED, {"config.firmware": "efi"}, "efi"),
        (ADDED, {"config.firmware": "bios"}, "other"),
        (ADDED, {"config.firmware": 5}, Unknown(("VirtualMachine/vm-12:config.firmware",))),
        (ADDED, {}, Unknown(("VirtualMachine/vm-12:config.firmware",))),
        ({**ADDED, "firmware": "efi"}, {"config.firmware": "bios"}, "efi"),
    ],
)
def test_the_firmware_that_a_virtual_tpm_meets(config: Data, source: Data, expected: Said) -> None:
    assert said(situation({"config": config}, source))["firmware"] == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("vmx-13", "too-old"),
        ("vmx-14", "supported"),
        ("vmx-08", "too-old"),
        ("vmx-21", "supported"),
        ("vmx-", Unknown(("VirtualMachine/vm-12:config.version",))),
        (14, Unknown(("VirtualMachine/vm-12:config.version",))),
    ],
)
def test_the_hardware_that_a_virtual_tpm_meets(version: Any, expected: Said) -> None:
    source = {"config.version": version}
    assert said(situation({"config": ADDED}, source))["version"] == expected
    assert said(situation({"config": {"version": "vmx-21"}}, source))["version"] == "kept"


def test_a_snapshot_has_a_firmware_of_its_own() -> None:
    reference = {"type": "VirtualMachineSnapshot", "value": "snapshot-3"}
    objects = {
        "VirtualMachine/vm-12": {"config.firmware": "efi"},
        "VirtualMachineSnapshot/snapshot-3": {"config.firmware": "bios"},
    }
    body = {"spec": {"snapshot": reference, "config": ADDED}}
    request = CloneRequest.of({"moId": "vm-12", "body": body})
    case = Situation(request, Inventory.load({"objects": objects}))
    assert said(case)["firmware"] == "other"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({}, "not-said"),
        ({"replicationSpec": {}}, "replication"),
        ({"_typeName": "VirtualMachineEmptyProfileSpec"}, "none"),
        ({"_typeName": "VirtualMachineDefaultProfileSpec"}, "none"),
        (
            {"_typeName": "VirtualMachineProfileSpec"},
            Unknown(("request:spec.location.disk[0].profile[0]",)),
        ),
    ],
)
def test_the_data_service_of_a_policy(entry: Data, expected: Said) -> None:
    profile = {"_typeName": "VirtualMachineDefinedProfileSpec", **entry}
    (found,) = disk_policy_statements(situation({"location": {"disk": [{"profile": [profile]}]}}))
    assert found.says["data_service"] == expected
    assert found.details["policy_path"] == "spec.location.disk[0].profile[0]"


def formats(location: Data, devices: Any) -> list[tuple[Said, Said, object]]:
    source = {} if devices is None else {"config.hardware.device": devices}
    return [
        (one.says["format"], one.says["encrypted"], one.details["disk_key"])
        for one in conversion_statements(situation({"location": location}, source))
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"thinProvisioned": True}, {"thinProvisioned": True}, "kept"),
        ({"thinProvisioned": True}, {"thinProvisioned": False}, "changed"),
        ({"thinProvisioned": True}, {}, "kept"),
        ({}, {"thinProvisioned": False, "eagerlyScrub": False}, "kept"),
        ({}, {"eagerlyScrub": True}, "changed"),
        ({}, {"_typeName": "VirtualDiskSeSparseBackingInfo"}, "changed"),
        ({}, {"_typeName": "VirtualDiskFlatVer2BackingInfo"}, "kept"),
    ],
)
def test_the_format_of_one_disk(old: Data, new: Data, expected: str) -> None:
    location = {"disk": [{"diskId": 2000, "diskBackingInfo": new}]}
    assert formats(location, [disk(**old)]) == [(expected, "no", 2000)]


def test_the_format_of_all_disks_leaves_out_those_with_one_of_their_own() -> None:
    devices = [disk(2000), disk(2001, thinProvisioned=True, keyId=key()), disk(2002), tpm()]
    own = {"diskId": 2002, "diskBackingInfo": {"thinProvisioned": True}}
    location = {"transform": "sparse", "disk": [{"diskId": 2000}, own]}
    assert formats(location, devices) == [
        ("changed", "no", 2002),
        ("changed", "no", 2000),
        ("kept", "yes", 2001),
    ]


def test_the_format_of_disks_that_are_not_known() -> None:
    unknown = Unknown((DEVICES,))
    assert formats({"transform": "flat"}, None) == [(unknown, unknown, None)]
    location = {"disk": [{"diskId": 9, "diskBackingInfo": {}}]}
    assert formats(location, [disk()]) == []
    assert formats({"transform": "fluid"}, [disk()]) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"config.keyId": key(provider="a"), "config.hardware.device": []}, "a"),
        ({"config.keyId": None, "config.hardware.device": [disk(keyId=key(provider="b"))]}, "b"),
        ({"config.keyId": key()}, None),
        ({"config.keyId": key(provider=["a"])}, None),
        ({}, None),
    ],
)
def test_the_key_provider_of_the_source(source: Data, expected: str | None) -> None:
    assert key_provider(situation({}, source)) == expected


@pytest.mark.parametrize("junk", HOSTILE)
def test_nothing_that_is_written_raises(junk: Any) -> None:
    source = {
        "config.keyId": junk,
        "config.firmware": junk,
        "config.version": junk,
        "config.hardware.device": [{"_typeName": "VirtualDisk", "key": 2000, "backing": junk}],
    }
    location = {"cryptoSpec": junk, "transform": junk, "disk": junk, "deviceChange": junk}
    entry = {"diskId": junk, "profile": junk, "backing": {"crypto": junk}, "diskBackingInfo": junk}
    specs: list[Any] = [
        junk,
        {"location": junk, "config": junk},
        {"location": location, "config": {"deviceChange": junk, "firmware": junk}},
        {"location": {"disk": [junk, entry, {"profile": [junk]}]}},
        {"location": {"cryptoSpec": {"_typeName": "CryptoSpecEncrypt", "cryptoKeyId": junk}}},
        {"location": {"cryptoSpec": {**ENCRYPT, "cryptoKeyId": key(junk, junk)}}},
        {"config": {"deviceChange": [junk, change(junk, junk), change("add", tpm(-1))]}},
    ]
    for spec in specs:
        case = situation(spec, source, clusters=[junk, cluster(junk, junk)])
        made = [encryption_statement(case), *crypto_statements(case)]
        made += [*disk_policy_statements(case), *conversion_statements(case)]
        for one in made:
            assert all(isinstance(value, str | Unknown) for value in one.says.values())
