"""Networks that are not there, or not to be used."""

from __future__ import annotations

from tests.worlds import devices
from tests.worlds.spoiling import EITHER, FAIL, WARNING, Case, Table, moref
from tests.worlds.values import Data, moid, typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# Networks (I01 to I09).
@_written("adapter's switch that the hosts are not on", FAIL, "NET PLC")
def _(c: Case) -> None:
    leave_switch(c, c.hosts)


@_written("port group of another switch", FAIL, "NET REQ")
def _(c: Case) -> None:
    port = _new_port(c)
    port["switchUuid"] = "50 00 00 00 00 00 00 00-00 00 00 00 00 00 00 00"
    c.objects["VmwareDistributedVirtualSwitch/dvs-0"] = {
        **c.objects[c.deployment.cluster.datacenter.switch],
        "name": "another",
        "uuid": port["switchUuid"],
    }


@_written("port group without a free port", EITHER, "NET")
def _(c: Case) -> None:
    group = f"DistributedVirtualPortgroup/{_new_port(c)['portgroupKey']}"
    config = c.edit(group)["config"]
    config.update(type="earlyBinding", autoExpand=False, numPorts=2)
    c.objects[group]["vm"] = ["VirtualMachine/vm-0", "VirtualMachine/vm-1"]
    c.need(not c.source.running)
    for number in range(2):
        c.objects[f"VirtualMachine/vm-{number}"] = _neighbour(group)


def _neighbour(group: str) -> Data:
    backing = devices.distributed(group, "", port=True)
    adapter = devices.adapter(0, "00:50:56:9f:00:01", backing, on=True)
    return {
        "name": f"neighbour of {moid(group)}",
        "parent": None,
        "config.template": False,
        "config.hardware.device": [adapter],
        "network": [group],
    }


def _new_port(c: Case) -> Data:
    """The port that a new adapter is put on."""
    c.need("new adapter" in c.deployment.marks)
    for one in c.spec["config"]["deviceChange"]:
        port: Data | None = one["device"].get("backing", {}).get("port")
        if port and one["operation"] == "add":
            return port
    c.need(there=False)
    return {}


@_written("name of a network that the caller may not use", FAIL, "PRV")
def _(c: Case) -> None:
    """The name decides; the reference beside it is a hint (case 02a)."""
    standard = c.deployment.cluster.datacenter.standard
    secret = {**c.objects[standard], "name": "secret-net", "vm": []}
    c.objects["Network/network-0"] = secret
    for host in secret["host"]:
        c.edit(host)["network"].append("Network/network-0")
    backing = devices.standard("secret-net", standard)
    backing["network"] = moref(standard)
    c.change("add", typed("VirtualVmxnet3", key=-301, backing=backing))


@_written("adapter on uplinks", WARNING, "NET")
def _(c: Case) -> None:
    _new_port(c)["portgroupKey"] = moid(c.deployment.cluster.datacenter.uplinks)


@_written("standard network that the hosts lack", WARNING, "NET PLC")
def _(c: Case) -> None:
    c.need("moved" not in c.deployment.marks and not c.makes_template)
    c.need(any("network" in one["backing"] for one in c.source.adapters))
    standard = c.deployment.cluster.datacenter.standard
    for host in c.hosts:
        c.edit(host)["network"].remove(standard)
        c.edit(standard)["host"].remove(host)
        c.edit(host)["config"]["network"]["portgroup"] = []


@_written("change of another device in the location", WARNING, "NET")
def _(c: Case) -> None:
    entry = typed(
        "VirtualDeviceConfigSpec", operation="remove", device=typed("VirtualCdrom", key=16000)
    )
    c.location.setdefault("deviceChange", []).append(entry)


@_written("legacy adapter on a switch", WARNING, "NET")
def _(c: Case) -> None:
    c.need("moved" not in c.deployment.marks and "snapshot" not in c.spec and on_switch(c))
    for one in c.edit(c.source.reference)["config"]["hardware"]["device"]:
        if "port" in one.get("backing", {}):
            one["_typeName"] = "VirtualPCNet32"


def leave_switch(c: Case, hosts: list[str]) -> None:
    """Take hosts off the distributed switch, which an adapter of the clone has to be on."""
    datacenter = c.deployment.cluster.datacenter
    groups = [*datacenter.port_groups, datacenter.uplinks]
    c.need(on_switch(c))
    for host in hosts:
        networks = c.edit(host)["network"]
        c.edit(host)["network"] = [one for one in networks if one not in groups]
    for group in groups:
        c.edit(group)["host"] = [one for one in c.objects[group]["host"] if one not in hosts]
    switch = c.edit(datacenter.switch)
    members = [one for one in switch["config.host"] if one["config"]["host"] not in hosts]
    switch["config.host"] = members
    switch["summary.hostMember"] = [one["config"]["host"] for one in members]


def on_switch(c: Case) -> bool:
    """Whether an adapter that the source keeps, or a changed one, is on a port group."""
    changes = c.location.get("deviceChange", [])
    if "moved" not in c.deployment.marks:
        changes = [{"device": one} for one in c.source.adapters]
    elif not changes:
        changes = c.spec.get("config", {}).get("deviceChange", [])
    return any("port" in one["device"].get("backing", {}) for one in changes)
