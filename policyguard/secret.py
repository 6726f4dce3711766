"""Which places of a request may hold what nobody but its reader should see.

Passwords, keys and tokens, scripts and what cloud-init is given, entries of `extraConfig`, and
values of vApp properties: the names that the schemas have for them tell, and names like them,
since what stands in the wrong place is as secret. Messages do not quote what is there, and a
diff masks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

_Place: TypeAlias = tuple[str | int, ...]

MASK: Final = "***"
_ENTRIES: Final = "extraConfig"
# What an entry is called is no secret.
_NAMES_OF_ENTRIES: Final = ("key", "_typeName")
_SECRET: Final = re.compile(
    r"passw|passphrase|secret|token|credential|private_?key|key_?data|commandlist"
    r"|productid|licen[sc]ekey|opaquedata|objectdata|cloud_?init"
    r"|script(?:text|s)?\Z|\A(?:_?value|defaultvalue|argument|metadata|pwd)\Z",
    re.IGNORECASE,
)
_REFERENCE: Final = frozenset(("_typeName", "type", "value", "serverGuid"))
# In small letters it is cloud-init's; `userData` of Windows holds names.
_USER_DATA: Final = "userdata"


def is_secret(place: Sequence[str | int]) -> bool:
    """Tell whether a value at a place of the body may be one, so that no message quotes it."""
    if any(_says_so(step) for step in place):
        return True
    return _ENTRIES in place and place[-1] not in _NAMES_OF_ENTRIES


def secret_places(data: Any) -> Iterator[_Place]:
    """Yield every place of a document below which anything may be one, the highest only."""
    waiting: list[tuple[_Place, Any]] = [((), data)]
    while waiting:
        place, value = waiting.pop()
        for key, member in _members(value):
            below = (*place, key)
            if _is_plain(member):
                continue
            if _hides(value, key, member):
                yield below
            elif key == _ENTRIES:
                yield from _of_entries(below, member)
            else:
                waiting.append((below, member))


def _says_so(step: str | int) -> bool:
    return isinstance(step, str) and (step == _USER_DATA or bool(_SECRET.search(step)))


def _hides(owner: Any, key: str | int, member: Any) -> bool:
    """Whether all of a member may be secret; what a reference calls its value is none."""
    if key == "value" and "type" in owner and _REFERENCE.issuperset(owner):
        return False
    is_text = not isinstance(member, dict | list)
    return _says_so(key) or (is_text and str(key).lower() == _USER_DATA)


def _of_entries(place: _Place, entries: Any) -> Iterator[_Place]:
    if not isinstance(entries, list):
        yield place
        return
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            yield (*place, index)
            continue
        for key, member in entry.items():
            if key not in _NAMES_OF_ENTRIES and not _is_plain(member):
                yield (*place, index, key)


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool)
