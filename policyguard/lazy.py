"""What is computed when it is first asked for, and then kept.

Up to Python 3.11 `functools.cached_property` computes under a lock that all objects of a
class share. A child forked while another thread held that would wait for ever.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from functools import cached_property
else:

    class cached_property(functools.cached_property):  # noqa: N801 - it stands for the other
        """One without a lock: threads that ask at the same time may each compute it."""

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            """Compute and keep it; once it is kept, this is not called."""
            if instance is None:
                return self
            value = self.func(instance)
            instance.__dict__[self.attrname] = value
            return value


__all__ = ["cached_property"]
