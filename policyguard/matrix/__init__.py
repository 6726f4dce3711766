"""Who can run what: principals before requests, why, and what a change makes of it.

    load → validate → facts → rules → **report**

Whether someone may send a request is for its requirements to say, and for nothing else: a
request that fails whoever sends it says so beside its name, and not in anyone's cell.
"""

from __future__ import annotations

from policyguard.authorization.everyone import Who, named, principals_of
from policyguard.matrix.changes import Change, Effect, RequirementChange, changes_between
from policyguard.matrix.grants import Grant, answered, grants
from policyguard.matrix.table import Cell, Matrix, Row, matrix_of

__all__ = [
    "Cell",
    "Change",
    "Effect",
    "Grant",
    "Matrix",
    "RequirementChange",
    "Row",
    "Who",
    "answered",
    "changes_between",
    "grants",
    "matrix_of",
    "named",
    "principals_of",
]
