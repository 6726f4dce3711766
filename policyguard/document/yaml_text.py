"""YAML text as nodes, by the core schema of YAML 1.2.

    **load** → validate → facts → rules → report

INVARIANT: what comes out is what one would get by writing every alias and merge key
out, and a file that stands for more than it may hold is refused before it is built.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from policyguard.document.node import (
    MAX_DEPTH,
    MAX_DOCUMENTS,
    MAX_VALUES,
    Node,
    duplicate,
    measure,
    too_deep,
    too_many,
    too_many_documents,
)
from policyguard.document.text import Unreadable
from policyguard.document.yaml_scalars import bad_tag, is_plain, scalar, tag_name
from policyguard.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# libyaml where PyYAML was built with it, which is some twenty times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# libyaml compares each `%TAG` with all before it; only core tags mean anything here.
_MAX_TAG_DIRECTIVES: Final = 100
_TAG_DIRECTIVE: Final = re.compile(r"(?:^|[\r\n])(%TAG)")

# Not printable, by YAML; or a line break in YAML 1.1 and none in 1.2, so that two
# readers see two documents; or a byte order mark, which may start a file only.
_UNACCEPTABLE: Final = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]"
)

# Stands for the key that merges, which a quoted "<<" is not.
_MERGE: Final = object()

# Neither is quoted: a password may begin so.
_NO_ANCHOR: Final = "an alias without its anchor before; a text that begins with `*` needs quotes"
_QUOTED: Final = re.compile(r" ?'(?!<)[^'\s]{2,}'")

_KINDS: Final[dict[type, str]] = {
    bool: "a boolean",
    dict: "an object",
    float: "a number",
    int: "an integer",
    list: "an array",
    type(None): "null",
}


def compose(text: str) -> list[Node]:
    """Return each document of *text* that holds something.

    Raises:
        Unreadable: It is no YAML, no JSON value, or breaks a limit.
    """
    _look_at_characters(text)
    composer = _Composer(text)
    try:
        return composer.documents()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = min(mark.index, len(text)) if mark else composer.offset
        raise Unreadable(_problem(error, text[offset : offset + 1]), offset) from None
    except (yaml.YAMLError, ValueError, ArithmeticError) as error:
        # The last two come from PyYAML's own scanner, for escapes like "\UFFFFFFFF".
        raise Unreadable(f"not YAML: {shown(str(error))}", composer.offset) from None


def events_of(text: str) -> Iterator[Any]:
    """Return the parser's events of *text*, which raise where it is no YAML."""
    return iter(yaml.parse(text, Loader=_LOADER))


def _look_at_characters(text: str) -> None:
    found = _UNACCEPTABLE.search(text)
    if found:
        raise Unreadable(f"character U+{ord(found[0]):04X} outside of an escape", found.start())
    if text.count("%TAG") > _MAX_TAG_DIRECTIVES:
        for count, directive in enumerate(_TAG_DIRECTIVE.finditer(text)):
            if count == _MAX_TAG_DIRECTIVES:
                raise Unreadable(f"more than {count} `%TAG` directives", directive.start(1))


def _problem(error: yaml.MarkedYAMLError, char: str) -> str:
    problem = f"not YAML: {shown(_QUOTED.sub('', error.problem or error.context or ''))}"
    return f"{problem}, `{shown(char)}`" if "cannot start any token" in problem else problem


class _Composer:
    """Builds nodes from parser events; recursion stops at `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self.offset = 0
        self._events = events_of(text)
        self._anchors: dict[str, Node] = {}
        self._open: list[Node] = []
        self._count = 0

    def documents(self) -> list[Node]:
        """Return the root of each document that holds something."""
        roots: list[Node] = []
        started = (event for event in self._events if isinstance(event, DocumentStartEvent))
        for number, _ in enumerate(started):
            self._anchors.clear()
            root = self._next()
            if number == MAX_DOCUMENTS:
                raise too_many_documents(self.offset)
            if not is_absent(root):
                roots.append(self._node(root))
        return roots

    def _next(self) -> Any:
        event: Any = next(self._events)
        self.offset = event.start_mark.index
        return event

    def _node(self, event: Any) -> Node:
        self._counted(1)
        if isinstance(event, AliasEvent):
            return self._repeat(event.anchor)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event)
        node = Node(self.offset, scalar(event, self.offset))
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _counted(self, values: int) -> None:
        self._count += values
        if self._count > MAX_VALUES:
            raise too_many(self.offset)

    def _repeat(self, anchor: Any) -> Node:
        target = self._anchors.get(anchor)
        if target is None:
            raise Unreadable(_NO_ANCHOR, self.offset)
        if target in self._open:
            raise Unreadable("an anchor that contains itself", self.offset)
        values, depth = measure(target.value)
        self._counted(values - 1)
        if len(self._open) + depth > MAX_DEPTH:
            raise too_deep(self.offset)
        return Node(self.offset, target.value)

    def _enter(self, event: Any, node: Node, tag: str) -> None:
        name = tag_name(event)
        if name not in {None, "!", tag}:
            raise bad_tag(str(name), self.offset)
        if len(self._open) == MAX_DEPTH:
            raise too_deep(self.offset)
        if event.anchor:
            self._anchors[event.anchor] = node
        self._open.append(node)

    def _sequence(self, event: Any) -> Node:
        value: list[Any] = []
        children: list[Node] = []
        node = Node(self.offset, value, children)
        self._enter(event, node, "!!seq")
        while not isinstance(item := self._next(), SequenceEndEvent):
            child = self._node(item)
            value.append(child.value)
            children.append(child)
        self._open.pop()
        return node

    def _mapping(self, event: Any) -> Node:
        value: dict[str, Any] = {}
        children: dict[Any, Node] = {}
        node = Node(self.offset, value, children)
        self._enter(event, node, "!!map")
        keys: dict[Any, int] = {}
        while not isinstance(member := self._next(), MappingEndEvent):
            offset, key = self.offset, self._key(member)
            if key in keys:
                raise duplicate("<<" if key is _MERGE else key, offset, keys[key])
            keys[key] = offset
            children[key] = self._member(offset)
        _merge(children)
        value.update((key, child.value) for key, child in children.items())
        self._open.pop()
        return node

    def _key(self, event: Any) -> Any:
        if isinstance(event, ScalarEvent) and event.value == "<<" and is_plain(event):
            return _MERGE
        offset = self.offset
        self._count -= 1  # a key is no value
        key = self._node(event).value
        if isinstance(key, str):
            return key
        # A number is not quoted: a password may be written in digits.
        quotable = isinstance(event, ScalarEvent) and (key is None or isinstance(key, bool))
        literal = f" `{shown(event.value)}`" if quotable else ""
        raise Unreadable(f"the key{literal} is {_KINDS[type(key)]}, not a string", offset)

    def _member(self, key: int) -> Node:
        event = self._next()
        if is_absent(event):
            self.offset = key  # parsers differ on where nothing stands
        return self._node(event)


def is_absent(event: Any) -> bool:
    """Tell whether *event* is a value that nothing was written for."""
    is_empty: bool = event.start_mark.index == event.end_mark.index
    return is_empty and isinstance(event, ScalarEvent)


def _merge(children: dict[Any, Node]) -> None:
    """Replace the merge key: what is there already wins, then the source named first."""
    merged = children.pop(_MERGE, None)
    if merged is None:
        return
    for source in _items(merged) if isinstance(merged.value, list) else [merged]:
        if not isinstance(source.value, dict):
            raise Unreadable("`<<` merges objects and lists of objects only", source.offset)
        for key, child in _members(source):
            children.setdefault(key, child)


def _items(node: Node) -> Iterable[Node]:
    if isinstance(node.children, list):
        return node.children
    return [Node(node.offset, value) for value in node.value]


def _members(node: Node) -> Iterable[tuple[str, Node]]:
    if isinstance(node.children, dict):
        return node.children.items()
    return [(key, Node(node.offset, value)) for key, value in node.value.items()]
