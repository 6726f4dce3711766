"""Tell, offline, what vCenter would say to a proposed `VirtualMachine.CloneVM_Task`."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from typing import Any

    from policyguard.errors import (
        EngineError,
        InputError,
        InvalidInventory,
        PolicyguardError,
        PolicyViolation,
        RuleError,
        UnknownRelease,
        UnreadableDocument,
    )
    from policyguard.guard import Guard, check
    from policyguard.inventory import Inventory
    from policyguard.names import escape as escape_name
    from policyguard.names import normalize as normalize_name
    from policyguard.names import unescape as unescape_name
    from policyguard.report import (
        Certainty,
        Evidence,
        Fault,
        Finding,
        Override,
        Report,
        Requirement,
        Severity,
        Status,
        Verdict,
    )
    from policyguard.request import CloneRequest
    from policyguard.rules.pack import Pack

__all__ = [
    "Certainty",
    "CloneRequest",
    "EngineError",
    "Evidence",
    "Fault",
    "Finding",
    "Guard",
    "InputError",
    "InvalidInventory",
    "Inventory",
    "Override",
    "Pack",
    "PolicyViolation",
    "PolicyguardError",
    "Report",
    "Requirement",
    "RuleError",
    "Severity",
    "Status",
    "UnknownRelease",
    "UnreadableDocument",
    "Verdict",
    "check",
    "escape_name",
    "normalize_name",
    "unescape_name",
]

# Imported when they are asked for: what starts the command line has to be in charge before
# anything takes time, so that an interrupt is never a traceback.
_HOMES = {
    "Certainty": ("report", "Certainty"),
    "CloneRequest": ("request", "CloneRequest"),
    "EngineError": ("errors", "EngineError"),
    "Evidence": ("report", "Evidence"),
    "Fault": ("report", "Fault"),
    "Finding": ("report", "Finding"),
    "Guard": ("guard", "Guard"),
    "InputError": ("errors", "InputError"),
    "InvalidInventory": ("errors", "InvalidInventory"),
    "Inventory": ("inventory", "Inventory"),
    "Override": ("report", "Override"),
    "Pack": ("rules.pack", "Pack"),
    "PolicyViolation": ("errors", "PolicyViolation"),
    "PolicyguardError": ("errors", "PolicyguardError"),
    "Report": ("report", "Report"),
    "Requirement": ("report", "Requirement"),
    "RuleError": ("errors", "RuleError"),
    "Severity": ("report", "Severity"),
    "Status": ("report", "Status"),
    "UnknownRelease": ("errors", "UnknownRelease"),
    "UnreadableDocument": ("errors", "UnreadableDocument"),
    "Verdict": ("report", "Verdict"),
    "check": ("guard", "check"),
    "escape_name": ("names", "escape"),
    "normalize_name": ("names", "normalize"),
    "unescape_name": ("names", "unescape"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - as above

    module, called = _HOMES[name]
    value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), called)
    return value


def __dir__() -> list[str]:
    """Tell the public names before they are imported."""
    return sorted({*globals(), *_HOMES})
