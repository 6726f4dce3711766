"""The kind of facts about the properties of vApp options."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no_absent

VAPP_PROPERTY = Kind(
    "vapp_property",
    "a property of the clone's vApp options that the request sets, or that has no value",
    {
        "value": of(
            "info.type and info.value in spec.config.vAppConfig.property; VirtualMachine: "
            "config.vAppConfig",
            "absent",
            "fits",
            "wrong",
        ),
        "configured": yes_no_absent(
            "spec.config.vAppConfig, spec.powerOn; VirtualMachine: config.vAppConfig"
        ),
    },
    {
        "vapp_place": "pointer to what the request sets of it",
        "vapp_id": "its id, with class and instance",
        "vapp_type": "its type",
        "vapp_label": "its label",
        "vapp_category": "its category",
    },
    many=True,
)
