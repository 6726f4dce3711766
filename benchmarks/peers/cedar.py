"""Cedar: the rules as policies that forbid, each with its conditions on the context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import cedarpy

from benchmarks.peers.conditions import Language, asked_for, held_on
from benchmarks.peers.decision import Answer, Given
from policyguard.rules import Rule

_LANGUAGE: Final = Language(" && ", "[{values}].contains({fact})", shared="context.")
_ASKED: Final = {
    "principal": 'User::"caller"',
    "action": 'Action::"CloneVM_Task"',
    "resource": 'VirtualMachine::"source"',
}
_HELD: Final = {"held": True, "missing": False}


class Cedar:
    """A set of policies, parsed once; the answer is the ids of those that forbid."""

    name = "cedarpy"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rule for rule in rules if rule.subject is None)
        self.beside = (
            f"without the {len(rules) - len(self.rules)} rules on items: Cedar cannot "
            "quantify over a list of records"
        )
        self._policies = cedarpy.PolicySet.from_str("\n".join(_policies(self.rules)))
        self._entities = cedarpy.Entities.from_json_str("[]")

    def ask(self, given: Given) -> Any:
        """Ask whether the request is authorized."""
        asked = {**_ASKED, "context": given}
        result = cedarpy.is_authorized(asked, self._policies, self._entities)
        return result.diagnostics.id_annotations_by_reason

    def answers(self, raw: Any) -> frozenset[Answer]:
        """Read the ids of the policies that forbid."""
        parts = (name.partition(" ") for name in raw.values())
        return frozenset((rule, None, _HELD.get(held)) for rule, _, held in parts)


def _policies(rules: Sequence[Rule]) -> Iterator[str]:
    """Two policies for a rule that asks for a privilege: one where it is held, one where not."""
    for rule in rules:
        conditions = _LANGUAGE.conditions(rule)
        if rule.requires is None:
            yield _policy(rule.id, conditions)
            continue
        held = f'context.{held_on(rule)}.contains("{asked_for(rule)}")'
        yield _policy(f"{rule.id} held", f"{conditions} && {held}")
        yield _policy(f"{rule.id} missing", f"{conditions} && !{held}")


def _policy(name: str, conditions: str) -> str:
    return f'@id("{name}") forbid (principal, action, resource) when {{ {conditions} }};'
