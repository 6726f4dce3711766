"""Profiles for the laws: thirty examples on every run, many more with `long` and `endless`.

With `mutation` few, since a mutant meets them all the same.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile("default", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=5000, deadline=None)
settings.register_profile(
    "endless",
    max_examples=20_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "mutation",
    max_examples=20,
    deadline=None,
    derandomize=True,
    # That it fails is all there is to know, not on how little it would.
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("default")

# They run the same lines thousands of times: counting lines there costs minutes and says nothing.
_REPEATING = ("property", "engine", "test_scale.py", "test_hostile", "test_privilege_matrix.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what repeats itself out of the count of lines."""
    for item in items:
        if any(part.startswith(_REPEATING) for part in item.path.parts):
            item.add_marker("no_cover")
