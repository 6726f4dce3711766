"""Facts that say one thing each, and what a process holds in memory."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from pathlib import Path

from policyguard.facts.values import Fact, Facts
from policyguard.vocabulary import KINDS, UNKNOWN, domain, qualified

Said = Mapping[str, str | int]


def facts(values: Said | None = None, **items: list[Said]) -> Facts:
    """Facts that say the last value of each attribute, but for the values and items given."""
    last = {
        key: value for kind in KINDS if not KINDS[kind].many for key, value in an_item(kind).items()
    }
    many = {
        kind: tuple(Fact(own, _deciders(own), {}) for own in items.get(kind, []))
        for kind in KINDS
        if KINDS[kind].many
    }
    said = {**last, **(values or {})}
    return Facts(said, _deciders(said), {}, many)


def an_item(kind: str, **values: str | int) -> Said:
    """One item of a kind that says the last value of each attribute, but for those given."""
    return {
        qualified(kind, name): values.get(name, domain(kind, name)[-1])
        for name in KINDS[kind].attributes
    }


def _deciders(said: Said) -> Mapping[str, tuple[str, ...]]:
    return {fact: (f"what decides {fact}",) for fact, value in said.items() if value == UNKNOWN}


def resident() -> int:
    """The bytes of memory this process has, on Linux."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()
