"""Packs: their rules hold beside the built-in ones, and change what these cost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from policyguard import (
    Guard,
    InputError,
    Inventory,
    Override,
    Pack,
    Report,
    RuleError,
    Severity,
    Verdict,
    check,
)
from policyguard.cli import cli
from policyguard.engine import available
from policyguard.errors import DuplicateRule
from policyguard.examples import outcomes
from policyguard.render import render_json, render_text
from policyguard.rules import builtin_rules
from tests.pack_kit import BUILT_IN, pack, policy, write
from tests.shipped import ALICE, EXAMPLES, PACKS, inventory_of, request_of

ACME = EXAMPLES / "packs" / "acme"
NO_NAME_BUT_X = {"properties": {"name": {"const": "x"}}}
NOTED = {"moId": "vm-1", "body": {"name": "a:b"}}  # NAM006, a note

each_engine = pytest.mark.parametrize("engine", available())


def rules_found(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings if not finding.unknown]


# The pack that is shipped.


@each_engine
def test_each_rule_of_the_shipped_pack_says_of_its_examples_what_they_expect(engine: str) -> None:
    said = list(outcomes(Pack.load(ACME).rules, engine))
    assert [str(outcome) for outcome in said if outcome.is_mistaken] == []
    assert {outcome.rule.id for outcome in said} == {f"ACME00{n}" for n in range(1, 5)}


def test_a_shipped_rule_that_asks_where_something_lies_shows_that_it_may_not_be_known() -> None:
    for rule in Pack.load(ACME).rules:
        expected = {example.expect for example in rule.examples}
        assert expected == {"finding", "none"} | ({"undetermined"} if rule.within else set())


def test_the_shipped_pack_is_named_by_its_file_and_changes_two_rules() -> None:
    loaded = Pack.load(ACME)
    assert loaded.name == "acme"
    assert [(o.rule, o.was, o.now) for o in loaded.overrides] == [
        ("NAM006", Severity.NOTE, "off"),
        ("STO015", Severity.WARNING, Severity.NOTE),
    ]


@each_engine
def test_both_engines_say_the_same_of_the_example(engine: str) -> None:
    request, inventory = request_of("packs"), inventory_of("packs")
    report = Guard(inventory, ALICE, engine=engine, rules=[ACME]).check(request)
    expected = Guard(inventory, ALICE, engine="portable", rules=[ACME]).check(request)
    assert report.model_copy(update={"engine": "portable"}) == expected
    assert report.engine == engine


# Where packs come from.


@pytest.mark.parametrize("given", [ACME, str(ACME), Pack.load(ACME)], ids=["path", "text", "pack"])
def test_a_pack_is_given_read_or_as_a_directory(given: Any) -> None:
    ids = [rule.id for rule in Guard(rules=[given]).rules]
    assert ids[-4:] == ["ACME001", "ACME002", "ACME003", "ACME004"]


@pytest.mark.parametrize("given", [str(ACME), ACME, Pack.load(ACME), [7], 7, None])
def test_what_is_no_list_of_packs_is_refused(given: Any) -> None:
    with pytest.raises(InputError):
        Guard(rules=given)


def test_without_packs_the_rules_in_force_are_the_built_in_ones() -> None:
    assert Guard().rules == builtin_rules()


def test_the_rules_in_force_are_those_of_the_book_as_changed_and_then_those_of_packs() -> None:
    own = policy(body=NO_NAME_BUT_X)
    guard = Guard(rules=[pack(own, NAM006="off", STO015="error")])
    changed = BUILT_IN["STO015"].model_copy(update={"severity": Severity.ERROR})
    expected = [changed if r.id == "STO015" else r for r in builtin_rules() if r.id != "NAM006"]
    assert guard.rules == (*expected, own)


def test_the_one_liner_takes_packs() -> None:
    report = check({"body": {"name": "y"}}, rules=[pack(policy(body=NO_NAME_BUT_X))])
    assert rules_found(report)[-1] == "ACME001"


def test_two_packs_hold_side_by_side() -> None:
    first = pack(policy(1, body=NO_NAME_BUT_X))
    second = pack(policy(2, body={"required": ["spec"]}), name="other", NAM006="error")
    report = Guard(rules=[first, second]).check(NOTED)
    assert rules_found(report)[-2:] == ["ACME001", "ACME002"]
    assert [override.pack for override in report.overrides] == ["other"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (
            pack(policy(body=NO_NAME_BUT_X)),
            pack(policy(body={}), name="other"),
            "rule id `ACME001` is in two packs: acme, other",
        ),
        (
            pack(NAM006="off"),
            pack(name="other", NAM006="error"),
            "two packs override `NAM006`: acme, other",
        ),
    ],
    ids=["one id", "one override"],
)
def test_packs_that_clash_are_refused(first: Pack, second: Pack, said: str) -> None:
    with pytest.raises(DuplicateRule) as refused:
        Guard(rules=[first, second])
    assert str(refused.value) == said
    assert isinstance(refused.value, RuleError)


# What an override does.


def test_a_lowered_rule_costs_less_and_the_report_says_why() -> None:
    request = {"body": {"name": "50% off"}}
    before = Guard().check(request).narrowed(lambda rule: rule == "NAM001")
    after = Guard(rules=[pack(NAM001="note")]).check(request).narrowed(lambda r: r == "NAM001")
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
    report = Guard(rules=[pack(NAM006="error")]).check(NOTED).narrowed(lambda r: r == "NAM006")
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
    assert after.requirements == tuple(r for r in before.requirements if r.rule != "PRV009")
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


def test_a_report_that_is_narrowed_tells_only_the_overrides_of_the_rules_it_keeps() -> None:
    report = Guard(rules=[pack(NAM001="note", NAM006="off")]).check({"body": {"name": "50%:"}})
    assert [override.rule for override in report.overrides] == ["NAM001", "NAM006"]
    narrowed = report.narrowed(lambda rule: rule != "NAM001")
    assert [override.rule for override in narrowed.overrides] == ["NAM006"]


@each_engine
def test_overrides_of_rules_that_say_the_same_of_an_outline_hold_for_each_request(
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
    assert "    fix  Fix.\n    from source [docs]\n" in text


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


# A guard is for ever the same, and shared.


def test_threads_that_share_a_guard_get_the_answers_of_one() -> None:
    guard = Guard(inventory_of("packs"), ALICE, rules=[ACME])
    names = [f"{stage}-{n}" for stage in ("prod-shop-web", "Shop") for n in range(10, 40)]
    requests = []
    for name in names:
        request = request_of("packs")
        request["body"]["name"] = name
        requests.append(request)
    alone = [guard.check(request) for request in requests]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(guard.check, requests * 5)) == alone * 5


def test_a_guard_keeps_the_packs_it_was_given() -> None:
    packs = [pack(policy(body=NO_NAME_BUT_X))]
    guard = Guard(rules=packs)
    packs.clear()
    assert "ACME001" in rules_found(guard.check({"body": {"name": "y"}}))
    with pytest.raises(AttributeError):
        guard.rules = ()  # type: ignore[misc]


@each_engine
def test_guards_made_in_a_loop_leave_nothing_behind(engine: str) -> None:
    status = Path("/proc/self/statm")
    if not status.exists():
        pytest.skip("no such file to read the memory from")
    loaded, inventory = Pack.load(ACME), Inventory.load({})

    def grown(times: int) -> int:
        before = int(status.read_text().split()[1])
        for _ in range(times):
            Guard(inventory, engine=engine, rules=[loaded]).check(NOTED)
        return (int(status.read_text().split()[1]) - before) * 4096

    grown(50)
    assert grown(150) < 4 * 2**20


def test_every_pack_that_is_shipped_is_one_of_the_examples() -> None:
    assert PACKS == {"packs": [ACME]}
