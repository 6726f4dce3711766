"""The example of the matrix, as tests read it, and the commands, as tests run them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml
from click.testing import CliRunner, Result

from policyguard import CloneRequest, Guard, Inventory
from policyguard.cli import cli
from policyguard.matrix import Matrix, Who, matrix_of, principals_of
from tests.shipped import EXAMPLES

FOLDER = EXAMPLES / "access-matrix"
NAMES = ("web", "db", "template")
FILES = [str(FOLDER / f"{name}.yaml") for name in NAMES]
INVENTORY = str(FOLDER / "inventory.yaml")
NOW, BEFORE = str(FOLDER / "permissions.yaml"), str(FOLDER / "permissions-before.yaml")
KNOWN = ["--inventory", INVENTORY, "--inventory", NOW]

Data = dict[str, Any]


def data_of(file: str) -> Data:
    with open(file, encoding="utf-8") as content:  # noqa: PTH123 - a name, as a command has it
        found: Data = yaml.safe_load(content)
    return found


def without_power_on() -> Data:
    """The permissions of the example; the role of `LAB\\carol` does not hold PowerOn (P27)."""
    without = data_of(NOW)
    without["roles"][3]["privilege"].remove("VirtualMachine.Interact.PowerOn")
    return without


def requests() -> list[CloneRequest]:
    return [CloneRequest.of(data_of(file)) for file in FILES]


def matrix(*parts: Any, only: Sequence[Who] | None = None) -> Matrix:
    """The matrix of the example, before an inventory of these parts."""
    inventory = Inventory.load(list(parts) or [INVENTORY, NOW])
    return matrix_of(Guard(inventory), requests(), only or principals_of(inventory))


def statuses(found: Matrix) -> dict[str, list[str]]:
    return {row.who.name: [cell.status.value for cell in row.cells] for row in found.rows}


def run(*arguments: str, status: int = 0, stdin: bytes = b"") -> Result:
    ran = CliRunner().invoke(cli, list(arguments), input=stdin, standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert int(ran.return_value or 0) == status, ran.output
    return ran
