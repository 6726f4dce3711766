"""Every command of the matrix example prints what its README shows below it."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.matrix_kit import FOLDER, run
from tests.shipped import ROOT

README = (FOLDER / "README.md").read_text("utf-8")
COMMANDS = re.findall(
    r"^```console\n\$ policyguard ([^\n]*)\n```\n\n```text\n(.*?)^```$",
    README,
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=["matrix", "changes", "who"])
def test_a_command_prints_what_stands_below_it(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(command)
    ran = run(*words, status=int("--compare" in words))
    assert ran.stderr == ""
    # Of the matrix only the table is shown.
    assert ran.stdout.startswith(shown)
    assert ran.stdout == shown or words[0] == "matrix"


def test_the_readme_speaks_of_every_file() -> None:
    named = set(re.findall(r"access-matrix/([\w-]+\.yaml)", README))
    assert named == {path.name for path in FOLDER.glob("*.yaml")}
