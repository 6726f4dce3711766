"""Which of several hosts vCenter may pick: one of them must be good for everything at once.

The other facts say of each thing whether some host has it. What is said there of each host
is kept here, and taken together host by host.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference


@dataclass(frozen=True, slots=True)
class Bar:
    """What keeps a host from taking the clone.

    Attributes:
        rule: The rule that speaks of it where it is so of every host; None if none does.
        fault: What vCenter says of such a host.
        words: What is so of the host, after its name; `{}` stands for what it is about.
        firm: What is predicted is an error; else the host may take the clone all the same.
    """

    rule: str | None
    fault: str
    words: str
    firm: bool = True


Bars: TypeAlias = Mapping[str, Bar]
"""What is bad of a host, by what is said of it."""

NO_BARS: Final[Bars] = {}


@dataclass(frozen=True, slots=True)
class Barred:
    """One thing that keeps a host from taking the clone, and what it is about."""

    bar: Bar
    about: Any = None


@dataclass(slots=True)
class Candidate:
    """One host: what keeps it from taking the clone, and what is not known of it.

    Attributes:
        barred: What is known to keep it.
        firmly_open: What would tell whether something else surely does.
        open: What would tell whether anything else does.
    """

    barred: list[Barred] = field(default_factory=list)
    firmly_open: list[Unknown] = field(default_factory=list)
    open: list[Unknown] = field(default_factory=list)

    def bars(self, *, firm: bool) -> list[Barred]:
        """What keeps it; *firm* leaves out what may not."""
        return [one for one in self.barred if one.bar.firm or not firm]

    def left_open(self, *, firm: bool) -> list[Unknown]:
        """What would tell whether something else keeps it."""
        return self.firmly_open if firm else self.open


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked of each of the hosts.

    Attributes:
        bars: What of it is bad.
        about: What it is about.
        only_if: Whether what is bad counts at all: `yes`, `no`, or what would tell.
        said: What is so of each host.
    """

    bars: Bars
    about: Any
    only_if: Said
    said: Mapping[Reference, Said]

    def judge(self, host: Reference, candidate: Candidate) -> None:
        """Add what is said of a host to what is known of it."""
        said = self.said[host]
        if isinstance(said, Unknown):
            self._open(candidate, Unknown(union(said, self.only_if)), self.bars.values())
        elif (bar := self.bars.get(str(said))) is None:
            return
        elif isinstance(self.only_if, Unknown):
            self._open(candidate, self.only_if, (bar,))
        else:
            candidate.barred.append(Barred(bar, self.about))

    def _open(self, candidate: Candidate, unknown: Unknown, bars: Any) -> None:
        candidate.open.append(unknown)
        if any(bar.firm for bar in bars):
            candidate.firmly_open.append(unknown)

    def keeps_all(self, hosts: Sequence[Reference], *, firm: bool) -> Said:
        """Whether one and the same thing keeps all of some hosts: `yes`, `no` or open."""
        said = [self.said[host] for host in hosts]
        known = {one for one in said if not isinstance(one, Unknown)}
        bars = [bar for bar in self.bars.values() if bar.rule and (bar.firm or not firm)]
        if len(known) > 1 or not bars:
            return "no"
        bar = next((self.bars.get(str(one)) for one in known), bars[0])
        if bar not in bars:
            return "no"
        unknown = union(*said, self.only_if)
        return Unknown(unknown) if unknown else "yes"


class Choice:
    """What has been asked of each of several hosts; what counts in no case is left out."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        self.asked = tuple(each for each in asked if each.only_if != "no" and each.bars)

    def candidate(self, host: Reference) -> Candidate:
        """All that has been said of one host."""
        candidate = Candidate()
        for asked in self.asked:
            asked.judge(host, candidate)
        return candidate


def agreed(good: str, said: Sequence[Said]) -> Said:
    """What is so of every one of several hosts; `absent` where one is good, or they differ."""
    known = {one for one in said if not isinstance(one, Unknown)}
    if not said or good in known or len(known) > 1:
        return "absent"
    unknown = union(*said)
    return Unknown(unknown) if unknown else said[0]
