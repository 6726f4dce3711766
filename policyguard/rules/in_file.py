"""What a rule that stands in a file must say besides: where it stands, and examples.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias

from policyguard.request import ENVELOPE
from policyguard.rules.rule import file_name
from policyguard.rules.suggest import unknown

if TYPE_CHECKING:
    from policyguard.rules.terms import Found

Data: TypeAlias = Mapping[str, Any]


def file_name_flaws(file: str, rule: Data, *, pack: bool) -> Iterator[Found]:
    """A rule stands in the file that its id and its slug say, and a built-in one in its folder."""
    name = file_name(rule["id"], rule["slug"])
    expected = (name,) if pack else (rule["id"][:-3], name)
    parts = PurePosixPath(file).parts
    if parts[-len(expected) :] != expected:
        in_place = parts[-len(expected) : -1] == expected[:-1]
        is_slug = in_place and parts[-1].startswith(f"{rule['id']}-")
        yield ("slug" if is_slug else "id",), f"this rule belongs in `{'/'.join(expected)}`"


def examples_flaws(rule: Data) -> Iterator[Found]:
    """An example fires if it expects what such a rule gives."""
    fires, never = ("finding", "requirement")[:: -1 if rule.get("requires") else 1]
    expected = [example["expect"] for example in rule.get("examples", ())]
    if not expected:
        yield ("examples",), "`examples` is missing"
        return
    for number, one in enumerate(expected):
        if one == never:
            yield ("examples", number, "expect"), f"this rule gives a `{fires}`, never a `{never}`"
    for one in (fires, "none"):
        if one not in expected:
            yield ("examples",), f"no example expects `{one}`"


def envelopes_flaws(rule: Data) -> Iterator[Found]:
    """Beside the body, a request says no more than what is known, unless the rule is about that."""
    if "envelope" in rule["when"].get("clone", ()):
        return
    for number, example in enumerate(rule.get("examples", ())):
        request: Data = example["request"]
        if "body" in request or "moId" in request:
            for key in request.keys() - {*ENVELOPE}:
                said = f"{unknown('field', key, ENVELOPE)}; what is sent stands in `body`"
                yield ("examples", number, "request", key), said
