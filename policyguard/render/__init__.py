"""Turn reports, and rules, into text, one module a format.

    load → validate → facts → rules → **report**

A renderer takes values and returns a string. It prints nothing, opens nothing and decides
nothing: the verdict is already in the report.
"""
