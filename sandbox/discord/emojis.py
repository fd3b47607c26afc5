"""Application emoji: pictures that a bot uploads for its own buttons (docs: emoji resource)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from aiohttp import web

from sandbox.discord.errors import DiscordError, invalid
from sandbox.discord.ids import snowflake
from sandbox.discord.limits import walk
from sandbox.discord.world import Json, World

MOST = 2000
MOST_BYTES = 256 * 1024
_NAME = re.compile(r"\w{2,32}", re.ASCII)
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,(.+)", re.DOTALL)


class Created(dict[str, Any]):
    """An answer that Discord sends with status 201."""


class Emojis:
    """The emoji of the bot's application."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add_to(self, app: web.Application) -> None:
        """Serve the pictures, as Discord's CDN does."""
        app.router.add_get("/emojis/{id}.png", self._picture)

    def _application(self, request: web.Request) -> None:
        if request.match_info["app"] != str(self.world.bot.id):
            raise DiscordError(404, 10002)

    async def list(self, request: web.Request, body: Any) -> Json:
        """Return all of them."""
        self._application(request)
        return {"items": [self._json(one) for one in self.world.emojis]}

    async def create(self, request: web.Request, body: Any) -> Json:
        """Add one."""
        self._application(request)
        name, image = str(body["name"]), _IMAGE.fullmatch(str(body["image"]))
        if not _NAME.fullmatch(name):
            raise invalid("name", "Must be between 2 and 32 in length.")
        if any(one == name for one, _ in self.world.emojis.values()):
            raise invalid("name", "An emoji with this name already exists")
        if len(self.world.emojis) >= MOST:
            raise DiscordError(400, 30008)
        if image is None:
            raise invalid("image", "Invalid image data")
        try:
            content = base64.b64decode(image[1], validate=True)
        except binascii.Error:
            raise invalid("image", "Invalid image data") from None
        if len(content) > MOST_BYTES:
            raise invalid("image", "File cannot be larger than 256.0 kb.")
        emoji = snowflake()
        self.world.emojis[emoji] = (name, content)
        return Created(self._json(emoji))

    async def delete(self, request: web.Request, body: Any) -> None:
        """Remove one; raises 10014."""
        self._application(request)
        if self.world.emojis.pop(int(request.match_info["emoji"]), None) is None:
            raise DiscordError(404, 10014)

    def _json(self, emoji: int) -> Json:
        return {
            "id": str(emoji),
            "name": self.world.emojis[emoji][0],
            "roles": [],
            "user": self.world.bot.json(),
            "require_colons": True,
            "managed": False,
            "animated": False,
            "available": True,
        }

    async def _picture(self, request: web.Request) -> web.Response:
        found = self.world.emojis.get(int(request.match_info["id"]))
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found[1], content_type="image/png")


def check_emojis(world: World, body: Json) -> None:
    """Check that a message's buttons have only emoji that exist; raises 50035."""
    for component in walk(body.get("components") or []):
        for one in (component, *(component.get("options") or [])):
            emoji = (one.get("emoji") or {}).get("id")
            if emoji is not None and int(emoji) not in world.emojis:
                raise invalid(
                    "components.0.components.0.emoji.id",
                    "Invalid emoji",
                    code="BUTTON_COMPONENT_INVALID_EMOJI",
                )
