"""docs/reference/web-openapi.yaml, and the operations that schemathesis reads in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import schemathesis
import yaml
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

Operation = APIOperation[Any, Any, Any, Any]
Made = Case[Operation]
"""A request that was made from an operation."""

PATH = Path(__file__).parents[2] / "docs/reference/web-openapi.yaml"
METHODS = ("get", "post", "put", "patch", "delete", "options", "trace")


@cache
def description() -> dict[str, Any]:
    """Return the whole description."""
    loaded: dict[str, Any] = yaml.safe_load(PATH.read_text("utf-8"))
    return loaded


def described(tags: frozenset[str]) -> set[tuple[str, str]]:
    """Return the method and path of every operation with one of these tags."""
    return {
        (method.upper(), path)
        for path, item in description()["paths"].items()
        for method in METHODS
        if method in item and tags & set(item[method]["tags"])
    }


def operations(tags: frozenset[str]) -> Iterator[Operation]:
    """Yield the operations with one of these tags, as schemathesis has them."""
    wanted = described(tags)
    for found in schemathesis.openapi.from_dict(description()).get_all_operations():
        if not isinstance(found, Ok):
            raise found.err()
        operation = found.ok()
        if (operation.method.upper(), operation.path) in wanted:
            yield operation
