"""What `spec.location.service` must hold for a clone to reach another vCenter."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from tests.facts.kit import JUNK, facts, strange, told

SERVICE = "request:spec.location.service"
ENCODED = bytes([0x30, 3, 2, 1, 1])
PEM = (
    "-----BEGIN CERTIFICATE-----\n"
    + base64.b64encode(ENCODED).decode()
    + "\n-----END CERTIFICATE-----\n"
)
UUID = "7f3e2c1a-5b6d-4e8f-9a0b-1c2d3e4f5a6b"


def service(attribute: str, **members: Any) -> Any:
    return told(facts({"location": {"service": members}}), f"service.{attribute}")


@pytest.mark.parametrize(
    ("credential", "said"),
    [
        ({"_typeName": "ServiceLocatorNamePassword", "username": "a", "password": ""}, (SERVICE,)),
        ({"_typeName": "ServiceLocatorNamePassword", "username": "", "password": "b"}, "refuses"),
        ({"_typeName": "ServiceLocatorSAMLCredential", "token": "a"}, (SERVICE,)),
        ({"_typeName": "ServiceLocatorSAMLCredential", "token": ""}, "refuses"),
        ({"_typeName": "ServiceLocatorCredential"}, "refuses"),
        ({"username": ""}, (SERVICE,)),
        (None, (SERVICE,)),
    ],
)
def test_another_vcenter_alone_tells_what_becomes_of_a_clone_there(
    credential: Any, said: Any
) -> None:
    assert service("destination", credential=credential) == said


def test_a_clone_within_one_vcenter_asks_no_other() -> None:
    found = facts({"location": {}})
    assert told(found, "service.destination") == "here"
    absent = ("url", "uuid", "instance", "thumbprint", "certificate", "trust")
    assert {told(found, f"service.{name}") for name in absent} == {"absent"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("https://vc-b.lab.example/sdk", "well-formed"),
        ("https://vc-b.lab.example:443", "well-formed"),
        ("HTTPS://[2001:db8::1]/sdk", "well-formed"),
        ("vc-b.lab.example", "malformed"),
        ("http://vc-b.lab.example/sdk", "malformed"),
        ("https:///sdk", "malformed"),
        ("https://vc-b.lab.example:port/sdk", "malformed"),
        ("https://[2001:db8::1/sdk", "malformed"),
        ("", "malformed"),
        (7, (f"{SERVICE}.url",)),
    ],
)
def test_the_url_is_one_of_https(written: Any, said: Any) -> None:
    assert service("url", url=written) == said


@pytest.mark.parametrize(
    ("written", "own", "uuid", "instance"),
    [
        (UUID, UUID.upper(), "well-formed", "itself"),
        (UUID, UUID.replace("7", "8"), "well-formed", "other"),
        (UUID, None, "well-formed", ("about.instanceUuid",)),
        ("vc-b", None, "malformed", "other"),
        (UUID.replace("-", ""), UUID, "malformed", "other"),
        (7, UUID, (f"{SERVICE}.instanceUuid",), (f"{SERVICE}.instanceUuid",)),
    ],
)
def test_the_instance_is_that_of_another_vcenter(
    written: Any, own: str | None, uuid: Any, instance: Any
) -> None:
    body = {"spec": {"location": {"service": {"instanceUuid": written}}}}
    inventory = Inventory.load({"about": {"instanceUuid": own} if own else {}})
    found = facts_of(Situation(CloneRequest(mo_id="vm-12", body=body), inventory), ())
    assert told(found, "service.uuid") == uuid
    assert told(found, "service.instance") == instance


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_a_thumbprint_is_that_of_the_certificate_beside_it(digest: str) -> None:
    right = hashlib.new(digest, ENCODED).hexdigest()
    spaced = ":".join(right[n : n + 2] for n in range(0, len(right), 2)).upper()
    for written in (right, spaced):
        assert service("thumbprint", sslThumbprint=written, sslCertificate=PEM) == "well-formed"
    wrong = ("0" if right[0] != "0" else "1") + right[1:]
    assert service("thumbprint", sslThumbprint=wrong, sslCertificate=PEM) == "of-another"
    assert service("thumbprint", sslThumbprint=wrong) == "well-formed"
    open_ = service("thumbprint", sslThumbprint=right, sslCertificate=7)
    assert open_ == (f"{SERVICE}.sslCertificate",)
    # What is no certificate has no thumbprint that this could be another than.
    assert service("thumbprint", sslThumbprint=right, sslCertificate="none") == "well-formed"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (PEM, "well-formed"),
        (PEM.replace("\n", "\r\n"), "well-formed"),
        (base64.b64encode(ENCODED).decode(), "malformed"),
        (PEM.replace("M", "!"), "malformed"),
        (PEM.replace("MAMCAQE=", "AAAA"), "malformed"),
        ("", "malformed"),
    ],
)
def test_a_certificate_is_written_in_pem(written: str, said: str) -> None:
    assert service("certificate", sslCertificate=written) == said


@pytest.mark.parametrize(
    ("members", "said"),
    [({}, "none"), ({"sslThumbprint": ""}, "given"), ({"sslCertificate": PEM}, "given")],
)
def test_something_says_by_what_to_know_the_other_vcenter(members: Any, said: str) -> None:
    assert service("trust", url="a", **members) == said


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_strange_values_say_nothing_strange(junk: Any) -> None:
    names = ("url", "instanceUuid", "sslThumbprint", "sslCertificate", "credential")
    for name in names:
        both = {"sslThumbprint": "ab" * 20, name: junk}
        assert strange(facts({"location": {"service": both}})) == []
    assert strange(facts({"location": {"service": junk}})) == []
