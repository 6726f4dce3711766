"""Whatever stands in a customization, it is judged, and no secret is told."""

from __future__ import annotations

import copy

import pytest

from tests.facts.customization_kit import WHOLE
from tests.facts.kit import JUNK, asked, nics, places, spoilt, strange


@pytest.mark.parametrize("place", [p for p in places(WHOLE) if p], ids=str)
def test_junk_anywhere_is_a_value_of_the_vocabulary_or_unknown(
    place: tuple[str | int, ...],
) -> None:
    for junk in JUNK:
        assert strange(asked(nics(160), **spoilt(WHOLE, place, junk))) == [], junk


def test_no_password_is_printed() -> None:
    secret = {"value": "s3cret-of-mine", "plainText": True}
    whole = copy.deepcopy(WHOLE)
    whole["identity"]["guiUnattended"]["password"] = secret
    whole["identity"]["identification"]["domainAdminPassword"] = secret
    found = asked(nics(160), **whole)
    assert "s3cret-of-mine" not in repr((found.details, found.items))
