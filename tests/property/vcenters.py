"""Random vCenters, fully known and consistent, so small that entries collide."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

USER = "u"
USERS = ("u", "v")
GROUPS = ("G1", "G2", "G3")
PRIVILEGES = (
    "VirtualMachine.Provisioning.Clone",
    "VirtualMachine.Interact.PowerOn",
    "Cryptographer.Clone",
    "System.View",
)
ROLES = (-1, -2, -5, -6, 10, 11, 12)

Vcenter = dict[str, Any]
Draw = st.DrawFn


class _Tree:
    """Grows objects, each below one that is there already."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.objects: dict[str, dict[str, Any]] = {}
        self._number = 0

    def add(self, type_: str, parent: str | None, **properties: Any) -> str:
        self._number += 1
        name = f"{type_}/{self._number}"
        self.objects[name] = {"parent": parent, **properties}
        return name

    def some(self, type_: str, above: list[str], most: int) -> list[str]:
        """Add up to *most*, each below something in *above*, which they then join."""
        added = []
        for _ in range(self.draw(st.integers(0, most))):
            added.append(self.add(type_, self.one(above)))
            if type_ in ("Folder", "ResourcePool", "VirtualApp"):
                above.append(added[-1])
        return added

    def maybe(self, among: list[str]) -> str | None:
        return self.draw(st.none() | st.sampled_from(among)) if among else None

    def one(self, among: list[str]) -> str:
        return self.draw(st.sampled_from(among))


@st.composite
def vcenters(draw: Draw) -> Vcenter:
    """Everything an inventory file holds, complete."""
    objects = _objects(_Tree(draw))
    # Half of the entries are where permissions are shared.
    entities = st.sampled_from([*objects, "global"]) | st.sampled_from(_sharing(objects))
    permission = st.fixed_dictionaries(
        {
            "entity": entities,
            "principal": st.sampled_from((*USERS, *GROUPS)),
            "roleId": st.sampled_from(ROLES),
            "propagate": st.booleans(),
        }
    ).map(lambda p: {**p, "group": p["principal"] in GROUPS})
    members = st.lists(st.sampled_from((*USERS, *GROUPS)), max_size=3, unique=True)
    return {
        "objects": objects,
        "roles": [
            {"roleId": number, "name": f"role{number}", "privilege": draw(_privileges)}
            for number in ROLES
            if number > 0
        ],
        "permissions": draw(
            st.lists(permission, max_size=7, unique_by=lambda p: (p["entity"], p["principal"]))
        ),
        "groups": {group: draw(members) for group in GROUPS},
        "complete": ["permissions", "roles", "groups"],
    }


def _sharing(objects: dict[str, dict[str, Any]]) -> list[str]:
    kinds = ("Datacenter/", "ComputeResource/", "ClusterComputeResource/")
    return [
        entity
        for entity, properties in objects.items()
        if entity.startswith(kinds) or str(properties["parent"]).startswith(kinds)
    ]


_privileges = st.lists(st.sampled_from(PRIVILEGES[:3]), max_size=2, unique=True)


def _objects(tree: _Tree) -> dict[str, dict[str, Any]]:
    root = tree.add("Folder", None)
    datacenter = tree.add("Datacenter", root)
    folders = [tree.add("Folder", datacenter), tree.add("Folder", datacenter)]
    tree.some("Folder", folders, 2)
    cluster = tree.add("ClusterComputeResource", tree.one(folders))
    standalone = tree.add("ComputeResource", tree.one(folders))
    hosts = [tree.add("HostSystem", cluster), tree.add("HostSystem", standalone)]
    pools = [tree.add("ResourcePool", cluster), tree.add("ResourcePool", standalone)]
    tree.some("ResourcePool", pools, 2)
    vapps = tree.some("VirtualApp", [*pools], 1)
    _machines(tree, folders, hosts, pools, vapps)
    pod = tree.add("StoragePod", tree.one(folders))
    tree.some("Datastore", [*folders, pod], 1)
    return tree.objects


def _machines(
    tree: _Tree, folders: list[str], hosts: list[str], pools: list[str], vapps: list[str]
) -> None:
    primaries: list[str] = []
    for _ in range(tree.draw(st.integers(1, 3))):
        vapp = tree.maybe(vapps)
        template = vapp is None and tree.draw(st.booleans())
        primary = tree.maybe(primaries)
        machine = tree.add(
            "VirtualMachine",
            None if vapp else tree.one(folders),
            **{
                "parentVApp": vapp,
                "resourcePool": None if template else vapp or tree.one(pools),
                "config.template": template,
                "runtime.host": tree.one(hosts),
                "config.ftInfo": {"primaryVM": primary} if primary else None,
            },
        )
        if primary is None:
            primaries.append(machine)
