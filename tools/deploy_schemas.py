"""`python -m tools.deploy_schemas COMPOSE KUBERNETES`: write tests/data/deploy_schemas.json.

COMPOSE is the Compose Specification's JSON schema, KUBERNETES a strict `_definitions.json` of
kubernetes-json-schema. Only the kinds in deploy/ and what they refer to are kept, without prose.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

EXTRACT = Path(__file__).resolve().parent.parent / "tests" / "data" / "deploy_schemas.json"
KINDS = {
    "Namespace": "io.k8s.api.core.v1.Namespace",
    "Service": "io.k8s.api.core.v1.Service",
    "Deployment": "io.k8s.api.apps.v1.Deployment",
    "StatefulSet": "io.k8s.api.apps.v1.StatefulSet",
    "Ingress": "io.k8s.api.networking.v1.Ingress",
    "NetworkPolicy": "io.k8s.api.networking.v1.NetworkPolicy",
    "PodDisruptionBudget": "io.k8s.api.policy.v1.PodDisruptionBudget",
}
_FILE = "_definitions.json"
_HERE = "#/$defs/"


def plain(schema: Any) -> Any:
    """Return a schema without prose, whose references are to the same document."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema.removeprefix(_FILE) if isinstance(schema, str) else schema
    prose = ("description", "x-kubernetes")
    return {
        key: plain(value)
        for key, value in schema.items()
        if not (key.startswith(prose) and not isinstance(value, dict))
    }


def references(schema: Any) -> Iterator[str]:
    """Return the names of the definitions that a schema refers to."""
    if isinstance(schema, dict):
        target = schema.get("$ref")
        if isinstance(target, str):
            yield target.removeprefix(_HERE)
        schema = list(schema.values())
    for one in schema if isinstance(schema, list) else ():
        yield from references(one)


def needed(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kinds and all that they refer to."""
    found: dict[str, Any] = {}
    waiting = list(KINDS.values())
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = plain(definitions[name])
            waiting.extend(references(found[name]))
    return dict(sorted(found.items()))


def main() -> int:
    """Write the extract."""
    if len(sys.argv) != 3:
        print("usage: python -m tools.deploy_schemas compose-spec.json _definitions.json")
        return 2
    compose, kubernetes = (json.loads(Path(one).read_text("utf-8")) for one in sys.argv[1:])
    lines = [
        f"{json.dumps(name)}: {json.dumps(schema, separators=(',', ':'))}"
        for name, schema in needed(kubernetes["$defs"]).items()
    ]
    EXTRACT.write_text(
        '{"compose": '
        + json.dumps(plain(compose), separators=(",", ":"))
        + ',\n"$defs": {\n'
        + ",\n".join(lines)
        + "\n}}\n",
        "utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
