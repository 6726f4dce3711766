"""What is still answered wrong, and so not asked: to be empty."""

from __future__ import annotations

from typing import Final

# Rules that speak of valid requests, or leave them open, and should not.
NOISE: Final = {
    "REQ003": "`_typeName` at the root of the body is fine",
    "STO035": "each host's own swap datastore is known, so nothing is open",
    "CUS041": "an empty product id is right with a volume licence",
    "PLC013": "a pool is how a template is sent to another cluster",
    "REQ021": "said of every customization",
}

# Privileges that are not asked for.
UNASKED: Final = {"Cryptographer.Access": "asked of encrypted sources from 9.0 on"}

# Spoilings that are not seen, and the answer that they get.
UNSEEN: Final = frozenset(
    (
        "all hosts disconnected",
        "all hosts not responding",
        "all hosts in maintenance",
        "one host in maintenance, the other without the datastore",
        "one host in maintenance, the other off the switch",
        "one host without the datastore, the other with too few CPUs",
        "one host disconnected, the other with too little memory",
        "one host cannot write to the datastore, the other is full",
        "disk with a parent is to grow by its kilobytes alone",
        "disk with a parent is to grow in a full clone",
        "disk is to shrink by its kilobytes alone",
        "running source with an independent disk",
        "linked clone each of whose disks is full",
        "memory of no whole 4 MB",
        "more reserved than there is memory",
        "two new devices with one key",
        "two new devices with the key 0",
        "new disk with the key of an adapter",
        "new disk of no bytes",
        "new disk of no kilobytes",
        "new disk on no datastore",
        "port group of another switch",
        "identity for ESXi",
        "time zone that Windows does not have",
        "identity for FreeBSD",
        "nobody named",
        "grant through a group, beside entries that nobody listed",
        "caller written in capitals",
        "caller written as a user of a domain",
    )
)
