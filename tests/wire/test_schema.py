"""What the bot sends, held against Discord's own OpenAPI description."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from tests.wire.openapi import PART, schema_of
from tests.world import World


def _as_discord_reads(body: Any) -> Any:
    """discord.py writes some IDs as numbers, which Discord takes as well as texts."""
    if isinstance(body, dict):
        return {key: _as_discord_reads(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_as_discord_reads(value) for value in body]
    snowflake = isinstance(body, int) and not isinstance(body, bool) and body > 2**53
    return str(body) if snowflake else body


async def test_every_request_body_fits_discords_description(world: World) -> None:
    mark = len(world.discord.rest.requests)
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
    description = json.loads(PART.read_text("utf-8"))
    checked = set()
    for number, request in enumerate(list(world.discord.rest.requests)):
        if not isinstance(request.body, dict | list) or request.status >= 400:
            continue
        schema = schema_of(description, request.method, request.route)
        if schema is None:
            assert number < mark, f"add {request.method} {request.route} to tests/wire/openapi.py"
            continue
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


async def test_every_message_forbids_pings(world: World) -> None:
    await world.someone().says("!help")
    sent = [
        request.body
        for request in world.discord.rest.requests
        if request.method == "POST" and request.route.endswith("/messages")
    ]
    assert sent
    for body in sent:
        assert isinstance(body, dict)
        assert body["allowed_mentions"]["parse"] == []
