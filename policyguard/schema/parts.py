"""The schemas as they come with the package: each in two files, and the second is seldom read.

    load → **validate** → facts → rules → report

`<release>.json` is what usual requests need. It goes without what only faults, events and
unusual `Any` values need, five sixths of the whole, which no request that people write has:
what leads there, `RARE`, refuses everything in it. `rare/<release>.json` has the definitions
that make it whole (`tools/schemas.py` writes both).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.data_files import read_data

Schema = Mapping[str, Any]

RARE: Final = frozenset({"any.MethodFault", "any.DataObject"})


def usual_schema(release: str) -> Schema:
    """The schema that accepts nothing which the whole refuses, and refuses little else."""
    schema: Schema = read_data(f"schemas/{release}.json")
    return schema


def whole_schema(release: str, usual: Schema) -> Schema:
    """The whole schema, of which *usual* is a part; its definitions by name."""
    definitions = {**usual["$defs"], **read_data(f"schemas/rare/{release}.json")}
    return {**usual, "$defs": dict(sorted(definitions.items()))}
