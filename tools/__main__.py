"""Write every generated file anew: `python -m tools`.

With `--check` nothing is written: the files that are not what their generator gives are
listed, and the exit status is 1 if there are any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent

# In the order of need: the rule book is checked against the schemas and the faults. Each
# module has `generate() -> dict[Path, bytes]`, paths from the root of the repository.
GENERATORS: Final = (
    "schemas",
    "since",
    "descriptions",
    "faults",
    "privileges",
    "managed",
    "conditions",
    "rulebook",
    "reads",
    "rule_pages",
    "coverage",
    "authors_page",
    "report_schema",
    "role_schema",
)


def outdated(names: Sequence[str] = GENERATORS) -> Iterator[tuple[Path, bytes]]:
    """The files that are not what their generator gives, with what it does give."""
    for name in names:
        for path, content in import_module(f"tools.{name}").generate().items():
            file = ROOT / path
            if not file.is_file() or file.read_bytes() != content:
                yield path, content


def main(arguments: Sequence[str]) -> int:
    """Write or check the generated files; 2 for an argument that is not known."""
    if list(arguments) not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    found = False
    # Each is written before the next is made: the rule book is checked against the conditions.
    for path, content in outdated():
        found = True
        if arguments:
            print(f"{path} is stale: run `python -m tools`")
        else:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_bytes(content)
            print(f"{path}: {len(content)} bytes")
    return int(found and bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
