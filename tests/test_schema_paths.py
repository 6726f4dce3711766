"""The 8.0.2.0 schema has the properties of the API page's example, and no others.

`api_page_8.0.2.0.json` holds the property paths of that example in its order, `[]` for the
items of a list, and what kind of value the example has at each.
"""

from __future__ import annotations

import json
from pathlib import Path

from policyguard.schema import schema_of
from tests.schema_paths import paths_of

PAGE = Path(__file__).parent / "data" / "api_page_8.0.2.0.json"


def test_paths_by_declared_types_are_those_of_the_page_none_missing_none_extra() -> None:
    page = json.loads(PAGE.read_text())
    paths = dict(paths_of(schema_of("8.0.2.0")))
    assert sorted(page.keys() - paths.keys()) == []
    assert sorted(paths.keys() - page.keys()) == []


def test_kinds_and_order_of_the_properties_are_those_of_the_page() -> None:
    page = json.loads(PAGE.read_text())
    assert list(paths_of(schema_of("8.0.2.0"))) == list(page.items())
