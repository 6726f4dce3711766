"""Which rules need be asked once only for all requests that differ in name and customization."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.parts import is_standing
from tests.pack_kit import policy

MEMORY = {"clone": {"memory": "yes"}}
WINDOWS = {"customization": {"guest": "windows"}}
DISK = {"source_disk": {"parent": "some"}}
PERCENT = {"name": {"lone_percent": "yes"}}


@pytest.mark.parametrize(
    ("when", "message", "expected"),
    [
        (MEMORY, "no", True),
        (MEMORY, "{source}", True),
        (WINDOWS, "{guest_id}", True),
        (DISK, "{disk}", True),
        ({**DISK, **MEMORY}, "{disk} of {source}", True),
        (PERCENT, "no", False),
        ({**MEMORY, **PERCENT}, "{source}", False),
        ({**DISK, **PERCENT}, "{disk}", False),
        ({"schema": {"problem": "type"}}, "no", False),
        ({"adapter": {"ip": "dhcp"}}, "no", False),
        ({"customization": {"host_name": "long"}}, "{guest_id}", False),
        # What is asked is the same for all, what is printed is not.
        (WINDOWS, "{host_name}", False),
        (WINDOWS, "{guest_id} {host_name}", False),
        ({**DISK, **WINDOWS}, "{disk} {host_name}", False),
    ],
)
def test_a_rule_is_asked_once_if_all_it_asks_and_prints_stays_the_same(
    when: Any, message: str, *, expected: bool
) -> None:
    assert is_standing(policy(when=when, message=message)) is expected
