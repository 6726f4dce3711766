"""YAML text as nodes, by the core schema of YAML 1.2.

    **load** → validate → facts → rules → report

INVARIANT: what comes out is what one would get by writing every alias and merge key
out, and a file that stands for more than it may hold is refused before it is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from policyguard._node import MAX_DEPTH, MAX_VALUES, Node, duplicate, measure, too_deep, too_many
from policyguard._text import Unreadable, shown
from policyguard._yaml_scalars import is_plain, scalar, tag_name

# libyaml where PyYAML was built with it, which is some fifty times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# libyaml compares each `%TAG` with all before it; only core tags mean anything here.
_MAX_TAG_DIRECTIVES: Final = 100
_TAG_DIRECTIVE: Final = re.compile(r"(?:^|[\r\n])(%TAG)")

# Not printable, by YAML; or a line break in YAML 1.1 and none in 1.2, so that two
# readers see two documents; or a byte order mark, which may start a file only.
_UNACCEPTABLE: Final = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]"
)

# The key that merges is told from a quoted "<<".
_MERGE: Final = "<<"


def compose(text: str) -> Iterator[Node]:
    """Yield each document of *text* that holds something.

    Raises:
        Unreadable: It is no YAML, no JSON value, or breaks a limit.
    """
    _look_at_characters(text)
    composer = _Composer(text)
    try:
        yield from composer.documents()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = min(mark.index, len(text)) if mark else composer.offset
        raise Unreadable(_problem(error, text[offset : offset + 1]), offset) from None
    except (yaml.YAMLError, ValueError, ArithmeticError) as error:
        # The last two come from PyYAML's own scanner, for escapes like "\UFFFFFFFF".
        raise Unreadable(f"not YAML: {shown(str(error))}", composer.offset) from None


def _look_at_characters(text: str) -> None:
    found = _UNACCEPTABLE.search(text)
    if found:
        raise Unreadable(f"character U+{ord(found[0]):04X} outside of an escape", found.start())
    if text.count("%TAG") > _MAX_TAG_DIRECTIVES:
        for count, directive in enumerate(_TAG_DIRECTIVE.finditer(text)):
            if count == _MAX_TAG_DIRECTIVES:
                raise Unreadable(f"more than {count} `%TAG` directives", directive.start(1))


def _problem(error: yaml.MarkedYAMLError, char: str) -> str:
    problem = f"not YAML: {shown(error.problem or error.context or '')}"
    return f"{problem}, `{shown(char)}`" if "cannot start any token" in problem else problem


class _Composer:
    """Builds nodes from parser events; recursion stops at MAX_DEPTH."""

    def __init__(self, text: str) -> None:
        self.offset = 0
        self._events = iter(yaml.parse(text, Loader=_LOADER))
        self._anchors: dict[str, Node] = {}
        self._open: list[Node] = []
        self._values = 0
        self._repeated = 0

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                self._anchors.clear()
                # What aliases repeat counts through the whole file: they cost it little.
                self._values = self._repeated
                root = next(self._events)
                if not _is_absent(root):
                    yield self._node(root)

    def _node(self, event: Event) -> Node:
        self._count(1, event)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event)
        return self._anchored(event, Node(self.offset, scalar(event, self.offset)))

    def _next(self) -> Event:
        event = next(self._events)
        self.offset = event.start_mark.index
        return event
