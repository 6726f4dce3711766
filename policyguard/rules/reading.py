"""How rules are read: every mistake of every file, each with its place, all at once.

    load → validate → facts → **rules** → report

INVARIANT: any bytes give rules or `InvalidRule`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policyguard import document
from policyguard.errors import InvalidRule, Mistake, UnreadableDocument
from policyguard.rules.book import book_of
from policyguard.rules.checks import flaws_of_rule
from policyguard.rules.files import MAX_KIB, content_of, files_of, said
from policyguard.rules.rule import Rule
from policyguard.text import shown

if TYPE_CHECKING:
    from policyguard.rules.terms import Found

# Each word of a file may be wrong, and what was meant takes a look.
MOST_FLAWS: Final = 100
_HINTS: Final = {
    "mapping values are not allowed": "; a text with `: ` in it needs quotes",
    "cannot start any token": "; a text that begins with this needs quotes",
}


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


def read_folder(folder: Path) -> tuple[Rule, ...]:
    """Read the built-in rules from all `.yaml` files below a folder.

    Raises:
        InvalidRule: As `read_files`.
    """
    return read_files(*files_of(folder))


def read_files(
    paths: Iterable[Path], mistakes: Iterable[Mistake], *, pack: bool = False
) -> tuple[Rule, ...]:
    """Read rule files, one at a time.

    Args:
        paths: Where they are.
        mistakes: What is wrong already, to be told too.
        pack: The rules are an organisation's own.

    Raises:
        InvalidRule: As `read_rules`, or a file cannot be read.
    """
    return _read(((said(path), content_of(path)) for path in paths), mistakes, pack=pack)


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
    files: Iterable[tuple[str, bytes | Mistake]], mistakes: Iterable[Mistake], *, pack: bool
) -> tuple[Rule, ...]:
    reader = _Reader(pack=pack)
    found = [*mistakes]
    for name, content in files:
        if isinstance(content, Mistake):
            found.append(content)
        else:
            found += reader.mistakes_in(name, content)
    if found:
        raise InvalidRule(found)
    return book_of(map(Rule.model_validate, reader.sound))


def located(part: document.Document, flaws: Iterable[Found]) -> list[Mistake]:
    """What is wrong with a file, each with its place, in the order in which it reads."""
    few = list(islice(flaws, MOST_FLAWS + 1))
    found = sorted((*part.locate(_pointer(path)), message) for path, message in few[:MOST_FLAWS])
    mistakes = [Mistake(part.file, *each) for each in found]
    return mistakes if len(few) <= MOST_FLAWS else [*mistakes, _and_more(part.file)]


def unread(error: UnreadableDocument) -> Mistake:
    """Why a file is no data, and what its author may have forgotten."""
    hint = next((hint for said, hint in _HINTS.items() if said in error.reason), "")
    return Mistake(error.file, error.line, error.column, f"{error.reason}{hint}")


def _and_more(file: str) -> Mistake:
    return Mistake(file, None, None, f"more is wrong than these {MOST_FLAWS}; mend them first")


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
        if len(content) > MAX_KIB << 10:
            return [Mistake(file, None, None, f"the file is larger than {MAX_KIB} KiB")]
        try:
            first, *more = document.read(content, file)
        except UnreadableDocument as error:
            return [unread(error)]
        if more:
            message = f"a rule file holds one rule, and this one {len(more) + 1} documents"
            return [Mistake(file, *more[0].locate(""), message)]
        found = located(first, self._flaws(first))
        if not found:
            self.sound.append(first.data)
        return found

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
