"""Does a principal hold a privilege on an entity, and why.

    load → validate → facts → **rules** → report

The algorithm is privileges.md b.3; `effective` finds the entries that count and `outcome`
what can come of them.

INVARIANT: *granted* and *missing* are never changed by learning anything, but for
`config.ftInfo`: without it a virtual machine is taken for no Fault Tolerance secondary.
*missing* needs permissions, roles and groups to be complete and every parent on the way up
to be known, *granted* permissions and groups unless the principal's own entry on the object
grants it; what the server itself answered is either. What is neither is *unknown*, and says
what would decide it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from policyguard.authorization.effective import Resolver
from policyguard.authorization.explanation import Explainer, Said
from policyguard.authorization.layers import Effective
from policyguard.authorization.open_world import unlisted
from policyguard.authorization.outcome import GRANTED, Holds, deciders, of_all, undescribed
from policyguard.authorization.principal import SPELLING, Principal, claims
from policyguard.authorization.server import Server
from policyguard.decision import Decision
from policyguard.inventory.permissions import holds
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
        unknown: What would decide it if it is unknown: `Type/moId:property`, in order,
            `principal` for its spelling, then `permissions`, `roles` and `groups`.
        decision: Why, as data, and what would settle it if it is missing.
        answered: That the server itself answered, and when, if that decides; the entries that
            are listed may say something else.
    """

    status: Status
    explanation: tuple[str, ...]
    unknown: tuple[str, ...]
    decision: Decision
    answered: str | None = None


class Authorizer:
    """Says what one principal may do; safe to share between threads.

    Args:
        inventory: What is known.
        principal: Who is asked about.
    """

    def __init__(self, inventory: Inventory, principal: Principal) -> None:
        self._inventory = inventory
        self._named = principal.name is not None
        claimed = claims(inventory, principal)
        self._spellings = claimed.spellings
        self._server = Server(inventory, principal.name)
        self._resolver = Resolver(inventory, claimed.sure, claimed.possible)
        self._explainer = Explainer(inventory, self._resolver, principal, claimed)

    @property
    def spellings(self) -> tuple[str, ...]:
        """How the inventory also writes names of the principal, which may be the same."""
        return self._spellings

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
        if self._server.held(entity, privilege) is None:
            explanation, decision = self._said(status, effective, privilege, unknown)
            return Access(status, explanation, unknown, decision)
        worked_out, open_ = self._worked_out(effective, partial(self._holds, privilege))
        listed = self._said(worked_out, effective, privilege, open_)
        when = self._server.when
        said = self._explainer.answered(status, worked_out, effective, listed, when)
        return Access(status, said[0], unknown, said[1], when)

    def _said(
        self, status: Status, effective: Effective, privilege: str, unknown: tuple[str, ...]
    ) -> Said:
        held = partial(self._holds, privilege)
        if status is Status.UNKNOWN:
            return self._explainer.unknown(effective, held, unknown)
        if status is Status.GRANTED:
            return self._explainer.granted(effective, privilege, held)
        return self._explainer.missing(effective, privilege, held)

    def _answer(self, entity: Reference, privilege: str) -> tuple[Status, tuple[str, ...]]:
        """Return the status, and what would decide it if it is unknown."""
        answer = self._server.held(entity, privilege)
        if answer is not None:
            return Status.GRANTED if answer else Status.MISSING, ()
        held = partial(self._holds, privilege)
        status, unknown = self._worked_out(self._resolver.effective(entity), held)
        possible = self._server.possibly_held(entity, privilege)
        said = {Status.GRANTED if one else Status.MISSING for one in possible}
        if not said <= {status}:
            return Status.UNKNOWN, tuple(dict.fromkeys((SPELLING, *unknown)))
        return status, unknown

    def _worked_out(self, effective: Effective, held: Holds) -> tuple[Status, tuple[str, ...]]:
        """Return what comes of permissions, roles and groups."""
        outcomes = of_all(effective, held)
        if outcomes == GRANTED:
            open_ = unlisted(self._inventory, effective, named=self._named)
            return Status.UNKNOWN if open_ else Status.GRANTED, open_
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
