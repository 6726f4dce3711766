"""What an inventory says of properties, types and paths that the API does not have.

    **load** → validate → facts → rules → report

Such a name is read by nothing, so what it was meant to say stays unknown: a warning says so.
Only what people write is looked at. A server answers with what it has, and a server newer
than these types has more.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from policyguard.inventory import declared
from policyguard.inventory.properties import Tree, segments
from policyguard.references import Reference
from policyguard.text import shown

if TYPE_CHECKING:
    from policyguard.inventory.declared import Property
    from policyguard.inventory.file import Part
    from policyguard.inventory.objects import Described

_Names: TypeAlias = tuple[str, ...]

_MOST: Final = 20
# No name of the API is longer, and comparing texts takes the square of their length.
_LONGEST: Final = 60
# More names than any type has are not remembered.
_USUAL: Final = 100
# Nobody leaves out more of a path than this.
_DEEP: Final = 3


def warnings_of(parts: Sequence[Part]) -> tuple[str, ...]:
    """Say what is in the parts of an inventory that no vCenter has, each kind once."""
    texts: dict[_Names, Callable[[], str]] = {}
    more: Counter[_Names] = Counter()
    for kind, text in _strange(parts):
        more[kind] += 1
        texts.setdefault(kind, text)
    said = [
        f"{text()}{f', here and {more[kind] - 1:,} times more' if more[kind] > 1 else ''}"
        for kind, text in [*texts.items()][:_MOST]
    ]
    left = len(texts) - len(said)
    rest = [f"and {left} more names that no vCenter has"] if left else []
    return (*said, *rest, *_unfinished(parts))


def _strange(parts: Sequence[Part]) -> Iterator[tuple[_Names, Callable[[], str]]]:
    if any(map(_is_newer, parts)):
        return
    for part in parts:
        for described in part.objects:
            if described.missing is None:
                yield from _of_object(described)
        yield from _of_permissions(part)
        yield from _of_asked(part)


def _unfinished(parts: Sequence[Part]) -> Iterator[str]:
    """Say that there are more pages, if no page is the last."""
    pages = [(part, *page) for part in parts for page in part.pages]
    if pages and all(more for _, _, more in pages):
        part, at, _ = pages[-1]
        yield (
            f"{part.source.spot(*at)}: `token` says that this `RetrieveResult` is not the last:"
            " ContinueRetrievePropertiesEx gives the rest, which is not here"
        )


def _is_newer(part: Part) -> bool:
    """Whether a vCenter may have more than is known here."""
    about = part.sections.about
    numbers = _numbers(about.api_version or "") if about is not None else ()
    return numbers > _numbers(declared.newest())


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(one) for one in parts if one.isascii() and one.isdigit() and len(one) < 10)  # noqa: PLR2004


def _of_object(described: Described) -> Iterator[tuple[_Names, Callable[[], str]]]:
    type_ = described.reference.type
    members = declared.properties(type_)
    if members is None:
        text = partial(
            _no_type, described.source.spot, described.at, str(described.reference), type_
        )
        yield ("", type_), text
        return
    found: list[_Names] = []
    _look(type_, described.tree, (), found)
    for names in found:
        if names[-1]:
            yield (type_, *names), partial(_no_property, described, names)
        else:
            yield from _of_values(described, names[:-1])


def _look(has: str | int, tree: Tree, above: _Names, found: list[_Names]) -> None:
    """Find names that are no members, and, with an empty name below, references to no type."""
    sort_out = _sorted_out if len(tree) < _USUAL else _sorted_out.__wrapped__
    strange, inner, references = sort_out(has, tuple(tree))
    found += [(*above, name) for name in strange]
    for name, data in inner:
        value = tree[name]
        if type(value) is dict:
            _look(data, value, (*above, name), found)
    found += [(*above, name, "") for name in references if not _are_types(tree[name])]


@lru_cache(maxsize=4096)
def _sorted_out(
    has: str | int, names: _Names
) -> tuple[_Names, tuple[tuple[str, int], ...], _Names]:
    """Tell names that are no members, those with members of their own, and references.

    Objects of one type have the same names again and again.
    """
    members = declared.members(has)
    known = {name: one for name in names if (one := _member(members, name)) is not None}
    return (
        tuple(name for name in names if name not in known and name != "_typeName"),
        tuple((n, one.data) for n, one in known.items() if one.data is not None and not one.many),
        tuple(name for name, one in known.items() if one.refers),
    )


def _member(members: Mapping[str, Property], name: str) -> Property | None:
    # A key in brackets is an element's, of the array before it.
    return members.get(name) or members.get(name.partition("[")[0])


def _are_types(value: Any) -> bool:
    """Whether all that is referred to is of types that there are."""
    known = declared.type_names()
    if type(value) is str:
        return value.partition("/")[0] in known
    if type(value) is not list:
        return True
    return all(type(one) is not str or one.partition("/")[0] in known for one in value)


def _of_values(described: Described, names: _Names) -> Iterator[tuple[_Names, Callable[[], str]]]:
    value: Any = described.tree
    for name in names:
        value = value[name]
    path = ".".join(names)
    for one in value if isinstance(value, list) else (value,):
        reference = Reference.of(one)
        if reference is not None and declared.properties(reference.type) is None:
            where = described.named(path)
            text = partial(_no_type, partial(described.spot, path), (), where, reference.type)
            yield ("", reference.type), text


def _of_permissions(part: Part) -> Iterator[tuple[_Names, Callable[[], str]]]:
    for index, one in enumerate(part.sections.permissions):
        if one.entity is not None and declared.properties(one.entity.type) is None:
            at = ("permissions", index, "entity")
            text = partial(_no_type, part.source.spot, at, str(one.entity), one.entity.type)
            yield ("", one.entity.type), text


def _of_asked(part: Part) -> Iterator[tuple[_Names, Callable[[], str]]]:
    for type_, paths in (part.sections.asked or {}).items():
        if declared.properties(type_) is None:
            yield ("", type_), partial(_no_type, part.source.spot, ("asked", type_), "asked", type_)
            continue
        for index, path in enumerate(paths):
            if declared.way(type_, path) is None:
                at = ("asked", type_, index)
                yield (type_, path), partial(_no_path, part.source.spot, at, type_, path)


def _no_type(spot: Callable[..., str], at: Sequence[str | int], what: str, type_: str) -> str:
    meant = _meant(_closest(type_, sorted(declared.type_names())))
    return f"{spot(*at)}: `{shown(what)}`: there is no managed type `{shown(type_)}`{meant}"


def _no_property(described: Described, names: _Names) -> str:
    path = ".".join(names)
    type_ = described.reference.type
    where = f"{described.spot(path)}: `{described.named(path)}`"
    return f"{where} is no property of {_a(type_)}{_meant(_likely(type_, path))}"


def _no_path(spot: Callable[..., str], at: Sequence[str | int], type_: str, path: str) -> str:
    meant = _meant(_likely(type_, path))
    return f"{spot(*at)}: `{shown(path)}` is no property of {_a(type_)}{meant}"


def _a(type_: str) -> str:
    return f"{'an' if type_[0] in 'AEIO' else 'a'} `{type_}`"


def _meant(name: str | None) -> str:
    return f", did you mean `{name}`" if name is not None else ", so nothing reads it"


@lru_cache(maxsize=256)
def _likely(type_: str, path: str) -> str | None:
    """The property that was probably meant: spelt nearly so, or of this name further down."""
    names = segments(path)
    members = declared.properties(type_) or {}
    for index, name in enumerate(names):
        one = members.get(name.partition("[")[0])
        if one is not None:
            members = one.members() or {}
            continue
        above = names[:index]
        close = _closest(name, tuple(members))
        if close is not None:
            return ".".join((*above, close, *names[index + 1 :]))
        return _below(type_, names[index:])
    return None


def _below(type_: str, names: _Names) -> str | None:
    """The shortest path that ends so, case aside."""
    wanted = ".".join(names).casefold()
    ends = (
        path
        for path in declared.paths(declared.properties(type_) or {}, _DEEP)
        if f".{path.casefold()}".endswith(f".{wanted}")
    )
    return min(ends, key=lambda path: (path.count("."), path), default=None)


def _closest(word: str, known: Iterable[str]) -> str | None:
    by_case = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(word[:_LONGEST].casefold(), by_case, n=1, cutoff=0.7)
    return by_case[found[0]] if found else None
