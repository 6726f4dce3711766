"""The kinds of facts about the network adapters of the clone."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no, yes_no_absent

NIC = Kind(
    "nic",
    "a network adapter of the clone",
    {
        "backing": of("the device's backing", "standard", "distributed", "opaque", "other"),
        "network": of(
            "HostSystem: network; else DistributedVirtualPortgroup: host, "
            "config.distributedVirtualSwitch; DistributedVirtualSwitch: uuid, summary.hostMember, "
            "config.host; Network: name; OpaqueNetwork: summary.opaqueNetworkId; `namesake`: the "
            "host, in another datacenter, has another network of that name",
            "absent",
            "on-host",
            "namesake",
            "not-on-host",
        ),
        "connected": yes_no("connectable.startConnected"),
        "interface": of(
            "the device's _typeName and backing: vlance or flexible on a distributed switch, or "
            "a legacy backing",
            "current",
            "legacy",
        ),
        "ports": of(
            "DistributedVirtualPortgroup: config.autoExpand, config.type, config.numPorts, vm; "
            "VirtualMachine: config.hardware.device",
            "absent",
            "enough",
            "short",
        ),
        "intranet": yes_no_absent(
            "HostSystem: config.network.portgroup, config.network.vswitch, of the source's host; "
            "`absent` unless another host gets the source's own adapter on a standard network"
        ),
    },
    {
        "network": "the network",
        "nic_place": "pointer to where it is named",
        "label": "its label",
        "host": "the host the clone is registered on",
        "nic_type": "its type",
        "nic_backing": "the name of its network",
        "nic_connected": "whether it is connected at power-on",
    },
    many=True,
)

NETWORK_CHANGE = Kind(
    "network_change",
    "a network that a device change of the request names for an adapter",
    {
        "change": of(
            "deviceChange; VirtualMachine: config.hardware.device", "added", "moved", "kept"
        ),
        "uplink": yes_no("DistributedVirtualPortgroup: config.uplink"),
    },
    {"network": "the network, or the port group", "network_place": "pointer to the backing"},
    many=True,
)

LOCATION_CHANGE = Kind(
    "location_change",
    "an entry of spec.location.deviceChange",
    {
        "device": of(
            "the device's _typeName; VirtualMachine: config.hardware.device",
            "nic",
            "disk",
            "other",
        )
    },
    {"location_change_place": "pointer to it", "location_device": "the device's type"},
    many=True,
)
