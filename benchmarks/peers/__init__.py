"""The rule book's decision, written for other engines from the same rules.

`decision` says what is decided and has policyguard decide it; `load` finds the engines that
are installed. An engine is timed only after it gave policyguard's answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from policyguard.rules import Rule

if TYPE_CHECKING:
    from benchmarks.peers.decision import Peer

# In this order: cel-expr-python imported after regopy ends the process.
_PEERS: Final[Mapping[str, tuple[str, str]]] = {
    "cel-expr-python": ("cel_cpp", "CelCpp"),
    "common-expression-language": ("cel_rust", "CelRust"),
    "zen-engine": ("zen_engine", "ZenEngine"),
    "cedarpy": ("cedar", "Cedar"),
    "regopy": ("opa", "Opa"),
}


def load() -> Mapping[str, Callable[[Sequence[Rule]], Peer] | None]:
    """The engines by the name they are installed by; None for one that is not installed."""
    return {name: _imported(*where) for name, where in _PEERS.items()}


def _imported(module: str, peer: str) -> Callable[[Sequence[Rule]], Peer] | None:
    try:
        found: Callable[[Sequence[Rule]], Peer] = getattr(
            import_module(f"benchmarks.peers.{module}"), peer
        )
    except ImportError:
        return None
    return found
