"""What decides whether a privilege is held, as data, and what would settle that it is.

load → validate → facts → rules → **report**

The words here are part of the JSON contract. An entity is `Type/moId`, or `global`.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A part of a report: it never changes, and says in JSON what the API's fields would."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True
    )


class Effect(StrEnum):
    """What an entry does for the answer.

    The first four count, unless something unknown is settled so that another comes closer.
    """

    GRANTS = "grants"
    LACKS = "lacks"
    NO_ACCESS = "no-access"
    REPLACES = "replaces"
    """It lacks the privilege, and what it keeps from being inherited would grant it."""
    UNDESCRIBED = "undescribed"
    """It counts, and what its role holds is not known."""
    HIDDEN = "hidden"
    """It is for a group, and the principal's own entry in the same place comes first."""
    REPLACED = "replaced"
    """It would grant the privilege, and a closer entry replaces it."""
    NOT_PROPAGATING = "not-propagating"
    """It would grant the privilege from above, and does not propagate."""
    POSSIBLE = "possible"
    """It may be closer, if something unknown turns out so."""


class Step(Value):
    """One entry, a `Permission`, on the way to an answer.

    `via` are the groups by which the principal comes to be in the group of the entry,
    outermost last; it is empty for a direct member.
    """

    effect: Effect
    entity: str
    principal: str
    group: bool
    role_id: int = Field(alias="roleId")
    role: str | None = None
    propagate: bool
    holds: bool | None = None
    via: tuple[str, ...] = ()


class Action(StrEnum):
    """What a change does; what comes first gives away least."""

    ADD_ENTRY = "add-entry"
    ADD_PRIVILEGE = "add-privilege"
    CHANGE_ROLE = "change-role"
    SET_PROPAGATE = "set-propagate"
    REMOVE_ENTRY = "remove-entry"


class Change(Value):
    """One change that alone would make a missing privilege held.

    `entity`, `principal` and `group` tell the entry to add or to change, or one whose role
    is to get the privilege; `role_id` and `role` are what it has now, none for a new entry.

    Attributes:
        steps: How far above the object its reach begins: 0 on the object itself, 1 on a
            parent. If a role is changed, that of its entries furthest up counts. What begins
            the fewest steps up is smallest.
        entries: How many entries say something else afterwards: those that are changed, and
            those that are silenced. Of changes as far up, what counts the fewest is smaller.
        others: Who else has the role, if a role is changed.
        silenced: Roles whose entries no longer count on the object, but for those that hold
            no more than any role does. What they hold is lost there, unless the role of the
            entry holds it too.
    """

    action: Action
    entity: str
    principal: str
    group: bool
    role_id: int | None = Field(default=None, alias="roleId")
    role: str | None = None
    steps: int = 0
    entries: int
    others: tuple[str, ...] = ()
    silenced: tuple[int, ...] = ()


class Decision(Value):
    """All that decides whether a principal holds a privilege on an entity.

    Attributes:
        subject: The entity whose entries decide: that asked about, its Fault Tolerance
            primary, or what it shares all its permissions with.
        steps: The entries that decide, and those that would if others did not.
        documentation: What the answer rests on though the documentation is silent or old.
        places: Where one propagating entry for the principal itself would settle it, nearest
            first; only the nearest few, and above the subject only where it would replace
            no entry that counts now and holds anything.
        changes: What would settle a missing privilege, the smallest first.
    """

    subject: str
    steps: tuple[Step, ...] = ()
    documentation: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
