"""Whatever stands in a customization, it is judged, and no secret is told."""

from __future__ import annotations

import copy

import pytest

from tests.facts.kit import JUNK, MACS, Data, asked, nics, places, spoilt, strange

WHOLE: Data = {
    "encryptionKey": [1, 2],
    "options": {"_typeName": "CustomizationWinOptions", "changeSID": False},
    "identity": {
        "_typeName": "CustomizationSysprep",
        "timeZone": "Europe/Sofia",
        "metadata": "x",
        "userdata": "x",
        "hostName": {"_typeName": "CustomizationPrefixName", "base": "web"},
        "userData": {
            "fullName": "x",
            "productId": "x",
            "computerName": {"_typeName": "CustomizationFixedName", "name": "web"},
        },
        "guiUnattended": {
            "timeZone": 110,
            "autoLogon": True,
            "autoLogonCount": 1,
            "password": {"value": "x", "plainText": False},
        },
        "identification": {"joinDomain": "x", "domainAdmin": "x"},
        "licenseFilePrintData": {"autoMode": "perSeat"},
    },
    "nicSettingMap": [
        {
            "macAddress": MACS[0],
            "adapter": {
                "ip": {"_typeName": "CustomizationFixedIp", "ipAddress": "192.0.2.17"},
                "subnetMask": "255.255.255.0",
                "gateway": ["192.0.2.1"],
                "dnsServerList": ["192.0.2.53"],
                "primaryWINS": "192.0.2.137",
                "ipV6Spec": {
                    "gateway": ["fe80::1"],
                    "ip": [
                        {
                            "_typeName": "CustomizationFixedIpV6",
                            "ipAddress": "2001:db8::1",
                            "subnetMask": 64,
                        }
                    ],
                },
            },
        }
    ],
}


@pytest.mark.parametrize("place", [p for p in places(WHOLE) if p], ids=str)
def test_junk_anywhere_is_a_value_of_the_vocabulary_or_unknown(
    place: tuple[str | int, ...],
) -> None:
    for junk in JUNK:
        assert strange(asked(nics(160), **spoilt(WHOLE, place, junk))) == [], junk


def test_no_password_is_printed() -> None:
    secret = {"value": "s3cret-of-mine", "plainText": True}
    whole = copy.deepcopy(WHOLE)
    whole["identity"]["guiUnattended"]["password"] = secret
    whole["identity"]["identification"]["domainAdminPassword"] = secret
    found = asked(nics(160), **whole)
    assert "s3cret-of-mine" not in repr((found.details, found.items))
