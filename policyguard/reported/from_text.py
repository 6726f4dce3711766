"""Faults in what clients print whole: pyVmomi's and Go's ways of showing a data object."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Final

from policyguard import faults
from policyguard.reported.fault import ReportedFault

# (vim.fault.NicSettingMismatch) {
_PYVMOMI: Final = re.compile(r"\((?:vim|vmodl)\.(?:\w+\.)*(\w+)\) \{")
_ASSIGNED: Final = re.compile(r"(\w+) = (.+?),?")
# types.NoPermission{
_GO: Final = re.compile(r"\btypes\.(\w+)\{")
_GO_FIELD: Final = re.compile(
    r'(\w+):\s+(?:"((?:[^"\\]|\\.)*)"|(-?\d{1,20})'
    r'|types\.ManagedObjectReference\{Type:\s*"(\w+)",\s*Value:\s*"([\w-]+)")'
)
_BRACE: Final = re.compile(r"[{}]")
# No fault is longer when it is printed, and no output tells of more.
_MOST_LINES: Final = 200
_LONGEST: Final = 10_000
_MOST_FAULTS: Final = 100


def faults_in_text(text: str) -> Iterator[ReportedFault]:
    """Every fault that is printed whole, in the order of the text."""
    printed = islice(_PYVMOMI.finditer(text), _MOST_FAULTS)
    dumped = islice(_GO.finditer(text), _MOST_FAULTS)
    found = [(m.start(), m[1], _assigned(text, m.end())) for m in printed]
    found += [(m.start(), m[1], _go_fields(text, m.end())) for m in dumped]
    for _, name, told in sorted(found, key=lambda each: each[0]):
        if faults.exists(name):
            fields = dict(told)
            message = fields.pop("msg", None)
            yield ReportedFault.of(
                name, fields.items(), message if isinstance(message, str) else None
            )


def _assigned(text: str, start: int) -> Iterator[tuple[str, object]]:
    """The fields that pyVmomi prints one a line, up to the brace that ends the object."""
    depth = 1
    for line in islice(text[start : start + _LONGEST].splitlines(), 1, _MOST_LINES):
        stripped = line.strip()
        if stripped.startswith("}"):
            depth -= 1
        elif stripped.endswith("{"):
            depth += 1
        elif depth == 1 and (found := _ASSIGNED.fullmatch(stripped)):
            yield found[1], _literal(found[2])
        if depth == 0:
            return


def _literal(written: str) -> object:
    """What Python would read; None for what is no text and no number."""
    if written in ("true", "false"):
        return written == "true"
    try:
        with warnings.catch_warnings():
            # Of escapes that Python does not know, and of names that look like calls.
            warnings.simplefilter("ignore")
            value = ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str | int) else None


def _go_fields(text: str, start: int) -> Iterator[tuple[str, object]]:
    depth, end = 1, start
    for brace in _BRACE.finditer(text, start, start + _LONGEST):
        depth, end = depth + (1 if brace[0] == "{" else -1), brace.start()
        if depth == 0:
            break
    else:
        end = start + _LONGEST  # the output was cut
    for found in _GO_FIELD.finditer(text, start, end):
        name, quoted, number, kind, moid = found.groups()
        value = f"{kind}/{moid}" if kind else quoted if number is None else int(number)
        yield f"{name[0].lower()}{name[1:]}", value
