r"""How an inventory name is escaped, stored, counted and compared.

A request may escape any character of its `name` and must escape `%`; vCenter stores
`%`, `/` and `\` as `%25`, `%2f` and `%5c`, and all else as itself. What is claimed of
vCenter cites the rules N1 to N15 of `names.md`.

INVARIANT: an escape sequence is `%` and two hex digits, read once, from left to right,
and what it yields is never read again. Every function takes any string, lone surrogates
included, and time linear in its length.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PART: Final = re.compile(rf"{_ESCAPE.pattern}|[%/\\]")

# The Unicode category Cc.
_CONTROL: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")

# N2: these and no others are escaped in what vCenter stores.
_STORED: Final = {"%": "%25", "/": "%2f", "\\": "%5c"}

# N15.
_DISCOURAGED: Final = frozenset("%&*$#@!\\/:?\"<>|;'")

# The bytes whose sequences have a known meaning: what the others yield is not documented.
_FIRST_KNOWN, _LAST_KNOWN = 32, 127

# Unicode composition takes quadratic time on a run of combining marks, so names beyond
# this are the same or different. None can exist: vCenter stores no more than 80.
_LONGEST_LIKENED: Final = 1000


class Likeness(StrEnum):
    """How near two names come to being one; each step forgives what those before it do.

    Only `same` is documented to be one name (N2, N3). Whether vCenter tells the others
    apart was not found (N12), so they deserve a warning and no more.
    """

    SAME = "same"
    """Stored alike."""
    NORMALIZATION = "normalization"
    """Alike once composed to Unicode NFC."""
    SPACE = "space"
    """Alike once the blanks at both ends are gone as well."""
    CASE = "case"
    """Alike once case is folded as well."""
    DIFFERENT = "different"
    """Not alike."""


def escape(text: str) -> str:
    r"""Return what to send so that a clone is called *text*, to the letter.

    Every `%` is escaped, and nothing else: the API asks for no more (N1), and vCenter
    itself escapes `/` and `\` (N2). For a name that may hold escape sequences already,
    see `normalize`.

    Example:
        >>> escape("50% off")
        '50%25 off'
        >>> escape("a%2fb")
        'a%252fb'
    """
    return text.replace("%", "%25")


def unescape(name: str) -> str:
    """Return what a client shows for *name*: each escape sequence decoded, once.

    A lone `%` stays, and so does a sequence whose meaning is not documented
    (`unknown_escapes`). Undoes `escape`.

    Example:
        >>> unescape("100%25"), unescape("a%252fb"), unescape("50%off")
        ('100%', 'a%2fb', '50%off')
    """
    return _ESCAPE.sub(_meant, name)


def normalize(name: str) -> str:
    """Return *name* with each lone `%` escaped, and all else untouched (N1).

    A name without a lone `%` comes back as it is. `%` before two hex digits is always
    read as a sequence, even where a literal `%` was meant.

    Example:
        >>> normalize("50%off"), normalize("a%2Fb"), normalize("50%dead")
        ('50%25off', 'a%2Fb', '50%dead')
    """
    return _LONE_PERCENT.sub("%25", name)


def stored(name: str) -> str:
    r"""Return *name* as vCenter stores it, the form in which names are compared.

    `%`, `/` and `\` are escaped in lower case, every other character stands for itself
    (N2, N3). A sequence with no known meaning stays as it is written, hex case included.
    A lone `%` is taken for a literal one, which is a reading and not documented (N6).
    What is stored already comes back as it is.

    Example:
        >>> stored("a/b"), stored("a%2Fb"), stored("%41%20b"), stored("caf%C3%A9")
        ('a%2fb', 'a%2fb', 'A b', 'caf%C3%A9')
    """
    return _PART.sub(_as_stored, name)


def length(name: str) -> int:
    """Count the code points of the stored form, the length vCenter limits to 80 (N10).

    That the unit is the code point is a choice: no source names it (N11).
    """
    return len(stored(name))


def compare(existing: str, new: str) -> Likeness:
    """Say how alike two names of one folder are; the order does not matter.

    Names read from the API are stored forms already and may be given as they are.

    Example:
        >>> compare("a%2fb", "a/b").value, compare("Web01", "web01 ").value
        ('same', 'case')
    """
    shortest, longest = sorted((len(existing), len(new)))
    # A character takes one to three code points however it is written, so these differ.
    # Spares a folder of ten thousand names from decoding a huge one ten thousand times.
    if longest > 3 * max(_LONGEST_LIKENED, shortest):
        return Likeness.DIFFERENT
    one, other = stored(existing), stored(new)
    if one == other:
        return Likeness.SAME
    if max(len(one), len(other)) > _LONGEST_LIKENED:
        return Likeness.DIFFERENT
    return _likeness(one, other)


def likeness_key(name: str) -> str:
    """Return what `compare` finds alike has in common, and what differs rarely has.

    So that a name is compared with the few of a large folder that may be like it.
    """
    form = stored(name)
    return form if len(form) > _LONGEST_LIKENED else _folded(_composed(form).strip())


def lone_percents(name: str) -> int:
    """Count the `%` that start no escape sequence; each breaks the API's rule (N1, N4)."""
    return len(lone_percent_indices(name))


def lone_percent_indices(name: str) -> tuple[int, ...]:
    """Return where the `%` that start no escape sequence stand, from 0."""
    if "%" not in name:
        return ()
    return tuple(lone.start() for lone in _LONE_PERCENT.finditer(name))


def unknown_escapes(name: str) -> tuple[str, ...]:
    """Return the escape sequences with no documented meaning, as written, each once.

    These are the bytes below 32 and above 127.

    Example:
        >>> unknown_escapes("50%dead caf%c3%a9")
        ('%de', '%c3', '%a9')
    """
    if "%" not in name:
        return ()
    found = (escape[0] for escape in _ESCAPE.finditer(name) if not _is_known(escape))
    return tuple(dict.fromkeys(found))


def needless_escapes(name: str) -> tuple[str, ...]:
    """Return the escape sequences of characters that need none, as written, each once.

    They are allowed (N1), but the name then shows as something else than was written,
    and whether the length counts them as written was not found.

    Example:
        >>> needless_escapes("%41%20b%2fc")
        ('%41', '%20')
    """
    if "%" not in name:
        return ()
    found = (
        escape[0]
        for escape in _ESCAPE.finditer(name)
        if _is_known(escape) and _meant(escape) not in _STORED
    )
    return tuple(dict.fromkeys(found))


def blank_edge(name: str) -> bool:
    """Tell whether what is shown starts or ends with a blank, or is nothing but blanks.

    A blank is any Unicode white space, escaped or not. Whether vCenter keeps blanks
    there was not found. The empty name has none.
    """
    shown = unescape(name)
    return shown != shown.strip()


def has_control(name: str) -> bool:
    """Tell whether a control character is written in the name as it is.

    What vCenter makes of one was not found; an escaped one is an unknown escape.
    """
    return _CONTROL.search(name) is not None


def discouraged(name: str) -> tuple[str, ...]:
    """Return the shown characters that VMware advises against (N15), each once, in order.

    A sequence with no known meaning shows no known character, so it adds none.

    Example:
        >>> discouraged("100%25: a/b?"), discouraged("caf%c3%a9")
        (('%', ':', '/', '?'), ())
    """
    if _DISCOURAGED.isdisjoint(name):
        return ()
    shown = _ESCAPE.sub(lambda escape: _meant(escape) if _is_known(escape) else "", name)
    return tuple(dict.fromkeys(character for character in shown if character in _DISCOURAGED))


def _is_known(escape: re.Match[str]) -> bool:
    return _FIRST_KNOWN <= int(escape[1], 16) <= _LAST_KNOWN


def _meant(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if _is_known(escape) else escape[0]


def _as_stored(part: re.Match[str]) -> str:
    character = part[0] if part[1] is None else _meant(part)
    return _STORED.get(character, character)


def _likeness(one: str, other: str) -> Likeness:
    """Compare stored forms that are not equal."""
    # Each form derives from the one before it, which is what makes the steps nest.
    composed = [_composed(name) for name in (one, other)]
    trimmed = [name.strip() for name in composed]
    folded = [_folded(name) for name in trimmed]
    steps = (
        (composed, Likeness.NORMALIZATION),
        (trimmed, Likeness.SPACE),
        (folded, Likeness.CASE),
    )
    return next((step for (a, b), step in steps if a == b), Likeness.DIFFERENT)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _folded(text: str) -> str:
    """Fold case as the Unicode standard does for canonical caseless matching (D145)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
