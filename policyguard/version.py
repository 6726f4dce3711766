"""The version of policyguard; the distribution has it from here (`pyproject.toml`).

Asking `importlib.metadata` for it takes as long as starting Python three times.
"""

VERSION = "0.1.0"
