"""One inventory document, checked: what it describes, and where it says so.

    **load** → validate → facts → rules → report

INVARIANT: a document is taken whole or not at all, and a refusal names every mistake it
holds, each with its place and with what was expected there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr, ValidationError

from policyguard.inventory.contents import InventoryFile, oldest
from policyguard.inventory.copier import Copier
from policyguard.inventory.effective import Answer
from policyguard.inventory.mistakes import Source, Steps, dotted, mistakes_of, refusal, value_shown
from policyguard.inventory.objects import Described, ObjectReader
from policyguard.inventory.permissions import Permission, Role
from policyguard.inventory.properties import Unusable
from policyguard.inventory.results import RESULT_KEYS, is_result, is_single
from policyguard.inventory.taken import Gap, Taken
from policyguard.inventory.unset import with_unset


def _empty_if_null(value: Any) -> Any:
    return () if value is None else value


class About(BaseModel):
    """An `AboutInfo`: which vCenter the inventory describes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type_name: Literal["AboutInfo"] | None = Field(default=None, alias="_typeName")
    name: StrictStr | None = None
    full_name: StrictStr | None = Field(default=None, alias="fullName")
    vendor: StrictStr | None = None
    version: StrictStr | None = None
    patch_level: StrictStr | None = Field(default=None, alias="patchLevel")
    build: StrictStr | None = None
    locale_version: StrictStr | None = Field(default=None, alias="localeVersion")
    locale_build: StrictStr | None = Field(default=None, alias="localeBuild")
    os_type: StrictStr | None = Field(default=None, alias="osType")
    product_line_id: StrictStr | None = Field(default=None, alias="productLineId")
    api_type: StrictStr | None = Field(default=None, alias="apiType")
    api_version: StrictStr | None = Field(default=None, alias="apiVersion")
    instance_uuid: StrictStr | None = Field(default=None, alias="instanceUuid")
    license_product_name: StrictStr | None = Field(default=None, alias="licenseProductName")
    license_product_version: StrictStr | None = Field(default=None, alias="licenseProductVersion")


class Sections(BaseModel):
    """Everything in an inventory file but the objects."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: About | None = None
    objects: None = None  # read apart; stands here so that it is a known key
    roles: Annotated[tuple[Role, ...], BeforeValidator(_empty_if_null)] = ()
    permissions: Annotated[tuple[Permission, ...], BeforeValidator(_empty_if_null)] = ()
    groups: dict[StrictStr, tuple[StrictStr, ...]] | None = None
    effective: Annotated[tuple[Answer, ...], BeforeValidator(_empty_if_null)] = ()
    complete: Annotated[
        frozenset[Literal["objects", "permissions", "roles", "groups"]],
        BeforeValidator(_empty_if_null),
    ] = frozenset()
    taken: Taken | None = None
    asked: dict[StrictStr, tuple[StrictStr, ...]] | None = None


def _keys(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


_KNOWN: Final = {
    (): _keys(Sections),
    ("about",): _keys(About),
    ("roles",): _keys(Role),
    ("permissions",): _keys(Permission),
    ("effective",): _keys(Answer),
    ("taken",): _keys(Taken),
    ("taken", "gaps"): _keys(Gap),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One document of an inventory, checked.

    Attributes:
        source: Where it comes from.
        sections: What it says of everything but objects.
        objects: What it says of objects.
        pages: Where results stand, and whether each says that there are more.
    """

    source: Source
    sections: Sections
    objects: tuple[Described, ...]
    pages: tuple[tuple[Steps, bool], ...] = ()


def part_of(source: Source) -> Part:
    """Check one document.

    Raises:
        InvalidInventory: It is no inventory; the message says every reason.
    """
    data = source.data
    reader = ObjectReader(source)
    # What a property collector returned may be a whole document.
    if is_result(data):
        objects = tuple(reader.read(data, ()))
        data = _beside(data)
    elif isinstance(data, Mapping):
        objects = tuple(reader.read(data.get("objects"), ("objects",)))
    else:
        reason = f"an inventory is a mapping, not {value_shown(data)}"
        raise refusal([f"{source.place()}: {reason}"])
    sections, mistakes = _sections(data, source)
    mistakes += reader.mistakes
    if mistakes:
        raise refusal(mistakes)
    if sections.asked:
        objects = tuple(with_unset(objects, sections.asked))
    return Part(source, sections, objects, tuple(reader.pages))


def files_of(parts: Iterable[Part]) -> tuple[InventoryFile, ...]:
    """Return the files that documents stand in, in order."""
    taken: dict[str, list[Taken]] = {}
    for part in parts:
        told = [part.sections.taken] if part.sections.taken is not None else []
        taken.setdefault(part.source.name, []).extend(told)
    return tuple(InventoryFile(name, oldest(told)) for name, told in taken.items())


def _beside(result: Any) -> Mapping[str, Any]:
    """What a document says beside a result that it is."""
    if isinstance(result, list) or is_single(result):
        return {}
    return {key: value for key, value in result.items() if key not in RESULT_KEYS}


def _sections(data: Mapping[str, Any], source: Source) -> tuple[Sections, list[str]]:
    rest = [(key, value) for key, value in data.items() if key != "objects"]
    try:
        return Sections.model_validate(Copier(properties=False).members(rest)), []
    except Unusable as problem:
        what = dotted(*problem.path) or "the inventory"
        return Sections(), [f"{source.place(*problem.path)}: `{what}` {problem.reason}"]
    except ValidationError as error:
        return Sections(), list(mistakes_of(error, source, _KNOWN))
