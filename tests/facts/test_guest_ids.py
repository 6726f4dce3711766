"""Every identifier of a guest that the API has is classified, and each as what it is."""

from __future__ import annotations

import pytest
from pyVmomi import vim

from policyguard.facts.guest_ids import GUEST_IDS, family, windows_kind
from tests.facts.kit import SOURCE, facts

API = frozenset[str](vim.vm.GuestOsDescriptor.GuestOsIdentifier.values)  # type: ignore[attr-defined]


def test_the_identifiers_are_those_of_the_api() -> None:
    assert API == GUEST_IDS


@pytest.mark.parametrize("guest_id", sorted(API))
def test_what_is_called_windows_is_one_and_nothing_else(guest_id: str) -> None:
    assert (family(guest_id) == "windows") == guest_id.startswith("win")
    assert (windows_kind(guest_id) != "absent") == guest_id.startswith("win")


@pytest.mark.parametrize("guest_id", sorted(one for one in API if "inux" in one))
def test_what_is_called_linux_is_one_or_was_seen_to_be_refused(guest_id: str) -> None:
    refused = {"otherLinuxGuest", "otherLinux64Guest", "other26xLinux64Guest"}
    assert family(guest_id) == ("uncustomizable" if guest_id in refused else "linux")


@pytest.mark.parametrize(
    ("guest_id", "kind"),
    [
        ("winXPPro64Guest", "client-before-vista"),
        ("winNetDatacenter64Guest", "server-before-vista"),
        ("win2000ProGuest", "client-before-vista"),
        ("win2000ServGuest", "server-before-vista"),
        ("winVistaGuest", "client"),
        ("winLonghorn64Guest", "server"),
        ("windows9_64Guest", "client"),
        ("windows9Server64Guest", "server"),
        ("windows2022srvNext_64Guest", "server"),
        ("windows99srv_64Guest", "server"),
        ("windows99Server64Guest", "server"),
        ("windows99_64Guest", "client"),
        ("ubuntu64Guest", "absent"),
        ("", "absent"),
    ],
)
def test_windows_is_told_by_age_and_use(guest_id: str, kind: str) -> None:
    assert windows_kind(guest_id) == kind


@pytest.mark.parametrize(
    ("guest_id", "said"),
    [
        ("ubuntu64Guest", ("listed", "linux")),
        ("darwin99_64Guest", ("unlisted", "uncustomizable")),
        ("vmkernel99Guest", ("unlisted", "esxi")),
        ("freebsd99_64Guest", ("unlisted", "other")),
        ("haiku_64Guest", ("unlisted", "unlisted")),
        ("vmkernel65Guest", ("listed", "esxi")),
        ("solaris10Guest", ("listed", "other")),
        ("windows99_64Guest", ("unlisted", "windows")),
        (None, ("unset", "unlisted")),
        ("", ("unset", "unlisted")),
        (7, ("unknown", "unknown")),
    ],
)
def test_a_guest_that_is_not_known_is_told_apart(guest_id: object, said: tuple[str, str]) -> None:
    values = facts({}, {SOURCE: {"config.guestId": guest_id}}).values
    assert (values["guest.id"], values["customization.guest"]) == said


@pytest.mark.parametrize(
    ("newer", "older", "said"),
    [
        ("guestToolsNotInstalled", "toolsOk", "not-installed"),
        ("guestToolsUnmanaged", None, "installed"),
        (None, "toolsNotInstalled", "not-installed"),
        (None, None, "unset"),
        (None, ..., "unknown"),
        (..., None, "unknown"),
        (..., "toolsOk", "installed"),
        (True, ..., "unknown"),
    ],
)
def test_the_newer_status_of_the_tools_counts(newer: object, older: object, said: str) -> None:
    both = {"guest.toolsVersionStatus2": newer, "guest.toolsStatus": older}
    known = {path: value for path, value in both.items() if value is not ...}
    assert facts({}, {SOURCE: known}).values["customization.tools"] == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("TOOLSDEPLOYPKG_IDLE", "none"),
        ("TOOLSDEPLOYPKG_PENDING", "pending"),
        ("TOOLSDEPLOYPKG_RUNNING", "running"),
        ("TOOLSDEPLOYPKG_FAILED", "none"),
        (5, "unknown"),
    ],
)
def test_a_customization_is_pending_until_it_has_ended(status: object, said: str) -> None:
    known = {"guest.customizationInfo": {"customizationStatus": status}}
    assert facts({}, {SOURCE: known}).values["guest.customization"] == said


@pytest.mark.parametrize("guest_id", sorted(one for one in API if one.startswith("vmkernel")))
def test_every_esxi_is_told_from_other_guests_and_nothing_else_is_one(guest_id: str) -> None:
    assert family(guest_id) == "esxi"
    assert {one for one in API if family(one) == "esxi"} == {
        one for one in API if one.startswith("vmkernel")
    }
