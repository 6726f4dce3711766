"""Which facts follow from others, so that a rule that asks for the contrary can be found.

    load → validate → facts → **rules** → report

Attributes are independent unless it stands here. What stands here is so of every request
before every vCenter; that two facts are never *known* together is no reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policyguard.rules.rule import Condition, Token
from policyguard.vocabulary import KINDS, domain

_Values = Mapping[str, tuple[Token, ...]]


@dataclass(frozen=True, slots=True)
class Implication:
    """Where each of some facts has one of some values, each of others has.

    Attributes:
        given: Fact, as `kind.attribute`, → the values it may have.
        then: The same of what follows; `()` for an item means that there is none.
        because: Why, as a clause.
    """

    given: _Values
    then: _Values
    because: str

    def contradictions(self) -> Iterator[Contradiction]:
        """What no facts say, therefore."""
        given = tuple(_among(fact, values) for fact, values in self.given.items())
        for fact, values in self.then.items():
            told = _among(fact, values)
            contrary = Condition(told.kind, fact, told.refused, told.allowed)
            yield Contradiction((*given, contrary), self.because)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Conditions that facts never meet all of, and why."""

    conditions: tuple[Condition, ...]
    because: str

    @property
    def subject(self) -> str | None:
        """The kind of items it speaks of, one at a time; None if it speaks of none."""
        kinds = (c.kind for c in self.conditions)
        return next((kind for kind in kinds if kind in KINDS and KINDS[kind].many), None)


def _among(fact: str, values: tuple[Token, ...]) -> Condition:
    kind, _, attribute = fact.partition(".")
    known = frozenset(domain(kind, attribute))
    return Condition(kind, fact, known & frozenset(values), known - frozenset(values))


_ABSENT = ("absent",)
_NO = ("no",)

IMPLICATIONS = (
    Implication(
        {"name.is": _ABSENT},
        {
            "name.raw_length": (0,),
            "name.lone_percent": _NO,
            "name.unknown_escape": _NO,
            "name.needless_escape": _NO,
            "name.discouraged": _NO,
            "name.control": _NO,
            "name.blank_edge": _NO,
            "name.taken": _NO,
        },
        "a name that is absent has no characters",
    ),
    Implication(
        {"name.raw_length": (0,)}, {"name.length": (0,)}, "nothing is stored of an empty name"
    ),
    Implication(
        {"clone.snapshot": _ABSENT}, {"snapshot.owner": _ABSENT}, "no snapshot, no owner of it"
    ),
    Implication({"clone.disks": _ABSENT}, {"disk.device": ()}, "no list of disks, no entries"),
    Implication(
        {"clone.customization": _ABSENT},
        {
            "customization.identity": _ABSENT,
            "customization.host_name": _ABSENT,
            "customization.computer_name": _ABSENT,
            "customization.full_name": _ABSENT,
            "customization.options": _ABSENT,
            "customization.change_sid": _ABSENT,
            "customization.gateways": ("unneeded",),
            "customization.passwords": ("none",),
            "customization.generator_command": ("unneeded",),
            "sysprep.admin_password": ("blank",),
            "sysprep.auto_logon": _NO,
            "sysprep.auto_logon_count": _ABSENT,
            "sysprep.time_zone": _ABSENT,
            "sysprep.product_id": _ABSENT,
            "sysprep.license": _ABSENT,
            "sysprep.membership": _ABSENT,
            "linux_identity.time_zone": _ABSENT,
            "linux_identity.metadata": _ABSENT,
            "linux_identity.userdata": _ABSENT,
            "name_generator.role": (),
            "adapter.ip": (),
            "ipv6_address.generator": (),
        },
        "no customization, nothing in it",
    ),
    Implication({"clone.host": _ABSENT}, {"host.in_pool": _ABSENT}, "it is of the host named"),
    Implication({"clone.pool": _ABSENT}, {"host.in_pool": _ABSENT}, "it is of the pool named"),
    Implication(
        {"pool.type": _ABSENT}, {"pool.owner_hosts": _ABSENT}, "no pool, no hosts of its owner"
    ),
    Implication(
        {"pool.owner_hosts": ("absent", "none")},
        {"pool.usable_hosts": _ABSENT},
        "none of no hosts is usable or not",
    ),
    Implication(
        {"host.connection": _ABSENT},
        {"host.maintenance": _ABSENT, "host.failover": _ABSENT},
        "no one host, nothing of it",
    ),
    Implication(
        {"host.maintenance": _ABSENT}, {"host.connection": _ABSENT}, "every host is in it or not"
    ),
    Implication(
        {"source.vtpm": ("yes",)}, {"source.encrypted": ("yes",)}, "a vTPM forces encryption"
    ),
    Implication(
        {"clone.crypto": ("encrypt",)}, {"clone.result": ("encrypted",)}, "the request says so"
    ),
    Implication(
        {"clone.crypto": ("decrypt",)}, {"clone.result": ("plain",)}, "the request says so"
    ),
    Implication(
        {"crypto_change.asks": ("decrypt", "noop", "other")},
        {"crypto_change.key": _ABSENT},
        "none of them names a key",
    ),
    Implication(
        {"crypto_change.key": _ABSENT},
        {"crypto_change.provider": _ABSENT},
        "a key provider is named with a key",
    ),
    Implication(
        {"encryption.version": ("supported", "too-old")},
        {"encryption.vtpm": ("yes",), "encryption.new_key": ("needed",)},
        "it is asked for where a virtual TPM is added, which needs a key",
    ),
    Implication(
        {"nic.backing": ("other",)}, {"nic.network": _ABSENT}, "only the others name a network"
    ),
    Implication(
        {"nic.backing": ("standard", "opaque", "other")},
        {"nic.ports": _ABSENT},
        "only a distributed port group has so many ports",
    ),
    Implication(
        {"nic.backing": ("distributed", "opaque", "other")},
        {"nic.intranet": _ABSENT},
        "only a standard network is within one host",
    ),
    Implication(
        {"nic.network": ("namesake",)},
        {"nic.backing": ("standard",)},
        "a network is taken for another by its name only if it is a standard one",
    ),
    Implication(
        {"adapter.ip": ("absent", "dhcp", "unknown-generator", "other")},
        {
            "adapter.mask": _ABSENT,
            "adapter.host_part": _ABSENT,
            "adapter.gateway": _ABSENT,
            "adapter.repeated": _ABSENT,
        },
        "they are of a fixed address",
    ),
    Implication(
        {"ipv6_address.generator": ("unknown-generator", "other")},
        {
            "ipv6_address.address": _ABSENT,
            "ipv6_address.prefix": _ABSENT,
            "ipv6_address.repeated": _ABSENT,
        },
        "they are of a fixed address",
    ),
    Implication(
        {"guest.windows": ("client-before-vista", "server-before-vista", "client", "server")},
        {"customization.guest": ("windows",)},
        "every Windows is one",
    ),
    Implication(
        {"guest.windows": _ABSENT},
        {"customization.guest": ("linux", "esxi", "uncustomizable", "other", "unlisted")},
        "what is no Windows is something else",
    ),
)

CONTRADICTIONS = tuple(
    contradiction for one in IMPLICATIONS for contradiction in one.contradictions()
)
"""What no facts say, by all of the implications."""
