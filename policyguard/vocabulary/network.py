"""The kinds of facts about the network adapters of the clone."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no

NIC = Kind(
    "nic",
    "a network adapter of the clone",
    {
        "backing": of("the device's backing", "standard", "distributed", "other"),
        "network": of("HostSystem: network", "absent", "on-host", "not-on-host"),
        "connected": yes_no("connectable.startConnected"),
    },
    {
        "network": "the network",
        "nic_place": "pointer to where it is named",
        "label": "its label",
        "host": "the host the clone is registered on",
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
    },
    {"network": "the network, or the port group", "network_place": "pointer to the backing"},
    many=True,
)
