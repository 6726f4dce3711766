"""Guards and requests as they are measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from unittest.mock import patch

from policyguard import CloneRequest, Guard, Inventory, document
from policyguard.engine import Engine
from policyguard.rules import Rule


def guard_with(
    name: str, compiled: Callable[[Sequence[Rule]], Engine], inventory: Inventory, principal: str
) -> Guard:
    """A guard that asks an engine which policyguard does not have; all else is the same."""
    with patch.dict("policyguard.engine._ENGINES", {name: compiled}):
        return Guard(inventory, principal, engine=name)


def request_of(content: bytes) -> CloneRequest:
    """Read a request from bytes, as the command line does."""
    (part,) = document.read(content, "request.json")
    return CloneRequest.of(part.data, file="request.json", plain=True)
