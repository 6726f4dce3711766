"""What is installed: under which name, with what it needs, and nothing that needs a compiler."""

from __future__ import annotations

import tomllib
from importlib.metadata import distribution, version
from pathlib import Path

from click.testing import CliRunner

from policyguard.cli import cli

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")


def command(marker: str) -> str:
    after = README.partition(f"<!-- {marker} -->\n```console\n")[2]
    return after.partition("\n")[0]


def test_the_distribution_has_a_name_of_its_own_and_the_command_has_not() -> None:
    assert PROJECT["name"] == "vsphere-policyguard"
    assert list(PROJECT["scripts"]) == ["policyguard"]
    scripts = {entry.name for entry in distribution("vsphere-policyguard").entry_points}
    assert scripts == {"policyguard"}


def test_the_version_is_that_of_the_distribution() -> None:
    ran = CliRunner().invoke(cli, ["--version"])
    assert ran.stdout.endswith(f", version {version('vsphere-policyguard')}\n")


def test_durable_rules_is_asked_for_by_name_alone() -> None:
    assert not [need for need in PROJECT["dependencies"] if "durable" in need]
    extras = PROJECT["optional-dependencies"]
    assert [name for name, needs in extras.items() if "durable" in str(needs)] == ["durable"]
    assert ";" not in extras["durable"][0]


def test_the_commands_of_the_readme_try_durable_rules_and_go_on_without() -> None:
    assert "pip install -q '.[durable]' 2>/dev/null || .venv/bin/pip install -q .)" in command(
        "example"
    )
    assert (
        "pip install -q -e '.[dev,durable]' 2>/dev/null || .venv/bin/pip install -q -e '.[dev]')"
        in command("tests")
    )


def test_the_readme_says_that_another_project_has_the_name() -> None:
    assert "`policyguard` on PyPI is another project" in README
    assert "vsphere-policyguard" in README
