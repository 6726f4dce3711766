"""Imports run one way, the core touches nothing outside, and the CLI is an edge."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import policyguard

PACKAGE = Path(policyguard.__file__).parent
STAGES = [
    ["errors", "data_files", "files", "lazy", "secret", "text", "version"],
    ["vocabulary", "faults", "privileges"],
    ["report", "decision", "conditions", "references", "names", "document"],
    ["request", "schema", "inventory", "reported", "adapters"],
    ["authorization", "facts", "fix", "rules"],
    ["engine", "wording"],
    ["findings", "requirements", "examples", "in_force", "answers"],
    ["guard", "settling", "diagnosis"],
    ["matrix", "least"],
    ["render"],
    ["cli", "rewrite", "__main__"],
]
RANK = {name: rank for rank, names in enumerate(STAGES) for name in names}
OUTSIDE = {"socket", "http", "urllib", "ssl", "time", "random", "locale", "requests", "asyncio"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports when it runs; those only for types do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    typing = {id(n) for node in ast.walk(tree) if _for_types(node) for n in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_stage_imports_a_later_one(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    own = RANK[part(path)]
    later = [
        name
        for name in imports(path)
        if name.startswith("policyguard.") and RANK.get(name.split(".")[1], 0) > own
    ]
    assert later == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_imports_network_clock_or_chance(path: Path) -> None:
    assert OUTSIDE.isdisjoint(name.split(".")[0] for name in imports(path))


def test_the_library_is_imported_without_click_and_without_pyvmomi() -> None:
    program = (
        "import sys; sys.modules['click'] = sys.modules['pyVmomi'] = None\n"
        "import policyguard\n"
        "print(policyguard.check({'moId': 'vm-1', 'body': {}}).verdict)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout == "fail\n"


def test_the_public_names_are_sorted_and_there() -> None:
    assert sorted(policyguard.__all__) == sorted(set(policyguard.__all__))
    assert all(getattr(policyguard, name).__doc__ for name in policyguard.__all__)
