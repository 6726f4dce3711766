"""Which of the vCenter's key providers are trusted ones."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.providers import providers
from policyguard.facts.values import Unknown
from tests.facts.test_situation import case

SERVERS = Unknown(("CryptoManagerKmip/CryptoManager:kmipServers",))


@pytest.mark.parametrize(
    ("kind", "trusted"),
    [
        ("trustAuthority", True),
        ("vCenter", False),
        ("nativeProvider", False),
        ("trustauthority", SERVERS),
        ("", SERVERS),
        (None, SERVERS),
        ([], SERVERS),
    ],
)
def test_who_manages_a_provider_says_whether_it_is_trusted(kind: Any, trusted: Any) -> None:
    servers = [{"clusterId": {"id": "a"}, "managementType": kind}]
    found = providers(case(objects={"CryptoManagerKmip/CryptoManager": {"kmipServers": servers}}))
    assert found == {"a": trusted}
