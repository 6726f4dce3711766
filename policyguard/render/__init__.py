"""Turn reports, and rules, into text, one module a format.

    load → validate → facts → rules → **report**

A renderer takes values and returns a string. It prints nothing, opens nothing and decides
nothing: the verdict is already in the report.
"""

from __future__ import annotations

from policyguard.render.json import render_json
from policyguard.render.rule_json import render_book_json, render_rule_json
from policyguard.render.rule_text import render_book, render_rule
from policyguard.render.text import Style, plain, render_privileges, render_text

__all__ = [
    "Style",
    "plain",
    "render_book",
    "render_book_json",
    "render_json",
    "render_privileges",
    "render_rule",
    "render_rule_json",
    "render_text",
]
