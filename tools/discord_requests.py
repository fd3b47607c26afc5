"""`python -m tools.discord_requests FILE`: write tests/data/discord_requests.json.

FILE is Discord's OpenAPI description (docs/reference/discord.md, section 6). The extract has
the schemas of all JSON request bodies and what they refer to, without descriptions.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

EXTRACT = Path(__file__).resolve().parent.parent / "tests" / "data" / "discord_requests.json"

_PROSE = frozenset({"description", "title"})
_SCHEMAS = "#/components/schemas/"
_SOURCE = "https://github.com/discord/discord-api-spec (Discord Inc.)"


def extract(description: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemas of all request bodies, by path and method, and those they share."""
    paths: dict[str, dict[str, Any]] = {}
    for path, operations in sorted(description["paths"].items()):
        for method, schema in _bodies(operations):
            paths.setdefault(path, {})[method] = _without_prose(schema)
    shared = description["components"]["schemas"]
    used = {name: _without_prose(shared[name]) for name in _needed(paths, shared)}
    return {
        "source": _SOURCE,
        "license": description["info"]["license"]["identifier"],
        "paths": paths,
        "components": {"schemas": used},
    }


def _bodies(operations: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for method, operation in sorted(operations.items()):
        if isinstance(operation, dict) and "requestBody" in operation:
            content = operation["requestBody"]["content"]
            if "application/json" in content:
                yield method, content["application/json"]["schema"]


def _without_prose(schema: Any) -> Any:
    """Drop text for people, but not a property that's called "description"."""
    if isinstance(schema, dict):
        return {
            key: _without_prose(value)
            for key, value in schema.items()
            if not (key in _PROSE and isinstance(value, str))
        }
    return [_without_prose(one) for one in schema] if isinstance(schema, list) else schema


def _needed(start: Any, shared: Mapping[str, Any]) -> list[str]:
    """Return the names of all schemas that `start` refers to, directly or not."""
    found: set[str] = set()
    waiting = list(_references(start))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_references(shared[name]))
    return sorted(found)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        target = schema.get("$ref")
        if isinstance(target, str):
            yield target.removeprefix(_SCHEMAS)
        inner: Iterable[Any] = schema.values()
    else:
        inner = schema if isinstance(schema, list) else ()
    for one in inner:
        yield from _references(one)


def text(extracted: Mapping[str, Any]) -> str:
    """Return the extract as JSON with one schema per line, so that diffs are readable."""

    def block(items: Mapping[str, Any]) -> str:
        lines = [
            f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}"
            for name, value in items.items()
        ]
        return "{\n" + ",\n".join(lines) + "\n}"

    return (
        f'{{"source": {json.dumps(extracted["source"])},\n'
        f'"license": {json.dumps(extracted["license"])},\n'
        f'"paths": {block(extracted["paths"])},\n'
        f'"components": {{"schemas": {block(extracted["components"]["schemas"])}}}}}\n'
    )


def main() -> int:
    """Write the extract."""
    if len(sys.argv) != 2:
        print("usage: python -m tools.discord_requests openapi.json")
        return 2
    description = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    EXTRACT.parent.mkdir(exist_ok=True)
    EXTRACT.write_text(text(extract(description)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
