"""Forks amid threads are not tried while lines are counted: a child inherits that lock, held."""

from __future__ import annotations

import sys

import pytest


def _counts_lines() -> bool:
    coverage = sys.modules.get("coverage")
    return coverage is not None and coverage.Coverage.current() is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what forks in the midst of other threads' checks."""
    if _counts_lines():
        for item in items:
            if "forked" in item.name:
                item.add_marker(pytest.mark.skip(reason="lines are counted; run without --cov"))
