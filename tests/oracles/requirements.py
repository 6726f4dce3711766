"""What one cell of the privilege matrix requires: privileges.md a.1-a.3, read a second time.

It imports nothing from the code it judges. Of the catalogue it holds what the matrix can
reach: a.1, P1-P6, P10, P12-P14, P32 and D1-D4; the rest needs request fields the matrix leaves
out, and stands in `test_requirement_rows`.

INVARIANT: a need is of the group `page` only where privileges.md rests it on API alone, the
method's own reference page. Where other text is needed too, or nothing says it, it is `other`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Group: TypeAlias = Literal["page", "other"]
Kind: TypeAlias = Literal["vm", "template"]
Maybe: TypeAlias = Literal["no", "yes", "unknown"]
Crypto: TypeAlias = Literal["safe", "not-safe", "unknown"]

CLONE = "VirtualMachine.Provisioning.Clone"
CREATE_TEMPLATE = "VirtualMachine.Provisioning.CreateTemplateFromVM"
DEPLOY_TEMPLATE = "VirtualMachine.Provisioning.DeployTemplate"
CLONE_TEMPLATE = "VirtualMachine.Provisioning.CloneTemplate"
CUSTOMIZE = "VirtualMachine.Provisioning.Customize"
CREATE_FROM_EXISTING = "VirtualMachine.Inventory.CreateFromExisting"
ASSIGN_TO_POOL = "Resource.AssignVMToPool"
ASSIGN_TO_VAPP = "VApp.AssignVM"
ALLOCATE_SPACE = "Datastore.AllocateSpace"
CRYPTO_CLONE = "Cryptographer.Clone"
REGISTER_HOST = "Cryptographer.RegisterHost"
VIEW = "System.View"

_TWO_BY_TWO: Mapping[tuple[Kind, Kind], str] = {
    ("vm", "vm"): CLONE,
    ("vm", "template"): CREATE_TEMPLATE,
    ("template", "vm"): DEPLOY_TEMPLATE,
    ("template", "template"): CLONE_TEMPLATE,
}


class Need(NamedTuple):
    """A privilege, where it is checked, on whose word, and whether only perhaps.

    Attributes:
        entity: `Type/moId`; None where vCenter chooses among several objects.
        conditional: What is unknown may be settled so that it is not needed.
    """

    privilege: str
    entity: str | None
    group: Group
    conditional: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The datastores a request names: for the home files, and for disks by their key."""

    home: str | None = None
    disks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One request of the matrix, by what decides its requirements."""

    source: Literal["vm", "template", "unknown"]
    destination: Kind
    encrypted: Maybe
    customization: Literal["no", "yes"]
    pool: Literal["absent", "given"]
    host: Literal["absent"] | Crypto
    layout: Layout


@dataclass(frozen=True, slots=True)
class Lab:
    """The objects there are, each as `Type/moId`.

    Attributes:
        own_pool: The pool the source runs in; a source that is a template has none.
        source_host: The host the source is registered on, with its crypto state.
        pool_hosts: The hosts of the named pool's cluster, with theirs.
        home: The datastore of the source's home files.
        disks: The datastore of each of its disks, by key.
    """

    source: str
    folder: str
    own_pool: str
    named_pool: str
    named_host: str
    source_host: tuple[str, Crypto]
    pool_hosts: Mapping[str, Crypto]
    home: str
    disks: Mapping[int, str]


def needs_of(cell: Cell, lab: Lab) -> frozenset[Need]:
    """Say everything a cell requires, each privilege on each entity once.

    Where a privilege is needed on one entity for two reasons, the page's word counts.
    """
    found: dict[tuple[str, str | None], Need] = {}
    needs = (*_on_source(cell, lab), *_on_places(cell, lab), *_on_hosts(cell, lab))
    for need in (*needs, *_to_see(cell, lab)):
        key = need.privilege, need.entity
        if key not in found or need.group == "page":
            found[key] = need
    return frozenset(found.values())


def told(needs: frozenset[Need], lacking: frozenset[Need]) -> frozenset[Need]:
    """The needs a report tells of: not that of seeing what another is refused on already."""
    refused = {need.entity for need in lacking if need.privilege != VIEW and not need.conditional}
    return frozenset(n for n in needs if n.privilege != VIEW or n.entity not in refused)


def _to_see(cell: Cell, lab: Lab) -> Iterator[Need]:
    """P32: every object that the request refers to, whether it comes to be used or not."""
    named = [lab.source, lab.folder, *([cell.layout.home] if cell.layout.home else [])]
    named += [lab.named_pool] if cell.pool == "given" else []
    named += [lab.named_host] if cell.host != "absent" else []
    for entity in dict.fromkeys([*named, *cell.layout.disks.values()]):
        yield Need(VIEW, entity, "other", conditional=False)


def _on_source(cell: Cell, lab: Lab) -> Iterator[Need]:
    """a.1, P1 and P2: one row of the 2x2 always applies, with an unknown source either may."""
    for (source, destination), privilege in _TWO_BY_TWO.items():
        if destination == cell.destination and cell.source in (source, "unknown"):
            yield Need(privilege, lab.source, "page", cell.source == "unknown")
    if cell.encrypted != "no":
        yield Need(CRYPTO_CLONE, lab.source, "page", cell.encrypted == "unknown")
    if cell.customization == "yes":
        yield Need(CUSTOMIZE, lab.source, "page", conditional=False)


def _on_places(cell: Cell, lab: Lab) -> Iterator[Need]:
    """P3-P6, P10 and P12."""
    yield Need(CREATE_FROM_EXISTING, lab.folder, "other", conditional=False)
    if cell.destination == "vm":
        if cell.pool == "given":
            yield Need(ASSIGN_TO_POOL, lab.named_pool, "page", conditional=False)
        elif cell.source != "template":
            # Who knows its pool knows that it is no template, and whether the pool is a vApp.
            unknown = cell.source == "unknown"
            yield Need(ASSIGN_TO_POOL, None if unknown else lab.own_pool, "other", unknown)
            if unknown:
                yield Need(ASSIGN_TO_VAPP, None, "other", conditional=True)
    for datastore, group in _touched(cell.layout, lab):
        yield Need(ALLOCATE_SPACE, datastore, group, conditional=False)


def _touched(layout: Layout, lab: Lab) -> Iterator[tuple[str, Group]]:
    """D1-D4: what nothing locates goes where home is named to, else stays where it is.

    That it stays is not said by the page but by RelocateSpec.datastore.
    """
    yield (layout.home, "page") if layout.home else (lab.home, "other")
    for key, own in lab.disks.items():
        if key in layout.disks:
            yield layout.disks[key], "page"
        elif layout.home is None:
            yield own, "other"


def _on_hosts(cell: Cell, lab: Lab) -> Iterator[Need]:
    """P13; P14 spares it where the placement has a choice of which one host is safe.

    Where several may be picked and none is safe, it is needed on the one that is.
    """
    hosts = _candidates(cell, lab)
    states = set(hosts.values())
    if cell.encrypted != "no" and "safe" not in states:
        picked = next(iter(hosts)) if len(hosts) == 1 else None
        conditional = cell.encrypted == "unknown" or "unknown" in states
        yield Need(REGISTER_HOST, picked, "page", conditional)


def _candidates(cell: Cell, lab: Lab) -> Mapping[str, Crypto]:
    if cell.host != "absent":
        return {lab.named_host: cell.host}
    return lab.pool_hosts if cell.pool == "given" else dict([lab.source_host])
