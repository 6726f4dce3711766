"""Where the program begins: `policyguard`, and `python -m policyguard`.

Nothing is imported before `main` is in charge, so that an interrupt is one whenever it comes.
"""

from __future__ import annotations

import os
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run one command and exit with its status."""
    try:
        _fill_closed_streams()
        from policyguard.cli import main as run  # noqa: PLC0415 - it takes time

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _fill_closed_streams() -> None:
    """Keep the numbers of closed standard streams from the files that are opened next."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    main()
