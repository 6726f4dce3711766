"""The commands that speak of rules, and the options that add rules and choose the engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from policyguard import faults
from policyguard.cli import cli, main
from policyguard.examples import outcomes, with_examples
from policyguard.render.rule_text import render_rule
from policyguard.rules import FAMILIES, Rule, builtin_rules

BOOK = with_examples(builtin_rules())
REQUEST = {"moId": "vm-12", "body": {"spec": {"powerOn": True, "template": False}}}
LEFT_OFF = {"moId": "vm-12", "body": {"spec": {"powerOn": False, "template": False}}}
HOUSE: dict[str, Any] = {
    "id": "HOUSE001",
    "slug": "started-as-it-is",
    "title": "A clone starts at once and nothing is customized",
    "severity": "error",
    "evidence": "docs",
    "when": {"clone": {"destination": "vm", "power_on": "yes", "customization": "absent"}},
    "at": "/spec/powerOn",
    "message": "the clone would start with the addresses of {source}",
    "fix": "Customize the guest.",
    "source": "House rules, page 3",
    "examples": [
        {"name": "as it is", "request": REQUEST, "expect": "finding"},
        {"name": "left off", "request": LEFT_OFF, "expect": "none"},
    ],
}


def run(*arguments: str, status: int, data: str = "") -> str:
    ran = CliRunner().invoke(cli, list(arguments), input=data, standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert int(ran.return_value or 0) == status, ran.output
    assert ran.stderr == ""
    return ran.stdout


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert left.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return written(tmp_path / "house", HOUSE)


def written(folder: Path, *rules: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    for rule in rules:
        file = folder / f"{rule['id']}-{rule['slug']}.yaml"
        file.write_text(yaml.safe_dump(rule, sort_keys=False), "utf-8")
    return folder


def test_the_book_is_listed_by_family_in_lines_that_fit() -> None:
    lines = run("rules", status=0).splitlines()
    families = [line for line in lines if line and not line.startswith(" ")]
    assert families == [f"{family} {words}" for family, words in FAMILIES.items()]
    listed = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert listed == [rule.id for rule in BOOK]
    assert max(map(len, lines)) <= 100
    place = lines.index("  PLC001  A template is deployed and no resource pool is named")
    assert lines[place + 1] == "          error [docs] gets InvalidArgument"
    assert "needs Datastore.AllocateSpace on the datastore" in "\n".join(lines)


def test_the_book_as_json_is_what_its_rules_say_but_for_their_examples() -> None:
    listed = json.loads(run("rules", "--format", "json", status=0))
    assert listed["version"] == 1
    assert [rule["id"] for rule in listed["rules"]] == [rule.id for rule in BOOK]
    for said, rule in zip(listed["rules"], BOOK, strict=True):
        assert "examples" not in said
        assert (said["family"], said["certainty"]) == (rule.family, rule.certainty)
        given = {key: said[key] for key in Rule.model_fields if key in said}
        assert Rule.model_validate(given) == rule.model_copy(update={"examples": ()})


def test_rules_can_be_chosen_and_what_chooses_none_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = json.loads(run("rules", "--select", "net,plc001", "--format", "json", status=0))
    network = [rule.id for rule in BOOK if rule.family == "NET"]
    assert [rule["id"] for rule in listed["rules"]] == ["PLC001", *network]
    assert "begins with `XYZ`" in refused(capsys, "rules", "--select", "XYZ")


def test_nothing_is_wrong_with_the_book() -> None:
    assert run("rules", "--check", status=0) == f"{len(BOOK)} rules: nothing wrong\n"


def test_every_example_of_the_book_comes_to_what_it_expects() -> None:
    number = sum(len(rule.examples) for rule in BOOK)
    expected = f"{len(BOOK)} rules, {number} examples: all as expected\n"
    assert run("rules", "--test", status=0) == expected


@pytest.mark.parametrize("engine", [pytest.param("durable", marks=pytest.mark.nightly), "portable"])
def test_the_page_of_every_rule_says_what_its_examples_come_to(engine: str) -> None:
    pytest.importorskip(f"policyguard.engine.{engine}")
    said = list(outcomes(BOOK, engine))
    for rule in BOOK:
        own = [outcome for outcome in said if outcome.rule is rule]
        page = render_rule(rule, own)
        assert page.startswith(f"{rule.id} {rule.slug}: {rule.severity}\n{rule.title}\n")
        assert all(f"\n    {one.name}: {one.expect}\n" in page for one in rule.examples)
        for condition in rule.conditions:
            assert f"\n    {condition.fact} is " in page
        for text in (rule.fix, rule.source, rule.message):
            assert "".join(text.split()) in "".join(page.split())


def test_explain_takes_an_id_in_any_case() -> None:
    page = run("explain", "plc001", status=0)
    assert page == run("explain", "PLC001", status=0)
    assert "clone.pool is absent\n        read from spec.location.pool\n" in page
    assert "docs: other VMware documentation says so (certain)" in page
    assert "gets InvalidArgument\n        invalidProperty: spec.location.pool\n" in page


def test_explain_as_json_adds_what_is_read_and_each_outcome() -> None:
    said = json.loads(run("explain", "PRV009", "--format", "json", status=0))["rule"]
    assert said["requires"] == {"privilege": "Datastore.AllocateSpace", "on": "datastore"}
    assert list(said["reads"]) == ["datastore.why"]
    assert {one["outcome"] for one in said["examples"]} == {"requirement", "none"}
    assert all(one["outcome"] == one["expect"] for one in said["examples"])


def test_an_unknown_rule_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "explain", "plx001")
    assert "unknown rule `PLX001`; did you mean `PLC001`?" in said


def test_a_pack_is_listed_checked_tested_and_explained(pack: Path) -> None:
    folder = str(pack)
    assert run("rules", folder, status=0).startswith(f"HOUSE\n  HOUSE001  {HOUSE['title']}\n")
    listed = json.loads(run("rules", "--rules", folder, "--format", "json", status=0))["rules"]
    assert [rule["id"] for rule in listed] == [*(rule.id for rule in BOOK), "HOUSE001"]
    assert run("rules", "--check", folder, status=0) == "1 rule: nothing wrong\n"
    assert run("rules", "--test", folder, status=0) == "1 rule, 2 examples: all as expected\n"
    page = run("explain", "house001", "--rules", folder, status=0)
    assert "docs: the organisation's own documentation says so (certain)\n" in page
    assert "as it is: finding\n" in page


def test_a_mistaken_example_is_told_and_exits_1(tmp_path: Path) -> None:
    wrong = [*HOUSE["examples"], {"name": "odd", "request": REQUEST, "expect": "none"}]
    folder = str(written(tmp_path / "house", {**HOUSE, "examples": wrong}))
    assert run("rules", "--test", folder, status=1) == (
        f"{folder}/HOUSE001-started-as-it-is.yaml:32:3: HOUSE001: odd: expected none, got finding\n"
        "1 rule, 3 examples: 1 mistaken\n"
    )
    page = run("explain", "HOUSE001", "--rules", folder, status=0)
    assert "odd: finding, but expects none\n" in page


def test_an_example_that_has_no_answer_is_mistaken_and_hides_no_other(tmp_path: Path) -> None:
    odd = {"name": "odd", "request": {**REQUEST, "release": "5.5"}, "expect": "none"}
    folder = str(written(tmp_path / "house", {**HOUSE, "examples": [odd, *HOUSE["examples"]]}))
    told = run("rules", "--test", folder, status=1)
    place = f"{folder}/HOUSE001-started-as-it-is.yaml:16:3"
    said = "HOUSE001: odd: expected none, got no answer: release `5.5` has no"
    assert told.startswith(f"{place}: {said}")
    assert told.endswith("1 rule, 3 examples: 1 mistaken\n")


def test_the_mistakes_of_all_packs_are_told_with_their_places(tmp_path: Path) -> None:
    folders = [
        str(written(tmp_path / one, {**HOUSE, "when": {"clone": {wrong: "yes"}}}))
        for one, wrong in (("a", "powr_on"), ("b", "memry"))
    ]
    told = run("rules", "--check", "--test", *folders, status=2).splitlines()
    assert len(told) == 2
    for line, folder, meant in zip(told, folders, ("power_on", "memory"), strict=True):
        assert line.startswith(f"{folder}/HOUSE001-started-as-it-is.yaml:")
        assert f"did you mean `{meant}`?" in line


def test_a_rule_that_adds_nothing_is_told_and_exits_1(tmp_path: Path) -> None:
    twin = {**HOUSE, "id": "HOUSE002", "slug": "started-again"}
    told = run("rules", "--check", str(written(tmp_path / "house", HOUSE, twin)), status=1)
    assert told.startswith("HOUSE002: ")
    assert "HOUSE001" in told


def test_a_rule_that_says_what_a_built_in_one_says_is_told(tmp_path: Path) -> None:
    known = next(rule for rule in BOOK if rule.id == "PLC001")
    copied = known.model_dump(mode="json", exclude_defaults=True) | {"id": "HOUSE003"}
    told = run("rules", "--check", str(written(tmp_path / "house", copied)), status=1)
    assert told.startswith("HOUSE003: ")
    assert "PLC001" in told


def test_packs_are_given_in_one_way_at_a_time(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "rules", str(pack), "--rules", str(pack))
    assert "give packs as DIR or by --rules, not both" in said


def test_a_check_with_a_pack_finds_what_the_pack_says(pack: Path) -> None:
    options = ("--rules", str(pack), "--format", "json", "-")
    printed = run("check", "--select", "HOUSE", *options, data=json.dumps(REQUEST), status=1)
    (report,) = json.loads(printed)["reports"]
    assert [finding["rule"] for finding in report["findings"]] == ["HOUSE001"]
    assert report["verdict"] == "fail"
    printed = run("check", "--rules", str(pack), "-", data=json.dumps(REQUEST), status=1)
    assert "error HOUSE001: " in printed
    assert HOUSE["fix"] in printed


def test_a_requirement_of_a_pack_is_among_the_privileges(tmp_path: Path) -> None:
    asking = {
        **HOUSE,
        "requires": {"privilege": "VirtualMachine.Interact.PowerOn", "on": "source"},
        "examples": [
            {"name": "as it is", "request": REQUEST, "expect": "requirement"},
            {"name": "left off", "request": LEFT_OFF, "expect": "none"},
        ],
    }
    folder = str(written(tmp_path / "house", asking))
    said = run("privileges", "--rules", folder, "-", data=json.dumps(REQUEST), status=0)
    assert "VirtualMachine.Interact.PowerOn on VirtualMachine/vm-12" in said


def test_a_pack_that_cannot_be_read_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(written(tmp_path / "house", {**HOUSE, "severity": "fatal", "fix": ""}))
    lines = refused(capsys, "check", "--rules", folder, "x.yaml").splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"policyguard: {folder}/HOUSE001-") for line in lines)
    assert str(tmp_path / "no") in refused(capsys, "rules", "--rules", str(tmp_path / "no"))


@pytest.mark.parametrize("engine", ["durable", "portable"])
@pytest.mark.parametrize("command", ["check", "privileges"])
def test_the_engine_can_be_chosen_and_the_report_names_it(command: str, engine: str) -> None:
    pytest.importorskip(f"policyguard.engine.{engine}")
    data = json.dumps({"moId": "vm-1", "body": {}})
    options = ("--engine", engine, "--format", "json", "-")
    printed = run(command, *options, data=data, status=int(command == "check"))
    assert json.loads(printed)["reports"][0]["engine"] == engine


def test_an_engine_that_is_not_there_is_a_usage_error() -> None:
    program = (
        "import sys; sys.modules['policyguard.engine.durable'] = None\n"
        "from policyguard.cli import main\n"
        "main(['check', '--engine', 'durable', 'x.yaml'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("policyguard: the engine `durable` cannot be imported here: ")


def test_what_a_pack_changes_is_told_with_the_book_and_on_the_page(pack: Path) -> None:
    overrides: list[dict[str, Any]] = [
        {"rule": "NAM006", "severity": "error", "reason": "our DNS refuses such names"},
        {"rule": "SRC014", "off": True, "reason": "we consolidate every night"},
    ]
    (pack / "pack.yaml").write_text(yaml.safe_dump({"name": "lab", "overrides": overrides}))
    raised = "NAM006 error now, was note (lab): our DNS refuses such names"
    off = "SRC014 off, was warning (lab): we consolidate every night"
    book = run("rules", "--rules", str(pack), status=0)
    assert book.endswith(f"\nchanged by packs\n  {raised}\n  {off}\n")
    assert (
        "  NAM006  The name has characters that VMware advises against\n"
        "          error (was note) [docs]\n"
    ) in book
    assert "  SRC014  " not in book
    page = run("explain", "NAM006", "--rules", str(pack), status=0).splitlines()
    assert (page[0], page[2]) == ("NAM006 discouraged-characters: error (was note)", raised)
    page = run("explain", "SRC014", "--rules", str(pack), status=0).splitlines()
    assert (page[0], page[2]) == ("SRC014 consolidation-needed: off (was warning)", off)
    listed = json.loads(run("rules", str(pack), "--format", "json", status=0))
    assert [one["now"] for one in listed["overrides"]] == ["error", "off"]
    shown = json.loads(run("explain", "nam006", "--rules", str(pack), "--format", "json", status=0))
    assert shown["rule"]["override"]["reason"] == overrides[0]["reason"]
    assert shown["rule"]["severity"] == "error"


def test_the_page_of_a_rule_about_raw_values_shows_its_schema_and_its_places(
    tmp_path: Path,
) -> None:
    body = {"properties": {"name": {"pattern": "^web-[0-9]+$"}}}
    folder = {"folder": {"_typeName": "ManagedObjectReference", "type": "Folder", "value": "f-1"}}
    examples = [
        {"name": "another", "request": {"body": {**folder, "name": "x"}}, "expect": "finding"},
        {"name": "by role", "request": {"body": {**folder, "name": "web-1"}}, "expect": "none"},
    ]
    changes = {"when": {}, "body": body, "within": {"folder": ["Folder/f-1", "Folder/f-0"]}}
    rule = {**HOUSE, **changes, "message": "{place}: {problem}", "examples": examples}
    del rule["at"]
    page = run("explain", "HOUSE001", "--rules", str(written(tmp_path / "house", rule)), status=0)
    assert "    body breaks the schema\n" in page
    assert "    folder lies at or below Folder/f-0 or Folder/f-1\n" in page
    assert (
        "    the schema\n        properties:\n          name: {pattern: '^web-[0-9]+$'}\n" in page
    )
    assert "    at {place}\n    says {place}: {problem}\n" in page
    assert "{problem}: what is wrong there" in page
    assert "another: finding\n" in page
    assert "by role: none\n" in page


def test_what_a_pack_holds_forges_no_line(tmp_path: Path) -> None:
    odd = "a\u2028b\x1b[31m\u202e"
    rule = {**HOUSE, "title": odd, "fix": odd, "source": odd, "message": odd}
    rule["examples"] = [{**one, "name": f"{one['name']}{odd}"} for one in HOUSE["examples"]]
    folder = tmp_path / "house"
    folder.mkdir()
    file = folder / "HOUSE001-started-as-it-is.yaml"
    file.write_text(json.dumps(rule), "utf-8")
    for shown in (
        run("rules", str(folder), status=0),
        run("explain", "HOUSE001", "--rules", str(folder), status=0),
        run("rules", "--test", str(folder), status=0),
    ):
        assert all(c.isprintable() or c == "\n" for c in shown)


def test_what_is_open_of_an_example_is_told_with_what_would_decide_it(tmp_path: Path) -> None:
    when = {"clone": {"destination": "vm", "power_on": "yes", "source": "template"}}
    open_ = {"name": "open", "request": REQUEST, "expect": "finding"}
    known = {
        "name": "known",
        "request": REQUEST,
        "inventory": {"objects": {"VirtualMachine/vm-12": {"config.template": True}}},
        "expect": "finding",
    }
    rule = {**HOUSE, "when": when, "examples": [known, open_, HOUSE["examples"][1]]}
    folder = str(written(tmp_path / "house", rule))
    unknown = "VirtualMachine/vm-12:config.template"
    told = run("rules", "--test", folder, status=1).splitlines()[0]
    said = "HOUSE001: open: expected finding, got undetermined"
    assert told.endswith(f"{said} (not known: {unknown})")
    page = run("explain", "HOUSE001", "--rules", folder, status=0)
    expected = f"    open: undetermined, but expects finding\n        not known: {unknown}\n"
    assert expected in page
    options = ("--rules", folder, "--format", "json")
    shown = json.loads(run("explain", "HOUSE001", *options, status=0))["rule"]
    assert [one["unknown"] for one in shown["examples"]] == [[], [unknown], []]


@pytest.mark.parametrize("option", ["--check", "--test"])
def test_what_is_wrong_is_told_as_text_alone(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "rules", option, "--format", "json")
    assert "--format is of the list; --check and --test print text" in said


@pytest.mark.parametrize(
    "arguments", [("rules", ""), ("rules", "--rules", ""), ("check", "--rules", "", "x.yaml")]
)
def test_a_pack_without_a_name_is_not_the_directory_one_is_in(
    capsys: pytest.CaptureFixture[str], *, arguments: tuple[str, ...]
) -> None:
    assert refused(capsys, *arguments) == "policyguard: a pack: no directory is named\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("rules", "x" * 5000),
        ("check", "--rules", "x" * 5000, "x.yaml"),
        ("check", "--inventory", "x" * 5000, "x.yaml"),
        ("check", "x" * 5000),
    ],
)
def test_a_path_that_is_too_long_is_a_usage_error_told_on_one_line(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "x.yaml").write_text("{}")
    command = [sys.executable, "-m", "policyguard", *arguments]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    ran = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env=env
    )
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert "xxx: " in ran.stderr


def test_a_pack_given_twice_and_an_id_of_two_packs_are_told_with_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (written(tmp_path / name, HOUSE) for name in ("first", "second"))
    twice = refused(capsys, "rules", str(first), str(first))
    assert twice == f"policyguard: the pack first ({first}) is given twice\n"
    both = refused(capsys, "check", "--rules", str(first), "--rules", str(second), "x.yaml")
    file = "HOUSE001-started-as-it-is.yaml:1:5"
    assert both == (
        "policyguard: rule id `HOUSE001` is in two packs: "
        f"first ({first}/{file}), second ({second}/{file})\n"
    )


def test_what_a_pack_holds_forges_no_line_of_a_report(tmp_path: Path) -> None:
    odd = "a\u2028b\x1b[31m\u202e"
    rule = {**HOUSE, "title": odd, "fix": odd, "source": odd, "message": odd}
    folder = tmp_path / "house"
    folder.mkdir()
    file = folder / "HOUSE001-started-as-it-is.yaml"
    file.write_text(json.dumps(rule), "utf-8")
    printed = run("check", "--rules", str(folder), "-", data=json.dumps(REQUEST), status=1)
    assert "error HOUSE001: a\\u2028b" in printed
    assert all(c.isprintable() or c == "\n" for c in printed)


def test_a_fault_selects_the_rules_that_predict_it_or_one_derived_from_it() -> None:
    data = '{"body": {"spec": {"customization": {"nicSettingMap": []}}}}'

    def predicted(*options: str) -> set[str]:
        listed = json.loads(run("rules", "--format", "json", *options, status=0))["rules"]
        return {"NoPermission" if r["requires"] else r["fault"]["_typeName"] for r in listed}

    taken = predicted("--select", "CustomizationFault")
    assert {"NicSettingMismatch", "UncustomizableGuest"} <= taken
    assert all(faults.is_a(fault, "CustomizationFault") for fault in taken)
    assert predicted("--select", "SecurityError") == {"NoPermission"}
    ignoring = ("check", "-", "--ignore", "InvalidRequest", "--format", "json")
    (report,) = json.loads(run(*ignoring, data=data, status=0))["reports"]
    left = {finding["fault"]["_typeName"] for finding in report["findings"] if finding["fault"]}
    assert left
    assert not any(faults.is_a(fault, "InvalidRequest") for fault in left)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("customizationfault", "no fault is so called"),
        ("Timedout", "no rule predicts the fault `Timedout`"),
    ],
)
def test_what_selects_nothing_is_a_mistake(
    capsys: pytest.CaptureFixture[str], name: str, reason: str
) -> None:
    assert reason in refused(capsys, "rules", "--select", name)
