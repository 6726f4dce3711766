"""What a file costs that is all right, and one that is all wrong, in the same process."""

from __future__ import annotations

import copy
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from policyguard import cli, schema
from tests.edited_bodies import DATA

REQUEST = json.loads((DATA / "reference_request.json").read_text())
BOX = {"_typeName": "string", "_value": "x"}
WRONG_OPTIONS: list[Any] = [
    {"_typeName": "OptionValue", "key": 1, "value": BOX},
    {"_typeName": "OptionValue", "ky": "a", "value": BOX},
    {"_typeName": "OptionValue", "key": "a", "value": "x"},
    {"_typeName": "OptionValue", "key": "a", "value": {**BOX, "_typeName": "str"}},
]


def written(folder: Path, request: Any) -> str:
    file = folder / "request.json"
    file.write_text(json.dumps(request, indent=1))
    return str(file)


def with_options(options: list[Any]) -> Any:
    request = copy.deepcopy(REQUEST)
    request["body"]["spec"]["config"]["extraConfig"] = options
    return request


def checked(file: str) -> tuple[int, float]:
    start = time.perf_counter()
    with pytest.raises(SystemExit) as exit_:
        cli.main(["check", file])
    return int(str(exit_.value.code)), time.perf_counter() - start


def test_a_thousand_mistakes_cost_less_than_a_hundred_valid_files_and_the_first_come_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = written(tmp_path, with_options(WRONG_OPTIONS * 250))
    (tmp_path / "valid").mkdir()
    valid = written(tmp_path / "valid", REQUEST)
    times = [(checked(valid), checked(wrong)) for _ in range(4)]
    assert {(good[0], bad[0]) for good, bad in times} == {(0, 1)}
    assert min(bad[1] for _, bad in times) < 100 * min(good[1] for good, _ in times)
    capsys.readouterr()

    checked(wrong)
    shown = re.findall(
        r"^    error .*\n      at .*:(\d+):(\d+)\)$", capsys.readouterr().out, re.MULTILINE
    )
    places = [(int(line), int(column)) for line, column in shown]
    assert len(places) == 1000
    assert places == sorted(places)


def test_what_a_file_gave_is_not_looked_through_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looks(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(schema, "flaw_of", looks)
    assert checked(written(tmp_path, REQUEST))[0] == 0
