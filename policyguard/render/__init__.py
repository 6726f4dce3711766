"""Turn reports, and rules, into text, one module a format.

    load → validate → facts → rules → **report**

A renderer takes values and returns a string. It prints nothing, opens nothing and decides
nothing: the verdict is already in the report.
"""

from __future__ import annotations

from policyguard.render.diagnosis_json import render_diagnoses_json
from policyguard.render.diagnosis_text import render_diagnoses
from policyguard.render.json import render_json
from policyguard.render.matrix_csv import render_changes_csv, render_matrix_csv
from policyguard.render.matrix_html import render_matrix_html
from policyguard.render.matrix_json import (
    render_changes_json,
    render_matrix_json,
    render_who_json,
)
from policyguard.render.matrix_text import render_changes, render_matrix
from policyguard.render.role_ansible import render_role_ansible
from policyguard.render.role_govc import render_role_govc
from policyguard.render.role_json import render_role_json
from policyguard.render.role_powercli import render_role_powercli
from policyguard.render.role_table import render_role_table
from policyguard.render.role_terraform import render_role_terraform
from policyguard.render.rule_json import render_book_json, render_rule_json
from policyguard.render.rule_text import render_book, render_rule
from policyguard.render.text import Style, plain, render_privileges, render_text
from policyguard.render.who_text import render_who

__all__ = [
    "Style",
    "plain",
    "render_book",
    "render_book_json",
    "render_changes",
    "render_changes_csv",
    "render_changes_json",
    "render_diagnoses",
    "render_diagnoses_json",
    "render_json",
    "render_matrix",
    "render_matrix_csv",
    "render_matrix_html",
    "render_matrix_json",
    "render_privileges",
    "render_role_ansible",
    "render_role_govc",
    "render_role_json",
    "render_role_powercli",
    "render_role_table",
    "render_role_terraform",
    "render_rule",
    "render_rule_json",
    "render_text",
    "render_who",
    "render_who_json",
]
