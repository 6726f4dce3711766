"""`policyguard role`: the least privilege that some requests need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import click

from policyguard.cli.exits import Exit, worst
from policyguard.cli.options import role_options
from policyguard.cli.output import write
from policyguard.cli.principals import tell_of_unknown
from policyguard.cli.run import Run
from policyguard.inventory import Inventory
from policyguard.least import COMMON, Assignee, Options, Plan, plan_of
from policyguard.references import Reference
from policyguard.render.role_ansible import render_role_ansible
from policyguard.render.role_govc import render_role_govc
from policyguard.render.role_json import render_role_json
from policyguard.render.role_powercli import render_role_powercli
from policyguard.render.role_table import render_role_table
from policyguard.render.role_terraform import render_role_terraform
from policyguard.report import Evidence

_FORMATS: Final[Mapping[str, Callable[[Plan], str]]] = {
    "table": render_role_table,
    "json": render_role_json,
    "govc": render_role_govc,
    "terraform": render_role_terraform,
    "ansible": render_role_ansible,
    "powercli": render_role_powercli,
}
_WITH_DIFF: Final = ("table", "json")


@click.command()
@role_options
@click.option(
    "--as-group", is_flag=True, help="NAME is a group: what anybody in it holds by it counts."
)
@click.option("--name", default="policyguard", show_default=True, help="What to call the role.")
@click.option(
    "--at",
    metavar="PLACE",
    multiple=True,
    help="Grant there, propagating, instead of on each object: `Type/moId`, repeatable, the "
    "nearest one above an object counts; or `common`, the lowest parent that all objects "
    "needing a privilege share. Where what is set below would hide the grant, and where no "
    "PLACE is above, it is made on the object.",
)
@click.option(
    "--evidence",
    type=click.Choice([each.value for each in Evidence]),
    default=Evidence.INFERRED.value,
    show_default=True,
    help="The weakest evidence to grant by; what is weaker is listed, and not granted.",
)
@click.option(
    "--conditional",
    is_flag=True,
    help="Grant too what is needed only if something unknown turns out so; else it is listed.",
)
@click.option(
    "--diff",
    metavar="ROLE",
    help="Compare with a role of the inventory, by name or id: what it lacks, what it holds that "
    "may be needed, and what beyond. Exit status 1 if it lacks something.",
)
@click.option(
    "--unknown",
    type=click.Choice(["warn", "error"]),
    default="warn",
    show_default=True,
    help="What a need is worth that is not granted because something is unknown; `error` makes "
    "it exit status 4.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(list(_FORMATS)),
    default="table",
    show_default=True,
    help="All but `table` and `json` are to be run by the tool of that name.",
)
def role(
    *,
    requests: tuple[str, ...],
    principal: str | None,
    groups: tuple[str, ...],
    as_group: bool,
    name: str,
    at: tuple[str, ...],
    evidence: str,
    conditional: bool,
    diff: str | None,
    unknown: str,
    output_format: str,
    output: str | None,
    **options: Any,
) -> Exit:
    """Say the least grants with which each REQUEST (a file, or - for standard input) may be sent.

    Roles with nothing but the privileges needed, and the permissions that give them on the
    objects they are needed on: with all of it nothing is missing, and without any part of it
    something is. What the grants would replace is said beside them.
    """
    if principal == "" or (principal is None and (groups or as_group)):
        raise click.UsageError("--group and --as-group need a --principal that is not empty")
    if not name.strip():
        raise click.UsageError("--name must not be empty")
    if diff is not None and output_format not in _WITH_DIFF:
        raise click.UsageError(f"--diff goes with --format {' or '.join(_WITH_DIFF)}")
    run = Run(principal=None, groups=(), permissions=False, **options)
    if principal is not None:
        tell_of_unknown((principal, *groups), run.guard.inventory)
    reports = list(run.reports(requests))
    if not reports:  # that nothing needs granting would be no answer
        return run.status
    plan = plan_of(
        reports,
        run.guard.inventory,
        None if principal is None else Assignee(principal, as_group, groups),
        Options(
            name=name,
            at=_places(at, run.guard.inventory),
            evidence=Evidence(evidence),
            conditional=conditional,
            diff=diff,
        ),
    )
    write(_FORMATS[output_format](plan), output)
    lacks = plan.difference is not None and plan.difference.missing
    stops = unknown == "error" and any(one.reason != "evidence" for one in plan.open)
    return worst(
        run.status,
        Exit.FAILS if lacks else Exit.CLEAN,
        Exit.UNDETERMINED if stops else Exit.CLEAN,
    )


def _places(at: Sequence[str], inventory: Inventory) -> list[Reference] | Literal["common"] | None:
    """Where grants may be made.

    Raises:
        click.UsageError: One is no object there is, or `common` is not the only one.
    """
    if not at or tuple(at) == (COMMON,):
        return COMMON if at else None
    try:
        places = [Reference.parse(one) for one in at]
    except ValueError as error:
        raise click.UsageError(f"--at: {error}, and `{COMMON}` goes with no other") from None
    for place in places:
        if inventory.exists(place) is False:
            raise click.UsageError(f"--at: the inventory has no {inventory.label(place)}")
    return places
