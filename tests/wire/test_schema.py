"""What the bot sends, held against Discord's own OpenAPI description.

Its schemas of requests are in tests/data, written by tools/discord_requests.py
(docs/reference/discord.md, section 6).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.world import World

EXTRACT = Path(__file__).parents[1] / "data" / "discord_requests.json"


def _schema_of(description: dict[str, Any], method: str, route: str) -> dict[str, Any] | None:
    """Return the JSON schema of a request's body, by the shape of its path."""
    shape = re.sub(r"\{[^}]*\}", "{}", route)
    for path, operations in description["paths"].items():
        if re.sub(r"\{[^}]*\}", "{}", path) == shape and method.lower() in operations:
            schema: dict[str, Any] = operations[method.lower()]
            return schema
    return None


def _as_discord_reads(body: Any) -> Any:
    """discord.py writes some IDs as numbers, which Discord takes as well as texts."""
    if isinstance(body, dict):
        return {key: _as_discord_reads(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_as_discord_reads(value) for value in body]
    snowflake = isinstance(body, int) and not isinstance(body, bool) and body > 2**53
    return str(body) if snowflake else body


async def test_every_request_body_fits_discords_description(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    await mira.says("!np")
    await mira.uses("nowplaying")
    await mira.says("!artist the")
    await mira.uses("artist", name="velvet")
    await mira.uses("account")
    await mira.says("!help", "dm")
    await mira.says("!link")
    await world.discord.autocomplete(mira.person, "general", "artist", {"name": "glass"}, "name")
    description = json.loads(EXTRACT.read_text("utf-8"))
    checked = set()
    for request in list(world.discord.rest.requests):
        if not isinstance(request.body, dict | list) or request.status >= 400:
            continue
        schema = _schema_of(description, request.method, request.route)
        assert schema is not None, f"Discord describes no {request.method} {request.route}"
        whole = {**schema, "components": description["components"]}
        errors = sorted(
            Draft202012Validator(whole).iter_errors(_as_discord_reads(request.body)), key=str
        )
        assert not errors, f"{request.method} {request.route}: {errors[0].message[:400]}"
        checked.add((request.method, request.route))
    assert ("POST", "/interactions/{id}/{token}/callback") in checked
    assert ("POST", "/channels/{channel}/messages") in checked
    assert ("PUT", "/applications/{app}/commands") in checked
    assert len(checked) >= 4


async def test_t5a_every_message_forbids_pings(world: World) -> None:
    """Alone: whatever the text is. That the text has no mention either is another test's."""
    mira, mark = await world.linked(), len(world.discord.rest.requests)
    mira.plays()
    shown = await mira.says("!np")
    await mira.presses(shown, "…")
    await mira.uses("nowplaying")
    await mira.uses("account")
    await mira.says("!help", "dm")
    sent = [
        one
        for one in list(world.discord.rest.requests)[mark:]
        if isinstance(one.body, dict) and "components" in (one.body.get("data") or one.body)
    ]
    kinds = {(one.method, one.route.partition("/")[2].partition("/")[0]) for one in sent}
    assert ("POST", "channels") in kinds
    assert len(kinds) >= 2, kinds
    for one in sent:
        assert isinstance(one.body, dict)
        body = one.body.get("data") or one.body
        assert body["allowed_mentions"]["parse"] == [], f"{one.method} {one.route}"
