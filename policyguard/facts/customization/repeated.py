"""Whether an address is given to the guest more than once."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

from policyguard.facts.values import Said, Unknown

_Where = TypeVar("_Where")


class Repeated(Generic[_Where]):
    """The addresses told so far, each with where it was first."""

    def __init__(self) -> None:
        self._first: dict[Hashable, _Where] = {}
        self._unsettled: Unknown | None = None

    def told(
        self, address: Hashable | None, said: Said, where: _Where
    ) -> tuple[Said, _Where | None]:
        """Whether an address was told before, and where.

        Args:
            address: The address; None if there is none, or none that is known.
            said: What is said of it, which tells the two apart.
            where: Where it stands.
        """
        if address is None:
            if isinstance(said, Unknown):
                self._unsettled = self._unsettled or said
                return said, None
            return "absent", None
        first = self._first.setdefault(address, where)
        if first != where:
            return "yes", first
        return self._unsettled or "no", None
