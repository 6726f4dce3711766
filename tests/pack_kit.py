"""Packs and their rules, made in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policyguard import Finding, Guard, Override, Pack, Severity
from policyguard.rules import Rule, builtin_rules
from policyguard.rules.reading import rule_of

BUILT_IN = {rule.id: rule for rule in builtin_rules()}


def policy(number: int = 1, **fields: Any) -> Rule:
    """A rule of a pack of which only *fields* matter."""
    data = {
        "id": f"ACME{number:03}",
        "slug": "slug",
        "title": "Title",
        "severity": "error",
        "evidence": "docs",
        "when": {},
        "message": "message",
        "fix": "Fix.",
        "source": "source",
    }
    return rule_of({**data, **fields}, "a rule", pack=True)


def pack(*rules: Rule, name: str = "acme", **overrides: str) -> Pack:
    """A pack of some rules; an override is a rule's id with its severity, or `off`."""
    changed = (
        Override(
            rule=id_,
            pack=name,
            was=BUILT_IN[id_].severity,
            now="off" if now == "off" else Severity(now),
            reason="our reason",
        )
        for id_, now in overrides.items()
    )
    return Pack(name, rules, tuple(changed))


def write(folder: Path, **files: str) -> Path:
    """A folder of `.yaml` files."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def ask(
    request: dict[str, Any], inventory: Any = None, engine: str | None = None, **fields: Any
) -> tuple[Finding, ...]:
    """What one rule of a pack finds."""
    guard = Guard(inventory, engine=engine, rules=[pack(policy(**fields))])
    return guard.check(request, keep=lambda rule: rule == "ACME001").findings


def body(**members: Any) -> dict[str, Any]:
    """A request with a body."""
    return {"moId": "vm-1", "body": members}
