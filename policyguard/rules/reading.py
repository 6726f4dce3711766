"""How rules are read: every mistake of every file, each with its place, all at once.

    load → validate → facts → **rules** → report

INVARIANT: any bytes give rules or `InvalidRule`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policyguard import document
from policyguard.errors import InvalidRule, Mistake, UnreadableDocument
from policyguard.rules.book import book_of
from policyguard.rules.checks import flaws_of_rule
from policyguard.rules.rule import Rule
from policyguard.text import shown

if TYPE_CHECKING:
    from policyguard.rules.terms import Found

PACK_FILE: Final = "pack.yaml"
# A hundred times a long rule; each word of it may be wrong, and what was meant takes a look.
_MAX_KIB: Final = 256


def rule_of(data: Any, file: str, *, pack: bool = False) -> Rule:
    """Read a rule that is given as data; it may go without examples.

    Args:
        data: What a rule file holds.
        file: Named in the error.
        pack: The rule is an organisation's own.

    Raises:
        InvalidRule: It says something that cannot be, or leaves out what it must say; each
            mistake begins with its pointer.
    """
    flaws = flaws_of_rule(data, pack=pack)
    found = [(_pointer(path) or "the rule", message) for path, message in flaws]
    if found:
        raise InvalidRule(Mistake(file, None, None, f"{at}: {message}") for at, message in found)
    return Rule.model_validate(data)


def read_folder(folder: Path, *, pack: bool = False) -> tuple[Rule, ...]:
    """Read the rule files below a folder: all `.yaml` files but a `pack.yaml` in the folder.

    Raises:
        InvalidRule: As `read_rules`, or a file cannot be opened.
    """
    contents: list[tuple[str, bytes]] = []
    unopened: list[Mistake] = []
    for path in sorted(folder.glob("**/*.yaml"), key=Path.as_posix):
        if path == folder / PACK_FILE:
            continue
        try:
            contents.append((path.as_posix(), path.read_bytes()))
        except OSError as error:
            unopened.append(Mistake(path.as_posix(), None, None, str(error.strerror)))
    return _read(contents, unopened, pack=pack)


def read_rules(files: Iterable[tuple[str, bytes]], *, pack: bool = False) -> tuple[Rule, ...]:
    """Read rule files and check everything they say.

    Args:
        files: The name of each, as mistakes are to give it, and what it holds.
        pack: The rules are an organisation's own.

    Returns:
        The rules in book order.

    Raises:
        InvalidRule: A file is no rule, or a rule says something that cannot be, leaves out
            what it must say, stands in the wrong file, or has the id of another.
    """
    return _read(files, (), pack=pack)


def _read(
    files: Iterable[tuple[str, bytes]], mistakes: Iterable[Mistake], *, pack: bool
) -> tuple[Rule, ...]:
    reader = _Reader(pack=pack)
    found = [*mistakes]
    for name, content in files:
        found += reader.mistakes_in(name, content)
    if found:
        raise InvalidRule(found)
    return book_of(map(Rule.model_validate, reader.sound))


class _Reader:
    """Reads one file after another and remembers the ids that are taken.

    Attributes:
        sound: The rules in which nothing is wrong, as data.
    """

    def __init__(self, *, pack: bool) -> None:
        self.sound: list[Mapping[str, Any]] = []
        self._pack = pack
        self._places: dict[str, str] = {}

    def mistakes_in(self, file: str, content: bytes) -> list[Mistake]:
        """What is wrong with a file, in the order in which it reads."""
        if len(content) > _MAX_KIB << 10:
            return [Mistake(file, None, None, f"the file is larger than {_MAX_KIB} KiB")]
        try:
            first, *more = document.read(content, file)
        except UnreadableDocument as error:
            return [Mistake(file, error.line, error.column, error.reason)]
        if more:
            message = f"a rule file holds one rule, and this one {len(more) + 1} documents"
            return [Mistake(file, *more[0].locate(""), message)]
        flaws = self._flaws(first)
        found = sorted((*first.locate(_pointer(path)), message) for path, message in flaws)
        if not found:
            self.sound.append(first.data)
        return [Mistake(file, *each) for each in found]

    def _flaws(self, rule: document.Document) -> Iterator[Found]:
        yield from flaws_of_rule(rule.data, pack=self._pack, file=rule.file)
        id_ = rule.data.get("id") if isinstance(rule.data, Mapping) else None
        if not isinstance(id_, str):
            return
        if id_ in self._places:
            yield ("id",), f"the id `{shown(id_)}` is taken: {self._places[id_]}"
        else:
            self._places[id_] = "{}:{}:{}".format(rule.file, *rule.locate("/id"))


def _pointer(path: Iterable[str | int]) -> str:
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)
