"""No bytes and no JSON value crash, hang or mislead; each report can be written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import policyguard
from policyguard.cli import cli

STRINGS = {
    "empty": "",
    "quotes": "'\"`",
    "backslash": "\\\\",
    "nul": "\0",
    "controls": "\x01\x1b[31m\x7f\x85",
    "braces": "{source} {0} {{}} %s %(x)s",
    "separators": "\u2028\u2029\u202e",
    "astral": "\U0001f4a9" * 3,
    "surrogate": "\ud800",
    "true": "true",
    "number": "1e22",
    "megabyte": "x" * 2**20,
    "engine": '{"$ex": {"sid": 1}}',
    "token": "unknown",
}
GUARDS = {
    engine: policyguard.Guard(
        {"objects": {"VirtualMachine/vm-1": {"config.template": True}}}, "u", engine=engine
    )
    for engine in ("portable",)
}


def body(text: str) -> dict[str, Any]:
    reference = {"_typeName": text, "type": text, "value": text}
    return {
        "folder": reference,
        "name": text,
        text: text,
        "spec": {
            "_typeName": text,
            "location": {"pool": reference, "diskMoveType": text, "disk": [{"diskId": text}]},
            "template": text,
            "customization": {"identity": {"_typeName": text, "hostName": {"name": text}}},
            "tpmProvisionPolicy": text,
        },
    }


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_a_hostile_string_in_every_place_gives_a_report_that_can_be_written(text: str) -> None:
    """In a child process, through the default engine, so that a crash is seen as one."""
    program = (
        "import sys, json, policyguard\n"
        "request = json.loads(sys.stdin.read())\n"
        "guard = policyguard.Guard(principal=request['moId'], groups=[request['moId']])\n"
        "for _ in range(3):\n"
        "    report = guard.check(request)\n"
        "report.model_dump_json().encode()\n"
        "print(report.verdict)"
    )
    request = json.dumps({"moId": text, "body": body(text)})
    ran = subprocess.run(
        [sys.executable, "-c", program], input=request, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "fail\n"), ran.stderr


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)
KEYS = st.sampled_from(
    [
        "folder",
        "name",
        "spec",
        "location",
        "pool",
        "disk",
        "diskId",
        "customization",
        "identity",
        "nicSettingMap",
        "adapter",
        "ip",
        "_typeName",
        "type",
        "value",
        "config",
        "deviceChange",
        "device",
        "backing",
        "template",
        "powerOn",
        "snapshot",
        "service",
        "cryptoSpec",
    ]
)
LIKE_A_BODY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 10**20)
    | st.sampled_from(["Folder", "VirtualDisk", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@given(body=JSON | LIKE_A_BODY, mo_id=st.none() | st.text() | st.integers())
def test_any_json_value_as_body_gives_a_report(body: Any, mo_id: Any) -> None:
    report = GUARDS["portable"].check({"moId": mo_id, "body": body})
    assert json.loads(report.model_dump_json())["verdict"] in ("fail", "undetermined")


@given(request=JSON)
def test_any_json_value_as_request_gives_a_report(request: Any) -> None:
    if not (isinstance(request, dict) and request.get("release")):
        assert GUARDS["portable"].check(request).model_dump_json()


@given(content=st.binary(max_size=300) | JSON.map(lambda v: json.dumps(v).encode()))
def test_any_bytes_as_a_file_give_a_report_or_one_line(content: bytes) -> None:
    for arguments in (["check", "-"], ["privileges", "-", "--format", "json"]):
        ran = CliRunner().invoke(cli, arguments, input=content, standalone_mode=False)
        assert ran.exception is None, ran.exception
        assert int(ran.return_value) in (0, 1, 2)
        if ran.return_value == 2:
            assert len(ran.stderr.splitlines()) == 1


def test_an_unreadable_file_does_not_hide_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"moId": "vm-1", "body": {"name": "a"}}')
    bad.write_text('{"moId": ')
    missing, folder = tmp_path / "missing.json", tmp_path
    files = [str(path) for path in (bad, missing, folder, good)]
    ran = CliRunner().invoke(cli, ["check", "--format", "json", *files], standalone_mode=False)
    assert int(ran.return_value) == 2
    reports = json.loads(ran.stdout)["reports"]
    assert [report["request"]["file"] for report in reports] == [str(good)]
    complaints = ran.stderr.splitlines()
    assert len(complaints) == 3
    for complaint, path in zip(complaints, (bad, missing, folder), strict=True):
        assert str(path) in complaint
