"""How an inventory is read from files, and put together from several.

**load** → validate → facts → rules → report
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyguard.document import read
from policyguard.errors import InvalidInventory
from policyguard.files import MOST_INVENTORY, read_bounded
from policyguard.inventory.contents import UNNAMED, InventoryFile, Merged
from policyguard.inventory.effective import Answer
from policyguard.inventory.file import About, Part, Sections, files_of, part_of
from policyguard.inventory.merge import merged
from policyguard.inventory.mistakes import Source, value_shown
from policyguard.inventory.objects import Described
from policyguard.inventory.typos import warnings_of

if TYPE_CHECKING:
    from policyguard.inventory import One


def loaded(
    source: One | Sequence[One],
) -> tuple[Merged, tuple[InventoryFile, ...], tuple[str, ...]]:
    """What an inventory says, the files it was read from, and what is strange in it.

    Raises:
        InvalidInventory: It says something impossible, or its parts contradict each other.
        UnreadableDocument: A file is not there, or is not data.
    """
    if isinstance(source, Sequence) and not isinstance(source, str | bytes):
        named = [(one, f"{UNNAMED} {number}") for number, one in enumerate(source, start=1)]
    else:
        named = [(source, UNNAMED)]
    sources = [part for one, name in named for part in _sources(one, name)]
    parts = [part_of(one) for one in sources]
    return merged(parts), files_of(parts), warnings_of(parts)


def put_together(inventories: Iterable[Merged]) -> Merged:
    """What several inventories say together.

    Raises:
        InvalidInventory: They contradict each other.
    """
    return merged(
        [_part(one, f"{UNNAMED} {number}") for number, one in enumerate(inventories, start=1)]
    )


def _part(everything: Merged, name: str) -> Part:
    source = Source(name, None)
    sections = Sections(
        about=About.model_validate(everything.about),
        roles=tuple(everything.roles.values()),
        permissions=everything.permissions,
        groups=everything.groups,
        complete=everything.complete,
        effective=tuple(
            Answer.model_construct(principal=who, entity=entity, privilege=held)
            for (who, entity), held in everything.effective.items()
        ),
    )
    objects = tuple(
        Described(reference, tree, source, (), tree)
        for reference, tree in everything.objects.items()
    )
    return Part(source, sections, objects)


def _sources(given: Any, name: str) -> Iterator[Source]:
    if isinstance(given, Mapping):
        yield Source(name, given)
        return
    content = given
    if isinstance(given, str | Path):
        name = str(given)
        content = read_bounded(given, MOST_INVENTORY)
    if not isinstance(content, bytes):
        expected = "expected a path, bytes or a mapping"
        raise InvalidInventory(f"{name} is {value_shown(content)}, {expected}")
    for document in read(content, name, most=MOST_INVENTORY):
        yield Source(name, document.data, document)
