"""The vCenter that is called, the one a clone goes to, and changes that say what is to be done."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from tests.facts.kit import facts, items, told


def called(release: str, known: str | None) -> Facts:
    about = {} if known is None else {"about": {"apiVersion": known}}
    request = CloneRequest(mo_id="vm-12", release=release, body={})
    return facts_of(Situation(request, Inventory.load(about)), ())


@pytest.mark.parametrize(
    ("release", "known", "said"),
    [
        ("8.0.2.0", "8.0.2.0", "served"),
        ("8.0.2.0", "8.0.2", "served"),
        ("8.0.2", "8.0.2.0", "served"),
        ("8.0.2.0", "8.0.3.0", "served"),
        ("8.0.2.0", "9", "served"),
        ("8.0.2.0.0", "8.0.2.0", "served"),
        ("8.0.10.0", "8.0.9.0", "too-new"),
        ("8.0.2.1", "8.0.2.0", "too-new"),
        ("8.0.2.0.1", "8.0.2.0", "too-new"),
        ("8.0.0.0.0.0.0.1", "8.0.0.0.0.0.0.0", "too-new"),
        ("9", "8.0.2.0", "too-new"),
        ("999999999", "8.0.2.0", "too-new"),
        ("8.0.2.0", None, ("about.apiVersion",)),
        ("8.0.2.0", "8.0 U2", ("about.apiVersion",)),
        ("8.0.2.0", "8.0.", ("about.apiVersion",)),
        ("8.0.2.0", "8.0.0.0.0.0.0.0.0", ("about.apiVersion",)),
        ("8.0.2.0", "1234567890", ("about.apiVersion",)),
        ("latest", "8.0.2.0", ("release",)),
    ],
)
def test_a_vcenter_knows_the_releases_up_to_its_own(
    release: str, known: str | None, said: str | tuple[str, ...]
) -> None:
    found = called(release, known)
    assert told(found, "service.release") == said
    assert (found.details["api_release"], found.details["api_version"]) == (release, known)


@pytest.mark.parametrize(
    ("release", "known", "said"),
    [
        ("8.0.2.0", "8.0.2.0", "clone"),
        ("8.0.2.0", "9.0.0.0", "clone-and-access"),
        ("8.0.2.0", "10", "clone-and-access"),
        ("9.0.0.0", None, "clone-and-access"),
        ("9.1.0.0", "8.0.3.0", "clone-and-access"),
        ("8.0.2.0", None, ("about.apiVersion",)),
        ("8.0.2.0", "8.0 U2", ("about.apiVersion",)),
        ("x", "8.0.2.0", "clone"),
    ],
)
def test_from_release_9_on_an_encrypted_source_asks_for_access_too(
    release: str, known: str | None, said: str | tuple[str, ...]
) -> None:
    assert told(called(release, known), "service.cryptography") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "absent"),
        (7, ("request:spec.location.service.sslThumbprint",)),
        (":".join(["aB"] * 20), "well-formed"),
        (":".join(["09"] * 32), "well-formed"),
        ("Fa" * 64, "well-formed"),
        ("", "malformed"),
        (":".join(["ab"] * 19), "malformed"),
        (":".join(["ab"] * 19 + ["a"]), "malformed"),
        (":".join(["ab"] * 19 + ["gz"]), "malformed"),
        (":".join(["ab"] * 20) + ":", "malformed"),
        ("a:b" * 20, "malformed"),
    ],
)
def test_a_thumbprint_is_the_digest_of_a_certificate(
    written: Any, said: str | tuple[str, ...]
) -> None:
    found = facts({"location": {"service": {"url": "", "sslThumbprint": written}}})
    assert told(found, "service.thumbprint") == said


def test_each_entry_of_both_lists_of_changes_says_what_is_to_be_done_or_not() -> None:
    entries = [7, {"operation": "add"}, {"operation": None}, {}]
    spec = {"location": {"deviceChange": entries}, "config": {"deviceChange": entries[1:2]}}
    found = facts(spec)
    assert items(found, "change_entry", "operation") == ["given", "absent", "absent", "given"]
    assert [dict(item.details) for item in found.items["change_entry"]] == [
        {"entry_place": f"/{path.replace('.', '/')}/{n}", "entry_path": f"{path}[{n}]"}
        for path, n in (
            *(("spec.location.deviceChange", n) for n in (1, 2, 3)),
            ("spec.config.deviceChange", 0),
        )
    ]
