"""pyVmomi's type information as plain values: what a release of vim25 has and no other.

Names are the WSDL's, which VI JSON uses too. Types of other services (storage policies,
agents) have versions that no vim25 release descends from, so filtering by version leaves
them out. Those of virtual SAN claim vim25's versions and are left out by their module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

from pyVmomi import VmomiSupport as Untyped

# Its functions have no types.
VmomiSupport: Any = Untyped

_NAMESPACE: Final = "vim25"

# What SOAP has and VI JSON has not: the API page shows neither, in no data object.
_SOAP_ONLY: Final = frozenset({"dynamicType", "dynamicProperty"})

# A fault's message is `msg` on the client side of SOAP only.
_CLIENT_ONLY: Final = frozenset({("vmodl.MethodFault", "msg")})

# pyVmomi derives it from MethodFault for its own ends; no property is declared with it.
_NOT_A_TYPE: Final = "vmodl.LocalizedMethodFault"

_FOREIGN: Final = "_typeinfo_vsanhealth.py"
_CREATED: Final = re.compile(r'^Create\w+Type\("([^"]+)"', re.MULTILINE)

PRIMITIVES: Final[Mapping[str, str]] = {
    "anyType": "Any",
    "bool": "boolean",
    "boolean": "boolean",
    "byte": "byte",
    "short": "short",
    "int": "int",
    "long": "long",
    "float": "float",
    "double": "double",
    "string": "string",
    "vmodl.URI": "anyURI",
    "vmodl.Binary": "binary",
    "vmodl.DateTime": "dateTime",
    "vmodl.TypeName": "TypeName",
    "vmodl.MethodName": "MethodName",
    "vmodl.PropertyPath": "PropertyPath",
}


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a data object or a parameter of a method.

    Attributes:
        name: As VI JSON spells it.
        type: The declared type: a primitive, an enumeration, a data or a managed object.
        many: Whether it is an array of that type.
        optional: Whether it may be left out.
    """

    name: str
    type: str
    many: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class DataType:
    """A data object type with its own properties, the inherited ones left to its parent."""

    name: str
    parent: str | None
    own: tuple[Property, ...]


@dataclass(frozen=True)
class Method:
    """A method: its parameters and the faults it declares besides those any may raise."""

    parameters: tuple[Property, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """The types of one release."""

    release: str
    data: Mapping[str, DataType]
    managed: Mapping[str, str | None]
    enums: Mapping[str, tuple[str, ...]]

    def properties(self, name: str) -> tuple[Property, ...]:
        """All properties of a data object type, inherited ones first."""
        type_ = self.data[name]
        inherited = () if type_.parent is None else self.properties(type_.parent)
        return inherited + type_.own

    def subtypes(self, name: str) -> tuple[str, ...]:
        """A data or managed object type and everything derived from it, sorted."""
        return tuple(sorted(self._below(name)))

    def _below(self, name: str) -> Iterator[str]:
        yield name
        for child in self._children.get(name, ()):
            yield from self._below(child)

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        children: dict[str, list[str]] = {}
        parents = {name: type_.parent for name, type_ in self.data.items()} | dict(self.managed)
        for name, parent in parents.items():
            if parent is not None:
                children.setdefault(parent, []).append(name)
        return children


@cache
def catalogue(release: str) -> Catalogue:
    """The types of a release, such as `8.0.2.0`.

    Raises:
        KeyError: pyVmomi knows no such release.
    """
    versions, names = _versions(release), _names()
    return Catalogue(
        release,
        {
            names[definition[0]]: DataType(
                names[definition[0]],
                names.get(definition[2]),
                tuple(_properties(definition[0], definition[4], versions, names)),
            )
            for definition in _definitions("data")
            if definition[3] in versions
        },
        {
            names[definition[0]]: names.get(definition[2])
            for definition in _definitions("managed")
            if definition[3] in versions
        },
        {
            definition[1]: tuple(definition[3])
            for definition in _definitions("enum")
            if definition[2] in versions
        },
    )


def method(release: str, managed: str, name: str) -> Method:
    """A method of a managed object type, both by their WSDL names."""
    versions, names = _versions(release), _names()
    (type_,) = (d for d in _definitions("managed") if d[1] == managed and d[3] in versions)
    (found,) = (m for m in type_[5] if m[1] == name)
    return Method(
        tuple(_properties(type_[0], found[3], versions, names)),
        tuple(sorted(names[fault] for fault in found[6])),
    )


def managed_properties(release: str, managed: str) -> tuple[Property, ...]:
    """The properties that a managed object type itself declares, by its WSDL name."""
    versions, names = _versions(release), _names()
    return tuple(
        each
        for definition in _definitions("managed")
        if definition[1] == managed and definition[3] in versions
        for each in _properties(definition[0], definition[4], versions, names)
    )


def vmodl_names(release: str) -> Mapping[str, str]:
    """The WSDL names of managed and data object types by the names pyVmomi's classes have."""
    versions = _versions(release)
    return {
        definition[0]: definition[1]
        for kind in ("managed", "data")
        for definition in _definitions(kind)
        if definition[3] in versions and "." in definition[0]
    }


def privilege_ids(release: str) -> frozenset[str]:
    """Every privilege that a property, a method or a parameter of a managed object names."""
    versions = _versions(release)
    found = set[str | None]()
    for definition in _definitions("managed"):
        if definition[3] in versions:
            found.update(p[4] for p in definition[4] or () if p[2] in versions)
            for entry in definition[5] or ():
                if entry[2] in versions:
                    found.update((entry[5], *(p[4] for p in entry[3])))
    return frozenset(privilege for privilege in found if privilege)


def _definitions(kind: str) -> list[Any]:
    # MethodFault comes to be when its parent is first asked for.
    VmomiSupport.GetVmodlType("vmodl.DynamicData")
    left_out = {_NOT_A_TYPE, *_foreign()}
    definitions = getattr(VmomiSupport, f"_{kind}DefMap").values()
    return [definition for definition in definitions if definition[0] not in left_out]


@cache
def _foreign() -> frozenset[str]:
    return frozenset(_CREATED.findall(files("pyVmomi").joinpath(_FOREIGN).read_text()))


def _versions(release: str) -> frozenset[str]:
    version = VmomiSupport.versionMap[f"{_NAMESPACE}/{release}"]
    return frozenset(VmomiSupport.GetVersionParents(version))


@cache
def _names() -> Mapping[str, str]:
    kinds = ("data", "managed", "enum")
    return {
        **{definition[0]: definition[1] for kind in kinds for definition in _definitions(kind)},
        **PRIMITIVES,
        "vmodl.ManagedObject": "ManagedObject",
        "vmodl.DataObject": "DataObject",
    }


def _properties(
    owner: str, listed: Any, versions: frozenset[str], names: Mapping[str, str]
) -> Iterator[Property]:
    for name, type_, version, flags, *_ in listed or ():
        if version in versions and name not in _SOAP_ONLY and (owner, name) not in _CLIENT_ONLY:
            optional = bool(flags & VmomiSupport.F_OPTIONAL)
            yield Property(name, names[type_.removesuffix("[]")], type_.endswith("[]"), optional)
