"""Profiles for the laws: a hundred examples on every run, many more with `long`."""

from hypothesis import settings

settings.register_profile("default", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=5000, deadline=None)
settings.load_profile("default")
