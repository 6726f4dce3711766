"""YAML text as the parts it is written in, for who edits it.

A second reading: what only reads a file need not pay for what is kept here.

INVARIANT: the documents and the places of a text that `yaml_text.compose` takes are the
same here; other texts are not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from policyguard.document.yaml_scalars import is_plain
from policyguard.document.yaml_text import events_of, is_absent


@dataclass(slots=True, eq=False)
class Part:
    """A value as it is written.

    Attributes:
        start: Where it begins, with its anchor and tag.
        end: Where a scalar ends; behind the `{` of a flow mapping; at the first key of a
            block mapping, or its `?`.
        text: What a scalar means, as text.
        style: The quote of a scalar, `|` or `>` of a block; empty if it is plain.
        is_flow: Whether a mapping is written in flow style.
        has_properties: Whether it has an anchor or a tag.
        anchor: The name of its anchor, or of the one that an alias stands for.
        is_alias: Whether it is an alias.
        is_repeated: Whether an alias stands for it.
        members: Those of a mapping that are written there, not merged; items by number.
    """

    start: int
    end: int
    text: str = ""
    style: str = ""
    is_flow: bool = False
    has_properties: bool = False
    anchor: str | None = None
    is_alias: bool = False
    is_repeated: bool = False
    members: dict[str, Part] = field(default_factory=dict)

    def member(self, token: str) -> Part | None:
        """Return the member or item that a token of a pointer names."""
        return self.members.get(token)


def compose(text: str) -> list[Part]:
    """Return each document of *text* that holds something, which `yaml_text` took."""
    return list(_Composer(text).documents())


class _Composer:
    def __init__(self, text: str) -> None:
        self._events = events_of(text)
        self._anchors: dict[str, Part] = {}

    def documents(self) -> Iterator[Part]:
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                self._anchors.clear()
                root = next(self._events)
                if not is_absent(root):
                    yield self._part(root)

    def _part(self, event: Any) -> Part:
        part = Part(event.start_mark.index, event.end_mark.index, anchor=event.anchor)
        if isinstance(event, AliasEvent):
            target = self._anchors[str(event.anchor)]
            target.is_repeated = part.is_alias = True
            part.text = target.text
            return part
        part.has_properties = bool(event.anchor or event.tag)
        if event.anchor:
            self._anchors[event.anchor] = part
        if isinstance(event, ScalarEvent):
            part.text, part.style = event.value, event.style or ""
        elif isinstance(event, MappingStartEvent):
            part.is_flow = bool(event.flow_style)
            part.members.update(self._members())
        elif isinstance(event, SequenceStartEvent):
            part.members.update(self._items())
        return part

    def _members(self) -> Iterator[tuple[str, Part]]:
        while not isinstance(event := next(self._events), MappingEndEvent):
            merges = isinstance(event, ScalarEvent) and event.value == "<<" and is_plain(event)
            key = self._part(event).text
            value = self._part(next(self._events))
            if not merges:
                yield key, value

    def _items(self) -> Iterator[tuple[str, Part]]:
        number = 0
        while not isinstance(event := next(self._events), SequenceEndEvent):
            yield str(number), self._part(event)
            number += 1
