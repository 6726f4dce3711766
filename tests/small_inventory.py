"""A small inventory, and inventories of one virtual machine."""

from __future__ import annotations

from typing import Any

from policyguard.inventory import Inventory
from policyguard.references import Reference

VM = Reference("VirtualMachine", "vm-12")
FOLDER = Reference("Folder", "group-v3")
DATASTORE = Reference("Datastore", "datastore-11")

LAB = r"""
about: {apiType: VirtualCenter, apiVersion: 8.0.2.0}
objects:
  VirtualMachine/vm-12:
    name: web-template
    parent: Folder/group-v3
    config.template: true
    runtime: {connectionState: connected, host: null}
    datastore: [Datastore/datastore-11]
    config.ftInfo: null
roles:
  - {roleId: 101, name: Cloner, privilege: [VirtualMachine.Provisioning.Clone]}
permissions:
  - {entity: Folder/group-v3, principal: 'LAB\ops', group: true, roleId: 101, propagate: true}
groups:
  'LAB\ops': ['LAB\alice']
complete: [permissions, roles]
"""


def lab() -> Inventory:
    return Inventory.load(LAB.encode())


def of(properties: dict[str, Any], **more: Any) -> Inventory:
    return Inventory.load({"objects": {str(VM): properties}, **more})


def json_reference(reference: Reference) -> dict[str, str]:
    return {
        "_typeName": "ManagedObjectReference",
        "type": reference.type,
        "value": reference.value,
    }
