"""What the raw results of a property collector leave out because it is unset.

    **load** → validate → facts → rules → report

A collector answers what is set, and says in `missingSet` what it could not read. What was
asked for and stands in neither is unset (RetrievePropertiesEx), but for a reference to what
the session may not be allowed to see (live.md 2.4): `sight` says when a null of one is proof.

INVARIANT: nothing is taken for unset that may be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from policyguard.inventory import declared, sight
from policyguard.inventory.copier import Copier
from policyguard.inventory.objects import Described
from policyguard.inventory.properties import UNKNOWN, Tree, lookup, merge
from policyguard.references import Reference


def with_unset(
    objects: Iterable[Described], asked: Mapping[str, Sequence[str]]
) -> Iterator[Described]:
    """Add what a collector was asked for and left out, because it is unset."""
    asked_of: dict[str, tuple[str, ...]] = {}
    for described in objects:
        type_ = described.reference.type
        if described.missing is None:
            yield described
            continue
        if type_ not in asked_of:
            asked_of[type_] = _asked_of(type_, asked)
        yield _with_unset(described, asked_of[type_], described.missing)


def _with_unset(described: Described, asked: Iterable[str], missing: Sequence[str]) -> Described:
    unset = [*unset_paths(described.reference, described.tree, asked, missing)]
    if not unset:
        return described
    nulls = Copier(properties=True).members((path, None) for path in dict.fromkeys(unset))
    return replace(described, tree=merge(described.tree, nulls))


def unset_paths(
    reference: Reference, tree: Tree, asked: Iterable[str], missing: Sequence[str]
) -> Iterator[str]:
    """Find what is unset of one object.

    Args:
        reference: The object.
        tree: The properties that were answered.
        asked: The paths that were asked for.
        missing: The paths that could not be read.
    """
    below = set(missing)
    above = {beginning for path in missing for beginning in _beginnings(path)}
    for path in asked:
        if lookup(tree, path) is not UNKNOWN:
            continue
        unset = _highest(reference.type, path)
        if unset is None or lookup(tree, unset) is not UNKNOWN:
            continue
        # What is unset is a beginning of the path: what is missing above it is above both.
        touched = unset in above or path in above or not below.isdisjoint(_beginnings(path))
        if not touched and not _may_be_hidden(reference.type, unset):
            yield unset


def _asked_of(type_: str, asked: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What was asked of a managed type: the paths of its base types too, outermost first."""
    found = {path for base in declared.lineage(type_) for path in asked.get(base, ())}
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def _highest(type_: str, path: str) -> str | None:
    """What is unset if *path* is: it, or what holds it where it is always set inside that.

    None if it is always set, or is no property.
    """
    way = declared.way(type_, path)
    names = path.split(".")
    if way is None or len(way) != len(names):
        return None
    for length in range(len(way), 0, -1):
        if way[length - 1].optional:
            return ".".join(names[:length])
    return None


@lru_cache(maxsize=4096)
def _may_be_hidden(type_: str, path: str) -> bool:
    """Whether it refers to one object, and reading a null of it is not known to be careful.

    What something is in may be hidden from whoever asked; only the root folder is in nothing.
    """
    if path in (sight.FOLDER, sight.VAPP) and type_ != "Folder":
        return True
    way = declared.way(type_, path) or ()
    return path not in sight.PATHS and bool(way) and way[-1].refers and not way[-1].many


def _beginnings(path: str) -> Iterator[str]:
    """Yield a path and all that it goes through."""
    yield path
    for at, char in enumerate(path):
        if char == ".":
            yield path[:at]
