"""Lists of devices: how many of their elements are judged."""

from __future__ import annotations

import pytest

from policyguard.request import BOUNDED_LISTS, MOST_ELEMENTS, CloneRequest, Place, within
from tests.facts.kit import Data


def body(place: Place, number: int) -> Data:
    value: object = [{}] * number
    for step in reversed(place):
        value = {step: value, "kept": 1}
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("place", BOUNDED_LISTS)
def test_a_list_is_cut_where_no_machine_has_more_devices(place: Place) -> None:
    long = CloneRequest(body=body(place, MOST_ELEMENTS + 1))
    cut = long.bounded()
    assert cut.cut == ((place, MOST_ELEMENTS + 1),)
    assert len(within(cut.body, *place)) == MOST_ELEMENTS
    assert within(cut.body, *place[:-1], "kept") == 1
    assert len(within(long.body, *place)) == MOST_ELEMENTS + 1


@pytest.mark.parametrize("place", BOUNDED_LISTS)
def test_a_list_that_is_short_enough_stays_as_it_is(place: Place) -> None:
    request = CloneRequest(body=body(place, MOST_ELEMENTS))
    assert request.bounded() is request


def test_what_has_no_such_list_stays_as_it_is() -> None:
    odds: tuple[object, ...] = (None, 5, [], {"spec": []}, {"spec": {"location": {"disk": {}}}})
    for odd in odds:
        request = CloneRequest(body=odd)
        assert request.bounded() is request
