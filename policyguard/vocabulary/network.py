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
        "starts": yes_no("spec.powerOn, spec.template: the clone powers on"),
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
        "nic_network": "its name, else the network",
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
            "deviceChange; VirtualMachine: config.hardware.device; Network: name; `nowhere`: no "
            "network has the name",
            "added",
            "moved",
            "kept",
            "nowhere",
        ),
        "exists": yes_no("Network: name; `no`: no standard network has the name"),
        "uplink": yes_no("DistributedVirtualPortgroup: config.uplink"),
        "beside": of(
            "the reference beside deviceName, which is not used; Network: name",
            "absent",
            "same",
            "other",
        ),
        "switch": of(
            "port.switchUuid; DistributedVirtualPortgroup: config.distributedVirtualSwitch; "
            "DistributedVirtualSwitch: uuid",
            "absent",
            "own",
            "other",
        ),
    },
    {
        "network": "the network, or the port group",
        "network_place": "pointer to the backing",
        "name_place": "pointer to the name of the network",
        "switch_place": "pointer to the UUID of the switch",
        "network_named": "the name of the network in the backing",
        "network_beside": "the reference beside the name",
        "network_beside_name": "the name of what it refers to",
        "port_group": "the distributed port group",
        "switch_written": "the UUID of a switch beside it",
        "switch_of_group": "the name of the port group's own switch",
    },
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
