"""What is kept is computed once, and no lock stands in the way of a forked child."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from policyguard.lazy import cached_property


class Slow:
    """Something whose value takes until it is let go."""

    def __init__(self, go: threading.Event) -> None:
        self.asked = threading.Event()
        self.times = 0
        self._go = go

    @cached_property
    def value(self) -> int:
        """Computed when the event is set."""
        self.asked.set()
        self._go.wait()
        self.times += 1
        return 42


def done() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


def test_it_is_computed_once_for_each_object() -> None:
    one, other = Slow(done()), Slow(done())
    assert [one.value, one.value, other.value] == [42] * 3
    assert (one.times, other.times) == (1, 1)


def test_it_can_be_asked_for_of_the_class() -> None:
    assert isinstance(Slow.value, cached_property)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_child_forked_while_another_thread_computes_does_not_wait_for_it() -> None:
    go, ready = threading.Event(), done()
    slow = Slow(go)
    thread = threading.Thread(target=lambda: slow.value)
    thread.start()
    slow.asked.wait()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines are not counted
        signal.alarm(10)
        os._exit(Slow(ready).value)
    status = os.waitpid(child, 0)[1]
    go.set()
    thread.join()
    assert os.waitstatus_to_exitcode(status) == 42
