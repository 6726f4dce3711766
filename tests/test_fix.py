"""What `--fix` makes of files, to the byte, and what it leaves alone."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from policyguard import cli, names
from policyguard.cli import Exit
from policyguard.errors import EngineError
from policyguard.fix import fix, wanted
from policyguard.fix.edit import Edit
from policyguard.guard import Guard
from policyguard.rewrite import rewrite
from policyguard.rules import builtin_rules

# Each is a body; what is wrong besides is no matter here.
REWRITTEN = {
    "json on one line": (
        "a.json",
        '{"name": "50%", "folder": {"type": "Folder", "value": "g"}}',
        (
            '{"name": "50%25", "folder": {"_typeName": "ManagedObjectReference", "type": "Folder",'
            ' "value": "g"}}'
        ),
    ),
    "compact json": (
        "a.json",
        '{"folder":{"type":"Folder","value":"g"}}',
        '{"folder":{"_typeName":"ManagedObjectReference","type":"Folder","value":"g"}}',
    ),
    "json on lines": (
        "a.json",
        '{"spec": {\r\n\t"location": {},\r\n\t"powerOn": true}}',
        (
            '{"spec": {\r\n\t"_typeName": "VirtualMachineCloneSpec",\r\n\t"location": '
            '{"_typeName": "VirtualMachineRelocateSpec"},\r\n\t"powerOn": true}}'
        ),
    ),
    "an empty object with space": (
        "a.json",
        '{"spec": { }}',
        '{"spec": { "_typeName": "VirtualMachineCloneSpec" }}',
    ),
    "an empty object on two lines": (
        "a.json",
        '{"spec": {\n}}',
        '{"spec": {"_typeName": "VirtualMachineCloneSpec"\n}}',
    ),
    "an escaped percent sign behind a pair": (
        "a.json",
        r'{"name": "\ud83d\ude00\"\u0025\\%2g\u0025zz"}',
        r'{"name": "\ud83d\ude00\"\u002525\\%252g\u002525zz"}',
    ),
    "an escape sequence, of which one part is escaped": (
        "a.json",
        r'{"name": "\u00252f %\u0032f %"}',
        r'{"name": "\u00252f %\u0032f %25"}',
    ),
    "json lines": (
        "a.jsonl",
        '{"name": "%"}\r\n\r\n{"name": "a"}\r\n{"name": "%%"}',
        '{"name": "%25"}\r\n\r\n{"name": "a"}\r\n{"name": "%25%25"}',
    ),
    "block mappings": (
        "a.yaml",
        "# a\nspec:   # b\n\n    # c\n    location: {}   # d\n",
        (
            "# a\nspec:   # b\n\n    # c\n    _typeName: VirtualMachineCloneSpec\n"
            "    location: {_typeName: VirtualMachineRelocateSpec}   # d\n"
        ),
    ),
    "block mappings behind dashes": (
        "a.yaml",
        (
            "spec:\r\n  _typeName: VirtualMachineCloneSpec\r\n  location:\r\n"
            "    _typeName: VirtualMachineRelocateSpec\r\n    disk:\r\n    -   diskId: 1\r\n"
            "    - ? diskId\r\n      : 1\r\n"
        ),
        (
            "spec:\r\n  _typeName: VirtualMachineCloneSpec\r\n  location:\r\n"
            "    _typeName: VirtualMachineRelocateSpec\r\n    disk:\r\n"
            "    -   _typeName: VirtualMachineRelocateSpecDiskLocator\r\n        diskId: 1\r\n"
            "    - _typeName: VirtualMachineRelocateSpecDiskLocator\r\n"
            "      ? diskId\r\n      : 1\r\n"
        ),
    ),
    "anchors and tags that nothing repeats": (
        "a.yaml",
        "spec: &s !!map # c\n  &k location: &l {&p powerOn: 1}\nname: &n !!str  # c\n  5 %",
        (
            "spec: &s !!map # c\n  _typeName: VirtualMachineCloneSpec\n  &k location: &l "
            "{_typeName: VirtualMachineRelocateSpec, &p powerOn: 1}\nname: &n !!str  # c\n  5 %25"
        ),
    ),
    "flow mappings": (
        "a.yaml",
        "{spec: {# c\n  # d\n  'powerOn': 1}, folder: {\"type\":Folder}, name: '''%'''}",
        (
            "{spec: {# c\n  # d\n  _typeName: VirtualMachineCloneSpec,\n  'powerOn': 1}, "
            "folder: {\"_typeName\":\"ManagedObjectReference\",\"type\":Folder}, name: '''%25'''}"
        ),
    ),
    "an empty flow mapping with a comment": (
        "a.yaml",
        "spec: {# c\n }",
        "spec: {_typeName: VirtualMachineCloneSpec # c\n }",
    ),
    "escapes of YAML": (
        "a.yaml",
        r'name: "\x25 \u0025 \U00000025 \"%2g\e"',
        r'name: "\x2525 \u002525 \U0000002525 \"%252g\e"',
    ),
    "json in a file without line ends, read as YAML": (
        "a.yaml",
        '{"name": "%", "spec": {}}',
        '{"name": "%25", "spec": {_typeName: VirtualMachineCloneSpec}}',
    ),
    "the only type that its properties leave": (
        "a.yaml",
        (
            "spec:\n  _typeName: VirtualMachineCloneSpec\n  customization:\n"
            "    _typeName: CustomizationSpec\n"
            "    identity: {hostName: {name: a}, domain: b}\n"
        ),
        (
            "spec:\n  _typeName: VirtualMachineCloneSpec\n  customization:\n"
            "    _typeName: CustomizationSpec\n"
            "    identity: {_typeName: CustomizationLinuxPrep, "
            "hostName: {_typeName: CustomizationFixedName, name: a}, domain: b}\n"
        ),
    ),
    "a merge beside which it is missing": (
        "a.yaml",
        "moId: &v vm-1\nx: &x {powerOn: true}\nbody:\n  spec:\n    <<: *x\n",
        (
            "moId: &v vm-1\nx: &x {powerOn: true}\nbody:\n  spec:\n"
            "    _typeName: VirtualMachineCloneSpec\n    <<: *x\n"
        ),
    ),
}


@pytest.mark.parametrize(("file", "old", "new"), REWRITTEN.values(), ids=REWRITTEN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_only_what_is_missing_is_put_in(file: str, old: str, new: str, encoding: str) -> None:
    content = old.encode(encoding)
    found = fix(content, file)
    assert found.obstacle is None
    assert found.content.decode(encoding) == new
    assert found.content[:2] == content[:2]
    assert fix(found.content, file).content is found.content


LEFT = {
    "several types fit": ("a.json", '{"spec": {"customization": {"identity": {"x": 1}}}}', 2),
    "nothing is there to tell by": ("a.json", '{"spec": {"customization": {"identity": {}}}}', 2),
    "the type name is misspelt": ("a.yaml", "spec: {_typename: VirtualMachineCloneSpec}", 0),
    "the name is no string": ("a.yaml", "name: [5%]", 0),
    "the name is null": ("a.yaml", "name:", 0),
    "the body is no object": ("a.json", '["%"]', 0),
    "there is no body": ("a.json", '{"moId": "50%"}', 0),
    "it is not the name": ("a.yaml", "x: {name: 50%}", 0),
    "the release has no schema": ("a.yaml", "release: '1'\nbody: {spec: {}}", 0),
}


@pytest.mark.parametrize(("file", "text", "count"), LEFT.values(), ids=LEFT)
def test_what_is_not_sure_is_left_as_it_is(file: str, text: str, count: int) -> None:
    found = fix(text.encode(), file)
    assert (found.count, found.obstacle) == (count, None)
    assert "identity" not in text or '"identity": {"_' not in found.content.decode()


UNSAFE = {
    "a literal block": ("name: |\n  50%\n", "1:7", "block scalar"),
    "a folded block": ("name: >-\n  50%\n", "1:7", "block scalar"),
    "a plain name on two lines": ("name: 50%\n  off\n", "1:7", "several lines"),
    "a quoted name on two lines": ('name: "50%\n  off"\n', "1:7", "several lines"),
    "a name that is repeated": ("name: &n 50%\nx: *n\n", "1:7", "used elsewhere too, as `*n`"),
    "a name that is an alias": ("x: &n 50%\nname: *n\n", "2:7", "by the alias `*n`"),
    "a name that is merged": ("x: &x {name: 5%}\n<<: *x\n", "2:5", "by a merge key"),
    "an object that is repeated": ("x: &s\n  powerOn: 1\nspec: *s\n", "3:7", "alias `*s`"),
    "one inside of it": (
        "spec: &s {_typeName: VirtualMachineCloneSpec, location: {}}\nx: *s\n",
        "1:57",
        "used elsewhere too, as `*s`",
    ),
    "a pair in a list": (
        (
            "spec: {_typeName: VirtualMachineCloneSpec, location: {disk: [diskId: 1],"
            " _typeName: VirtualMachineRelocateSpec}}"
        ),
        "1:62",
        "no braces",
    ),
}


@pytest.mark.parametrize(("text", "place", "reason"), UNSAFE.values(), ids=UNSAFE)
def test_a_file_with_an_unsafe_fix_is_left_as_it_is(text: str, place: str, reason: str) -> None:
    content = f"name: '%'\n---\n{text}".encode()
    found = fix(content, "a.yaml")
    line, column = place.split(":")
    assert found.obstacle is not None
    assert found.obstacle.startswith(f"a.yaml:{int(line) + 2}:{column}: not fixed: ")
    assert reason in found.obstacle
    assert (found.content, found.count, found.diff) == (content, 0, "")


def test_a_fix_that_comes_out_wrong_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyguard.fix.json_edits.into_braces", lambda *_, **__: Edit(1, " "))
    with pytest.raises(EngineError, match="nothing is fixed"):
        fix(b'{"spec": {}}', "a.json")


def test_a_fix_that_cannot_be_read_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyguard.fix.json_edits.into_braces", lambda *_, **__: Edit(1, "{"))
    found = fix(b'{"spec": {}}', "a.json")
    assert found.content == b'{"spec": {}}'
    assert "could not be read any more" in str(found.obstacle)


def test_more_fixes_than_anyone_writes_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "MOST_CHANGES", 1)
    found = fix(b'{"spec": {"location": {}}}', "a.json")
    assert found.obstacle == "a.json: not fixed: more than 1 places to fix in one request"


def test_the_text_of_a_name_that_is_not_understood_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "lone_percent_indices", lambda _: (0,))
    found = fix(b'{"name": "a%"}', "a.json")
    assert "hides where" in str(found.obstacle)


def test_rules_that_are_left_out_are_not_fixed() -> None:
    text = (
        b'{"name": "%", "spec": {"customization": {"identity": {"hostName": {}, "domain": "a"}}}}'
    )
    rules = ("NAM001", "REQ004", "REQ009")
    for rule in rules:
        data = json.loads(fix(text, "a.json", keep=rule.__eq__).content)
        identity = data["spec"]["customization"]["identity"]
        done = data["name"] == "%25", "_typeName" in identity, "_typeName" in data["spec"]
        assert done == tuple(one == rule for one in rules)


def test_the_rules_that_are_fixed_speak_of_what_is_fixed() -> None:
    when = {rule.id: {(c.fact, *c.allowed) for c in rule.conditions} for rule in builtin_rules()}
    assert when[wanted.NAME_RULE] == {("name.lone_percent", "yes")}
    for problem, rule in wanted.TYPE_NAME_RULES.items():
        assert when[rule] == {("schema.problem", problem.value)}


# The command line, and files.


def run(*arguments: str, data: bytes = b"", status: Exit) -> Any:
    ran = CliRunner().invoke(
        cli.cli, ["check", *arguments], input=data, standalone_mode=False, catch_exceptions=False
    )
    assert Exit(ran.return_value or 0) == status, ran.output
    return ran


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


OLD = b'\xef\xbb\xbf{"moId": "vm-1", "body": {"name": "50% off"}}\r\n'
NEW = OLD.replace(b"%", b"%25")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.json"
    path.write_bytes(OLD)
    return path


def test_fix_writes_the_file_and_reports_what_it_holds_then(path: Path) -> None:
    path.chmod(0o640)
    ran = run("--fix", "--select", "NAM001,REQ004", str(path), status=Exit.CLEAN)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert files_in(path.parent) == ["a.json"]
    assert "NAM001" not in ran.stdout
    assert ran.stderr == f"policyguard: {path}: 1 fixed\n"


def test_a_file_without_anything_to_fix_is_not_written(path: Path) -> None:
    path.write_bytes(NEW)
    before = path.stat()
    ran = run("--fix", str(path), status=Exit.FAILS)
    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert ran.stderr == ""


def test_what_a_link_leads_to_is_fixed_and_the_link_stays(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "b.json"
    link.parent.mkdir()
    link.symlink_to(path)
    run("--fix", str(link), status=Exit.FAILS)
    assert link.is_symlink()
    assert path.read_bytes() == NEW
    assert files_in(link.parent) == ["b.json"]


def test_diff_shows_what_fix_would_write_and_writes_nothing(path: Path) -> None:
    ran = run("--diff", "--fix", str(path), status=Exit.FAILS)
    assert ran.stdout_bytes.decode() == (
        f"--- {path}\n+++ {path}\n@@ -1 +1 @@\n-{OLD.decode()}+{NEW.decode()}"
    )
    assert path.read_bytes() == OLD


def test_diff_of_files_that_need_no_fix_is_nothing(path: Path) -> None:
    path.write_bytes(NEW)
    assert run("--diff", str(path), status=Exit.CLEAN).output == ""


def test_diff_goes_where_output_says_and_hides_no_unreadable_file(path: Path) -> None:
    to = path.with_name("fix.diff")
    ran = run("--diff", "--output", str(to), "absent.json", str(path), status=Exit.UNUSABLE)
    assert to.read_bytes().endswith(NEW)
    assert ran.output == "policyguard: absent.json: no such file or directory\n"


def test_a_line_that_nothing_ends_is_marked_in_the_diff() -> None:
    assert fix(b'{"name": "%"}', "a.json").diff.splitlines()[3:] == [
        '-{"name": "%"}',
        "\\ No newline at end of file",
        '+{"name": "%25"}',
        "\\ No newline at end of file",
    ]


def test_the_diff_has_a_part_for_each_place_with_its_lines() -> None:
    lines = [f"x{n}: {n}" for n in range(30)]
    lines[2], lines[4], lines[20] = "spec:", " powerOn: 1", "folder: {type: Folder}"
    del lines[3]
    diff = fix("\n".join(lines).encode(), "a.yaml").diff
    assert [line for line in diff.splitlines() if line.startswith("@@")] == [
        "@@ -1,7 +1,8 @@",
        "@@ -17,7 +18,7 @@",
    ]


def test_standard_input_is_shown_but_not_fixed() -> None:
    ran = run("--fix", "-", data=OLD, status=Exit.FAILS)
    assert "NAM001" in ran.stdout
    assert ran.stderr == "policyguard: -: not fixed: there is no file to write\n"
    assert "+" in run("--diff", "-", data=OLD, status=Exit.FAILS).stdout


def test_what_is_in_the_way_of_a_fix_is_said_beside_the_report(path: Path) -> None:
    path = path.with_suffix(".yaml")
    path.write_text("moId: vm-1\nbody:\n  name: |-\n    50%\n")
    ran = run("--fix", str(path), status=Exit.FAILS)
    assert "NAM001" in ran.stdout
    assert ran.stderr.startswith(f"policyguard: {path}:3:9: not fixed: the name is a block")


def test_a_file_that_cannot_be_written_is_still_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    ran = run("--fix", str(path), status=Exit.UNUSABLE)
    assert "NAM001" in ran.stdout
    assert ran.stderr == f"policyguard: {path}: not fixed: Permission denied\n"
    assert path.read_bytes() == OLD
    assert files_in(path.parent) == ["a.json"]


def test_a_defect_in_a_fix_is_said_and_the_file_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[Edit]:
        return [Edit(1, " ")]

    monkeypatch.setattr("policyguard.fix.json_edits.escaped_percents", fail)
    ran = run("--fix", str(path), status=Exit.DEFECT)
    assert "NAM001" in ran.stdout
    assert path.read_bytes() == OLD


def test_a_file_is_not_written_where_that_is_not_allowed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        rewrite(str(path), OLD, NEW)
    assert path.read_bytes() == OLD


def test_a_file_that_changed_meanwhile_is_not_written(path: Path) -> None:
    with pytest.raises(OSError, match="was changed"):
        rewrite(str(path), NEW, b"")
    assert path.read_bytes() == OLD


def test_only_a_file_is_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no regular file"):
        rewrite(str(tmp_path), b"", b"x")


def test_a_fixed_request_has_none_of_the_findings_that_were_fixed() -> None:
    text = (Path(__file__).parent.parent / "examples/schema-mistakes/request.json").read_bytes()
    found = fix(text.replace(b'"name": "', b'"name": "%'), "a.json")
    report = Guard().check(json.loads(found.content))
    assert found.count > 0
    assert {finding.rule for finding in report.findings}.isdisjoint({"NAM001", "REQ009"})


# What a file is besides its bytes.


def test_every_bit_of_the_mode_is_kept(path: Path) -> None:
    for mode in (0o4750, 0o2640, 0o1600, 0o7777):
        path.write_bytes(OLD)
        path.chmod(mode)
        rewrite(str(path), OLD, NEW)
        assert path.read_bytes() == NEW
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_file_with_another_name_is_left_and_that_is_said(path: Path) -> None:
    other = path.with_name("b.json")
    other.hardlink_to(path)
    ran = run("--fix", str(path), status=Exit.UNUSABLE)
    assert "NAM001" in ran.stdout
    assert "not fixed: has other names (hard links)" in ran.stderr
    assert path.read_bytes() == other.read_bytes() == OLD
    assert sorted(files_in(path.parent)) == ["a.json", "b.json"]


def test_attributes_are_kept_or_the_file_is_left(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        os.setxattr(path, "user.origin", b"lab")
    except (AttributeError, OSError):
        pytest.skip("the file system has no attributes")
    rewrite(str(path), OLD, NEW)
    assert os.getxattr(path, "user.origin") == b"lab"

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setxattr", refuse)
    with pytest.raises(OSError, match=r"its attribute user\.origin could not be kept"):
        rewrite(str(path), NEW, OLD)
    assert path.read_bytes() == NEW
    assert files_in(path.parent) == ["a.json"]


def test_an_owner_that_cannot_be_kept_leaves_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, 12345, 12345)
    rewrite(str(path), OLD, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12345)

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    with pytest.raises(OSError, match="its owner or group could not be kept"):
        rewrite(str(path), NEW, OLD)
    assert path.read_bytes() == NEW


def test_what_a_killed_run_left_is_cleared_by_the_next_and_nothing_else(path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from policyguard.rewrite import rewrite\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "rewrite(sys.argv[1], Path(sys.argv[1]).read_bytes(), b'x')\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.read_bytes() == OLD
    assert len(files_in(path.parent)) == 2
    running = path.with_name(f".policyguard-{os.getpid()}-x.tmp")
    running.touch()
    rewrite(str(path), OLD, NEW)
    assert sorted(files_in(path.parent)) == sorted([running.name, "a.json"])
