"""What passes has no warning that an administrator would call wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from policyguard import Guard, Report, Verdict
from policyguard.rules.repeated import written_out
from tests.case_kit import NAMES, Data, case, laid_over, patched
from tests.shipped import DESCRIBED, check, inventory_of, request_of
from tools.rulebook import read_rules

# The warnings and notes of what does not fail, each with why it is right to say it.
SAID: Final = {
    "CUS015": "a guest that is to be customized and is not started is not customized yet",
    "ENC016": "a policy with a data service was refused, and its id does not tell",
    "NAM006": "VMware advises against the character",
    "SNP008": "a clone of a snapshot does not have what the machine was given after it",
    "SNP014": "the snapshot's own adapters are cloned, whatever the machine has by now",
    "SNP005": "memory is asked for without a snapshot to take it from, and is ignored",
    "STO040": "disks need a policy of their own, which is easily forgotten",
    "STO015": "the property that is set is deprecated",
}


def definite(report: Report) -> set[str]:
    return {f.rule for f in report.findings if f.severity != "error" and not f.unknown}


def is_whole(request: Data) -> bool:
    """Nothing that a clone cannot do without is missing: else it fails for that, after long."""
    body = request.get("body", request)
    spec = body.get("spec") or {}
    return {"folder", "name", "spec"} <= body.keys() and {
        "location",
        "template",
        "powerOn",
    } <= spec.keys()


def reports() -> Iterator[tuple[str, Report]]:
    """On the examples, on the reports with what was wrong put right, on what fires no rule."""
    for name in DESCRIBED:
        yield name, check(request_of(name), inventory_of(name))
    for name in NAMES:
        if case(name).fixed:
            mended = case(name).mended()
            yield name, Guard(mended.inventory, mended.principal).check(mended.request)
    for rule in read_rules():
        for example in rule.examples:
            if example.expect == "none" and is_whole(example.request):
                guard = Guard(example.inventory, engine="portable")
                yield f"{rule.id}: {example.name}", guard.check(written_out(example.request))


def test_what_does_not_fail_has_no_finding_but_those_with_a_reason() -> None:
    passing = [(name, one) for name, one in reports() if one.verdict is not Verdict.FAIL]
    assert {
        name: definite(one) - SAID.keys() for name, one in passing if definite(one) - SAID.keys()
    } == {}
    assert len(passing) > 80
    assert {rule for _, one in passing for rule in definite(one)} | {"ENC016"} == SAID.keys()


WINDOWS: Final[Data] = case("govmomi-1897").mended().request["body"]
LINUX: Final[Data] = case("ansible-55560").mended().request["body"]
GUESTS: Final = {
    "windows2019srv_64Guest": WINDOWS,
    "windows9_64Guest": WINDOWS,
    "windows2022srvNext_64Guest": WINDOWS,
    "winVistaGuest": WINDOWS,
    "rhel8_64Guest": LINUX,
    "ubuntu64Guest": LINUX,
    "vmwarePhoton64Guest": LINUX,
}
PROFILE: Final = {"_typeName": "VirtualMachineDefinedProfileSpec", "profileId": "aa6d5a82"}
CHANGES: Final[Mapping[str, Data]] = {
    "as it is": {},
    "with a storage policy for all": {
        "location": {
            "profile": [PROFILE],
            "disk": [
                {
                    "_typeName": "VirtualMachineRelocateSpecDiskLocator",
                    "diskId": 2000,
                    "datastore": {
                        "_typeName": "ManagedObjectReference",
                        "type": "Datastore",
                        "value": "datastore-11",
                    },
                    "profile": [PROFILE],
                }
            ],
        }
    },
    "without a gateway's mask to think of": {
        "customization": {
            "nicSettingMap": [
                {
                    "_typeName": "CustomizationAdapterMapping",
                    "adapter": {
                        "_typeName": "CustomizationIPSettings",
                        "ip": {"_typeName": "CustomizationDhcpIpGenerator"},
                    },
                }
            ]
        }
    },
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("guest", GUESTS)
def test_an_ordinary_clone_is_not_talked_about(guest: str, change: str) -> None:
    body: Any = patched(GUESTS[guest], {"spec": CHANGES[change]})
    inventory = laid_over(
        case("ansible-55560").inventory,
        {"objects": {"VirtualMachine/vm-12": {"config.guestId": guest, "guest.guestId": guest}}},
    )
    report = Guard(inventory, engine="portable").check({"moId": "vm-12", "body": body})
    assert definite(report) <= {"ENC016"}
    assert report.verdict is not Verdict.FAIL, [(f.rule, f.message) for f in report.findings]
