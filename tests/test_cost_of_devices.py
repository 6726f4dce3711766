"""Lists of devices cost what their length does, and no more of them than there is room for.

What is counted is calls, which the load of a machine does not change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from policyguard import Guard, Report
from policyguard.request import MOST_ELEMENTS
from tests import cost

Data = dict[str, Any]

NETWORKS = 20
FEW = 150


def mac(number: int) -> str:
    return f"00:50:56:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


def standard(number: int) -> Data:
    name = "VirtualEthernetCardNetworkBackingInfo"
    return {"_typeName": name, "deviceName": f"net-{number % NETWORKS}"}


def added(device: Data, **more: Any) -> Data:
    return {"_typeName": "VirtualDeviceConfigSpec", "operation": "add", "device": device, **more}


def adapter(number: int) -> Data:
    nic = {"_typeName": "VirtualVmxnet3", "key": -number - 1, "backing": standard(number)}
    return added({**nic, "addressType": "manual", "macAddress": mac(number)})


def controller(number: int) -> Data:
    name = "ParaVirtualSCSIController"
    return added({"_typeName": name, "key": -number - 1, "busNumber": number})


def disk(number: int) -> Data:
    backing = {"_typeName": "VirtualDiskFlatVer2BackingInfo", "fileName": f"[ds] {number}.vmdk"}
    device = {"_typeName": "VirtualDisk", "key": -number - 1, "controllerKey": 1000}
    sized = {**device, "unitNumber": number, "capacityInKB": 1024, "backing": backing}
    return added(sized, fileOperation="create")


def locator(number: int) -> Data:
    store = {"_typeName": "ManagedObjectReference", "type": "Datastore", "value": "datastore-1"}
    name = "VirtualMachineRelocateSpecDiskLocator"
    return {"_typeName": name, "diskId": 2000 + number, "datastore": store}


def settings_of(number: int) -> Data:
    dhcp = {"_typeName": "CustomizationDhcpIpGenerator"}
    adapter_settings = {"_typeName": "CustomizationIPSettings", "ip": dhcp}
    name = "CustomizationAdapterMapping"
    return {"_typeName": name, "macAddress": mac(number), "adapter": adapter_settings}


def extra(number: int) -> Data:
    return {"_typeName": "OptionValue", "key": f"guestinfo.{number}", "value": "x"}


PLACES: dict[str, tuple[Callable[[int], Data], tuple[str, str]]] = {
    "adapters": (adapter, ("location", "deviceChange")),
    "adapters in the configuration": (adapter, ("config", "deviceChange")),
    "controllers": (controller, ("config", "deviceChange")),
    "new disks": (disk, ("config", "deviceChange")),
    "disk entries": (locator, ("location", "disk")),
    "adapter settings": (settings_of, ("customization", "nicSettingMap")),
    "settings": (extra, ("config", "extraConfig")),
}


def request(name: str, number: int) -> Data:
    make, (part, member) = PLACES[name]
    host = {"_typeName": "ManagedObjectReference", "type": "HostSystem", "value": "host-9"}
    spec: Data = {"location": {"host": host}, "powerOn": False, "template": False}
    spec[part] = {**spec.get(part, {}), member: [make(one) for one in range(number)]}
    return {"moId": "vm-12", "body": {"spec": spec}}


def inventory(number: int) -> Data:
    """A source with as many adapters and disks as a list has elements."""
    devices: list[Data] = [{"_typeName": "ParaVirtualSCSIController", "key": 1000}]
    for one in range(number):
        nic = {"_typeName": "VirtualVmxnet3", "key": 4000 + one, "macAddress": mac(one)}
        devices.append({**nic, "backing": standard(one)})
        backing = {"_typeName": "VirtualDiskFlatVer2BackingInfo", "diskMode": "persistent"}
        devices.append({"_typeName": "VirtualDisk", "key": 2000 + one, "backing": backing})
    networks = {f"Network/network-{one}": {"name": f"net-{one}"} for one in range(NETWORKS)}
    return {
        "objects": {
            "VirtualMachine/vm-12": {"config.hardware.device": devices, "name": "web"},
            "HostSystem/host-9": {"network": list(networks), "name": "esx"},
            **networks,
        }
    }


def calls(name: str, number: int) -> int:
    """How many calls of Python functions a check makes."""
    guard, asked = Guard(inventory(number), engine="portable"), request(name, number)
    return cost.calls(lambda: guard.check(asked))


@pytest.mark.parametrize("name", PLACES)
def test_twice_as_many_elements_cost_twice_as_much(name: str) -> None:
    calls(name, 1)  # what is made only once is made
    least, once, twice = (calls(name, number) for number in (1, FEW, 2 * FEW))
    assert once > least + FEW
    # What is there without any of them is no part of what doubles.
    assert twice - least <= 2.05 * (once - least)


def checked(name: str, number: int) -> Report:
    return Guard({"objects": {}}, engine="portable").check(request(name, number))


@pytest.mark.parametrize("name", ["controllers", "disk entries", "adapter settings"])
def test_a_list_without_an_end_is_one_error_with_its_length(name: str) -> None:
    report = checked(name, MOST_ELEMENTS + 3)
    (found,) = (one for one in report.findings if one.rule == "REQ028")
    assert found.severity == "error"
    assert str(MOST_ELEMENTS + 3) in found.message
    part, member = PLACES[name][1]
    assert found.pointer == f"/spec/{part}/{member}"
    beyond = f"{found.pointer}/{MOST_ELEMENTS}"
    assert not [one for one in report.findings if one.pointer.startswith(beyond)]


def test_what_there_is_room_for_is_no_error() -> None:
    assert "REQ028" not in {one.rule for one in checked("settings", MOST_ELEMENTS + 3).findings}
    assert "REQ028" not in {one.rule for one in checked("controllers", 300).findings}
