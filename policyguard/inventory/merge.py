"""Several inventory documents as one, or the places where they contradict each other.

    **load** → validate → facts → rules → report

INVARIANT: the order of the documents never changes what comes out, but for which of two
contradicting places a refusal names first.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policyguard.inventory import sight
from policyguard.inventory.contents import Merged
from policyguard.inventory.mistakes import Noted, refusal, value_shown
from policyguard.inventory.properties import UNKNOWN, Contradiction, Tree, lookup, merge
from policyguard.references import Reference
from policyguard.secret import is_secret
from policyguard.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from policyguard.inventory.file import Part
    from policyguard.inventory.objects import Described
    from policyguard.inventory.permissions import Permission, Role

_Key = TypeVar("_Key", int, str, tuple[str, str, bool], tuple[str, Reference])
_Said = TypeVar("_Said")

# No message needs to go round a longer ring.
_LONGEST_RING: Final = 6


def merged(parts: Sequence[Part]) -> Merged:
    """Put documents together.

    Raises:
        InvalidInventory: They contradict each other, or describe what cannot be.
    """
    mistakes: list[str] = []
    objects, sayings = _objects(parts, mistakes)
    mistakes += _rings(objects, sayings)
    everything = Merged(
        objects,
        _roles(parts, mistakes),
        _permissions(parts, mistakes),
        _groups(parts),
        frozenset().union(*(part.sections.complete for part in parts)),
        _about(parts, mistakes),
        _effective(parts, mistakes),
    )
    if mistakes:
        raise refusal(mistakes)
    return everything


def _objects(
    parts: Sequence[Part], mistakes: list[str]
) -> tuple[dict[Reference, Tree], dict[Reference, list[Described]]]:
    trees: dict[Reference, Tree] = {}
    sayings: dict[Reference, list[Described]] = {}
    noted = Noted()
    roots = cache(lambda: _roots(parts))
    for said in (said for part in parts for said in part.objects):
        earlier = sayings.setdefault(said.reference, [])
        try:
            trees[said.reference] = _joined(trees.get(said.reference, said.tree), said, roots)
        except Contradiction as problem:
            text = partial(_two_values, ".".join(problem.path), tuple(earlier), said)
            noted.add(".".join(one for one in problem.path if not one.isdigit()), text)
        earlier.append(said)
    mistakes += noted.texts()
    ordered = sorted(trees, key=lambda one: (one.type, one.value))
    return {reference: trees[reference] for reference in ordered}, sayings


def _roots(parts: Sequence[Part]) -> frozenset[Reference]:
    """The folders that may be the root: above which some see nothing, and nobody anything."""
    folders: dict[Reference, Tree] = {}
    for said in (said for part in parts for said in part.objects):
        if said.reference.type == "Folder":
            known = folders.get(said.reference, {})
            above = Reference.of(lookup(known, sight.FOLDER))
            folders[said.reference] = known if above is not None else {**known, **said.tree}
    return sight.roots(folders)


def _joined(known: Tree, said: Described, roots: Callable[[], frozenset[Reference]]) -> Tree:
    """Return both; a null of one who may not have been allowed to see it contradicts nothing.

    Raises:
        Contradiction: They cannot both be true.
    """
    try:
        joined: Tree = merge(known, said.tree)
    except Contradiction as problem:
        path = ".".join(problem.path)
        values = (lookup(known, path), lookup(said.tree, path))
        blind = known if values[0] is None else said.tree
        if path not in sight.PATHS or None not in values:
            raise
        if sight.seen(said.reference, path, None, roots(), blind) is None:
            raise
        told = values[0] if values[1] is None else values[1]
        first, second = (_telling(one, problem.path, told) for one in (known, said.tree))
        return _joined(first, replace(said, tree=second), roots)
    return joined


def _telling(tree: Tree, path: Sequence[str], value: Any) -> Tree:
    """Return a copy in which a property has a value."""
    first, *rest = path
    return tree | {first: _telling(tree.get(first) or {}, rest, value) if rest else value}


def _two_values(path: str, earlier: Sequence[Described], later: Described) -> str:
    first = next((said for said in earlier if _tells(said, path)), earlier[0])
    hides = is_secret(path.split("."))
    values = [
        f"{'one' if hides or value is UNKNOWN else value_shown(value)}"
        # What was asked for and is unset is written nowhere.
        f" at {next(iter(said.places(path)), said.source.place(*said.at))}"
        for said in (first, later)
        for value in (lookup(said.tree, path),)
    ]
    return f"`{later.named(path)}` has two values, {' and '.join(values)}"


def _tells(said: Described, path: str) -> bool:
    return bool(said.places(path)) or lookup(said.tree, path) is None


def _rings(
    objects: Mapping[Reference, Tree], sayings: Mapping[Reference, Sequence[Described]]
) -> Iterator[str]:
    """Find what would be above itself: every way up must end."""
    done: set[Reference] = set()
    for start in objects:
        way: dict[Reference, None] = {}
        here: Reference | None = start
        while here is not None and here in objects and here not in done and here not in way:
            way[here] = None
            here = _next(here, objects[here])
        if here is not None and here in way:
            ring = [*way][[*way].index(here) :]
            yield _ring(ring, sayings[ring[0]][0])
        done.update(way)


def _next(reference: Reference, tree: Tree) -> Reference | None:
    # A virtual machine is never above anything but its Fault Tolerance secondary.
    path = "config.ftInfo.primaryVM" if reference.type == "VirtualMachine" else "parent"
    return Reference.of(lookup(tree, path))


def _ring(ring: Sequence[Reference], said: Described) -> str:
    path = "config.ftInfo.primaryVM" if said.reference.type == "VirtualMachine" else "parent"
    place = next(iter(said.places(path)), said.source.place(*said.at))
    more = ["…"] if len(ring) > _LONGEST_RING else []
    way = [*(shown(str(one)) for one in ring[:_LONGEST_RING]), *more, shown(str(ring[0]))]
    return f"{place}: `{said.named(path)}` leads back to it: {' → '.join(way)}"


def _roles(parts: Sequence[Part], mistakes: list[str]) -> dict[int, Role]:
    said = (
        (role.role_id, role, partial(part.source.place, "roles", index))
        for part in parts
        for index, role in enumerate(part.sections.roles)
    )
    return _once(said, _one_role, lambda key: f"role {key} is described", mistakes)


def _one_role(known: Role, role: Role) -> Role | None:
    said = {"privilege": (known.privilege, role.privilege), "system": (known.system, role.system)}
    both = {name: {one for one in values if one is not None} for name, values in said.items()}
    if known.name != role.name or any(len(values) > 1 for values in both.values()):
        return None
    return known.model_copy(update={name: one for name, values in both.items() for one in values})


def _permissions(parts: Sequence[Part], mistakes: list[str]) -> tuple[Permission, ...]:
    said = (
        (permission.key, permission, partial(part.source.place, "permissions", index))
        for part in parts
        for index, permission in enumerate(part.sections.permissions)
    )
    return tuple(_once(said, _one_permission, _permission_named, mistakes).values())


def _one_permission(known: Permission, permission: Permission) -> Permission | None:
    same = (known.role_id, known.propagate) == (permission.role_id, permission.propagate)
    return known if same else None


def _permission_named(key: tuple[str, str, bool]) -> str:
    entity, principal, group = key
    who = f"{'group ' if group else ''}`{shown(principal)}`"
    return f"the permission of {who} on `{shown(entity)}` is given"


def _about(parts: Sequence[Part], mistakes: list[str]) -> dict[str, Any]:
    said = (
        (key, value, partial(part.source.place, "about", key))
        for part in parts
        if part.sections.about is not None
        for key, value in part.sections.about.model_dump(by_alias=True, exclude_none=True).items()
    )
    same = lambda known, value: known if known == value else None  # noqa: E731
    return _once(said, same, lambda key: f"`about.{key}` is given", mistakes)


def _effective(
    parts: Sequence[Part], mistakes: list[str]
) -> dict[tuple[str, Reference], frozenset[str]]:
    said = (
        ((one.principal, one.entity), one.privilege, partial(part.source.place, "effective", index))
        for part in parts
        for index, one in enumerate(part.sections.effective)
    )
    same = lambda known, held: known if known == held else None  # noqa: E731
    return _once(said, same, _answer_named, mistakes)


def _answer_named(key: tuple[str, Reference]) -> str:
    principal, entity = key
    return f"what `{shown(principal)}` holds on `{shown(str(entity))}` is given"


def _groups(parts: Sequence[Part]) -> dict[str, tuple[str, ...]]:
    members: dict[str, set[str]] = {}
    for part in parts:
        for group, listed in (part.sections.groups or {}).items():
            members.setdefault(group, set()).update(listed)
    return {group: tuple(sorted(members[group])) for group in sorted(members)}


def _once(
    said: Iterable[tuple[_Key, _Said, Callable[[], str]]],
    together: Callable[[_Said, _Said], _Said | None],
    named: Callable[[_Key], str],
    mistakes: list[str],
) -> dict[_Key, _Said]:
    """Keep one statement about each thing, in the order of the things."""
    known: dict[_Key, tuple[_Said, Callable[[], str]]] = {}
    for key, value, place in said:
        before, first_place = known.get(key, (value, place))
        both = together(before, value)
        if both is None:
            places = f"at {first_place()} and at {place()}"
            mistakes.append(f"{named(key)} in two ways, {places}")
        else:
            known[key] = (both, first_place)
    return {key: known[key][0] for key in sorted(known)}
