"""A fault that was met: what leads to it, what of that holds, and what to change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from policyguard import Guard
from policyguard.cli import cli, main
from policyguard.conditions import conditions
from policyguard.diagnosis import Diagnosis, Holding, Lead, diagnosis
from policyguard.files import read_bounded
from policyguard.reported import ReportedFault
from policyguard.rules import builtin_rules
from tests.shipped import ALICE, EXAMPLES, inventory_of, request_of

FAULTS = Path(__file__).parent / "data" / "faults"
RULES = builtin_rules()


def met(name: str, **fields: str | int) -> ReportedFault:
    return ReportedFault(type_name=name, fields=fields)


def explained(fault: ReportedFault, example: str | None = None) -> Diagnosis:
    if example is None:
        return diagnosis(fault, RULES, None)
    report = Guard(inventory_of(example), ALICE).check(request_of(example))
    return diagnosis(fault, RULES, report)


def leading(found: Diagnosis, *holding: Holding) -> set[str]:
    return {lead.condition for lead in found.leads if not holding or lead.holding in holding}


def test_what_holds_stands_first_with_what_was_found() -> None:
    found = explained(met("NicSettingMismatch"), "linux-customization")
    first = found.leads[0]
    assert (first.condition, first.holding) == ("J13", Holding.HOLDS)
    assert [finding.rule for finding in first.findings] == ["CUS001"]
    order = [list(Holding).index(lead.holding) for lead in found.leads]
    assert order == sorted(order)


def test_what_is_not_found_is_told_apart_from_what_cannot_be_told() -> None:
    found = explained(met("NicSettingMismatch"), "deploy-template")
    assert leading(found, Holding.HOLDS) == set()
    assert "J13" in leading(found, Holding.ABSENT)
    assert leading(explained(met("NicSettingMismatch"))) == leading(found)
    assert leading(explained(met("NicSettingMismatch")), Holding.UNTOLD) == leading(found)


def test_what_is_not_known_says_what_would_decide_it() -> None:
    fault = met("InvalidArgument", invalidProperty="spec.location.pool")
    report = Guard({}).check(
        {"moId": "vm-12", "body": {"spec": {"template": False, "location": {}}}}
    )
    found = diagnosis(fault, RULES, report)
    (lead,) = [one for one in found.leads if one.condition == "E06"]
    assert lead.holding is Holding.POSSIBLE
    assert "VirtualMachine/vm-12:config.template" in lead.unknown


@pytest.mark.parametrize(
    ("told", "expected", "other"),
    [
        ("spec.location.pool", "E06", "J21"),
        ("spec.pool", "E06", "E08"),
        ("spec.identity.hostName", "J21", "J17"),
        ("spec.identity", "J08", "E06"),
        ("nicsettings:adapter:ip", "J17", "J21"),
        ("nicsettings:adapter:ipv6spec:ip", "J17", "J21"),
        ("Timezone", "J39", "J21"),
        ("disk[0].diskId", "F13", "E06"),
        ("spec.folder", "C08", "E06"),
    ],
)
def test_a_property_narrows_what_leads_to_a_fault_however_it_is_written(
    told: str, expected: str, other: str
) -> None:
    found = leading(explained(met("InvalidArgument", invalidProperty=told)))
    assert expected in found
    assert other not in found


def test_a_property_that_is_known_nowhere_narrows_nothing() -> None:
    every = leading(explained(met("InvalidArgument")))
    assert leading(explained(met("InvalidArgument", invalidProperty="x.y"))) == every
    assert len(every) > 50


def test_a_fault_that_no_condition_names_is_led_to_by_what_leads_to_its_relatives() -> None:
    names = {fault for each in conditions() for fault in each.faults}
    assert "SnapshotCopyNotSupported" not in names
    assert leading(explained(met("SnapshotCopyNotSupported"))) == {"G07", "M14"}
    assert explained(met("Timedout")).leads == ()


def test_a_missing_privilege_is_told_by_the_rules_that_ask_for_it() -> None:
    fault = met("NoPermission", privilegeId="Datastore.AllocateSpace")
    found = explained(fault, "missing-privilege")
    (lead,) = [one for one in found.leads if one.holding is Holding.HOLDS]
    assert lead.condition == "B09"
    assert {finding.rule for finding in lead.findings} == {"PRV009"}
    granted = met("NoPermission", privilegeId="Resource.AssignVMToPool")
    assert leading(explained(granted, "missing-privilege"), Holding.HOLDS) == set()


def test_every_condition_leads_to_its_faults() -> None:
    for each in conditions():
        for name in each.faults:
            assert each.id in leading(explained(met(name)))


def run(*arguments: str, data: str = "") -> str:
    ran = CliRunner().invoke(cli, ["explain-fault", *arguments], input=data, standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert not ran.return_value
    return ran.stdout


HERE = (
    *("--request", str(EXAMPLES / "linux-customization/request.yaml")),
    *("--inventory", str(EXAMPLES / "linux-customization/inventory.yaml")),
)


def test_the_command_says_what_it_means_what_holds_and_what_to_change() -> None:
    told = run(str(EXAMPLES / "explain-fault/fault.txt"), *HERE)
    assert told.startswith(
        "NicSettingMismatch: the adapter settings are not as many as the network adapters\n"
        "  it comes in the task; derives from CustomizationFault < VimFault\n"
        "  numberOfNicsInSpec: 1\n"
        "  numberOfNicsInVM: 2\n"
    )
    holds = told.index("  holds here\n    J13: ")
    assert holds < told.index("CUS001: ", holds) < told.index("fix: Give one entry", holds)


def test_without_a_request_it_says_what_could_and_how_to_tell() -> None:
    told = run("-", data="govc: ServerFaultCode: Permission to perform this operation was denied.")
    assert told.startswith("NoPermission: the caller lacks a privilege")
    assert "leads to it; --request and --inventory tell what holds" in told
    assert "holds here" not in told


@pytest.mark.parametrize("path", sorted(FAULTS.iterdir()), ids=lambda path: path.name)
def test_every_kind_of_file_is_explained_as_text_and_as_json(path: Path) -> None:
    told = json.loads(run(str(path), "--format", "json"))
    assert told["version"] == 1
    assert [one["fault"]["_typeName"] for one in told["diagnoses"]]
    for one in told["diagnoses"]:
        assert f"{one['fault']['_typeName']}: {one['meaning']}"[:60] in run(str(path))
        assert {lead["holding"] for lead in one["leads"]} <= {"untold"}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("-",), "-: no fault found"),
        (("nowhere.txt",), "nowhere.txt: no such file"),
        (("-", "--request", "-"), "the fault or the request, not both"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    reason: str,
) -> None:
    monkeypatch.setattr("policyguard.cli.fault.bytes_of", _nothing)
    with pytest.raises(SystemExit) as left:
        main(["explain-fault", *arguments])
    assert left.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert reason in printed.err


def _nothing(file: str) -> bytes:
    return read_bounded(file, 10) if file != "-" else b""


def test_a_request_file_with_several_requests_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    several = tmp_path / "two.yaml"
    several.write_text("moId: vm-1\nbody: {}\n---\nmoId: vm-2\nbody: {}\n")
    with pytest.raises(SystemExit) as left:
        main(["explain-fault", str(FAULTS / "ansible.txt"), "--request", str(several)])
    assert left.value.code == 2
    assert "holds 2 requests" in capsys.readouterr().err


def test_a_lead_is_data() -> None:
    lead = Lead(condition="A01", words="x", faults=(), holding=Holding.UNTOLD)
    assert Lead.model_validate_json(lead.model_dump_json()) == lead
