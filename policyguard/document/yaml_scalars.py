"""What a YAML scalar means: the core schema of YAML 1.2, section 10.3.2.

    **load** → validate → facts → rules → report

INVARIANT: a scalar is a string unless the core schema says otherwise, so that `no`,
`2024-01-01` and `12:30:00` stay what was written (docs/decisions/0001).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from policyguard.document.node import in_range, integer, no_number, real
from policyguard.document.text import Unreadable
from policyguard.text import is_unicode

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml.events import ScalarEvent

_CORE: Final = "tag:yaml.org,2002:"

_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_NUMBER: Final = re.compile(
    r"(?P<decimal>[-+]?[0-9]+)"
    r"|(?P<prefixed>0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<real>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<none>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)

# What a core tag makes of a scalar, and the types the result may have.
_TAGGED: Final[dict[str, tuple[Callable[[Any], Any], tuple[type, ...]]]] = {
    "!!null": (lambda value: value, (type(None),)),
    "!!bool": (lambda value: value, (bool,)),
    "!!int": (lambda value: value, (int,)),
    "!!float": (float, (int, float)),
}

_KNOWN_TAGS: Final = frozenset(
    f"!!{name}"
    for name in (
        *("binary", "bool", "float", "int", "map", "merge", "null", "omap", "pairs", "seq"),
        *("set", "str", "timestamp", "value", "yaml"),
    )
)


def scalar(event: ScalarEvent, offset: int) -> Any:
    """Return the JSON value of *event*.

    Raises:
        Unreadable: It has none, or its tag is not of the core schema or does not fit.
    """
    if not is_unicode(event.value):
        raise Unreadable("an escape that is half of a surrogate pair", offset)
    tag = tag_name(event)
    if tag is None:
        return _resolved(event.value, offset) if is_plain(event) else event.value
    if tag in {"!", "!!str"}:
        return event.value
    if tag not in _TAGGED:
        raise bad_tag(tag, offset)
    convert, types = _TAGGED[tag]
    value = _resolved(event.value, offset)
    if type(value) not in types:
        raise Unreadable(f"not a value of its tag `{tag}`", offset)
    return convert(value)


def is_plain(event: ScalarEvent) -> bool:
    """Tell whether *event* is written without quotes and without a tag."""
    return event.tag is None and bool(event.implicit[0])


def tag_name(event: Any) -> str | None:
    """Return the tag of *event* as one writes it, core tags with `!!`."""
    tag: str | None = event.tag
    return "!!" + tag.removeprefix(_CORE) if tag and tag.startswith(_CORE) else tag


def bad_tag(tag: str, offset: int) -> Unreadable:
    """Return the refusal of a *tag* that has no meaning where it stands.

    It is quoted if it is YAML's: any other may be a password that lacks its quotes.
    """
    if tag in _KNOWN_TAGS:
        return Unreadable(f"tag `{tag}` has no meaning here", offset)
    reason = "a tag that has no meaning here; a text that begins with `!` needs quotes"
    return Unreadable(reason, offset)


def _resolved(text: str, offset: int) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    return _READ[str(number.lastgroup)](text, offset)


def _decimal(text: str, offset: int) -> int:
    sign = "-" if text.startswith("-") else ""
    return integer(sign + (text.lstrip("+-0") or "0"), offset)


def _prefixed(text: str, offset: int) -> int:
    return in_range(int(text, 0), offset)


_READ: Final[dict[str, Callable[[str, int], Any]]] = {
    "decimal": _decimal,
    "prefixed": _prefixed,
    "real": real,
    "none": no_number,
}
