"""What a clone needs, by a table of its own, and a caller who holds exactly that.

The table is written from the page of CloneVM_Task, the texts of the types and of
ReconfigVM_Task, and the vSphere Security guide; `certain` is what a document says of a clone,
the rest is inferred from neighbouring methods and so no more than a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.worlds.values import Data

Pair = tuple[str, str]

_CONFIG: Final = "VirtualMachine.Config."

# On the source, by whether it is a template and whether the clone is one (API page).
PROVISIONING: Final = {
    (False, False): "VirtualMachine.Provisioning.Clone",
    (False, True): "VirtualMachine.Provisioning.CreateTemplateFromVM",
    (True, False): "VirtualMachine.Provisioning.DeployTemplate",
    (True, True): "VirtualMachine.Provisioning.CloneTemplate",
}

# On the folder, by what `spec.config` sets (ReconfigVM_Task; that a clone asks is inferred).
CONFIGURATION: Final = {
    "cpus": (_CONFIG + "CPUCount",),
    "memory": (_CONFIG + "Memory",),
    "annotation": (_CONFIG + "Annotation", _CONFIG + "Rename"),
    "extra": (_CONFIG + "AdvancedConfig",),
    "settings": (_CONFIG + "Settings",),
    "resources": (_CONFIG + "Resource",),
    "tracking": (_CONFIG + "ChangeTracking",),
    "device": (_CONFIG + "AddRemoveDevice",),
    "edit": (_CONFIG + "EditDevice",),
    "new disk": (_CONFIG + "AddNewDisk",),
    # A larger capacity is a changed setting of a device as well.
    "growth": (_CONFIG + "DiskExtend",),
    "medium": ("VirtualMachine.Interact.SetCDMedia",),
    "swap": (_CONFIG + "SwapPlacement",),
}

ALWAYS: Final = ("System.Anonymous", "System.Read", "System.View")


@dataclass(frozen=True)
class Need:
    """One privilege, or any one of several, each on its object."""

    pairs: tuple[Pair, ...]
    certain: bool = True


@dataclass
class Needs:
    """What one clone needs, collected as its request is written."""

    found: list[Need] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, privilege: str, entity: str, *, certain: bool = True) -> None:
        self.any_of([(privilege, entity)], certain=certain)

    def any_of(self, pairs: Iterable[Pair], *, certain: bool = True) -> None:
        need = Need(tuple(pairs), certain)
        weaker = Need(need.pairs, certain=False)
        if certain and weaker in self.found:
            self.found[self.found.index(weaker)] = need
        elif need not in self.found and Need(need.pairs) not in self.found:
            self.found.append(need)

    def see(self, *entities: str | None) -> None:
        """The caller must see what the request refers to."""
        self.seen.update(one for one in entities if one is not None)

    def configure(self, what: str, folder: str) -> None:
        self.any_of([(one, folder) for one in CONFIGURATION[what]], certain=False)


@dataclass(frozen=True)
class Taken:
    """A caller who lacks one thing."""

    principal: str
    need: Need


class Caller:
    """Somebody who holds exactly what is needed, and others who each lack one of it."""

    def __init__(
        self, objects: Mapping[str, Data], needs: Needs, number: int, random: Random
    ) -> None:
        self._objects, self._number = objects, number
        self.principal = f"LAB\\op-{number}"
        self.roles: list[Data] = []
        self._numbers: dict[tuple[str, ...], int] = {}
        self.permissions: list[Data] = []
        self.groups: dict[str, list[str]] = {}
        self.taken: list[Taken] = []
        held: dict[str, set[str]] = {}
        self._passed_on: set[str] = set()
        for entity in needs.seen:
            held.setdefault(self.owner(entity), set())
        self._chosen = {need: random.choice(need.pairs) for need in needs.found}
        for privilege, entity in self._chosen.values():
            held.setdefault(self.owner(entity), set()).add(privilege)
            if privilege == "VirtualMachine.Interact.PowerOn":
                self._passed_on.add(self.owner(entity))
        self._held = held
        self._by_group = {entity for entity in sorted(held) if random.random() < 0.4}
        self._nested = random.random() < 0.5
        self._grant(self.principal, held)
        self._takings(needs)

    def owner(self, entity: str) -> str:
        """Where permissions are set that hold for an object: some share those of another."""
        properties = self._objects[entity]
        parent = str(properties.get("parent"))
        if entity.startswith("Folder/") and parent.startswith("Datacenter/"):
            return parent
        if entity.startswith("ResourcePool/") and not parent.startswith("ResourcePool/"):
            return parent
        alone = parent.startswith("ComputeResource/")
        return parent if entity.startswith("HostSystem/") and alone else entity

    def _takings(self, needs: Needs) -> None:
        for number, (need, (privilege, entity)) in enumerate(self._chosen.items()):
            owner = self.owner(entity)
            principal = f"{self.principal}-{number}"
            self._grant(principal, {**self._held, owner: self._held[owner] - {privilege}})
            self.taken.append(Taken(principal, need))
        owners = [self.owner(entity) for entity in needs.seen]
        for number, entity in enumerate(sorted(needs.seen)):
            owner = self.owner(entity)
            from_above = any(one in self._passed_on for one in self._above(owner))
            if self._held[owner] or from_above or owners.count(owner) > 1:
                continue
            principal = f"{self.principal}-view-{number}"
            self._grant(principal, {k: v for k, v in self._held.items() if k != owner})
            self.taken.append(Taken(principal, Need((("System.View", entity),))))

    def _above(self, entity: str) -> Iterator[str]:
        above = self._objects[entity].get("parent")
        while isinstance(above, str):
            yield above
            above = self._objects[above].get("parent")

    def _grant(self, principal: str, held: Mapping[str, set[str]]) -> None:
        team = principal.replace("op", "team")
        squad = principal.replace("op", "squad") if self._nested else principal
        if self._by_group:
            self.groups[team] = [squad]
            if self._nested:
                self.groups[squad] = [principal]
        for entity, privileges in held.items():
            by_group = entity in self._by_group
            role = self._role(privileges)
            self.permissions.append(
                {
                    "entity": entity,
                    "principal": team if by_group else principal,
                    "group": by_group,
                    "roleId": role,
                    "propagate": entity in self._passed_on,
                }
            )

    def _role(self, privileges: set[str]) -> int:
        wanted = tuple(sorted({*ALWAYS, *privileges}))
        if wanted not in self._numbers:
            # The sign of a role's id says nothing.
            sign = (-1) ** len(self.roles)
            number = sign * (100_000 + 1000 * self._number + len(self.roles))
            self._numbers[wanted] = number
            role = {"roleId": number, "name": f"role {number}", "system": False}
            self.roles.append({**role, "privilege": list(wanted)})
        return self._numbers[wanted]
