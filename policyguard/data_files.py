"""The data that come with the package.

`pkgutil` reads them wherever the package was loaded from, as `importlib.resources` does, and
is imported in a fraction of the time.
"""

from __future__ import annotations

import json
import pkgutil
from typing import Any


def read_data(name: str) -> Any:
    """What a JSON file of `policyguard/data` holds.

    Raises:
        FileNotFoundError: There is none of this name.
    """
    return json.loads(pkgutil.get_data("policyguard", f"data/{name}") or b"")
