"""The memory of the clone: its size, and what is reserved and limited of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, facts, strange, told

SIZE, LOCK = "config.hardware.memoryMB", "config.memoryReservationLockedToMax"
RESERVED, LIMITED = "config.memoryAllocation.reservation", "config.memoryAllocation.limit"


def memory(attribute: str, config: Data, source: Data | None = None) -> Any:
    return told(facts({"config": config}, {SOURCE: source or {}}), f"memory.{attribute}")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1024, "whole"),
        (4, "whole"),
        (1027, "uneven"),
        (257, "uneven"),
        (-3, "uneven"),
        ("1024", ("request:spec.config.memoryMB",)),
        (None, "absent"),
    ],
)
def test_memory_has_steps_of_4_mb(size: Any, said: Any) -> None:
    assert memory("step", {"memoryMB": size}, {SIZE: 1027}) == said


@pytest.mark.parametrize(
    ("config", "source", "said"),
    [
        ({}, {SIZE: 1, RESERVED: 2}, "absent"),
        ({"memoryMB": 2048, "memoryAllocation": {"reservation": 4096}}, {SIZE: 4096}, "beyond"),
        ({"memoryMB": 4096, "memoryAllocation": {"reservation": 4096}}, {}, "within"),
        ({"memoryAllocation": {"reservation": 4096}}, {SIZE: 4095}, "beyond"),
        ({"memoryAllocation": {"reservation": 4096}}, {SIZE: 4096}, "within"),
        ({"memoryAllocation": {"reservation": 4096}}, {}, (f"{SOURCE}:{SIZE}",)),
        ({"memoryMB": 2}, {SIZE: 4, RESERVED: 3, LOCK: False}, "beyond"),
        ({"memoryMB": 3}, {SIZE: 4, RESERVED: 3, LOCK: False}, "within"),
        ({"memoryMB": 2}, {SIZE: 4, RESERVED: 4, LOCK: True}, "within"),
        ({"memoryMB": 2}, {SIZE: 4, RESERVED: None, LOCK: None}, "within"),
        ({"memoryMB": 5}, {SIZE: 4}, "within"),
        ({"memoryMB": 4}, {SIZE: 4, RESERVED: 9, LOCK: False}, "within"),
        ({"memoryMB": 2}, {SIZE: 4, RESERVED: 3}, (f"{SOURCE}:{LOCK}",)),
        ({"memoryMB": 2}, {SIZE: 4, LOCK: False}, (f"{SOURCE}:{RESERVED}",)),
    ],
)
def test_what_is_reserved_is_there(config: Data, source: Data, said: Any) -> None:
    assert memory("reserved", config, source) == said


@pytest.mark.parametrize(
    ("config", "source", "said"),
    [
        ({"memoryMB": 4}, {LOCK: True}, "absent"),
        ({"memoryAllocation": {"reservation": 0}}, {SIZE: 4, LOCK: True}, "part"),
        ({"memoryAllocation": {"reservation": 4}}, {SIZE: 4, LOCK: True}, "kept"),
        ({"memoryAllocation": {"reservation": 5}}, {SIZE: 4}, "kept"),
        ({"memoryAllocation": {"reservation": 0}}, {SIZE: 4, LOCK: None}, "kept"),
        ({"memoryAllocation": {"reservation": 0}}, {SIZE: 4}, (f"{SOURCE}:{LOCK}",)),
        (
            {"memoryAllocation": {"reservation": 0}, "memoryReservationLockedToMax": False},
            {LOCK: True},
            "kept",
        ),
    ],
)
def test_what_is_locked_is_reserved_as_a_whole(config: Data, source: Data, said: Any) -> None:
    assert memory("lock", config, source) == said


@pytest.mark.parametrize(
    ("config", "source", "said"),
    [
        ({"memoryMB": 4}, {LIMITED: 1}, "absent"),
        ({"memoryAllocation": {"limit": 3}}, {SIZE: 4, LOCK: False}, "short"),
        ({"memoryAllocation": {"limit": 3}}, {SIZE: 4, LOCK: True}, "below-reserved"),
        ({"memoryAllocation": {"limit": 4}}, {SIZE: 4}, "enough"),
        ({"memoryAllocation": {"limit": -1}}, {}, "enough"),
        ({"memoryReservationLockedToMax": True}, {SIZE: 4, LIMITED: 3}, "below-reserved"),
        ({"memoryAllocation": {"limit": 3}}, {SIZE: 4}, (f"{SOURCE}:{LOCK}",)),
    ],
)
def test_a_limit_is_held_against_the_memory_and_the_lock(
    config: Data, source: Data, said: Any
) -> None:
    assert memory("limit", config, source) == said


@pytest.mark.parametrize(
    ("attribute", "wanted", "unwanted"),
    [
        ("latency", {"latencySensitivity": {"level": "high"}}, {"latencySensitivity": {}}),
        ("hot_plug", {"fixedPassthruHotPlugEnabled": True}, {"fixedPassthruHotPlugEnabled": False}),
    ],
)
def test_some_settings_ask_for_all_memory(attribute: str, wanted: Data, unwanted: Data) -> None:
    whole = {SIZE: 4, RESERVED: 4, LOCK: False}
    assert memory(attribute, wanted, whole) == "whole"
    assert memory(attribute, wanted, {**whole, RESERVED: 3}) == "part"
    assert memory(attribute, wanted, {LOCK: True}) == "whole"
    assert memory(attribute, unwanted, {}) == "absent"


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize(
    "name", ["memoryMB", "memoryAllocation", "memoryReservationLockedToMax", "latencySensitivity"]
)
def test_strange_values_say_nothing_strange(name: str, junk: Any) -> None:
    assert strange(facts({"config": {name: junk}})) == []
    own = {"config": {name: junk, "hardware": {"memoryMB": junk}}}
    assert strange(facts({"config": {"memoryAllocation": {"reservation": 1}}}, {SOURCE: own})) == []


AMOUNTS = st.none() | st.integers(0, 4)
LOCKS = st.none() | st.booleans()
ASKED = st.fixed_dictionaries(
    {
        "memoryMB": AMOUNTS,
        "memoryAllocation": st.fixed_dictionaries(
            {"reservation": AMOUNTS, "limit": st.none() | st.integers(-1, 4)}
        ),
        "memoryReservationLockedToMax": LOCKS,
    }
)
OWN = st.fixed_dictionaries(
    {SIZE: st.integers(1, 4), RESERVED: AMOUNTS, LIMITED: AMOUNTS, LOCK: LOCKS}
)


@settings(max_examples=300, deadline=None)
@given(config=ASKED, own=OWN, known=st.sets(st.sampled_from((SIZE, RESERVED, LIMITED, LOCK))))
def test_what_is_learnt_of_the_source_never_changes_what_is_known(
    config: Data, own: Data, known: set[str]
) -> None:
    """And all is known of a source that tells all."""
    few = {path: value for path, value in own.items() if path in known}
    whole, part = (facts({"config": config}, {SOURCE: one}).values for one in (own, few))
    for attribute in ("step", "reserved", "lock", "limit"):
        name = f"memory.{attribute}"
        assert whole[name] != UNKNOWN
        assert part[name] in (UNKNOWN, whole[name])
