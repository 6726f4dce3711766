"""Tell, offline, what vCenter would say to a proposed `VirtualMachine.CloneVM_Task`."""

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
