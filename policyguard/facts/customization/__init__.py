"""What the guest customization of a request asks for.

It differs from clone to clone, so it is looked at anew for each: nothing here asks the inventory
but for what the customization makes necessary.
"""

from __future__ import annotations

from policyguard.facts.customization.adapters import adapter_statements
from policyguard.facts.customization.ipv6 import ipv6_address_statements
from policyguard.facts.customization.linux import linux_identity_statement
from policyguard.facts.customization.names import name_generator_statements
from policyguard.facts.customization.spec import customization_statement
from policyguard.facts.customization.windows import sysprep_statement

__all__ = [
    "adapter_statements",
    "customization_statement",
    "ipv6_address_statements",
    "linux_identity_statement",
    "name_generator_statements",
    "sysprep_statement",
]
