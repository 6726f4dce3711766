"""What a kind of fact is, and what its attributes are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Attribute(NamedTuple):
    """One thing a fact says, with every value it may take besides `unknown`.

    Attributes:
        values: Tokens; or 0, 1, 2 … up to a last number that means *that or more*.
        reads: What decides it, by property path or by place in the request.
    """

    values: tuple[str, ...] | range
    reads: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact.

    Attributes:
        name: How rules call it.
        summary: What one such fact is about.
        attributes: What it says.
        details: What messages, places and faults may print from it, with its meaning.
        many: There is one for each item; else there is exactly one for a request.
    """

    name: str
    summary: str
    attributes: Mapping[str, Attribute]
    details: Mapping[str, str] = field(default_factory=dict)
    many: bool = False


def of(reads: str, *values: str) -> Attribute:
    """Return an attribute that takes one of some tokens."""
    return Attribute(values, reads)


def yes_no(reads: str) -> Attribute:
    """Return an attribute that is `yes` or `no`."""
    return of(reads, "yes", "no")


def yes_no_absent(reads: str) -> Attribute:
    """Return an attribute that is `yes` or `no`, or `absent` where there is nothing to ask."""
    return of(reads, "yes", "no", "absent")
