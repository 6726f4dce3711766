"""When an inventory was taken, from where, by whom, and what could not be read.

**load** → validate → facts → rules → report
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr
from pydantic.types import StrictInt

# RFC 3339; YAML writes a space, and leaves out that a time is UTC.
_TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?\s?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


def _moment(text: str) -> dt.datetime:
    digits = re.sub(r"(\.\d{6})\d+", r"\1", text)  # finer than Python's
    found = dt.datetime.fromisoformat(digits.upper().replace(" ", "T", 1).replace(" ", ""))
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)


def _time(text: str) -> str:
    expected = "a time such as `2026-11-30T10:00:00Z`"
    if not _TIME.fullmatch(text):
        raise ValueError(expected)
    try:
        _moment(text)
    except ValueError:
        raise ValueError(expected) from None
    return text


def _tuple(value: Any) -> Any:
    return () if value is None else value


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Gap(_Closed):
    """What could not be read, and why.

    Attributes:
        type: The managed object type.
        path: The property.
        fault: The fault that the server answered with, such as `NoPermission`.
        kind: Why it was not asked for, such as `newer-than-server`.
        privilege: The privilege that is lacking.
        count: Of how many objects.
        examples: Some of them.
    """

    type: StrictStr
    path: StrictStr
    fault: StrictStr | None = None
    kind: StrictStr | None = None
    privilege: StrictStr | None = None
    count: StrictInt | None = Field(default=None, ge=0)
    examples: Annotated[tuple[StrictStr, ...], BeforeValidator(_tuple)] = ()


class Taken(_Closed):
    """How a snapshot of a vCenter came about.

    Attributes:
        at: When, as it is written.
        from_: The server.
        by: Who read it.
        gaps: What could not be read.
    """

    at: Annotated[StrictStr, AfterValidator(_time)]
    from_: StrictStr | None = Field(default=None, alias="from")
    by: StrictStr | None = None
    gaps: Annotated[tuple[Gap, ...], BeforeValidator(_tuple)] = ()

    @property
    def moment(self) -> dt.datetime:
        """When; UTC where `at` does not say."""
        return _moment(self.at)
