"""What decides on an object: the ways up from it, and the entries each of them ends with.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference


class Possible(NamedTuple):
    """An entry that is on an object only if something unknown turns out one way.

    Attributes:
        permission: The entry.
        decider: What would tell, as a report's `unknown` names it.
    """

    permission: Permission
    decider: str


class Layer(NamedTuple):
    """The entries of one complex that reach the object asked about.

    Attributes:
        at: The head of the complex.
        entries: The entries, the user's own first.
        possible: Those that may be there as well.
    """

    at: Reference
    entries: tuple[Permission, ...]
    possible: tuple[Possible, ...] = ()

    @property
    def counting(self) -> tuple[Permission, ...]:
        """The entries that count: the user's own, or else the groups' (b.3 step 5)."""
        own = tuple(entry for entry in self.entries if not entry.group)
        return own or self.entries


class Side(NamedTuple):
    """One way up, as far as the first complex with entries.

    Attributes:
        start: The parent it begins with; None for the object's own entries, or if the
            parent is not known.
        layer: The entries it ends with; None if it ends at the top or in the dark.
        passed: What may be on complexes on the way, where it would be closer.
        unknown: What would tell how it goes on, as a report's `unknown` names it.
    """

    start: Reference | None = None
    layer: Layer | None = None
    passed: tuple[tuple[Possible, ...], ...] = ()
    unknown: tuple[str, ...] = ()

    def after(self, possible: tuple[Possible, ...]) -> Side:
        """Return the way that first passes what may be on one more complex."""
        if not possible or possible in self.passed:
            return self
        return self._replace(passed=(possible, *self.passed))


class Effective(NamedTuple):
    """All that decides what a principal may do on an object.

    Attributes:
        entity: The object asked about.
        subject: The object whose permissions it has.
        sides: The ways up, which add; the only one has no start if the subject has
            entries of its own, because these replace all that would be inherited.
        everywhere: The global entries, which count where no other entry is found.
        possible: The global entries that may be there as well.
    """

    entity: Reference
    subject: Reference
    sides: tuple[Side, ...]
    everywhere: tuple[Permission, ...]
    possible: tuple[Possible, ...] = ()

    @property
    def local(self) -> bool:
        """Whether the subject has entries of its own."""
        return self.sides[0].layer is not None and self.sides[0].start is None

    @property
    def global_layer(self) -> Layer:
        """The global entries, as if they were on one more complex above all others."""
        return Layer(self.subject, self.everywhere, self.possible)

    @property
    def counting(self) -> tuple[Permission, ...]:
        """The entries that count, unless something unknown is settled otherwise."""
        # Two ways up may end in the same place.
        layers = {side.layer.at: side.layer for side in self.sides if side.layer is not None}
        ends = layers.values() or [self.global_layer]
        return tuple(entry for layer in ends for entry in layer.counting)
