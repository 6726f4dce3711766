"""Long texts of examples, which stand there as `{repeated: "ab", times: 1000}`.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_KEYS: Final = {"repeated", "times"}
_MOST: Final = 2**20
"""Characters that all long texts of one example may have together."""


def written_out(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """An example's request as it is sent.

    Where the texts would be longer together than `_MOST`, those that are too much stay as
    they stand.
    """
    writer = _Writer()
    return {key: writer.value(value) for key, value in request.items()}


class _Writer:
    """Writes values out as long as there is room."""

    def __init__(self) -> None:
        self._room = _MOST

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            text = self._text(value)
            return {k: self.value(v) for k, v in value.items()} if text is None else text
        return [self.value(one) for one in value] if isinstance(value, list) else value

    def _text(self, value: dict[str, Any]) -> str | None:
        text, times = value.get("repeated"), value.get("times")
        if value.keys() != _KEYS or not isinstance(text, str) or type(times) is not int:
            return None
        length = len(text) * max(times, 0)
        if length > self._room:
            return None
        self._room -= length
        return text * times if length else ""
