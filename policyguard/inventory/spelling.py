r"""Names of users and groups, and which of them may be the same in another spelling.

    **load** → validate → facts → rules → report

vCenter wants names to match the directory's, case included, and how it compares them is not
documented. So two names that differ in case only may or may not be one, and so may
`name@domain` and `DOMAIN\name` with the same user part, and the same user of a domain by its
short (NetBIOS) name and by its DNS name: `LAB` and `lab.example`.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

# Comparing texts takes the square of their length, and real names are shorter.
_LONGEST: Final = 64
_UPN: Final = "@"
_DOMAIN: Final = "\\"


def folded(name: str) -> str:
    """Return a name without its case, and without how its accents are written."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())


class _Parts(NamedTuple):
    r"""A name in parts, without case.

    Attributes:
        mark: How it is written: `@` or `\`.
        user: The user part.
        domain: The first label of the domain.
        dns: Whether more labels follow.
    """

    mark: str
    user: str
    domain: str
    dns: bool


def _parts(name: str) -> _Parts | None:
    domain, mark, user = name.partition(_DOMAIN)
    if not mark:
        user, mark, domain = name.rpartition(_UPN)
    if not user or not domain:
        return None
    first, dot, _ = folded(domain).partition(".")
    return _Parts(mark, folded(user), first, bool(dot))


class Spellings:
    """The names that an inventory has.

    Args:
        names: The names, in any order.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._folded: dict[str, set[str]] = defaultdict(set)
        self._users: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._domains: dict[_Parts, set[str]] = defaultdict(set)
        for name in self._names:
            self._folded[folded(name)].add(name)
            parts = _parts(name)
            if parts is not None:
                self._users[parts.mark, parts.user].add(name)
                self._domains[parts].add(name)

    def alike(self, name: str) -> tuple[str, ...]:
        """Return the other names that may be the same in another spelling, in order."""
        found = set(self._folded.get(folded(name), ()))
        parts = _parts(name)
        if parts is not None:
            other = _DOMAIN if parts.mark == _UPN else _UPN
            found |= self._users.get((other, parts.user), set())
            found |= self._domains.get(parts._replace(dns=not parts.dns), set())
        return tuple(sorted(found - {name}))

    def knows(self, name: str) -> bool:
        """Whether this is one of the names, or may be in another spelling."""
        return name in self._names or bool(self.alike(name))

    def nearest(self, name: str) -> str | None:
        """Return the name that was most probably meant; None if none is close."""
        short = {folded(one)[:_LONGEST]: one for one in sorted(self._names, reverse=True)}
        import difflib  # noqa: PLC0415 - only names that are not known need it

        close = difflib.get_close_matches(folded(name)[:_LONGEST], short, n=1)
        return short[close[0]] if close else None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._names)
