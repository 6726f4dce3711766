"""What people hand in besides requests: how each is recognised, by content, and what to do.

The tables are in order: the first entry that fits counts. Of a document it is a few of its
members that tell, of a text how it begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard import faults
from policyguard.request import is_request
from policyguard.text import shown

_GIVE: Final = "give the CloneVM_Task request that it makes: `folder`, `name` and `spec`"


@dataclass(frozen=True, slots=True)
class Other:
    """Something that is no request.

    Attributes:
        what: Its name, with an article; `{}` stands for what `detail` finds.
        to_do: What to do with it.
        is_it: Whether a document, or a text, is it.
        detail: What of a document the name holds.
    """

    what: str
    to_do: str
    is_it: Callable[[Any], bool]
    detail: str = ""

    def refusal(self, data: Any) -> str:
        """What is said of it, on one line."""
        found = data.get(self.detail) if self.detail and isinstance(data, Mapping) else None
        what = self.what.format(shown(found) if isinstance(found, str) else "?")
        return f"{what}, not a clone request; {self.to_do}"


def _has(*names: str) -> Callable[[Any], bool]:
    """Whether a document is an object with all of these members."""
    return lambda data: isinstance(data, Mapping) and all(name in data for name in names)


def _is(*tests: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Whether any of the tests holds."""
    return lambda data: any(test(data) for test in tests)


def _holds(name: str, kind: type) -> Callable[[Any], bool]:
    """Whether a member of an object is of a Python type."""
    return lambda data: isinstance(data, Mapping) and isinstance(data.get(name), kind)


def _typed(*names: str) -> Callable[[Any], bool]:
    """Whether an object says that it is of one of these types."""
    return lambda data: isinstance(data, Mapping) and data.get("_typeName") in names


def _listed(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Whether the first thing in a list passes a test."""
    return lambda data: isinstance(data, list) and bool(data) and test(data[0])


def _is_fault(data: Any) -> bool:
    name = data.get("_typeName") if isinstance(data, Mapping) else None
    return isinstance(name, str) and (name == "LocalizedMethodFault" or faults.exists(name))


def _is_inventory(data: Any) -> bool:
    """Whether nothing stands there but sections of an inventory."""
    return isinstance(data, Mapping) and bool(data) and _SECTIONS.issuperset(data)


def _is_raw(data: Any) -> bool:
    """Whether it is what a property collector returned, in any of its wrappings."""
    if isinstance(data, Mapping) and isinstance(data.get("objects"), list):
        data = data["objects"]
    return _is_content(data) or _listed(_is_content)(data)


def _is_task(data: Any) -> bool:
    """Whether it is a task of Ansible: a module is a member with arguments, and has a dot."""
    if not isinstance(data, Mapping):
        return False
    modules = (key for key in data if isinstance(key, str))
    return any(key.startswith(_MODULES) or key in _TASK_WORDS for key in modules)


def _first_line(pattern: str) -> Callable[[Any], bool]:
    """Whether the first line that is no comment and not empty fits a pattern."""
    begins = re.compile(pattern, re.IGNORECASE)
    return lambda text: bool(begins.match(_COMMENTS.sub("", text, count=1)))


def _anywhere(pattern: str) -> Callable[[Any], bool]:
    """Whether a line of a text begins with a pattern."""
    begins = re.compile(rf"^[ \t]*(?:{pattern})", re.MULTILINE)
    return lambda text: bool(begins.search(text))


def _is_xml(text: str) -> bool:
    return bool(_TAG.match(text))


def _is_ovf(text: str) -> bool:
    return _is_xml(text) and "/ovf/envelope" in text


def _is_soap(text: str) -> bool:
    return _is_xml(text) and bool(_SOAP.search(text))


_TAG: Final = re.compile(r"\s*<[?!/\w]")
_SOAP: Final = re.compile(r"<(?:\w+:)?(?:Envelope|Body)\b")
_SECTIONS: Final = frozenset(
    (
        "about",
        "objects",
        "roles",
        "permissions",
        "groups",
        "complete",
        "effective",
        "taken",
        "asked",
    )
)
_MODULES: Final = ("vmware_", "community.", "ansible.", "vmware.", "win_")
_TASK_WORDS: Final = frozenset(("import_tasks", "include_tasks", "import_role", "register"))
_COMMENTS: Final = re.compile(r"\A(?:\s+|#[^\n]*(?:\n|\Z)|//[^\n]*(?:\n|\Z)|/\*(?s:.*?)\*/)+")

_is_content = _is(_has("obj", "propSet"), _typed("ObjectContent", "RetrieveResult"))

DATA: Final = (
    Other(
        "a list of requests",
        "write one on each line (JSON Lines, `jq -c '.[]'`), or YAML documents with `---` between",
        _listed(is_request),
    ),
    Other(
        "what a property collector returned",
        "give it with --inventory",
        _is(_is_raw, _has("returnval")),
    ),
    Other("an inventory", "give it with --inventory", _is_inventory),
    Other(
        "a report of policyguard",
        "give the request that it is about",
        _is(_has("version", "reports"), _has("verdict", "findings")),
    ),
    Other(
        "a rule of policyguard",
        "give its directory with --rules",
        _is(_has("id", "when", "severity"), _has("id", "when", "requires"), _has("overrides")),
    ),
    Other("a fault, `{}`", "`policyguard explain-fault` takes it", _is_fault, "_typeName"),
    Other(
        "a Terraform plan",
        _GIVE,
        _is(_has("planned_values"), _has("resource_changes", "format_version")),
    ),
    Other(
        "the stream of `terraform plan -json`",
        _GIVE,
        _is(_has("@level", "@message"), _has("@message", "@timestamp")),
    ),
    Other(
        "a Terraform state",
        _GIVE,
        _is(
            _has("terraform_version", "resources"),
            _has("lineage", "serial"),
            _has("format_version", "terraform_version"),
        ),
    ),
    Other(
        "a Terraform configuration (JSON)",
        _GIVE,
        _is(_holds("resource", dict), _holds("terraform", dict), _has("provider", "data")),
    ),
    Other("a Packer template", _GIVE, _holds("builders", list)),
    Other("a Kubernetes manifest, `{}`", _GIVE, _has("apiVersion", "kind"), "kind"),
    Other("a template of Aria Automation", _GIVE, _has("formatVersion", "resources")),
    Other(
        "an Ansible playbook",
        _GIVE,
        _listed(_is(_has("hosts", "tasks"), _has("hosts", "roles"), _has("import_playbook"))),
    ),
    Other("Ansible tasks", _GIVE, _is(_is_task, _listed(_is_task))),
    Other("an Ansible inventory", _GIVE, _is(_holds("all", dict), _holds("_meta", dict))),
    Other(
        "a bare VirtualMachineCloneSpec",
        "put it under `spec`, beside `folder` and `name`",
        _is(
            _typed("VirtualMachineCloneSpec"),
            _has("location", "template"),
            _has("location", "powerOn"),
        ),
    ),
    Other("a data object, `{}`", _GIVE, _holds("_typeName", str), "_typeName"),
    Other("a JSON Schema", "give a request that keeps it", _has("$schema")),
)
"""What a document may be."""

TEXTS: Final = (
    Other("an OVF descriptor", _GIVE, _is_ovf),
    Other(
        "a SOAP message",
        "write the request as VI JSON, with `folder`, `name` and `spec`",
        _is_soap,
    ),
    Other("XML or HTML", _GIVE, _is_xml),
    Other(
        "a Packer template",
        _GIVE,
        _first_line(r"(?:packer|source[ \t]+\"[^\"\n]*\"[ \t]+\"[^\"\n]*\"|build)[ \t]*\{"),
    ),
    Other(
        "a Terraform configuration (HCL)",
        _GIVE,
        _is(
            _first_line(
                r"(?:resource|data|variable|provider|module|terraform|locals|output|moved|import"
                r"|removed|check)\b[ \t]*(?:\"[^\"\n]*\"[ \t]*){0,2}\{"
            ),
            _anywhere(r"(?:resource|data|module|variable|provider)[ \t]+\"[^\"\n]*\"[^\n{]*\{"),
        ),
    ),
    Other(
        "what `terraform` printed",
        _GIVE,
        _anywhere(r"Terraform (?:will perform|used the selected providers)|# \S+ will be created"),
    ),
    Other(
        "a printed pyVmomi object",
        "write it as VI JSON, with `folder`, `name` and `spec`",
        _first_line(r"\((?:vim|vmodl)\.[\w.]+\)(?:\[\])? [\[{]"),
    ),
    Other(
        "a printed Go object",
        "write it as VI JSON, with `folder`, `name` and `spec`",
        _first_line(r"[&(]*\*?types\.\w+\)?\{"),
    ),
    Other(
        "a PowerShell script",
        _GIVE,
        _is(
            _first_line(r"\$\w+[ \t]*=|param[ \t]*\(|function[ \t]+\w+-\w+"),
            _anywhere(r"(?:\$\w+[ \t]*=[ \t]*)?(?:Connect-VIServer|New-VM|Get-VM|Import-Module)\b"),
        ),
    ),
    Other(
        "Python source",
        _GIVE,
        _is(
            lambda text: bool(re.match(r"#![^\n]*python", text)),
            _first_line(
                r"(?:import[ \t]+[\w.]+[ \t]*(?:,|as\b|\n|\Z)|from[ \t]+[\w.]+[ \t]+import\b"
                r"|def[ \t]+\w+\(|class[ \t]+\w+[(:]|\"\"\")"
            ),
        ),
    ),
    Other(
        "a shell script",
        _GIVE,
        _is(
            lambda text: bool(re.match(r"#![^\n]*sh\b", text)),
            _first_line(r"(?:export[ \t]+\w+=|set[ \t]+-[eux]|govc[ \t]+[\w.]+)"),
            _anywhere(r"govc[ \t]+vm\.clone\b"),
        ),
    ),
    Other("a Vagrantfile", _GIVE, _anywhere(r"Vagrant\.configure\b")),
    Other("the configuration file of a machine (.vmx)", _GIVE, _anywhere(r"\.encoding[ \t]*=")),
    Other(
        "a pointer of Git LFS",
        "fetch the file itself: `git lfs pull`",
        lambda text: text.startswith("version https://git-lfs.github.com/"),
    ),
)
"""What a text may be that is no data, or data of no sense."""


COMPRESSED: Final = (
    (b"\x1f\x8b", "compressed data (gzip)"),
    (b"\x28\xb5\x2f\xfd", "compressed data (Zstandard)"),
    (b"BZh", "compressed data (bzip2)"),
    (b"\xfd7zXZ\0", "compressed data (xz)"),
    (b"PK\x03\x04", "an archive (zip)"),
)
"""What the bytes of a file begin with, and what it is then."""
