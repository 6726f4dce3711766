"""What the server itself answered that a user holds on an entity.

    **load** → validate → facts → rules → report

As `FetchUserPrivilegeOnEntities` has it: everything that comes of permissions, roles, groups
and global permissions, and not why.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr

from policyguard.references import Reference

_EXPECTED: Final = "`Type/moId` or a VI JSON reference: a server answers for entities"


def _entity(value: Any) -> Reference:
    found = Reference.of(value)
    if found is None:
        raise ValueError(_EXPECTED)
    return found


class Answer(BaseModel):
    """What one user holds on one entity: all of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    type_name: Literal["UserPrivilegeResult"] | None = Field(default=None, alias="_typeName")
    principal: StrictStr = Field(min_length=1)
    entity: Annotated[Reference, BeforeValidator(_entity)]
    privilege: frozenset[StrictStr]
