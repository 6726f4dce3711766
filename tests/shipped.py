"""The shipped examples, as tests read them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from policyguard import Guard, Report

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
FOLDERS = sorted(path.parent.name for path in EXAMPLES.glob("*/request.*"))
DESCRIBED = [name for name in FOLDERS if (EXAMPLES / name / "inventory.yaml").exists()]
PACKS = {path.parent.parent.name: [path.parent] for path in EXAMPLES.glob("*/*/pack.yaml")}
ALICE = "LAB\\alice"

Data = dict[str, Any]


def request_of(name: str) -> Data:
    (path,) = EXAMPLES.glob(f"{name}/request.*")
    found: Data = yaml.safe_load(path.read_text("utf-8"))  # JSON is YAML too
    return found


def inventory_of(name: str) -> Data:
    found: Data = yaml.safe_load((EXAMPLES / name / "inventory.yaml").read_text("utf-8"))
    return found


def check(request: Data, inventory: Data, packs: Iterable[Path] = ()) -> Report:
    return Guard(inventory, ALICE, rules=packs).check(request)
