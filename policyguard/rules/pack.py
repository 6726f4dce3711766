"""A pack: an organisation's own rules, and what it changes of the built-in ones.

    load → validate → facts → **rules** → report

A pack is a directory. Each `.yaml` file in it or below is a rule, but for `pack.yaml`, which
names the pack and lists its overrides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policyguard import document
from policyguard.errors import InvalidRule, Mistake, UnreadableDocument
from policyguard.report import Override, Severity
from policyguard.rules.book import builtin_rules
from policyguard.rules.reading import PACK_FILE, read_folder
from policyguard.rules.rule import Rule
from policyguard.rules.suggest import unknown
from policyguard.schema.error import pointer_of
from policyguard.text import one_line, plain_text

if TYPE_CHECKING:
    from policyguard.rules.terms import Found

_FIELDS: Final = ("name", "overrides")
_OVERRIDE_FIELDS: Final = ("rule", "severity", "off", "reason")
_OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class Pack:
    """An organisation's own rules, and what it changes of the built-in ones.

    Attributes:
        name: As reports call it.
        rules: Its own, in book order.
        overrides: What it changes, in its order.
    """

    name: str
    rules: tuple[Rule, ...]
    overrides: tuple[Override, ...]

    @classmethod
    def load(cls, folder: str | Path) -> Pack:
        """Read a pack.

        Raises:
            InvalidRule: There is none, or something in it is wrong; all of it is told.
        """
        folder = Path(folder)
        if not folder.is_dir():
            reason = "not a directory" if folder.exists() else "no such directory"
            raise InvalidRule([Mistake(str(folder), None, None, reason)])
        settings, mistakes = _settings(folder / PACK_FILE)
        mistakes += [
            Mistake(path.as_posix(), None, None, "the files of a pack are called `.yaml`")
            for path in sorted(folder.glob("**/*.yml"))
        ]
        rules: tuple[Rule, ...] = ()
        try:
            rules = read_folder(folder, pack=True)
        except InvalidRule as error:
            mistakes += error.mistakes
        if not (rules or mistakes or settings.get("overrides")):
            mistakes.append(Mistake(str(folder), None, None, "there is no rule in this directory"))
        if mistakes:
            raise InvalidRule(mistakes)
        name = settings.get("name", folder.resolve().name)
        return cls(name, rules, tuple(_overrides(name, settings)))


def _settings(file: Path) -> tuple[Mapping[str, Any], list[Mistake]]:
    """What `pack.yaml` holds, nothing if there is none, and all that is wrong with it."""
    if not file.exists():
        return {}, []
    name = file.as_posix()
    try:
        first, *more = document.read(file.read_bytes(), name)
    except OSError as error:
        return {}, [Mistake(name, None, None, str(error.strerror))]
    except UnreadableDocument as error:
        return {}, [Mistake(name, error.line, error.column, error.reason)]
    if more:
        return {}, [Mistake(name, *more[0].locate(""), f"`{PACK_FILE}` is one document")]
    flaws = [(*first.locate(pointer_of(path)), said) for path, said in _flaws(first.data)]
    return first.data, [Mistake(name, *flaw) for flaw in sorted(flaws)]


def _overrides(pack: str, settings: Mapping[str, Any]) -> Iterator[Override]:
    book = {rule.id: rule.severity for rule in builtin_rules()}
    for one in settings.get("overrides", ()):
        now = Severity(one["severity"]) if "severity" in one else _OFF
        yield Override(
            rule=one["rule"], pack=pack, was=book[one["rule"]], now=now, reason=one["reason"]
        )


def _flaws(settings: Any) -> Iterator[Found]:
    if not isinstance(settings, Mapping):
        yield (), f"`{PACK_FILE}` is a mapping of fields"
        return
    for field in settings.keys() - {*_FIELDS}:
        yield (field,), unknown("field", field, _FIELDS)
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
    for field in override.keys() - {*_OVERRIDE_FIELDS}:
        yield (field,), unknown("field", field, _OVERRIDE_FIELDS)
    if not _is_line(override.get("reason")):
        yield ("reason",), "an override needs its `reason`, one line of text"
    book = {rule.id: rule.severity for rule in builtin_rules()}
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


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and one_line(value) == value
