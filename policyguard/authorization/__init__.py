"""Does a principal hold a privilege on an entity, and why.

    load → validate → facts → **rules** → report

The algorithm is privileges.md b.3; `effective` finds the entries that count and `outcome`
what can come of them.

INVARIANT: *granted* and *missing* are never changed by learning a property, but for
`config.ftInfo`: without it a virtual machine is taken for no Fault Tolerance secondary.
*missing* needs permissions, roles and groups to be complete and every parent on the way up
to be known. What is neither is *unknown*, and says what would decide it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from policyguard.authorization.effective import Resolver
from policyguard.authorization.explanation import Explainer
from policyguard.authorization.layers import Effective
from policyguard.authorization.outcome import GRANTED, Holds, deciders, of_all, undescribed
from policyguard.authorization.principal import Principal, case_only_match, memberships
from policyguard.decision import Decision
from policyguard.inventory.permissions import holds
from policyguard.lazy import cached_property
from policyguard.report import Status

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference

__all__ = ["Access", "Authorizer", "Principal"]

# What must be described completely before anything can be missing, in the order shown.
_COMPLETE: Final = ("permissions", "roles", "groups")


@dataclass(frozen=True, slots=True)
class Access:
    """Whether a privilege is held on an entity.

    Attributes:
        status: `granted`, `missing` or `unknown`.
        explanation: Why, in a few lines of words; the first says the most.
        unknown: What would decide it if it is unknown: `Type/moId:property`, in order, then
            `permissions`, `roles` and `groups`.
        decision: Why, as data, and what would settle it if it is missing.
    """

    status: Status
    explanation: tuple[str, ...]
    unknown: tuple[str, ...]
    decision: Decision


class Authorizer:
    """Says what one principal may do; safe to share between threads.

    Args:
        inventory: What is known.
        principal: Who is asked about.
    """

    def __init__(self, inventory: Inventory, principal: Principal) -> None:
        self._inventory = inventory
        self._principal = principal
        groups = memberships(inventory, principal)
        own = (
            () if principal.name is None else inventory.permissions_of(principal.name, group=False)
        )
        theirs = (one for name in groups for one in inventory.permissions_of(name, group=True))
        self._resolver = Resolver(inventory, (*own, *theirs))
        self._explainer = Explainer(inventory, self._resolver, principal, groups)

    @cached_property
    def case_only_match(self) -> str | None:
        """How the inventory writes the principal's name, if only in another case."""
        name = self._principal.name
        return None if name is None else case_only_match(self._inventory, name)

    def effective(self, entity: Reference) -> Effective:
        """Return what decides on an entity, whichever privilege is asked for."""
        return self._resolver.effective(entity)

    def status(self, entity: Reference, privilege: str) -> Status:
        """Say whether the principal holds a privilege on an entity, and not why."""
        return self._answer(entity, privilege)[0]

    def access(self, entity: Reference, privilege: str) -> Access:
        """Say whether the principal holds a privilege on an entity, and why."""
        status, unknown = self._answer(entity, privilege)
        effective = self._resolver.effective(entity)
        held = partial(self._holds, privilege)
        if status is Status.UNKNOWN:
            said = self._explainer.unknown(effective, held, unknown)
        elif status is Status.GRANTED:
            said = self._explainer.granted(effective, privilege, held)
        else:
            said = self._explainer.missing(effective, privilege, held)
        explanation, decision = said
        return Access(status, explanation, unknown, decision)

    def _answer(self, entity: Reference, privilege: str) -> tuple[Status, tuple[str, ...]]:
        """Return the status, and what would decide it if it is unknown."""
        effective = self._resolver.effective(entity)
        held = partial(self._holds, privilege)
        outcomes = of_all(effective, held)
        if outcomes == GRANTED:
            return Status.GRANTED, ()
        unknown = self._unknown(effective, held, settled=not outcomes & GRANTED)
        return Status.UNKNOWN if unknown else Status.MISSING, unknown

    def _unknown(self, effective: Effective, held: Holds, *, settled: bool) -> tuple[str, ...]:
        """What keeps a privilege that nothing surely grants from being missing."""
        paths = () if settled else sorted(set(deciders(effective, held)))
        sections = [section for section in _COMPLETE if section not in self._inventory.complete]
        if not settled and "roles" not in sections and list(undescribed(effective, held)):
            sections = [one for one in _COMPLETE if one in {*sections, "roles"}]
        return (*paths, *sections)

    def _holds(self, privilege: str, entry: Permission) -> bool | None:
        return holds(entry.role_id, self._inventory.roles.get(entry.role_id), privilege)
