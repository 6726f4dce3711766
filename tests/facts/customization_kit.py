"""A customization with something at every place that facts look at."""

from __future__ import annotations

from typing import Final

from policyguard.facts.values import Facts
from policyguard.vocabulary import KINDS
from tests.facts.kit import MACS, Data

KEY: Final = (1, 2)
PASSWORD: Final[Data] = {"value": "x", "plainText": False}
WHOLE: Final[Data] = {
    "encryptionKey": [*KEY],
    "options": {"_typeName": "CustomizationWinOptions", "changeSID": False},
    "identity": {
        "_typeName": "CustomizationSysprep",
        "domain": "lab.example",
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
            "password": {**PASSWORD},
        },
        "identification": {
            "joinDomain": "x",
            "domainAdmin": "x",
            "domainAdminPassword": {**PASSWORD},
        },
        "licenseFilePrintData": {"autoMode": "perServer", "autoUsers": 5},
        "password": {**PASSWORD},
    },
    "globalIPSettings": {"dnsServerList": ["192.0.2.53"]},
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


def said(found: Facts, kind: str) -> Data:
    """All that is said of a kind that there is one of."""
    return {name: found.values[f"{kind}.{name}"] for name in KINDS[kind].attributes}


def printed(found: Facts, kind: str) -> Data:
    """All that rules may print of such a kind."""
    return {name: found.details.get(name) for name in KINDS[kind].details}
