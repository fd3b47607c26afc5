"""The part of Discord's OpenAPI description (MIT licence) that the tests need, and how it is cut.

`python -m tests.wire.openapi FILE` cuts it again, from a newer
https://github.com/discord/discord-api-spec/blob/main/specs/openapi.json
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

PART = Path(__file__).with_name("discord-openapi.json")
_SENT = (
    ("post", "/interactions/{}/{}/callback"),
    ("post", "/channels/{}/messages"),
    ("patch", "/channels/{}/messages/{}"),
    ("put", "/applications/{}/commands"),
    ("post", "/webhooks/{}/{}"),
    ("patch", "/webhooks/{}/{}/messages/@original"),
    ("patch", "/webhooks/{}/{}/messages/{}"),
    ("post", "/users/@me/channels"),
)
_FOR_READERS = ("description", "title", "x-discord-union")


def shape(path: str) -> str:
    """Return a path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def schema_of(description: dict[str, Any], method: str, route: str) -> dict[str, Any] | None:
    """Return the JSON schema of a request's body, by the shape of its path."""
    for path, operations in description["paths"].items():
        if shape(path) == shape(route) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep what is sent, and the schemas that it is made of."""
    paths: dict[str, Any] = {}
    for path, operations in whole["paths"].items():
        for method in operations:
            if (method, shape(path)) in _SENT:
                body = operations[method]["requestBody"]["content"]["application/json"]["schema"]
                paths.setdefault(path, {})[method] = body
    schemas: dict[str, Any] = {}
    _collect(paths, whole["components"]["schemas"], schemas)
    return {"paths": paths, "components": {"schemas": dict(sorted(schemas.items()))}}


def _collect(part: Any, known: dict[str, Any], into: dict[str, Any]) -> None:
    if isinstance(part, list):
        for one in part:
            _collect(one, known, into)
    elif isinstance(part, dict):
        name = str(part.get("$ref")).rpartition("#/components/schemas/")[2]
        if "$ref" in part and name not in into:
            into[name] = _bare(known[name])
            _collect(known[name], known, into)
        for one in part.values():
            _collect(one, known, into)


def _bare(part: Any) -> Any:
    if isinstance(part, list):
        return [_bare(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _bare(value)
        for key, value in part.items()
        if key not in _FOR_READERS or not isinstance(value, str)
    }


if __name__ == "__main__":
    PART.write_text(json.dumps(cut(json.loads(Path(sys.argv[1]).read_text("utf-8"))), indent=1))
