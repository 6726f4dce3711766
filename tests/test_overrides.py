"""What packs change of the built-in rules, and how reports tell of it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from policyguard import (
    Guard,
    Override,
    Report,
    Severity,
    Verdict,
)
from policyguard.cli import cli
from policyguard.engine import available
from policyguard.render.json import render_json
from policyguard.render.text import render_text
from policyguard.rules import Rule
from tests.pack_kit import pack, policy, write
from tests.shipped import ALICE, EXAMPLES, inventory_of, request_of

ACME = EXAMPLES / "packs" / "acme"
NO_NAME_BUT_X = {"properties": {"name": {"const": "x"}}}
NOTED = {"moId": "vm-1", "body": {"name": "a:b"}}  # NAM006, a note

each_engine = pytest.mark.parametrize("engine", available())


def rules_found(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings if not finding.unknown]


def test_a_lowered_rule_costs_less_and_the_report_says_why() -> None:
    request = {"body": {"name": "50% off"}}
    before = Guard().check(request, keep=lambda rule: rule == "NAM001")
    after = Guard(rules=[pack(NAM001="note")]).check(request, keep=lambda r: r == "NAM001")
    assert (before.verdict, before.overrides) == (Verdict.FAIL, ())
    assert after.verdict is Verdict.PASS
    (finding,) = after.findings
    assert finding == before.findings[0].model_copy(update={"severity": Severity.NOTE})
    assert after.overrides == (
        Override(
            rule="NAM001",
            pack="acme",
            was=Severity.ERROR,
            now=Severity.NOTE,
            reason="our reason",
        ),
    )


def test_a_raised_rule_fails_the_request() -> None:
    report = Guard(rules=[pack(NAM006="error")]).check(NOTED, keep=lambda r: r == "NAM006")
    assert (report.verdict, len(report.overrides)) == (Verdict.FAIL, 1)


def test_a_rule_that_is_off_says_nothing_but_that_it_is_off() -> None:
    report = Guard(rules=[pack(NAM001="off")]).check({"body": {"name": "50% off"}})
    assert "NAM001" not in rules_found(report)
    assert not any("NAM001" in fault.rules for fault in report.faults)
    assert [(o.rule, o.now, o.reason) for o in report.overrides] == [
        ("NAM001", "off", "our reason")
    ]


def test_an_override_that_does_not_matter_is_not_told() -> None:
    guard = Guard(rules=[pack(NAM001="note", NAM006="off", NAM002="off")])
    assert guard.check({"body": {"name": "plain"}}).overrides == ()


def test_a_privilege_rule_that_is_off_requires_nothing() -> None:
    request, inventory = request_of("missing-privilege"), inventory_of("missing-privilege")
    before = Guard(inventory, ALICE).check(request)
    after = Guard(inventory, ALICE, rules=[pack(PRV009="off")]).check(request)
    assert (before.verdict, after.verdict) == (Verdict.FAIL, Verdict.PASS)
    kept = [
        r for r in after.requirements if (r.rule, r.entity) != ("PRV022", "Datastore/datastore-13")
    ]
    assert kept == [r for r in before.requirements if r.rule != "PRV009"]
    assert [override.rule for override in after.overrides] == ["PRV009"]


def test_a_privilege_rule_that_is_lowered_costs_less_where_the_privilege_is_missing() -> None:
    request, inventory = request_of("missing-privilege"), inventory_of("missing-privilege")
    guard = Guard(inventory, ALICE, rules=[pack(PRV009="warning", PRV014="note")])
    report = guard.check(request)
    severities = {f.rule: f.severity for f in report.findings}
    assert severities["PRV009"] is Severity.WARNING
    assert report.verdict is Verdict.PASS
    # PRV014 asks for a privilege that is granted, so its severity makes no difference.
    assert [override.rule for override in report.overrides] == ["PRV009"]


def test_a_report_tells_only_the_overrides_of_the_rules_that_are_kept() -> None:
    guard, request = Guard(rules=[pack(NAM001="note", NAM006="off")]), {"body": {"name": "50%:"}}
    assert [one.rule for one in guard.check(request).overrides] == ["NAM001", "NAM006"]
    kept = guard.check(request, keep=lambda rule: rule != "NAM001")
    assert [one.rule for one in kept.overrides] == ["NAM006"]


@each_engine
def test_overrides_of_rules_whose_answers_are_remembered_hold_for_each_request(
    engine: str,
) -> None:
    inventory = inventory_of("packs")
    guard = Guard(inventory, ALICE, engine=engine, rules=[ACME])
    request = request_of("packs")
    first = guard.check(request)
    request["body"]["name"] = "prod-shop-web-02"
    second = guard.check(request)
    assert [o.rule for o in first.overrides] == ["NAM006", "STO015"]
    assert [o.rule for o in second.overrides] == ["STO015"]


# How it is told.


def test_the_report_as_json_keeps_its_schema_and_reads_back() -> None:
    report = Guard(rules=[ACME]).check(request_of("packs"))
    assert Report.model_validate_json(report.model_dump_json()) == report
    schema = json.loads(files("policyguard").joinpath("data/report.schema.json").read_text())
    whole = json.loads(render_json([report]))
    jsonschema.Draft202012Validator(schema).validate(whole)
    assert whole["reports"][0]["overrides"][0] == {
        "rule": "NAM006",
        "pack": "acme",
        "was": "note",
        "now": "off",
        "reason": "ACME001 says which characters a name may have",
    }


def test_the_text_names_each_override_and_the_fix_of_a_pack_s_rule() -> None:
    guard = Guard(rules=[pack(policy(body=NO_NAME_BUT_X), NAM006="off", NAM001="note")])
    text = render_text([guard.check({"body": {"name": "50%:"}})], rules=guard.rules)
    assert "  changed by packs\n    NAM001 note now, was error (acme): our reason\n" in text
    assert "    NAM006 off, was note (acme): our reason\n" in text
    assert "      fix  Fix.\n      from source [docs]\n" in text


def test_the_command_for_privileges_tells_that_a_pack_asks_for_fewer(tmp_path: Path) -> None:
    off = "{rule: PRV009, off: true, reason: all may write there}"
    folder = write(tmp_path, pack=f"name: ours\noverrides: [{off}]")
    request = EXAMPLES / "deploy-template" / "request.yaml"
    ran = CliRunner().invoke(cli, ["privileges", str(request), "--rules", str(folder)])
    assert "Datastore.AllocateSpace" not in ran.output
    assert "    PRV009 off, was error (ours): all may write there\n" in ran.output


def test_a_rule_that_is_off_may_be_ignored_by_name_all_the_same() -> None:
    request = str(EXAMPLES / "packs" / "request.yaml")
    options = ["--rules", str(ACME), "--ignore", "NAM006,ACME"]
    ran = CliRunner().invoke(cli, ["check", request, *options], standalone_mode=False)
    assert ran.exception is None
    assert "NAM006" not in ran.stdout
    assert "STO015 note now" in ran.stdout


def _needing_space(severity: str) -> Rule:
    return policy(
        severity=severity,
        when={"datastore": {"why": "named"}},
        requires={"privilege": "Datastore.AllocateSpace", "on": "datastore"},
    )


def test_a_pack_that_lowers_a_privilege_rule_hides_no_error_of_its_own() -> None:
    request, inventory = request_of("missing-privilege"), inventory_of("missing-privilege")
    rules = [pack(_needing_space("error"), PRV009="note")]
    report = Guard(inventory, ALICE, rules=rules).check(request)
    assert [(f.rule, f.severity) for f in report.findings if f.rule != "PRV022"] == [
        ("ACME001", Severity.ERROR)
    ]
    assert report.verdict is Verdict.FAIL


def test_a_rule_that_is_kept_says_its_own_where_another_requires_the_same() -> None:
    request, inventory = request_of("missing-privilege"), inventory_of("missing-privilege")
    guard = Guard(inventory, ALICE, rules=[pack(_needing_space("warning"))])
    kept = guard.check(request, keep=lambda rule: rule == "ACME001")
    assert [(f.rule, f.severity) for f in kept.findings] == [("ACME001", Severity.WARNING)]
    assert {r.rule for r in kept.requirements} == {"ACME001"}
