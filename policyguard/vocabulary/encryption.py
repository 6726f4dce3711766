"""The kinds of facts about keys, and what is encrypted."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of

CRYPTO_CHANGE = Kind(
    "crypto_change",
    "a crypto specification of the request: of the location, the configuration, or a disk",
    {
        "asks": of(
            "its _typeName",
            "encrypt",
            "decrypt",
            "shallow-recrypt",
            "deep-recrypt",
            "register",
            "noop",
            "other",
        ),
    },
    {"crypto_place": "pointer to it", "crypto_path": "its property path"},
    many=True,
)
