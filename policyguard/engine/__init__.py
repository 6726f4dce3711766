"""Facts and rules → matches, by either of two engines behind one protocol.

    load → validate → facts → **rules** → report

`durable` runs the rules on durable_rules; `portable` reads the same compiled rules
itself and answers wherever durable_rules is not there or cannot be imported, whatever the
reason. They agree on every input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Final, Protocol

from policyguard.engine.match import Match
from policyguard.engine.portable import PortableEngine
from policyguard.errors import InputError
from policyguard.facts.values import Facts
from policyguard.rules import Rule
from policyguard.text import one_line

# The package that durable_rules installs.
_PACKAGE: Final = "durable"


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
    if name == "durable" and (failure := _failure()) is not None:
        raise InputError(f"the engine `{name}` cannot be imported here: {failure}")
    return _ENGINES[name](rules)


def available() -> tuple[str, ...]:
    """The names of the engines that can be imported here, the default first.

    That durable_rules is installed and cannot be imported is logged, once.
    """
    failure = _failure()
    if failure is None:
        return tuple(_ENGINES)
    if find_spec(_PACKAGE) is not None:
        _warn(failure)
    return ("portable",)


def _failure() -> str | None:
    """Why durable_rules cannot be imported; None if it can.

    An extension that was built for another Python, or against another library, may raise
    anything.
    """
    try:
        import policyguard.engine.durable  # noqa: F401, PLC0415
    except Exception as error:  # noqa: BLE001
        return one_line(f"{type(error).__name__}: {error}")
    return None


@cache
def _warn(failure: str) -> None:
    import logging  # noqa: PLC0415 - seldom needed, and takes long

    logging.getLogger("policyguard").warning(
        "policyguard: durable_rules is installed and cannot be imported, so that the engine "
        "`portable` runs the rules (%s)",
        failure,
    )


def _durable(rules: Sequence[Rule]) -> Engine:
    from policyguard.engine.durable import DurableEngine  # noqa: PLC0415

    return DurableEngine(rules)


_ENGINES: dict[str, Callable[[Sequence[Rule]], Engine]] = {
    "durable": _durable,
    "portable": PortableEngine,
}
