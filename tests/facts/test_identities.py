"""Who a guest is to be: its name, its time zone, its licence and its data for cloud-init."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.customization_kit import WHOLE, printed
from tests.facts.kit import asked, items

HOST, COMPUTER = "hostName", "userData.computerName"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CustomizationFixedName", "fixed"),
        ("CustomizationVirtualMachineName", "vm-name"),
        ("CustomizationPrefixName", "prefix"),
        ("CustomizationUnknownName", "prompt"),
        ("CustomizationCustomName", "other"),
    ],
)
def test_each_name_says_how_it_comes_about_and_for_whom(name: str, expected: str) -> None:
    generator = {"_typeName": name, "base": "web", "name": "web"}
    found = asked(identity={"hostName": generator, "userData": {"computerName": generator}})
    assert items(found, "name_generator", "generator") == [expected] * 2
    assert items(found, "name_generator", "role") == ["host", "computer"]
    only = asked(identity={"userData": {"computerName": generator}})
    assert items(only, "name_generator", "role") == ["computer"]
    made = expected in ("vm-name", "prefix")
    assert items(only, "name_generator", "result") == ["good" if made else "absent"]
    fixed = "good" if expected == "fixed" else "absent"
    assert only.values["customization.computer_name"] == fixed


@pytest.mark.parametrize(
    ("base", "host", "computer"),
    [("2024", "good", "bad"), ("a" * 15, "good", "long"), ("a" * 14, "good", "good")],
)
def test_what_is_made_from_a_prefix_is_judged_by_what_is_named(
    base: str, host: str, computer: str
) -> None:
    generator = {"_typeName": "CustomizationPrefixName", "base": base}
    found = asked(identity={"hostName": generator, "userData": {"computerName": generator}})
    assert items(found, "name_generator", "result") == [host, computer]


@pytest.mark.parametrize(
    ("generator", "start"),
    [
        ({"_typeName": "CustomizationPrefixName", "base": "db-"}, "db-"),
        ({"_typeName": "CustomizationPrefixName"}, None),
        ({"_typeName": "CustomizationVirtualMachineName"}, "web/01"),
        ({"_typeName": "CustomizationFixedName", "name": "db"}, None),
        ({"_typeName": "CustomizationUnknownName"}, None),
    ],
)
def test_a_name_says_where_it_is_asked_for_and_what_it_is_made_from(
    generator: Any, start: str | None
) -> None:
    identity = {"hostName": generator, "userData": {"computerName": generator}}
    found = asked(name="web%2f01", identity=identity)
    assert [item.details for item in found.items["name_generator"]] == [
        {
            "generator_place": f"/spec/customization/identity/{path.replace('.', '/')}",
            "generator_path": f"spec.identity.{path}",
            "name_start": start,
        }
        for path in (HOST, COMPUTER)
    ]


@pytest.mark.parametrize(
    ("written", "expected"), [(None, "absent"), ("", "empty"), (" ", "empty"), ("ABCDE", "given")]
)
def test_a_serial_number_of_blanks_is_none(written: str | None, expected: str) -> None:
    found = asked(identity={"userData": {"productId": written}})
    assert found.values["sysprep.product_id"] == expected


@pytest.mark.parametrize(("data", "expected"), [(None, "absent"), ({}, "given")])
def test_data_of_a_licence_are_there_or_not(data: object, expected: str) -> None:
    found = asked(identity={"licenseFilePrintData": data})
    assert found.values["sysprep.license"] == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Europe/Sofia", "area-location"), ("UTC", "single-name"), ("7", "malformed"), ("", "absent")],
)
def test_an_empty_time_zone_is_none(zone: str, expected: str) -> None:
    assert asked(identity={"timeZone": zone}).values["linux_identity.time_zone"] == expected


def test_what_is_printed_of_an_identity_is_as_written() -> None:
    found = asked(**WHOLE)
    assert printed(found, "sysprep") == {"time_zone_index": 110, "auto_logon_count": 1}
    sized = asked(identity={"timeZone": "UTC", "metadata": "\u20ac", "userdata": "xy"})
    assert printed(sized, "linux_identity") == {
        "guest_domain": None,
        "linux_time_zone": "UTC",
        "metadata_bytes": 3,
        "userdata_bytes": 2,
    }
    assert set(printed(asked(identity={"metadata": 7}), "linux_identity").values()) == {None}


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("lab.example", "good"),
        ("lab.example.", "good"),
        ("local", "good"),
        ("my_domain", "good"),
        (f"{'a' * 63}.example", "good"),
        (f"{'a' * 64}.example", "malformed"),
        (".".join(["a" * 62] * 4), "good"),
        (".".join(["a" * 63] * 4), "malformed"),
        ("lab..example", "malformed"),
        ("-lab.example", "malformed"),
        ("lab example", "malformed"),
        ("https://lab.example", "malformed"),
        ("lab.example\n", "malformed"),
        ("", "empty"),
        (None, "absent"),
        (7, "unknown"),
    ],
)
def test_a_domain_is_made_of_labels(domain: object, expected: str) -> None:
    assert asked(identity={"domain": domain}).values["linux_identity.domain"] == expected


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ({"autoMode": "perSeat"}, "absent"),
        ({"autoMode": "perSeat", "autoUsers": 5}, "per-seat"),
        ({"autoMode": "perServer", "autoUsers": 5}, "per-server"),
        ({"autoMode": "perHour", "autoUsers": 5}, "other"),
        ({"autoUsers": 5}, "unknown"),
        (None, "absent"),
        (7, "unknown"),
    ],
)
def test_users_are_of_a_mode_of_licences(licence: object, expected: str) -> None:
    found = asked(identity={"licenseFilePrintData": licence})
    assert found.values["sysprep.license_users"] == expected
