"""What a principal would hold if some grants were made: asked, not argued.

load → validate → facts → rules → **report**

Every question is answered as the authorizer answers it, with the entries of the grants among
the permissions, so that complexes, two parents, replacement and groups count as in a check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

from policyguard.authorization import Principal
from policyguard.authorization.effective import Resolver
from policyguard.authorization.open_world import unlisted
from policyguard.authorization.outcome import GRANTED, of_all
from policyguard.authorization.principal import claims
from policyguard.authorization.server import Server
from policyguard.inventory import Inventory
from policyguard.inventory.permissions import Permission, holds, is_admin, is_bare
from policyguard.least.places import Places
from policyguard.references import Reference

if TYPE_CHECKING:
    from policyguard.authorization.layers import Effective
    from policyguard.least.needs import Grant, Need

# Held with any role but NoAccess, so that no role has to list them.
IMPLIED: Final = frozenset({"System.Anonymous", "System.View", "System.Read"})

# A virtual machine of the API would have two parents, and who knows which the other is.
_MACHINE_TO_COME: Final = "MachineToCome"


@dataclass(slots=True)
class Entry:
    """What is to be granted on one object.

    Attributes:
        privileges: The privileges, the implied ones included.
        propagate: Whether they reach what is below the object.
        kept: What the assignee holds there by the permission that this one overwrites, and
            keeps; None if there is no such permission, or if it is not known what it gives.
        reached: Whether that permission propagates, so that this one has to.
    """

    privileges: set[str] = field(default_factory=set)
    propagate: bool = False
    kept: frozenset[str] | None = None
    reached: bool = False

    @property
    def content(self) -> set[str]:
        """All that its role has to hold."""
        return self.privileges | (self.kept or frozenset())


Entries = Mapping[Reference, Entry]


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who grants are for: a user, or a group and with it whoever is in it.

    Attributes:
        name: As vCenter has it.
        is_group: Whether it is a group.
        groups: Groups that the assignee is in, besides those of the inventory.
    """

    name: str
    is_group: bool = False
    groups: tuple[str, ...] = ()

    @property
    def principal(self) -> Principal:
        """Who is asked about: the user, or a member of the group that is in it alone."""
        if self.is_group:
            return Principal(None, (self.name, *self.groups))
        return Principal(self.name, self.groups)


class World:
    """What an assignee holds once some entries are there.

    What an entry holds may change afterwards; where there is one, and how far it reaches,
    may not.
    """

    def __init__(self, trial: Trial, resolver: Resolver, entries: Entries) -> None:
        self._trial = trial
        self._resolver = resolver
        self._entries = entries

    def meets(self, need: Need) -> bool:
        """Whether a need is known to be met."""
        return any(self.holds(option) for option in need.options)

    def holds(self, grant: Grant) -> bool:
        """Whether a privilege is known to be held."""
        places = self._trial.places
        own = places.place(grant.entity)
        if own in self._entries or grant.is_passed_on:
            return self._granted(grant)
        answer = self._trial.server.held(grant.entity, grant.privilege)
        if answer is not None:  # of what is there now: an entry above may change it
            return answer and self._entries.keys().isdisjoint(places.above(own))
        possible = self._trial.server.possibly_held(grant.entity, grant.privilege)
        return all(possible) and self._granted(grant)

    def _granted(self, grant: Grant) -> bool:
        """Whether what is listed, and the entries, surely grant a privilege."""
        effective = self._resolver.effective(self._trial.asked(grant))
        if of_all(effective, partial(self._held, grant.privilege)) != GRANTED:
            return False
        named = self._trial.named
        here = self._trial.places.place(grant.entity)
        if grant.is_passed_on and _is_first(effective, here, named=named):
            return True  # nothing can be on a machine that is yet to come
        return not unlisted(self._trial.inventory, effective, named=named)

    def _held(self, privilege: str, permission: Permission) -> bool | None:
        place = permission.entity
        if place is not None and permission.role_id == self._trial.new_id:
            return privilege in IMPLIED or privilege in self._entries[place].content
        return self._trial.role_holds(permission.role_id, privilege)

    def deciding(self, grant: Grant) -> tuple[Reference, ...]:
        """Return the places of the entries that decide on a grant."""
        sides = self._resolver.effective(self._trial.asked(grant)).sides
        layers = [side.layer for side in sides if side.layer is not None]
        return tuple(layer.at for layer in layers if layer.at in self._entries)


def _is_first(effective: Effective, here: Reference, *, named: bool) -> bool:
    """Whether it is entries on a place that count, and no other could come before them."""
    layers = [side.layer for side in effective.sides]
    return all(one is not None and one.at == here for one in layers) and not (
        named and effective.counting[0].group
    )


class Trial:
    """Tells what an assignee holds with some entries.

    Attributes:
        inventory: What is known, and the machines to come.
        places: Where permissions can be set.
        named: Whether the assignee is a user, and no group.
        server: What was answered of the assignee.
        new_id: What stands for the roles of all entries, and is no role's id.

    Args:
        inventory: What is known.
        assignee: Who the entries are for.
        needs: What may be asked for.
    """

    def __init__(self, inventory: Inventory, assignee: Assignee, needs: Iterable[Need]) -> None:
        self._to_come = _to_come(inventory, (one for need in needs for one in need.options))
        machines = {str(at): properties for at, properties in self._to_come.values()}
        self.inventory = (
            inventory.merged(Inventory.load({"objects": machines})) if machines else inventory
        )
        self.named = not assignee.is_group
        self.server = Server(inventory, assignee.principal.name)
        self._assignee = assignee
        self.places = Places(self.inventory)
        ids = (*inventory.roles, *(one.role_id for one in inventory.permissions))
        self.new_id = max((0, *ids)) + 1
        claimed = claims(inventory, assignee.principal)
        self._possible = claimed.possible
        # By place; those under None may matter everywhere.
        self._permissions: dict[Reference | None, list[Permission]] = {}
        for permission in claimed.sure:
            self._permissions.setdefault(self._place(permission.entity), []).append(permission)
        self._now = self.world({})

    def _place(self, entity: Reference | None) -> Reference | None:
        if entity is None or self.places.doubt(entity):
            return None
        return self.places.place(entity)

    def world(self, entries: Entries, needs: Iterable[Need] | None = None) -> World:
        """Return what is held once the entries are there.

        Args:
            entries: The entries.
            needs: All that will be asked for; anything may be, if None.
        """
        near = None if needs is None else self._near(needs)
        made = {
            place: entry
            for place, entry in entries.items()
            if near is None or place in near or self.places.doubt(place)
        }
        listed = (
            one
            for place in (self._permissions if near is None else near)
            for one in self._permissions.get(place, ())
        )
        kept = (one for one in listed if one.entity not in entries or not self.is_own(one))
        permissions = (*kept, *self.permissions(made))
        return World(self, Resolver(self.inventory, permissions, self._possible), entries)

    def permissions(self, entries: Entries) -> Iterator[Permission]:
        """Yield the entries as permissions."""
        for place, entry in entries.items():
            yield Permission.model_construct(
                entity=place,
                principal=self._assignee.name,
                group=self._assignee.is_group,
                role_id=self.new_id,
                propagate=entry.propagate,
            )

    def _near(self, needs: Iterable[Need]) -> set[Reference | None]:
        """The places at and above what needs ask for: no entry elsewhere decides on them."""
        asked = {self.asked(option) for need in needs for option in need.options}
        places = (self.places.above(self.places.place(entity)) for entity in asked)
        return {None, *(place for above in places for place in above)}

    def own(self, place: Reference) -> Permission | None:
        """Return the permission that an entry there overwrites."""
        who = self._assignee
        listed = self.inventory.permissions_of(who.name, group=who.is_group)
        return next((one for one in listed if one.entity == place), None)

    def entry(self, place: Reference) -> Entry:
        """Return an entry that grants nothing yet, and keeps what can be kept there."""
        own = self.own(place)
        kept = None if own is None else self._content(own.role_id)
        if own is None or kept is None:
            return Entry()
        return Entry(propagate=own.propagate, kept=kept, reached=own.propagate)

    def _content(self, role_id: int) -> frozenset[str] | None:
        """All that a role holds, if it can be put into another one."""
        described = self.inventory.roles.get(role_id)
        if is_bare(role_id, described):
            return frozenset()
        listed = described.privilege if described is not None else None
        return listed - IMPLIED if listed and not is_admin(role_id, described) else None

    def role_holds(self, role_id: int, privilege: str) -> bool | None:
        """Whether a role of the inventory holds a privilege; None if that is not known."""
        return holds(role_id, self.inventory.roles.get(role_id), privilege)

    def lacking(self, needs: Iterable[Need], entries: Entries) -> list[Need]:
        """Return the needs that are not known to be met with the entries."""
        world = self.world(entries)
        return [need for need in needs if not world.meets(need)]

    def asked(self, grant: Grant) -> Reference:
        """Return the object a privilege is asked for on, which may be one to come."""
        return self._to_come[grant.entity][0] if grant.is_passed_on else grant.entity

    def meeting(
        self, needs: Iterable[Need], entries: Entries
    ) -> Iterator[tuple[Need, Grant, Reference | None]]:
        """Yield each need with what meets it, and with the place of the entry that does.

        There is no such place where it is met now, or where only a permission was in the way
        that an entry replaces.
        """
        world = self.world(entries)
        for need in needs:
            grant = next(option for option in need.options if world.holds(option))
            places = () if self._now.meets(need) else world.deciding(grant)
            wanted = {grant.privilege} - IMPLIED
            yield need, grant, next((p for p in places if wanted <= entries[p].content), None)

    def is_own(self, permission: Permission) -> bool:
        """Whether a permission is the assignee's, and not that of a group it is in."""
        who = self._assignee
        return (permission.principal, permission.group) == (who.name, who.is_group)


def _to_come(
    inventory: Inventory, grants: Iterable[Grant]
) -> dict[Reference, tuple[Reference, dict[str, str]]]:
    """A machine in each object that has to pass something on, and in nothing else."""
    within = dict.fromkeys(grant.entity for grant in grants if grant.is_passed_on)
    names = (Reference(_MACHINE_TO_COME, str(number)) for number in count())
    free = (name for name in names if not inventory.known(name))
    return {
        entity: (name, {"parent": str(entity)}) for entity, name in zip(within, free, strict=False)
    }
