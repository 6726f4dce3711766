"""The least grants for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from policyguard.least import IMPLIED
from policyguard.least.plan import Assigned, Difference, Met, Plan, Role
from policyguard.privileges import label
from policyguard.render.role_words import labelled, left_open, notes
from policyguard.text import one_line, shown

_WIDTH = 98
_BEYOND = {
    "all": "everything else: it holds all privileges there are",
    "nearly all": "nearly everything else: it is Admin with a few privileges less",
}


def render_role_table(plan: Plan) -> str:
    """Render roles, where they go, what is held already, and what is left open."""
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    requests = ", ".join(one_line(one) for one in plan.requests)
    yield f"least grants to {_who(plan.principal)} for {requests}"
    yield from _section("roles", [line for role in plan.roles for line in _role(role)])
    yield from _section("permissions to set", list(_assignments(plan)))
    held = [_met(one) for one in plan.met if one.granted_on is None]
    yield from _section("held without a new grant", held)
    yield from _section("not granted", [left_open(one) for one in plan.open])
    if not plan.assignments:
        yield ""
        yield "  nothing is to be granted"
    if plan.difference is not None:
        role = f"`{shown(plan.difference.role)}` ({plan.difference.role_id})"
        yield from _section(f"compared with role {role}", list(_difference(plan.difference)))


def _who(principal: Assigned) -> str:
    if principal.placeholder:
        return "somebody new"
    return f"{'group ' if principal.group else ''}`{shown(principal.name)}`"


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"  {title}"
        for line in lines:
            yield from textwrap.wrap(
                line,
                _WIDTH,
                initial_indent="    ",
                subsequent_indent=" " * 8,
                break_long_words=False,
                break_on_hyphens=False,
            )


def _role(role: Role) -> Iterator[str]:
    if role.role_id is not None:
        yield f"`{role.name}` ({role.role_id}), vCenter's own: to see the object is enough"
    else:
        like = f"; as {', '.join(f'`{shown(one)}`' for one in role.alike)}" if role.alike else ""
        yield f"`{shown(role.name)}`, to be created{like}"
    for privilege in role.privileges:
        yield f"  {_privilege(privilege)}"


def _privilege(privilege: str) -> str:
    words = label(privilege)
    return one_line(privilege) if words is None else f"{one_line(privilege)}  ({words})"


def _assignments(plan: Plan) -> Iterator[str]:
    for assignment in plan.assignments:
        how = ", propagating" if assignment.propagate else ""
        yield f"role `{shown(assignment.role)}` on {labelled(assignment)}{how}"
        yield from (f"  {note}" for note in notes(assignment))
        met = [one for one in plan.met if one.granted_on == assignment.entity]
        telling = [one for one in met if one.privilege not in IMPLIED]
        yield from (f"  for {_met(one)}" for one in telling or met)


def _met(met: Met) -> str:
    return f"{one_line(met.privilege)} on {one_line(met.entity)} ({met.evidence})"


def _difference(difference: Difference) -> Iterator[str]:
    yield from (f"lacks   {_privilege(one)}" for one in difference.missing)
    yield from (f"may be needed  {_privilege(one)}" for one in difference.possible)
    yield from (f"beyond  {_privilege(one)}" for one in difference.extra)
    if difference.holds is not None:
        yield f"beyond  {_BEYOND[difference.holds]}"
    elif difference.unknown:
        yield "not known: the inventory does not say all that it holds"
    elif not difference.missing and not difference.possible and not difference.extra:
        yield "it holds exactly what is needed"
