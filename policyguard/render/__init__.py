"""Turn reports into text, one module a format.

    load → validate → facts → rules → **report**

A renderer takes reports and returns a string. It prints nothing, opens nothing and decides
nothing: the verdict is already in the report.
"""

from __future__ import annotations

from policyguard.render.json import render_json
from policyguard.render.text import Style, plain, render_privileges, render_text

__all__ = [
    "Style",
    "plain",
    "render_json",
    "render_privileges",
    "render_text",
]
