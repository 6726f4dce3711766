"""What requests for clones of one source into one place have in common.

The outline of a request is all of it but for what differs from clone to clone: its name,
what its customization says, and the texts of `spec.config` that no fact reads. It is bytes,
so that equal outlines are found to be equal, and holds all that the facts made from it may
read: `request_of` gives nothing else back.
"""

from __future__ import annotations

import marshal
from typing import Any, Final

from policyguard.request import CloneRequest

# Whether there is one may matter, what it says does not.
_TEXTS: Final = ("annotation", "extraConfig", "name")
# The second version writes what is equal in the same way, wherever it is shared.
_VERSION: Final = 2
_LONGEST: Final = 2**16


def outline_of(request: CloneRequest) -> bytes | None:
    """Return the outline of a request.

    None if it is too long to be kept, or the body is no JSON value.
    """
    try:
        outline = marshal.dumps(
            (
                *(request.mo_id, request.release, request.other_keys, request.cut),
                _stripped(request.body),
            ),
            _VERSION,
        )
    except ValueError:
        return None
    return outline if len(outline) <= _LONGEST else None


def request_of(outline: bytes) -> CloneRequest:
    """Return what the facts of an outline may read."""
    mo_id, release, other_keys, cut, body = marshal.loads(outline)  # noqa: S302 - made above
    return CloneRequest(mo_id=mo_id, release=release, other_keys=other_keys, body=body, cut=cut)


def _stripped(body: Any) -> Any:
    if type(body) is not dict:
        return body
    body = {key: value for key, value in body.items() if key != "name"}
    spec = body.get("spec")
    if type(spec) is dict:
        spec = body["spec"] = dict(spec)
        if type(spec.get("customization")) is dict:
            spec["customization"] = {}
        config = spec.get("config")
        if type(config) is dict:
            texts = {key: "" for key in _TEXTS if config.get(key) not in (None, [])}
            spec["config"] = {**config, **texts}
    return body
