"""Encryption that does not work out."""

from __future__ import annotations

from tests.worlds.machines import key_id
from tests.worlds.spoiling import FAIL, WARNING, Case, Table
from tests.worlds.values import typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# Encryption (K).
def _encrypt(c: Case, provider: str, key: str) -> None:
    c.need(not c.source.encrypted and c.deployment.cluster.crypto == "safe")
    c.need("linked" not in c.deployment.marks)
    c.location["cryptoSpec"] = typed("CryptoSpecEncrypt", cryptoKeyId=key_id(provider, key))


@_written("new key without a provider", FAIL, "ENC")
def _(c: Case) -> None:
    _encrypt(c, "kms-1", "")
    c.set("CryptoManagerKmip/CryptoManager", "kmipServers", [])


_add("new key of an unknown provider", FAIL, "ENC", lambda c: _encrypt(c, "kms-9", ""))
_add("key named to a trusted provider", FAIL, "ENC", lambda c: _encrypt(c, "trusted", "b2"))
_add("known key of an unknown provider", WARNING, "ENC", lambda c: _encrypt(c, "kms-9", "b2"))


@_written("decryption with a virtual TPM", FAIL, "ENC")
def _(c: Case) -> None:
    c.need(c.source.tpm)
    c.location["cryptoSpec"] = typed("CryptoSpecDecrypt")


@_written("deep recryption with snapshots", FAIL, "ENC SNP")
def _(c: Case) -> None:
    c.need(c.source.snapshots)
    c.set(c.source.reference, "config.keyId", key_id("kms-1", "b2"))
    made = typed("CryptoSpecDeepRecrypt", newKeyId=key_id("kms-1", ""))
    c.location["cryptoSpec"] = made


@_written("linked clone that changes its encryption", FAIL, "SNP ENC")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    c.set(c.source.reference, "config.keyId", key_id("kms-1", "b2"))
    c.location["cryptoSpec"] = typed("CryptoSpecDecrypt")


@_written("host that leaves encryption", FAIL, "ENC PLC")
def _(c: Case) -> None:
    c.need("encrypted" in c.deployment.marks)
    c.everywhere("runtime.cryptoState", "pendingIncapable")


@_written("virtual TPM without EFI", FAIL, "ENC HWD")
def _(c: Case) -> None:
    c.need(c.source.tpm)
    c.config(firmware="bios")


@_written("encryption of what is encrypted", WARNING, "ENC")
def _(c: Case) -> None:
    c.need(c.source.encrypted)
    c.location["cryptoSpec"] = typed("CryptoSpecEncrypt", cryptoKeyId=key_id("kms-1", ""))


@_written("recryption of what is not encrypted", WARNING, "ENC")
def _(c: Case) -> None:
    c.need(not c.source.encrypted and "encrypted" not in c.deployment.marks)
    made = typed("CryptoSpecShallowRecrypt", newKeyId=key_id("kms-1", ""))
    c.location["cryptoSpec"] = made


@_written("TPM policy without a TPM", WARNING, "ENC")
def _(c: Case) -> None:
    c.need(not c.source.tpm and c.release >= "8")
    c.spec["tpmProvisionPolicy"] = "replace"


@_written("locked source", WARNING, "SRC ENC")
def _(c: Case) -> None:
    c.need(c.source.encrypted)
    c.set(c.source.reference, "runtime.cryptoState", "locked")


@_written("hosts that cannot hold keys", WARNING, "ENC PLC")
def _(c: Case) -> None:
    c.need("encrypted" in c.deployment.marks)
    c.everywhere("capability.cryptoSupported", value=False)
    c.everywhere("runtime.cryptoState", "incapable")


@_written("other format of an encrypted disk", WARNING, "ENC")
def _(c: Case) -> None:
    c.need(c.source.encrypted and "locators" in c.deployment.marks)
    disk = c.source.disks[0]["backing"]
    c.location["disk"][0]["diskBackingInfo"] = typed(
        "VirtualDiskFlatVer2BackingInfo",
        fileName="",
        diskMode="persistent",
        thinProvisioned=not disk["thinProvisioned"],
    )
