"""What a customization asks for, and whether it can be had."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.customization.time_zones import WINDOWS_TIME_ZONES, linux_time_zone
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import SOURCE, Data, asked, facts, items, nics


@pytest.mark.parametrize(
    ("name", "host", "computer"),
    [
        ("web-01", "good", "good"),
        ("WEB01", "good", "good"),
        ("web_01", "bad", "bad"),
        ("web.lab", "bad", "bad"),
        ("web 01", "bad", "bad"),
        ("-web", "bad", "good"),
        ("web-", "bad", "good"),
        ("", "bad", "bad"),
        ("2024", "good", "bad"),
        ("w\u00e9b", "bad", "bad"),
        ("a\n", "bad", "bad"),
        ("a" * 15, "good", "good"),
        ("a" * 16, "good", "long"),
        ("a" * 63, "good", "long"),
        ("a" * 64, "long", "long"),
        (7, UNKNOWN, UNKNOWN),
    ],
)
def test_a_name_is_judged_by_what_is_named(name: object, host: str, computer: str) -> None:
    generator = {"_typeName": "CustomizationFixedName", "name": name}
    both = {"hostName": generator, "userData": {"computerName": generator}}
    values = asked(identity=both).values
    assert values["customization.host_name"] == host
    assert values["customization.computer_name"] == computer


@pytest.mark.parametrize(
    ("name", "base", "said"),
    [
        ("web-01", None, "good"),
        ("web%2501", None, "bad"),
        ("web%2d", None, "bad"),
        (None, None, UNKNOWN),
        (None, "web-", "good"),
        (None, "-web", "bad"),
        (None, "", "good"),
        (None, "a" * 62, "good"),
        (None, "a" * 63, "long"),
    ],
)
def test_a_name_that_is_made_up_is_judged_by_what_it_starts_with(
    name: str | None, base: str | None, said: str
) -> None:
    kind = "CustomizationVirtualMachineName" if base is None else "CustomizationPrefixName"
    found = asked(name=name, identity={"hostName": {"_typeName": kind, "base": base}})
    assert items(found, "name_generator", "result") == [said]


@pytest.mark.parametrize(
    ("in_spec", "before", "added", "said"),
    [
        (1, 1, 0, "match"),
        (2, 1, 1, "match"),
        (1, 1, 1, "mismatch-after-change"),
        (3, 1, 1, "mismatch"),
        (0, 0, 0, "match"),
        (0, 1, 0, "mismatch"),
    ],
)
def test_adapters_are_counted_before_and_after_the_change(
    in_spec: int, before: int, added: int, said: str
) -> None:
    device = {"_typeName": "VirtualVmxnet3", "key": -1}
    spec = {
        "customization": {"nicSettingMap": [{}] * in_spec},
        "location": {"deviceChange": [{"operation": "add", "device": device}] * added},
    }
    objects = nics(*[None] * before) if before else {SOURCE: {"config.hardware.device": []}}
    found = facts(spec, objects)
    assert found.values["customization.adapters"] == said
    assert found.details["adapters_in_source"] == before


@pytest.mark.parametrize(
    ("unattended", "said"),
    [
        ({}, ("blank", "no", "absent", "absent")),
        ({"password": {"value": None}}, ("blank", "no", "absent", "absent")),
        ({"password": {"value": ""}, "timeZone": 110}, ("empty", "no", "absent", "listed")),
        ({"password": {"value": "x"}, "autoLogon": True}, ("given", "yes", "absent", "absent")),
        ({"autoLogonCount": -1, "timeZone": 111}, ("blank", "no", "negative", "unlisted")),
        ({"autoLogonCount": 1}, ("blank", "no", "counted", "absent")),
        ({"autoLogonCount": 0, "timeZone": -2147483584}, ("blank", "no", "zero", "listed")),
        (
            {"password": "x", "autoLogon": 1, "autoLogonCount": "1", "timeZone": True},
            (UNKNOWN,) * 4,
        ),
    ],
)
def test_what_is_said_of_the_administrator(unattended: Data, said: tuple[str, ...]) -> None:
    values = asked(identity={"guiUnattended": unattended}).values
    names = ("admin_password", "auto_logon", "auto_logon_count", "time_zone")
    assert tuple(values[f"sysprep.{name}"] for name in names) == said


PASSWORD = {"value": "x", "plainText": True}


@pytest.mark.parametrize(
    ("identification", "said"),
    [
        (None, "absent"),
        ({}, "neither"),
        ({"joinWorkgroup": "LAB"}, "workgroup"),
        ({"joinDomain": "lab"}, "domain-without-account"),
        ({"joinDomain": "lab", "domainAdmin": "a"}, "domain-without-account"),
        (
            {"joinDomain": "lab", "domainAdmin": "", "domainAdminPassword": PASSWORD},
            "domain-without-account",
        ),
        (
            {"joinDomain": "lab", "domainAdmin": "a", "domainAdminPassword": {"value": ""}},
            "domain-without-account",
        ),
        ({"joinDomain": "lab", "domainAdmin": "a", "domainAdminPassword": PASSWORD}, "domain"),
        ({"joinDomain": "", "joinWorkgroup": ""}, "neither"),
        ({"joinWorkgroup": "LAB", "domainAdmin": "a"}, "workgroup-with-account"),
        ({"joinWorkgroup": "LAB", "domainAdminPassword": PASSWORD}, "workgroup-with-account"),
        (
            {"joinWorkgroup": "LAB", "domainAdmin": 7, "domainAdminPassword": PASSWORD},
            "workgroup-with-account",
        ),
        (
            {"joinWorkgroup": "LAB", "domainAdmin": "", "domainAdminPassword": {"value": ""}},
            "workgroup",
        ),
        ({"joinWorkgroup": "LAB", "domainAdmin": 7}, UNKNOWN),
        ({"joinDomain": "lab", "joinWorkgroup": "LAB"}, "both"),
        ({"joinDomain": "lab", "domainAdmin": 7}, "domain-without-account"),
        ({"joinDomain": "lab", "domainAdmin": 7, "domainAdminPassword": PASSWORD}, UNKNOWN),
        ({"joinDomain": 7, "joinWorkgroup": "LAB"}, UNKNOWN),
        (7, UNKNOWN),
    ],
)
def test_windows_joins_a_workgroup_or_a_domain(identification: Any, said: str) -> None:
    values = asked(identity={"identification": identification}).values
    assert values["sysprep.membership"] == said


@pytest.mark.parametrize(
    ("plain", "key", "known", "said"),
    [
        ((), None, [1], "none"),
        ((True,), None, [1], "plain"),
        ((True, False), None, [1], "encrypted-without-key"),
        ((False,), [1], [1], "encrypted"),
        ((False,), [1], [2], "encrypted-for-another"),
        ((False,), [1], ..., UNKNOWN),
        ((False,), [1], "junk", UNKNOWN),
        ((False,), "junk", [1], UNKNOWN),
        ((True, 7), [1], [1], UNKNOWN),
        ((False, 7), None, [1], "encrypted-without-key"),
    ],
)
def test_who_can_read_the_passwords(
    plain: tuple[Any, ...], key: object, known: object, said: str
) -> None:
    passwords = [{"value": "x", "plainText": flag} for flag in plain]
    first, second = [*passwords, None, None][:2]
    identity = {
        "guiUnattended": {"password": first},
        "identification": {"domainAdminPassword": second},
    }
    manager = {} if known is ... else {"encryptionKey": known}
    objects = {"CustomizationSpecManager/CustomizationSpecManager": manager}
    found = asked(objects, identity=identity, encryptionKey=key)
    assert found.values["customization.passwords"] == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Europe/Sofia", "area-location"),
        ("America/Port-au-Prince", "area-location"),
        ("America/North_Dakota/New_Salem", "area-location"),
        ("Etc/GMT+5", "area-location"),
        ("UTC", "single-name"),
        ("EST5EDT", "single-name"),
        ("europe/sofia", "malformed"),
        ("Europe/", "malformed"),
        ("Europe/Sofia\n", "malformed"),
        ("110", "malformed"),
        ("A/B/C/D", "malformed"),
    ],
)
def test_a_time_zone_of_linux_is_judged_by_its_form(name: str, said: str) -> None:
    assert linux_time_zone(name) == said


def test_the_time_zones_of_windows_fit_into_an_int() -> None:
    ints = [index for index in WINDOWS_TIME_ZONES if -(2**31) <= index < 2**31]
    assert (len(ints), min(ints), max(ints)) == (75 + 19, -2147483584, 300)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 524288, "fits"),
        ("x" * 524289, "long"),
        ("\u20ac" * 174762, "fits"),
        ("\u20ac" * 174763, "long"),
        ("\ud800" * 174763, "long"),
        ("", "fits"),
        (None, "absent"),
        (7, UNKNOWN),
    ],
)
def test_data_for_cloud_init_are_measured_in_bytes(text: Any, said: str) -> None:
    found = asked(identity={"metadata": text, "userdata": text})
    assert found.values["linux_identity.metadata"] == said
    assert found.values["linux_identity.userdata"] == said


@pytest.mark.parametrize(
    ("settings", "said"), [(..., UNKNOWN), ([], "unset"), ([7, {"key": 5}], "unset"), (7, UNKNOWN)]
)
def test_a_custom_generator_needs_a_command_of_the_server(settings: object, said: str) -> None:
    options = {} if settings is ... else {"setting": settings}
    objects = {"OptionManager/VpxSettings": options}
    custom = {"_typeName": "CustomizationCustomIpV6Generator"}
    found = asked(objects, nicSettingMap=[{"adapter": {"ipV6Spec": {"ip": [custom]}}}])
    assert found.values["customization.generator_command"] == said
    assert asked(objects).values["customization.generator_command"] == "unneeded"
