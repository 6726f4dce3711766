"""Which engines there are, and which one is taken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policyguard.engine import available, engine_of
from policyguard.errors import InputError


@pytest.mark.parametrize("name", available())
def test_an_engine_goes_by_its_name(name: str) -> None:
    assert engine_of([], name).name == name


def test_without_a_name_the_first_that_is_there_is_taken() -> None:
    assert engine_of([]).name == available()[0]
    assert available()[-1] == "portable"


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no engine `drools`; there are: durable, portable$"):
        engine_of([], "drools")


def test_where_durable_rules_is_not_there_portable_answers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "policyguard.engine.durable", None)
    monkeypatch.setattr("policyguard.engine.find_spec", lambda _: None)
    assert available() == ("portable",)
    assert engine_of([]).name == "portable"
    assert not caplog.records
    with pytest.raises(InputError, match="`durable` cannot be imported here: "):
        engine_of([], "durable")


# What an extension that was built for something else may do when it is imported.
@pytest.mark.parametrize("failure", ["ImportError('x')", "SystemError('x')", "OSError(8, 'x')"])
def test_whatever_keeps_durable_rules_from_being_imported_is_said_once(
    failure: str, tmp_path: Path
) -> None:
    package = tmp_path / "durable"
    package.mkdir()
    (package / "__init__.py").write_text(f"raise {failure}\n")
    program = "from policyguard import Guard; print([Guard().check({}).engine for _ in 'ab'])"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "['portable', 'portable']\n"
    assert ran.stderr.count("durable_rules is installed and cannot be imported") == 1
    assert ran.stderr.count("\n") == 1
