"""How packs are read: every mistake of every file, each with its place, all at once.

    load → validate → facts → **rules** → report

INVARIANT: whatever stands in a directory, it is a pack or `InvalidRule`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policyguard import document
from policyguard.errors import InvalidRule, Mistake, UnreadableDocument
from policyguard.report import Override, Severity
from policyguard.rules.book import builtin_rules
from policyguard.rules.files import PACK_FILE, about, content_of, files_of, no_folder, said
from policyguard.rules.pack import Pack
from policyguard.rules.reading import located, read_files, unread
from policyguard.rules.rule import Rule
from policyguard.rules.suggest import unknown
from policyguard.text import one_line, plain_text

if TYPE_CHECKING:
    from policyguard.rules.terms import Found

_FIELDS: Final = ("name", "overrides")
_OVERRIDE_FIELDS: Final = ("rule", "severity", "off", "reason")
_OFF: Final = "off"


def pack_in(folder: str | Path) -> Pack:
    """Read a pack.

    Raises:
        InvalidRule: There is none, or something in it is wrong; all of it is told.
    """
    if not str(folder):
        raise InvalidRule([Mistake("a pack", None, None, "no directory is named")])
    folder = Path(folder)
    reason = no_folder(folder)
    if reason is not None:
        raise InvalidRule([about(folder, reason)])
    settings, mistakes = _settings(folder / PACK_FILE)
    files, others = files_of(folder)
    rules, wrong = _rules(path for path in files if path.name != PACK_FILE)
    mistakes += [*others, *wrong, *_nested(folder, files)]
    if not (rules or mistakes or settings.get("overrides")):
        mistakes.append(about(folder, "there is no rule in this directory"))
    if mistakes:
        raise InvalidRule(mistakes)
    name = settings.get("name") or one_line(folder.resolve().name) or said(folder)
    by_name = {path.name: path for path in files}
    origins = {rule.id: by_name[rule.file_name] for rule in rules}
    return Pack(name, rules, tuple(_overrides(name, settings)), said(folder), origins)


def place_in(file: Path, pointer: str) -> str | None:
    """Where a part of a rule file stands, as `file:line:column`; None if it cannot be read."""
    content = content_of(file)
    if not isinstance(content, bytes):
        return None
    first, *_ = document.read(content, said(file))
    return "{}:{}:{}".format(said(file), *first.locate(pointer))


def _rules(paths: Iterable[Path]) -> tuple[tuple[Rule, ...], Sequence[Mistake]]:
    try:
        return read_files(paths, (), pack=True), ()
    except InvalidRule as error:
        return (), error.mistakes


def _nested(folder: Path, files: Iterable[Path]) -> Iterator[Mistake]:
    for path in files:
        if path.name == PACK_FILE and path.parent != folder:
            yield about(path, f"`{PACK_FILE}` stands only at the top of a pack")


def _settings(file: Path) -> tuple[Mapping[str, Any], list[Mistake]]:
    """What `pack.yaml` holds, nothing if there is none, and all that is wrong with it."""
    if not os.path.lexists(file):
        return {}, []
    content = content_of(file)
    if isinstance(content, Mistake):
        return {}, [content]
    try:
        first, *more = document.read(content, said(file))
    except UnreadableDocument as error:
        return {}, [unread(error)]
    if more:
        place = more[0].locate("")
        return {}, [Mistake(said(file), *place, f"`{PACK_FILE}` is one document")]
    mistakes = located(first, _flaws(first.data))
    return ({} if mistakes else first.data), mistakes


def _overrides(pack: str, settings: Mapping[str, Any]) -> Iterator[Override]:
    book = _severities()
    for one in settings.get("overrides", ()):
        now = Severity(one["severity"]) if "severity" in one else _OFF
        yield Override(
            rule=one["rule"], pack=pack, was=book[one["rule"]], now=now, reason=one["reason"]
        )


def _flaws(settings: Any) -> Iterator[Found]:
    if not isinstance(settings, Mapping):
        yield (), f"`{PACK_FILE}` is a mapping of fields"
        return
    for name in settings.keys() - {*_FIELDS}:
        yield (name,), unknown("field", name, _FIELDS)
    if "name" in settings and not _is_line(settings["name"]):
        yield ("name",), "`name` is one line of text"
    overrides = settings.get("overrides", [])
    if not isinstance(overrides, list):
        yield ("overrides",), "`overrides` is a list"
        return
    taken: set[str] = set()
    for index, one in enumerate(overrides):
        yield from (
            (("overrides", index, *path), said) for path, said in _flaws_of_override(one, taken)
        )


def _flaws_of_override(override: Any, taken: set[str]) -> Iterator[Found]:
    if not isinstance(override, Mapping):
        yield (), "an override is a mapping of fields"
        return
    for name in override.keys() - {*_OVERRIDE_FIELDS}:
        yield (name,), unknown("field", name, _OVERRIDE_FIELDS)
    if not _is_line(override.get("reason")):
        yield ("reason",), "an override needs its `reason`, one line of text"
    book = _severities()
    id_ = override.get("rule")
    if "rule" not in override:
        yield (), "an override needs its `rule`"
    elif not isinstance(id_, str) or id_ not in book:
        yield ("rule",), unknown("rule", plain_text(id_), book)
    elif id_ in taken:
        yield ("rule",), f"`{id_}` is overridden twice"
    else:
        taken.add(id_)
    if ("severity" in override) == ("off" in override):
        yield (), "an override has a `severity` or `off: true`"
    elif "off" in override and override["off"] is not True:
        yield ("off",), "`off` is `true`, or left out"
    elif "severity" in override:
        yield from _flaws_of_severity(override["severity"], book.get(str(id_)))


def _flaws_of_severity(given: Any, built_in: Severity | None) -> Iterator[Found]:
    if given not in [*Severity]:
        yield ("severity",), unknown("severity", plain_text(given), [*Severity])
    elif given == built_in:
        yield ("severity",), f"its severity is `{given}` already"


@cache
def _severities() -> Mapping[str, Severity]:
    return {rule.id: rule.severity for rule in builtin_rules()}


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and one_line(value) == value
