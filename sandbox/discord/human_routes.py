"""The human side over HTTP, for the chat page."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from aiohttp import web

from sandbox.discord.errors import DiscordError
from sandbox.discord.human import Human, shown
from sandbox.discord.interactions import Interactions
from sandbox.discord.world import Channel, Json, Message, World


class HumanRoutes:
    """Serves the routes under /sandbox."""

    def __init__(self, human: Human, interactions: Interactions, origin: str) -> None:
        self.human = human
        self.world: World = human.world
        self.interactions = interactions
        self.origin = origin

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        add = app.router.add_route
        add("GET", "/sandbox/world", self._world)
        add("GET", "/sandbox/events", self._events)
        add("GET", "/sandbox/commands", self._commands)
        add("POST", "/sandbox/dms", self._dm)
        add("POST", "/sandbox/dms/settings", self._dm_settings)
        add("POST", "/sandbox/locale", self._locale)
        add("GET", "/sandbox/channels/{channel}/messages", self._messages)
        add("POST", "/sandbox/channels/{channel}/messages", self._send)
        add("POST", "/sandbox/attachments", self._upload)
        add("DELETE", "/sandbox/messages/{id}", self._delete)
        add("POST", "/sandbox/interactions/command", self._command)
        add("POST", "/sandbox/interactions/autocomplete", self._autocomplete)
        add("POST", "/sandbox/interactions/component", self._component)
        add("POST", "/sandbox/interactions/modal", self._modal)
        add("GET", "/sandbox/interactions/{id}", self._interaction)
        add("GET", "/avatars/{id}.svg", self._avatar)
        add("GET", "/attachments/{key:.+}", self._attachment)

    async def _world(self, request: web.Request) -> web.Response:
        people = [one.json(self.origin) for one in self.world.people.values()]
        guilds = [
            {
                "id": str(guild.id),
                "name": guild.name,
                "channels": [_listed(one) for one in guild.channels],
                "members": [str(one) for one in guild.members],
                "roles": [{"id": str(one), "name": name} for one, name in guild.roles.items()],
            }
            for guild in self.world.guilds.values()
        ]
        return web.json_response(
            {
                "bot": self.world.bot.json(self.origin),
                "people": people,
                "guilds": guilds,
                "links": self.world.links,
            }
        )

    async def _dm(self, request: web.Request) -> web.Response:
        person = self.world.person((await request.json())["user"])
        return web.json_response({"channel_id": str(self.world.dm(person).id)})

    async def _dm_settings(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.world.person(body["user"]).dms_open = bool(body["open"])
        return web.json_response({})

    async def _locale(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.world.person(body["user"]).locale = str(body["locale"])
        return web.json_response({})

    async def _messages(self, request: web.Request) -> web.Response:
        found = self.human.messages(request.query["user"], request.match_info["channel"])
        return web.json_response(found)

    async def _send(self, request: web.Request) -> web.Response:
        body = await request.json()
        reply = int(body["reply_to"]) if body.get("reply_to") else None
        channel = request.match_info["channel"]
        files = [self.world.uploads[str(one)] for one in body.get("attachments") or []]
        message = await self.human.send(body["user"], channel, body["content"], reply, files)
        return web.json_response(shown(message))

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        if not isinstance(file, web.FileField):
            raise ValueError("no file")
        kept = self.world.upload(self.origin, file.filename, file.content_type, file.file.read())
        return web.json_response(kept)

    async def _delete(self, request: web.Request) -> web.Response:
        await self.human.delete(request.query["user"], request.match_info["id"])
        return web.json_response({})

    async def _commands(self, request: web.Request) -> web.Response:
        return web.json_response(self.human.commands(request.query.get("channel")))

    async def _command(self, request: web.Request) -> web.Response:
        body = await request.json()
        target = int(body["target_id"]) if body.get("target_id") else None
        one = await self.human.command(
            body["user"],
            body["channel"],
            body["name"],
            body.get("options"),
            kind=int(body.get("type") or 1),
            target=target,
        )
        return web.json_response({"interaction_id": str(one.id)})

    async def _autocomplete(self, request: web.Request) -> web.Response:
        body = await request.json()
        choices = await self.human.autocomplete(
            body["user"], body["channel"], body["name"], body.get("options") or {}, body["focused"]
        )
        return web.json_response({"choices": choices})

    async def _component(self, request: web.Request) -> web.Response:
        body = await request.json()
        one = await self.human.press(
            body["user"], body["message_id"], body["custom_id"], body.get("values")
        )
        return web.json_response({"interaction_id": str(one.id)})

    async def _modal(self, request: web.Request) -> web.Response:
        body = await request.json()
        one = await self.human.submit_modal(body["interaction_id"], body["values"])
        return web.json_response({"interaction_id": str(one.id)})

    async def _interaction(self, request: web.Request) -> web.Response:
        one = self.interactions.all.get(int(request.match_info["id"]))
        if one is None:
            raise DiscordError(404, 10062)
        return web.json_response(one.json())

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = self.world.person(request.query["user"])
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue()

        def listen(event: Json, message: Message | None) -> None:
            if message is not None:
                channel = self.world.channels.get(message.channel_id)
                hidden = message.only not in (None, person.id)
                if hidden or channel is None or not self.world.may_see(person, channel):
                    return
                event = {**event, "message": shown(message)}
            elif event.get("user") not in (None, str(person.id)):
                return
            elif "channel_id" in event:
                place = self.world.channels.get(int(event["channel_id"]))
                if place is None or not self.world.may_see(person, place):
                    return
            queue.put_nowait(event)

        self.world.listeners.append(listen)
        sender = asyncio.create_task(_forward(queue, socket))
        try:
            async for _ in socket:
                pass
        finally:
            self.world.listeners.remove(listen)
            sender.cancel()
        return socket

    async def _avatar(self, request: web.Request) -> web.Response:
        person = self.world.person(request.match_info["id"])
        hue = sum(map(ord, person.username)) * 67 % 360
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">'
            f'<rect width="80" height="80" fill="hsl({hue} 60% 45%)"/>'
            f'<circle cx="58" cy="20" r="26" fill="hsl({(hue + 60) % 360} 70% 60%)"/>'
            '<text x="40" y="54" font-family="sans-serif" font-size="40" font-weight="700" '
            f'text-anchor="middle" fill="#fff">{person.display[0].upper()}</text></svg>'
        )
        return web.Response(text=svg, content_type="image/svg+xml")

    async def _attachment(self, request: web.Request) -> web.Response:
        kind, data = self.world.attachments[request.match_info["key"]]
        return web.Response(body=data, content_type=kind)


def _listed(channel: Channel) -> Json:
    named = {"id": str(channel.id), "name": channel.name}
    return {**named, "voice": True, "status": channel.status} if channel.is_voice else named


async def _forward(queue: asyncio.Queue[Json], socket: web.WebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError, RuntimeError):
        while True:
            await socket.send_json(await queue.get())


@web.middleware
async def errors_as_json(request: web.Request, handler: Any) -> web.StreamResponse:
    """Return the human side's errors as JSON."""
    try:
        answer: web.StreamResponse = await handler(request)
    except DiscordError as error:
        return web.json_response(error.body(), status=error.status)
    except (KeyError, ValueError):
        return web.json_response({"message": "bad request"}, status=400)
    return answer
