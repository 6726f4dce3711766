"""durable_rules as it comes, each time in a child process, which it may kill."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

SIGSEGV: Final = -11
SIGXCPU: Final = -24

PRELUDE: Final = """
import json, os, resource, sys
sys.setdlopenflags(os.RTLD_LAZY)  # else Python 3.13 and later cannot import it
import durable_rules_engine as engine
from durable.engine import Host, MessageNotHandledException, Ruleset

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_CPU, (3, 60))

def compiled(**rules):
    every = {name: {"all": p if isinstance(p, list) else [{"m": p}]} for name, p in rules.items()}
    return engine.create_ruleset("rules", json.dumps(every))

def told(handle, *facts, sid="s"):
    numbered = [{"sid": sid, "id": n, **fact} for n, fact in enumerate(facts)]
    return engine.assert_facts(handle, json.dumps(numbered))

def fired(handle, state):
    action = engine.start_action_for_state(handle, state)
    message = action[1] if action else None
    while message:
        yield next(iter(json.loads(message)))
        message = engine.complete_and_start_action(handle, state)

def ask(rules, *facts):
    handle = compiled(**rules)
    return list(fired(handle, told(handle, *facts)[1]))

def acting(action, pattern):
    return Ruleset("rules", None, {"r": {"all": [{"m": pattern}], "run": action}})
"""


def outcome(program: str, prelude: str = PRELUDE) -> int | str:
    """What a program prints after the prelude; the exit status of one that fails.

    Freed memory is poisoned, so that what reads it cannot be lucky. Of processor time it
    gets three seconds, many times what any of these needs.
    """
    poisoned = {**os.environ, "MALLOC_PERTURB_": "165"}
    ran = subprocess.run(
        [sys.executable, "-c", prelude + program],
        check=False,
        capture_output=True,
        text=True,
        env=poisoned,
    )
    return ran.returncode or ran.stdout.strip()
