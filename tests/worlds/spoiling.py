"""A request and its vCenter, to spoil one thing in; and what a spoiling is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from tests.worlds.deployments import Deployment
from tests.worlds.machines import Machine
from tests.worlds.privileges import Caller
from tests.worlds.values import Data, moid, moref, typed

FAIL: Final = "fail"
UNDETERMINED: Final = "undetermined"
EITHER: Final = "fail or undetermined"
WARNING: Final = "warning"

COMPLETE: Final = ("objects", "permissions", "roles", "groups")


# Members of data objects that may be unset: known to be so, once the object is taken apart.
_UNSET: Final = {
    "config": (
        "ftInfo",
        "keyId",
        "managedBy",
        "maskedFeatureCapability",
        "npivNodeWorldWideName",
        "npivPortWorldWideName",
        "repConfig",
        "vAppConfig",
    ),
    "runtime": ("cryptoState", "question"),
}


class NotHere(Exception):
    """The request or its vCenter has nothing to spoil in this way."""


class Case:
    """One valid request, its caller and its vCenter, of which anything may be changed."""

    def __init__(self, deployment: Deployment, caller: Caller) -> None:
        self.deployment, self.caller = deployment, caller
        self.world = deployment.world
        self.random = self.world.random
        self.body: Data = deepcopy(deployment.body)
        self.moid: Any = moid(deployment.source.reference)
        self.release = deployment.release
        self.principal: str | None = caller.principal
        self.about: Data = dict(self.world.about)
        self.complete = list(COMPLETE)
        self.objects: dict[str, Data] = dict(self.world.objects)
        own = {caller.principal, caller.principal.replace("op", "team")}
        self.permissions = [dict(one) for one in caller.permissions if one["principal"] in own]
        used = {one["roleId"] for one in self.permissions}
        self.roles = [dict(one) for one in caller.roles if one["roleId"] in used]
        self.groups = {name: list(members) for name, members in caller.groups.items()}
        self.forgotten: list[str] = []
        self._own: set[str] = set()

    # What there is.

    @property
    def source(self) -> Machine:
        return self.deployment.source

    @property
    def hosts(self) -> list[str]:
        return self.deployment.hosts

    @property
    def store(self) -> str:
        return self.deployment.store

    @property
    def folder(self) -> str:
        return self.deployment.folder

    @property
    def spec(self) -> Data:
        spec: Data = self.body["spec"]
        return spec

    @property
    def location(self) -> Data:
        location: Data = self.spec["location"]
        return location

    @property
    def makes_template(self) -> bool:
        return bool(self.spec["template"])

    def has(self, mark: str) -> bool:
        return any(mark in one for one in self.deployment.marks)

    def need(self, there: object) -> None:
        """Give up unless the request has what is to be spoilt."""
        if not there:
            raise NotHere

    # Changes of the request.

    def put(self, value: Any, *path: str | int) -> None:
        """Set a member of the body; objects on the way are made."""
        here: Any = self.body
        for step in path[:-1]:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        here[path[-1]] = value

    def drop(self, *path: str | int) -> None:
        """Take a member of the body away, which has to be there."""
        here: Any = self.body
        for step in path[:-1]:
            here = self._at(here, step)
        self._at(here, path[-1])
        del here[path[-1]]

    def _at(self, here: Any, step: str | int) -> Any:
        there = step in here if isinstance(here, dict) else len(here) > int(step)
        self.need(there)
        return here[step]

    def land_in(self, folder: str) -> None:
        """Name another folder, which the location does not overrule."""
        self.body["folder"] = moref(folder)
        self.location.pop("folder", None)

    def config(self, **members: Any) -> None:
        """Set members of the configuration of a clone that becomes a virtual machine."""
        self.need(not self.makes_template)
        config = self.spec.setdefault("config", typed("VirtualMachineConfigSpec"))
        config.update(members)

    def change(self, operation: str, device: Data, **more: Any) -> Data:
        """One more change of a device in the configuration."""
        self.config()
        entry = typed("VirtualDeviceConfigSpec", operation=operation, device=device, **more)
        self.spec["config"].setdefault("deviceChange", []).append(entry)
        return entry

    def customized(self, family: str = "") -> Data:
        """The customization, of guests of a family if one is named."""
        self.need("customization" in self.spec and family in ("", self.source.family))
        made: Data = self.spec["customization"]
        self.need(made["identity"]["_typeName"] != "CustomizationCloudinitPrep")
        return made

    def locator(self) -> Data:
        """The entry of the first disk."""
        self.need("disk" in self.location)
        locator: Data = self.location["disk"][0]
        return locator

    def identity(self, family: str) -> Data:
        identity: Data = self.customized(family)["identity"]
        return identity

    def fixed_adapter(self) -> Data:
        """The settings of an adapter that gets a fixed address."""
        for one in self.customized()["nicSettingMap"]:
            adapter: Data = one["adapter"]
            if adapter["ip"]["_typeName"] == "CustomizationFixedIp":
                return adapter
        raise NotHere

    # Changes of the vCenter.

    def edit(self, reference: str) -> Data:
        """The properties of an object, to be changed."""
        if reference not in self._own:
            self._own.add(reference)
            self.objects[reference] = deepcopy(self.objects[reference])
        return self.objects[reference]

    def set(self, reference: str, path: str, value: Any) -> None:
        """Set a property that the object has, or has the parent of."""
        here, rest = self.edit(reference), path
        while rest not in here:
            found = [key for key in here if rest.startswith(f"{key}.")]
            if not found or not isinstance(here[found[0]], dict):
                break
            here, rest = here[found[0]], rest.removeprefix(f"{found[0]}.")
        here[rest] = value

    def forget(self, reference: str, path: str) -> None:
        """Make a property unknown, and leave the others of the objects that it is in."""
        here = self.edit(reference)
        steps = path.split(".")
        for count in range(1, len(steps)):
            above = ".".join(steps[:count])
            value = here.get(above)
            if isinstance(value, Mapping):
                del here[above]
                unset = dict.fromkeys(_UNSET.get(above, ()))
                known = {**unset, **value}
                here.update({f"{above}.{k}": one for k, one in known.items() if k != "_typeName"})
        here.pop(path, None)
        self.forgotten.append(f"{reference}:{path}")

    def everywhere(self, path: str, value: Any) -> None:
        """Set a property of each host that the clone may land on."""
        for host in self.hosts:
            self.set(host, path, value)

    def mount(self, host: str, **changes: Any) -> None:
        """Change how a host has mounted the datastore of the clone."""
        for one in self.edit(self.store)["host"]:
            if one["key"] == host:
                one["mountInfo"].update(changes)

    def unmount(self, *hosts: str) -> None:
        """Take the datastore of the clone away from hosts."""
        store = self.edit(self.store)
        store["host"] = [one for one in store["host"] if one["key"] not in hosts]
        for host in hosts:
            self.edit(host)["datastore"].remove(self.store)

    def source_device(self, type_name: str) -> Data:
        """A device of the source, to be changed."""
        for one in self.edit(self.source.reference)["config"]["hardware"]["device"]:
            if one["_typeName"] == type_name:
                found: Data = one
                return found
        raise NotHere

    # What comes of it.

    def request(self) -> Data:
        return {"moId": self.moid, "release": self.release, "body": self.body}

    def inventory(self) -> Data:
        return {
            "about": self.about,
            "objects": self.objects,
            "roles": self.roles,
            "permissions": self.permissions,
            "groups": self.groups,
            "complete": self.complete,
        }


@dataclass(frozen=True)
class Spoiling:
    """One way to spoil a valid request.

    Attributes:
        name: What is spoilt.
        right: The right answer: a verdict, or that there must be a warning.
        families: Of the finding that has to say it: one of these.
        apply: Spoils, or raises `NotHere`.
    """

    name: str
    right: str
    families: str
    apply: Callable[[Case], object]


class Table:
    """Spoilings by name, as they are written down."""

    def __init__(self) -> None:
        self.rows: dict[str, Spoiling] = {}

    def add(self, name: str, right: str, families: str, apply: Callable[[Case], object]) -> None:
        assert name not in self.rows, name
        self.rows[name] = Spoiling(name, right, families, apply)

    def written(
        self, name: str, right: str, families: str
    ) -> Callable[[Callable[[Case], object]], Callable[[Case], object]]:
        """Decorate what takes more than one step."""

        def keep(apply: Callable[[Case], object]) -> Callable[[Case], object]:
            self.add(name, right, families, apply)
            return apply

        return keep


__all__ = [
    "COMPLETE",
    "EITHER",
    "FAIL",
    "UNDETERMINED",
    "WARNING",
    "Case",
    "NotHere",
    "Spoiling",
    "Table",
    "moref",
]
