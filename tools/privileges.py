"""Write the privileges there are, as far as anything public names them, and their labels.

pyVmomi's type information has those that a method or a property always asks for. What a
server asks for by circumstances, as CloneVM_Task does, only documentation names.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import yaml

from tools.typeinfo import privilege_ids

FILE: Final = Path("policyguard/data/privileges.json")

# The newest release pyVmomi knows: an id is never taken away.
_RELEASE: Final = "9.1.1.0"

# privileges.md a.1 and a.2, the API page of CloneVM_Task and the documentation named there.
_OF_CLONING: Final = """
    Cryptographer.Access Cryptographer.AddDisk Cryptographer.Clone Cryptographer.Decrypt
    Cryptographer.Encrypt Cryptographer.EncryptNew Cryptographer.Migrate
    Cryptographer.Recrypt DVSwitch.PortSetting Datastore.Browse Global.DisableMethods
    Global.EnableMethods Network.Assign Resource.ApplyRecommendation Resource.ColdMigrate
    Resource.HotMigrate StorageProfile.View VApp.AssignVApp VApp.AssignVM
    VirtualMachine.Inventory.CreateFromExisting VirtualMachine.Provisioning.CloneTemplate
    VirtualMachine.Provisioning.CreateTemplateFromVM
    VirtualMachine.Provisioning.DeployTemplate
"""

# privileges.md a.4: ReconfigVM_Task and the text of VirtualMachineConfigSpec.
_OF_CONFIGURING: Final = """
    VApp.ApplicationConfig VirtualMachine.Hbr.ConfigureReplication
    VirtualMachine.Config.AddNewDisk
    VirtualMachine.Config.AddRemoveDevice VirtualMachine.Config.AdvancedConfig
    VirtualMachine.Config.Annotation VirtualMachine.Config.CPUCount
    VirtualMachine.Config.ChangeTracking VirtualMachine.Config.DiskExtend
    VirtualMachine.Config.EditDevice VirtualMachine.Config.HostUSBDevice
    VirtualMachine.Config.ManagedBy VirtualMachine.Config.Memory
    VirtualMachine.Config.MksControl VirtualMachine.Config.RawDevice
    VirtualMachine.Config.Rename VirtualMachine.Config.Resource
    VirtualMachine.Config.SwapPlacement VirtualMachine.Interact.DeviceConnection
    VirtualMachine.Interact.PowerOff VirtualMachine.Interact.SetCDMedia
    VirtualMachine.Interact.SetFloppyMedia VirtualMachine.Inventory.Delete
"""

# privileges.md b.1: what the system role NoCryptoAdmin is without.
_OF_ROLES: Final = "Host.Tpm.Read Host.Tpm.Unseal"


# What the vSphere Client calls them: `id: label`, and where the labels come from.
LABELS: Final = Path(__file__).with_name("privilege_labels.yaml")


def generate() -> dict[Path, bytes]:
    """Every privilege id, sorted, one a line, with its label; null where none is written down.

    Raises:
        ValueError: A label is given to what is no privilege.
    """
    documented = f"{_OF_CLONING} {_OF_CONFIGURING} {_OF_ROLES}".split()
    ids = sorted(privilege_ids(_RELEASE).union(documented))
    labels = yaml.safe_load(LABELS.read_text("utf-8"))
    unknown = labels.keys() - {*ids}
    if unknown:
        raise ValueError(f"{LABELS.name}: no such privileges: {sorted(unknown)}")
    content = {id_: labels.get(id_) for id_ in ids}
    return {FILE: (json.dumps(content, indent=0) + "\n").encode()}
