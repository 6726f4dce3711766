"""What is known of one vCenter: objects with their properties, roles, permissions, groups.

    **load** → validate → facts → rules → report

INVARIANT: an inventory never changes, and never guesses. A property that nobody described
is `UNKNOWN`, which is neither a value nor None; None is known to be unset.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar, cast

from policyguard.inventory import sight
from policyguard.inventory.contents import UNNAMED, InventoryFile, Merged, oldest
from policyguard.inventory.implied import told
from policyguard.inventory.links import BACK, Links, links_of
from policyguard.inventory.properties import UNKNOWN, Unknown, lookup
from policyguard.inventory.spelling import Spellings
from policyguard.lazy import cached_property
from policyguard.references import Reference, is_a
from policyguard.text import shown

if TYPE_CHECKING:
    from policyguard.inventory.permissions import Permission, Role
    from policyguard.inventory.taken import Taken

__all__ = ["UNKNOWN", "Inventory", "NotKnown", "Unknown"]

One: TypeAlias = str | Path | bytes | Mapping[str, Any]
"""The path of a file, the bytes of one, or what one holds."""
NotKnown: TypeAlias = Literal[Unknown.UNKNOWN]

_Key = TypeVar("_Key")
_T = TypeVar("_T")
_Value = TypeVar("_Value")


_NOTHING: Final = Merged({}, {}, (), {}, frozenset(), {}, {})


class Inventory:
    """What is known of one vCenter; safe to share between threads.

    Values are to be read only: what `get` returns is the inventory's own.
    """

    def __init__(
        self,
        everything: Merged,
        files: tuple[InventoryFile, ...] = (),
        warnings: tuple[str, ...] = (),
    ) -> None:
        self._everything = everything
        self._files = files
        self._warnings = warnings
        self._made: dict[Callable[[Inventory], Any], Any] = {}
        self._roles = MappingProxyType(everything.roles)
        permissions = everything.permissions
        self._permissions_of = _grouped(((one.principal, one.group), one) for one in permissions)
        self._permissions_with = _grouped((one.role_id, one) for one in permissions)
        self._groups_of = _grouped(
            (member, group) for group, members in everything.groups.items() for member in members
        )

    @classmethod
    def load(cls, source: One | Sequence[One]) -> Inventory:
        """Read an inventory, which may come in several parts.

        Args:
            source: The path of a file, the bytes of one, what one holds, or several.

        Raises:
            InvalidInventory: It says something impossible, or its parts contradict each
                other; the message names every place.
            UnreadableDocument: A file is not there, or is not data.
        """
        if isinstance(source, Mapping) and not source:
            return cls(_NOTHING, (InventoryFile(UNNAMED),))
        # Many checks have no inventory, and what reads one takes long to import.
        from policyguard.inventory.loading import loaded  # noqa: PLC0415

        return cls(*loaded(source))

    def merged(self, *others: Inventory) -> Inventory:
        """Return what this inventory and others say together.

        Raises:
            InvalidInventory: They contradict each other.
        """
        from policyguard.inventory.loading import put_together  # noqa: PLC0415 - as above

        everything = (self, *others)
        return Inventory(
            put_together(inventory._everything for inventory in everything),  # noqa: SLF001
            tuple(one for inventory in everything for one in inventory.files),
            tuple(one for inventory in everything for one in inventory.warnings),
        )

    def once(self, make: Callable[[Inventory], _T]) -> _T:
        """What is made of this inventory, made when it is first asked for, and kept with it."""
        if make not in self._made:
            self._made.setdefault(make, make(self))
        return cast("_T", self._made[make])

    @property
    def about(self) -> Mapping[str, Any]:
        """The `AboutInfo` of the vCenter, as far as it is described."""
        return MappingProxyType(self._everything.about)

    @property
    def files(self) -> tuple[InventoryFile, ...]:
        """The files it was read from, in order, and when each was taken."""
        return self._files

    @property
    def taken(self) -> Taken | None:
        """When and how it was taken; of several files the oldest, None where none says so."""
        return oldest(one.taken for one in self._files if one.taken is not None)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What it says that no vCenter has, each in one line with its place."""
        return self._warnings

    @property
    def complete(self) -> frozenset[str]:
        """Which of objects, permissions, roles and groups are claimed to be all there."""
        return self._everything.complete

    @property
    def roles(self) -> Mapping[int, Role]:
        """The roles described, by id."""
        return self._roles

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """All permissions, in a fixed order."""
        return self._everything.permissions

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The members of each group, users and groups alike."""
        return MappingProxyType(self._everything.groups)

    @property
    def effective(self) -> Mapping[tuple[str, Reference], frozenset[str]]:
        """What the server itself said that users hold on entities, all that counts for them."""
        return MappingProxyType(self._everything.effective)

    def get(self, reference: Reference, path: str) -> Any:
        """Return a property by its path: its value, None if it is unset, or `UNKNOWN`.

        Below what is unset everything is unset. Inside a data object, which has
        `_typeName`, what is absent is unset; elsewhere what is absent is `UNKNOWN`. So is a
        reference that is null and may be to an object that a session may not see (`sight`).
        """
        tree = self._everything.objects.get(reference)
        value = UNKNOWN if tree is None else lookup(tree, path)
        if path in sight.PATHS and tree is not None and (value is None or value is UNKNOWN):
            value = sight.seen(reference, path, value, self._roots, tree)
        return self._implied(reference, path) if value is UNKNOWN else value

    def _implied(self, reference: Reference, path: str) -> Any:
        """What else is described tells of a property, or `UNKNOWN`."""
        value = told(reference.type, self._everything.objects.get(reference, {}), path)
        if value is UNKNOWN and path in BACK:
            found = self._links[path].get(reference)
            return UNKNOWN if found is None else str(found)
        return value

    def way_out(self, machine: Reference) -> str:
        """Return the property that would tell what a virtual machine is in, if unknown."""
        return sight.way_out(self._everything.objects.get(machine, {}))

    def get_reference(self, reference: Reference, path: str) -> Reference | NotKnown | None:
        """Return the object a property refers to; `UNKNOWN` if it is no reference."""
        value = self.get(reference, path)
        if value is None or value is UNKNOWN:
            return value
        return Reference.of(value) or UNKNOWN

    def get_references(
        self, reference: Reference, path: str
    ) -> tuple[Reference, ...] | NotKnown | None:
        """Return the objects a property lists; `UNKNOWN` if they are no references."""
        value = self.get(reference, path)
        if value is None or value is UNKNOWN:
            return value
        listed = [Reference.of(one) for one in value] if isinstance(value, list) else [None]
        found = tuple(one for one in listed if one is not None)
        return found if len(found) == len(listed) else UNKNOWN

    def known(self, reference: Reference) -> bool:
        """Whether the object is described."""
        return reference in self._everything.objects

    def exists(self, reference: Reference) -> bool | NotKnown:
        """Whether the object is there; no only where all `objects` are described."""
        if self.known(reference):
            return True
        return False if "objects" in self.complete else UNKNOWN

    def objects(self, type_: str | None = None) -> Iterator[Reference]:
        """Yield the objects described, sorted; of a managed type, its subtypes included."""
        if type_ is None:
            yield from self._everything.objects
            return
        # Sorted by type first, so the types one after the other are sorted too.
        for one, references in self._of_types.items():
            if is_a(one, type_):
                yield from references

    def machines_in(self, folder: Reference) -> tuple[Reference, ...]:
        """Return the virtual machines known to have a folder as their parent, sorted."""
        return self._machines_in.get(folder, ())

    def label(self, reference: Reference) -> str:
        """Return how a message calls an object: `ds-2` (Datastore/datastore-12)."""
        name = self.name(reference)
        text = shown(str(reference))
        return text if name is None else f"`{shown(name)}` ({text})"

    def name(self, reference: Reference) -> str | None:
        """Return the object's name as the inventory has it, if it is described."""
        name = self.get(reference, "name")
        return name if isinstance(name, str) else None

    def permissions_of(self, principal: str, *, group: bool) -> tuple[Permission, ...]:
        """Return the permissions of one user or group itself, without its groups'."""
        return self._permissions_of.get((principal, group), ())

    def answered(self, principal: str, entity: Reference) -> frozenset[str] | None:
        """Return what the server itself said that a user holds on an entity, if it was asked."""
        return self.effective.get((principal, entity))

    @cached_property
    def asked_of(self) -> frozenset[str]:
        """Of whom the server itself was asked."""
        return frozenset(who for who, _ in self.effective)

    def permissions_with(self, role_id: int) -> tuple[Permission, ...]:
        """Return the permissions that give a role."""
        return self._permissions_with.get(role_id, ())

    def groups_of(self, member: str) -> tuple[str, ...]:
        """Return the groups that list a user or group as a member."""
        return self._groups_of.get(member, ())

    # Asked for again and again: to go through everything each time would take too long.

    @cached_property
    def _links(self) -> Links:
        return links_of(self._everything.objects, self._roots)

    @cached_property
    def _of_types(self) -> Mapping[str, tuple[Reference, ...]]:
        return _grouped((one.type, one) for one in self._everything.objects)

    @cached_property
    def _machines_in(self) -> Mapping[Reference, tuple[Reference, ...]]:
        parents = (
            (self.get_reference(machine, "parent"), machine)
            for machine in self.objects("VirtualMachine")
        )
        return _grouped((up, machine) for up, machine in parents if isinstance(up, Reference))

    @cached_property
    def _roots(self) -> frozenset[Reference]:
        return sight.roots(self._everything.objects)

    @cached_property
    def spellings(self) -> Spellings:
        """The names of all users and groups that permissions, groups and answers have."""
        names = {permission.principal for permission in self.permissions}
        names.update(self.groups, *self.groups.values(), self.asked_of)
        return Spellings(names)


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, tuple[_Value, ...]]:
    """Return all that comes with each key, in order."""
    found: dict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
