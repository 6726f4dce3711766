"""A request before an inventory: the lookups that all facts are made from.

Whatever is looked up is a value, None where vCenter has none, or `Unknown` with what
would decide it. Nothing here raises for what a request or an inventory says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeAlias, TypeVar, cast

from policyguard.facts.cache import AnswerCache
from policyguard.facts.children import Children, ChildrenOfFolders
from policyguard.facts.choice import NO_BARS, Asked, Bars, agreed
from policyguard.facts.device import Device
from policyguard.facts.reading import Notes, Reading
from policyguard.facts.values import Between, Said, Unknown, integer, union
from policyguard.inventory import UNKNOWN, Inventory
from policyguard.references import Reference, is_a
from policyguard.request import ABSENT, CloneRequest, Missing, Place, decider

_T = TypeVar("_T")
Found: TypeAlias = Reference | Unknown | None
"""An object, none, or not known which."""

LOCATION = ("spec", "location")
# Which of several hosts vCenter picks is for the request to say.
ANY_HOST = Unknown((decider(*LOCATION, "host"),))
_FARTHEST = 1000
_DEVICES = "config.hardware.device"
# What a request names of the source's side; everything else is where the clone goes.
_SOURCE_SIDE = ("spec", "snapshot")


class made_once(Generic[_T]):  # noqa: N801 - it stands where `property` may stand
    """A property of a situation that is made once."""

    def __init__(self, make: Callable[[Any], _T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __get__(self, case: Situation, owner: type) -> _T:
        """What is made of the situation."""
        return case.once(self._make)


class Situation:
    """One request and what is known of the vCenter it goes to."""

    def __init__(self, request: CloneRequest, inventory: Inventory) -> None:
        self.request = Reading(request)
        self.inventory = inventory
        self._answers = inventory.once(AnswerCache)
        self._made: dict[Callable[[Any], Any], tuple[Any, Notes]] = {}

    def once(self, make: Callable[[Situation], _T]) -> _T:
        """What is made of this situation, made when it is first asked for.

        Whoever asks for it has read what was read for it.
        """
        made = self._made.get(make)
        if made is None:
            made = self._made[make] = self.request.noted(lambda: make(self))
        self.request.notes.add(made[1])
        return cast("_T", made[0])

    def remembered(self, make: Callable[[Situation], _T]) -> _T:
        """What is made of this situation, or was of another that says the same to it."""
        return self._answers.ask(make, self)

    # What the request names.

    @made_once
    def source(self) -> Reference | Unknown:
        """The virtual machine or template to clone."""
        source = self.request.source
        if isinstance(source, Missing) or source.type != "VirtualMachine":
            return Unknown(("moId",))
        return source

    @made_once
    def elsewhere(self) -> bool:
        """The clone goes to another vCenter, which the inventory does not describe."""
        return self.request.missing(*LOCATION, "service") is not ABSENT

    def named(self, kind: str, *place: str | int) -> Found:
        """The object of a managed type that a place names; none if it names none."""
        if self.elsewhere and place != _SOURCE_SIDE:
            return Unknown((decider(*LOCATION, "service"),))
        reference = self.request.reference(*place)
        if reference is ABSENT:
            return None
        if isinstance(reference, Missing) or not is_a(reference.type, kind):
            return Unknown((decider(*place),))
        return reference

    # What the inventory says.

    def prop(self, owner: Found, path: str) -> Any:
        """A property of an object: its value, None if unset, or `Unknown`."""
        if owner is None or isinstance(owner, Unknown):
            return owner
        value = self.inventory.get(owner, path)
        return Unknown((f"{owner}:{path}",)) if value is UNKNOWN else value

    def typed(self, owner: Found, path: str, kind: type) -> Any:
        """A property that vCenter always sets, if it is of a Python type."""
        value = self.prop(owner, path)
        if isinstance(value, (Unknown, kind)) and not (kind is int and isinstance(value, bool)):
            return value
        return Unknown((f"{owner}:{path}",)) if owner is not None else None

    def token(self, owner: Found, path: str, tokens: Mapping[Any, str]) -> Said:
        """What a property says in the vocabulary's words."""
        value = self.prop(owner, path)
        if isinstance(value, Unknown):
            return value
        known = isinstance(value, (str, bool, type(None))) and value in tokens
        return tokens[value] if known else Unknown((f"{owner}:{path}",))

    def linked(self, owner: Found, path: str) -> Found:
        """The object a property refers to."""
        value = self.prop(owner, path)
        if value is None or isinstance(value, Unknown):
            return value
        return Reference.of(value) or Unknown((f"{owner}:{path}",))

    def links(self, owner: Found, path: str) -> tuple[Reference, ...] | Unknown:
        """The objects a property lists; none where it is unset."""
        value = self.prop(owner, path)
        if isinstance(value, Unknown):
            return value
        found = (
            [Reference.of(one) for one in value or ()] if isinstance(value, list | None) else [None]
        )
        if None in found:
            return Unknown((f"{owner}:{path}",))
        return tuple(one for one in found if one is not None)

    def listed(self, owner: Found, path: str) -> list[Any] | Unknown:
        """The entries of a property that lists data objects; none where it is unset."""
        value = self.prop(owner, path)
        if value is None or isinstance(value, Unknown):
            return [] if value is None else value
        return value if isinstance(value, list) else Unknown((f"{owner}:{path}",))

    def number(self, owner: Found, path: str) -> int | Unknown | None:
        """A property that counts or measures something; None where it is unset."""
        value = self.prop(owner, path)
        if value is None or isinstance(value, Unknown):
            return value
        number = integer(value)
        return Unknown((f"{owner}:{path}",)) if number is None or number < 0 else number

    def figure(self, owner: Found, path: str) -> int | Unknown:
        """A number that vCenter always sets: unset it is not known."""
        value = self.number(owner, path)
        return Unknown((f"{owner}:{path}",)) if value is None else value

    def figures(self, path: str) -> int | Between | Unknown | None:
        """A number of each host that the clone may be registered on, to be printed."""
        if isinstance(self.hosts, Unknown):
            return self.hosts
        told = [self.number(host, path) for host in self.hosts]
        known = [one for one in told if isinstance(one, int)]
        if len(known) < len(told) or not known:
            return next((one for one in told if not isinstance(one, int)), None)
        least, most = min(known), max(known)
        return least if least == most else Between(least, most)

    def on_hosts(
        self,
        good: str,
        tell: Callable[[Reference], Said],
        bars: Bars = NO_BARS,
        *,
        about: object = None,
        only_if: Said = "yes",
    ) -> Said:
        """What is so of the host the clone is registered on.

        Where vCenter picks one of several, a compatible one is picked: what is bad counts
        only if the same is so of all of them. That one of them must be good for everything
        at once, the fact `hosts` says.

        Args:
            good: What stands in no one's way.
            tell: What is so of a host.
            bars: What keeps a host from taking the clone.
            about: What that is about.
            only_if: Whether it does: `yes`, `no`, or what would tell.
        """
        said = self.each_host(tell, bars, about=about, only_if=only_if)
        if isinstance(said, Unknown):
            return said
        return said[0] if len(said) == 1 else agreed(good, said)

    def each_host(
        self,
        tell: Callable[[Reference], Said],
        bars: Bars = NO_BARS,
        *,
        about: object = None,
        only_if: Said = "yes",
    ) -> tuple[Said, ...] | Unknown:
        """What is so of each host that the clone may be registered on, in their order."""
        hosts = self.hosts
        if isinstance(hosts, Unknown):
            return hosts
        said = {host: tell(host) for host in hosts}
        if len(hosts) > 1:
            self.request.notes.asked.append(Asked(bars, about, only_if, said))
        return tuple(said.values())

    def upwards(self, start: Found) -> Iterator[Reference | Unknown]:
        """An object and its ancestors; ends with an `Unknown` where the way is not known."""
        here: Found = start
        for _ in range(_FARTHEST):
            if here is None:
                return
            yield here
            if isinstance(here, Unknown):
                return
            here = self.above(here)

    def above(self, here: Reference) -> Found:
        """What an object is in: its parent, or the vApp of a machine that is in no folder."""
        parent = self.linked(here, "parent")
        if isinstance(parent, Reference) or here.type != "VirtualMachine":
            return parent
        vapp = self.linked(here, "parentVApp")
        if isinstance(vapp, Reference) or parent is vapp is None:
            return vapp
        return self.way_out(here)

    def way_out(self, machine: Reference) -> Unknown:
        """What would tell what a virtual machine is in."""
        return Unknown((f"{machine}:{self.inventory.way_out(machine)}",))

    def ancestor(self, start: Found, kind: str) -> Found:
        """The nearest of an object and its ancestors that is of a managed type."""
        return next(
            (h for h in self.upwards(start) if isinstance(h, Unknown) or is_a(h.type, kind)), None
        )

    def datacenter(self, start: Found) -> Found:
        """The datacenter an object is in."""
        return self.ancestor(start, "Datacenter")

    # What follows from both.

    @made_once
    def is_template(self) -> bool | Unknown:
        """The source is a template."""
        found: bool | Unknown = self.typed(self.source, "config.template", bool)
        return found

    @made_once
    def devices(self) -> tuple[Device, ...] | Unknown:
        """The devices the clone starts from: those of the snapshot where one is named."""
        return self.remembered(_devices)

    @made_once
    def devices_by_key(self) -> Mapping[int | None, Device] | Unknown:
        """The devices the clone starts from by their keys; of several with one, the first."""
        devices = self.devices
        if isinstance(devices, Unknown):
            return devices
        return {device.key: device for device in reversed(devices)}

    @property
    def unsaid_of_devices(self) -> Unknown:
        """What would tell of these devices what they do not say."""
        return Unknown((f"{self.owner_of_devices}:{_DEVICES}",))

    def unsaid_of(self, place: Place, *member: str) -> Unknown:
        """What would tell what a device does not say: a change at a place, or who has it."""
        return Unknown((decider(*place, "device", *member),)) if place else self.unsaid_of_devices

    @property
    def owner_of_devices(self) -> Reference | Unknown:
        """The snapshot or the source, whose devices the clone starts from."""
        return self.named("VirtualMachineSnapshot", "spec", "snapshot") or self.source

    @made_once
    def becomes_template(self) -> bool | Unknown:
        """The clone is to be a template."""
        value = self.request.typed(bool, "spec", "template")
        return Unknown((decider("spec", "template"),)) if isinstance(value, Missing) else value

    @made_once
    def powers_on(self) -> Said:
        """Whether the clone is a virtual machine that powers on: `yes` or `no` (M03)."""
        on, template = self.request.typed(bool, "spec", "powerOn"), self.becomes_template
        if on is False or template is True:
            return "no"
        unsaid = Unknown((decider("spec", "powerOn"),)) if on is not True else None
        unknown = union(unsaid, template)
        return Unknown(unknown) if unknown else "yes"

    @made_once
    def folder_place(self) -> Place:
        """Where the request names the folder that counts: `spec.location.folder` wins."""
        inner = (*LOCATION, "folder")
        return ("folder",) if self.request.missing(*inner) is ABSENT else inner

    @made_once
    def folder(self) -> Reference | Unknown:
        """The folder the clone lands in."""
        folder = self.named("Folder", *self.folder_place)
        return Unknown((decider("folder"),)) if folder is None else folder

    @made_once
    def children(self) -> Children:
        """The folder's children: those it lists, else those known to name it their parent."""
        folder = self.folder
        if isinstance(folder, Unknown):
            return Children((), folder)
        return self.inventory.once(ChildrenOfFolders).of(folder, self._children_of)

    def _children_of(self, folder: Reference) -> Children:
        listed = self.links(folder, "childEntity")
        unlisted = listed if isinstance(listed, Unknown) else None
        found = self.inventory.machines_in(folder) if isinstance(listed, Unknown) else listed
        return Children(((child, self.prop(child, "name")) for child in found), unlisted)

    @made_once
    def pool(self) -> Found:
        """The pool the clone runs in: named, or a source virtual machine's own."""
        named = self.named("ResourcePool", *LOCATION, "pool")
        if named is not None:
            return named
        if self.is_template is True:
            return None
        if isinstance(self.is_template, Unknown):
            return self.is_template
        return self.linked(self.source, "resourcePool")

    @made_once
    def compute(self) -> Found:
        """The compute resource the clone goes to, by its host, else by its pool."""
        host = self.named("HostSystem", *LOCATION, "host")
        if host is not None:
            return self.ancestor(host, "ComputeResource")
        if self.named("ResourcePool", *LOCATION, "pool") is None:
            return self.ancestor(self.linked(self.source, "runtime.host"), "ComputeResource")
        return self.pool_owner

    @made_once
    def pool_owner(self) -> Found:
        """The compute resource that the pool divides."""
        owner = self.linked(self.pool, "owner")
        return self.ancestor(self.pool, "ComputeResource") if isinstance(owner, Unknown) else owner

    @made_once
    def hosts(self) -> tuple[Reference, ...] | Unknown:
        """The hosts the clone may be registered on.

        The named host; else the hosts of the named pool's compute resource; else, with no
        pool named, the source's own (VirtualMachineRelocateSpec.host, faults.md E11-E13).
        """
        host = self.named("HostSystem", *LOCATION, "host")
        if host is None and self.named("ResourcePool", *LOCATION, "pool") is None:
            host = self.linked(self.source, "runtime.host")
        if host is None:
            return self.pool_hosts
        return host if isinstance(host, Unknown) else (host,)

    @made_once
    def pool_hosts(self) -> tuple[Reference, ...] | Unknown:
        """The hosts whose resources the pool divides, each once; vCenter knows no order."""
        hosts = self.links(self.pool_owner, "host")
        if isinstance(hosts, Unknown):
            return hosts
        return tuple(sorted({*hosts}, key=lambda one: (one.type, len(one.value), one.value)))

    @made_once
    def host(self) -> Found:
        """The host the clone is registered on; none where vCenter has a choice."""
        hosts = self.hosts
        if isinstance(hosts, Unknown):
            return hosts
        return hosts[0] if len(hosts) == 1 else None

    @made_once
    def source_datacenter(self) -> Found:
        """The datacenter of the host that the source is registered on."""
        return self.datacenter(self.linked(self.source, "runtime.host"))

    @made_once
    def target_datacenter(self) -> Found:
        """The datacenter of the host or pool the clone goes to."""
        return self.datacenter(self.compute)

    @made_once
    def chosen_host(self) -> Found:
        """The host; `ANY_HOST` where vCenter picks one of several."""
        return ANY_HOST if self.host is None and self.hosts else self.host

    def same_datacenter(self, start: Found) -> Said:
        """Whether an object is in the datacenter the clone goes to."""
        return compared(self.datacenter(start), self.target_datacenter)


def _devices(case: Situation) -> tuple[Device, ...] | Unknown:
    listed = case.listed(case.owner_of_devices, _DEVICES)
    if isinstance(listed, Unknown):
        return listed
    devices = tuple(Device(one) for one in listed if isinstance(one, Mapping))
    whole = len(devices) == len(listed) and all(device.is_whole for device in devices)
    return devices if whole else case.unsaid_of_devices


def compared(here: Found, there: Found) -> Said:
    """Whether two objects are the same; `absent` where there is none of one."""
    if here is None or there is None:
        return "absent"
    if isinstance(here, Unknown) or isinstance(there, Unknown):
        return Unknown(union(here, there))
    return "same" if here == there else "other"
