"""Which rules need be asked once only for all requests that differ in name and customization."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.outline import outline_of, request_of
from policyguard.facts.parts import is_standing
from policyguard.request import CloneRequest
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


@pytest.mark.parametrize(
    ("config", "kept"),
    [
        ({"annotation": "secret"}, {"annotation": ""}),
        ({"name": "secret", "numCPUs": 2}, {"name": "", "numCPUs": 2}),
        ({"extraConfig": [{"key": "secret"}]}, {"extraConfig": ""}),
        ({"annotation": None, "extraConfig": []}, {"annotation": None, "extraConfig": []}),
        ({"guestId": "x"}, {"guestId": "x"}),
        (7, 7),
    ],
)
def test_an_outline_says_that_there_is_a_text_and_not_which(config: Any, kept: Any) -> None:
    spec = {"config": config, "customization": {"identity": "secret"}, "memory": True}
    body = {"name": "x", "spec": spec, "folder": 7}
    outline = outline_of(CloneRequest("vm-1", "8.0.1.0", body, ("more",)))
    assert outline is not None
    assert request_of(outline) == CloneRequest(
        "vm-1",
        "8.0.1.0",
        {"spec": {"config": kept, "customization": {}, "memory": True}, "folder": 7},
        ("more",),
    )
    assert body == {"name": "x", "spec": spec, "folder": 7}
    assert spec["config"] is config


def test_a_customization_that_cannot_be_read_stays_in_the_outline() -> None:
    strange: Any
    for strange in (7, [], None, "x"):
        outline = outline_of(CloneRequest(body={"spec": {"customization": strange}}))
        assert request_of(outline or b"").body == {"spec": {"customization": strange}}


def test_an_outline_is_kept_unless_it_is_long() -> None:
    for length, is_kept in ((60_000, True), (70_000, False)):
        for body in ({"folder": "x" * length}, {"spec": {"config": {"guestId": "x" * length}}}):
            assert (outline_of(CloneRequest(body=body)) is not None) is is_kept
    assert outline_of(CloneRequest(body={"spec": {"config": {"annotation": "x" * 70_000}}}))
