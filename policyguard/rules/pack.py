"""A pack: an organisation's own rules, and what it changes of the built-in ones.

    load → validate → facts → **rules** → report

A pack is a directory. Each `.yaml` file in it or below is a rule, but for `pack.yaml` at its
top, which names the pack and lists its overrides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policyguard.report import Override
from policyguard.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Pack:
    """An organisation's own rules, and what it changes of the built-in ones.

    Attributes:
        name: As reports call it.
        rules: Its own, in book order.
        overrides: What it changes, in its order.
        folder: Where it was read, as messages give it; None if it was made otherwise.
        files: Where each of its rules was read, by id.
    """

    name: str
    rules: tuple[Rule, ...]
    overrides: tuple[Override, ...]
    folder: str | None = field(default=None, compare=False)
    files: Mapping[str, Path] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, folder: str | Path) -> Pack:
        """Read a pack.

        Raises:
            InvalidRule: There is none, or something in it is wrong; all of it is told.
        """
        # Most checks have no pack, and what reads rules takes long to import.
        from policyguard.rules.pack_reading import pack_in  # noqa: PLC0415

        return pack_in(folder)

    def place_of(self, rule: Rule, pointer: str) -> str | None:
        """Where a part of a rule stands, as `file:line:column`; None if it was read from none."""
        from policyguard.rules.pack_reading import place_in  # noqa: PLC0415 - as above

        path = self.files.get(rule.id)
        return None if path is None else place_in(path, pointer)
