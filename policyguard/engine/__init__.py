"""Facts and rules → matches, by either of two engines behind one protocol.

    load → validate → facts → **rules** → report

`durable` runs the rules on durable_rules; `portable` reads the same compiled rules
itself and answers wherever durable_rules cannot be imported. They agree on every input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from policyguard.engine.match import Match
from policyguard.engine.portable import PortableEngine
from policyguard.errors import InputError
from policyguard.facts.values import Facts
from policyguard.rules import Rule


class Engine(Protocol):
    """A compiled rule set, ready to be asked about many requests by many threads."""

    name: str

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """Every match that holds or may hold, by rule in book order, then by item.

        Raises:
            EngineError: The engine did not give a whole answer.
        """
        ...


def engine_of(rules: Sequence[Rule], name: str | None = None) -> Engine:
    """Compile *rules* for the engine called *name*; None takes the best there is.

    Raises:
        InputError: There is no engine of that name, or it cannot be imported here.
        InvalidRule: A rule asks for more than the engine bears.
    """
    if name is None:
        name = available()[0]
    if name not in _ENGINES:
        msg = f"there is no engine `{name}`; there are: {', '.join(_ENGINES)}"
        raise InputError(msg)
    try:
        return _ENGINES[name](rules)
    except ImportError as error:
        msg = f"the engine `{name}` cannot be imported here: {error}"
        raise InputError(msg) from error


def available() -> tuple[str, ...]:
    """The names of the engines that can be imported here, the default first."""
    try:
        import policyguard.engine.durable  # noqa: F401, PLC0415
    except ImportError:
        return ("portable",)
    return tuple(_ENGINES)


def _durable(rules: Sequence[Rule]) -> Engine:
    from policyguard.engine.durable import DurableEngine  # noqa: PLC0415

    return DurableEngine(rules)


_ENGINES: dict[str, Callable[[Sequence[Rule]], Engine]] = {
    "durable": _durable,
    "portable": PortableEngine,
}
