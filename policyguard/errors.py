"""Every exception policyguard raises on purpose.

    PolicyguardError
    ├── InputError             what was given cannot be used: exit status 2
    │   ├── UnreadableDocument     a file that is not data
    │   ├── InvalidInventory       an inventory that says something impossible
    │   └── UnknownRelease         an API release that has no schema here
    ├── RuleError              a rule file is at fault: exit status 2
    │   ├── InvalidRule
    │   └── DuplicateRule
    ├── EngineError            policyguard is at fault: exit status 3
    └── PolicyViolation        asked for by `Report.raise_for_verdict`

A request that vCenter would refuse is not an exception: it is a `Report`.
Whatever else is raised from here means that *no answer was reached*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyguard.text import one_line, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyguard.report import Report


class PolicyguardError(Exception):
    """The root of all errors below."""


class InputError(PolicyguardError):
    """What was given cannot be used; the message says what and where."""


class UnreadableDocument(InputError):
    """Bytes that are not the data they should be.

    Attributes:
        reason: What is wrong, in words without a place.
        file: The file as the caller named it.
        line: 1-based, or None where the place is not known.
        column: 1-based, in code points, or None.
    """

    def __init__(
        self, reason: str, file: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(reason, file, line, column)
        self.reason = reason
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = "".join(f":{part}" for part in (self.line, self.column) if part is not None)
        return f"{one_line(self.file)}{place}: {self.reason}"


class InvalidInventory(InputError):
    """An inventory that contradicts itself or says something that cannot be."""


class UnknownRelease(InputError):
    """A release that has no schema; the message lists those there are.

    Attributes:
        release: As it was given.
        known: Those that have one, oldest first.
        nearest: The one that is probably meant, or None.
    """

    def __init__(self, release: str, known: tuple[str, ...], nearest: str | None = None) -> None:
        super().__init__(release, known, nearest)
        self.release = release
        self.known = known
        self.nearest = nearest

    def __str__(self) -> str:
        near = f"; the nearest is `{self.nearest}`" if self.nearest else ""
        return (
            f"release `{shown(self.release)}` has no schema{near}; "
            f"there are: {', '.join(self.known)}"
        )


class RuleError(PolicyguardError):
    """A rule file is at fault."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a rule file.

    Attributes:
        file: The file as the caller named it; the rule's id where it was read from none.
        line: 1-based, or None where the place is not known.
        column: 1-based, in code points, or None.
        message: What is wrong, and what was probably meant.
    """

    file: str
    line: int | None
    column: int | None
    message: str

    def __str__(self) -> str:
        place = "".join(f":{part}" for part in (self.line, self.column) if part is not None)
        return f"{self.file}{place}: {self.message}"


class InvalidRule(RuleError):
    """Rules that say something that cannot be.

    Attributes:
        mistakes: All of them, in the order of the files and of the lines in each.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


class DuplicateRule(RuleError):
    """Two rules, each sound by itself, claim one id."""


class EngineError(PolicyguardError):
    """The rules engine did not give a whole answer: report it."""


class PolicyViolation(PolicyguardError):
    """A request whose verdict is `fail`, or is undetermined where that counts too.

    Attributes:
        report: Everything about the request.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        errors = [f for f in self.report.findings if f.severity == "error"]
        settled = [finding for finding in errors if not finding.unknown]
        return "; ".join(f"{finding.rule}: {finding.message}" for finding in settled or errors) or (
            f"the verdict is `{self.report.verdict}`"
        )
