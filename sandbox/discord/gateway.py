"""The gateway: WebSocket v10 with heartbeat, sessions, resume and shards (docs: gateway)."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import zlib
from collections import Counter
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.discord.rights import VIEW
from sandbox.discord.sessions import Connection, Session, StartLimits, live_shards, read_shard
from sandbox.discord.world import Channel, Guild, Message, Person, World

_GUILDS, _GUILD_MESSAGES, _DM_MESSAGES, _CONTENT = 1, 1 << 9, 1 << 12, 1 << 15
_PRESENCES = 1 << 8
_MAY_SEE_PRESENCES = (1 << 12) | (1 << 13)
"""The application's flags for the intent: of a verified app, and of a smaller one."""
_LATENCY = 0.03
"""How long a heartbeat's answer takes, in seconds, as over the internet. discord.py records when it
sent a heartbeat only after sending it, and logs an answer that comes before that as 41 s late."""

_MOST_GUILDS = 2500
"""How many servers one session may have."""

_PER_SHARD = 1000
"""How many servers a shard should have: so many shards are recommended."""

_ENDS_SESSION = (1000, 1001)
_RESUMABLE = 180.0
"""How long a session without a connection lasts, in seconds; Discord doesn't say."""


class Gateway:
    """All of the bot's sessions and connections."""

    def __init__(self, world: World, address: str, heartbeat_ms: int = 41_250) -> None:
        self.world = world
        self.address = address
        self.heartbeat_ms = heartbeat_ms
        self.limits = StartLimits()
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.identifies = 0
        self.resumes = 0
        self.members_asked = 0
        self.resumable = _RESUMABLE

    @property
    def connected(self) -> bool:
        """Whether a bot is connected and ready."""
        return any(one.session is not None and one.alive for one in self.connections)

    @property
    def live_shards(self) -> Counter[tuple[int, int]]:
        """How many connected sessions each shard (its ID, and of how many) has."""
        return live_shards(self.connections)

    def info(self) -> dict[str, Any]:
        """Return what GET /gateway/bot says."""
        recommended = 1 + len(self.world.bot_in_servers) // _PER_SHARD
        limit = self.limits.json()
        return {"url": self.address, "shards": recommended, "session_start_limit": limit}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(heartbeat=None, max_msg_size=2**20, compress=False)
        await socket.prepare(request)
        compress = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, zlib.compressobj() if compress else None)
        self.connections.append(connection)
        try:
            hello = {"heartbeat_interval": self.heartbeat_ms, "_trace": []}
            await connection.send({"op": 10, "d": hello, "s": None, "t": None})
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._received(connection, json.loads(message.data))
            ended = not connection.closed_here and socket.close_code in _ENDS_SESSION
            if connection.session is not None and ended:
                self.sessions.pop(connection.session.id, None)
        finally:
            connection.alive = False
            self.connections.remove(connection)
            session = connection.session
            if session is not None and all(one.session is not session for one in self.connections):
                session.left_at = time.monotonic()
            self.world.wake()
        return socket

    async def _received(self, connection: Connection, payload: dict[str, Any]) -> None:
        op, data = payload.get("op"), payload.get("d")
        if op == 1:
            await asyncio.sleep(_LATENCY)
            await connection.send({"op": 11, "d": None, "s": None, "t": None})
        elif op == 2 and isinstance(data, dict):
            await self._identify(connection, data)
        elif op == 6 and isinstance(data, dict):
            await self._resume(connection, data)
        elif op == 8 and isinstance(data, dict) and connection.session is not None:
            await self._members(connection.session, data)

    async def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        self.identifies += 1
        shard = read_shard(data.get("shard"))
        session = Session(secrets.token_hex(16), *(shard or (0, 1)), int(data.get("intents") or 0))
        refused = 4005 if connection.session else self._refusal(data, session)
        if refused or shard is None:
            await connection.socket.close(code=refused or 4010, message=b"Refused.")
            return
        if not self.limits.admit(session.shard):
            await connection.send({"op": 9, "d": False, "s": None, "t": None})
            return
        self.sessions[session.id] = session
        connection.session = session
        await self._begin(session)

    def _refusal(self, data: dict[str, Any], session: Session) -> int:
        """Return the code (docs: gateway close event codes) that refuses a session; 0 for none."""
        if str(data.get("token", "")).removeprefix("Bot ") != self.world.token:
            return 4004
        if self.world.refuse_message_content and session.intents & _CONTENT:
            return 4014
        if session.intents & _PRESENCES and not self.world.application_flags & _MAY_SEE_PRESENCES:
            return 4014
        return 4011 if len(self._guilds_of(session)) > _MOST_GUILDS else 0

    def _guilds_of(self, session: Session) -> list[Guild]:
        ours = (one for one in self.world.guilds.values() if one.id in self.world.bot_in_servers)
        return [one for one in ours if session.handles(one.id)]

    async def _begin(self, session: Session) -> None:
        guilds = self._guilds_of(session)
        ready = {
            "v": 10,
            "user": self.world.bot.json(),
            "session_id": session.id,
            "resume_gateway_url": self.address,
            "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.world.bot.id), "flags": self.world.application_flags},
        }
        await self._dispatch(session, "READY", ready)
        for guild in guilds:
            await self._dispatch(session, "GUILD_CREATE", self._guild_for(session, guild))
        self.world.wake()

    def _guild_for(self, session: Session, guild: Guild) -> dict[str, Any]:
        """Return a server, with the presences of those who show something."""
        data = self.world.guild_json(guild)
        if session.intents & _PRESENCES:
            here = [self.world.people[one] for one in guild.members if one in self.world.people]
            shown = [one for one in here if one.activities]
            data["presences"] = [self.world.presence_json(guild, one) for one in shown]
        return data

    async def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        if str(data.get("token", "")).removeprefix("Bot ") != self.world.token:
            await connection.socket.close(code=4004, message=b"Refused.")
            return
        self._end_old()
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or not session.can_replay_after(int(data.get("seq") or 0)):
            await connection.send({"op": 9, "d": False, "s": None, "t": None})
            return
        self.resumes += 1
        connection.session, session.left_at = session, None
        for event in [one for one in session.sent if one["s"] > int(data.get("seq") or 0)]:
            await connection.send(event)
        await self._dispatch(session, "RESUMED", {"_trace": []})
        self.world.wake()

    async def _members(self, session: Session, data: dict[str, Any]) -> None:
        guild = self.world.guilds.get(int(data.get("guild_id") or 0))
        if guild is None or guild not in self._guilds_of(session):
            return
        self.members_asked += 1
        asked, ids = str(data.get("query") or "").lower(), data.get("user_ids") or []
        wanted = (ids if isinstance(ids, list) else [ids])[:100]
        people = [self.world.people[one] for one in guild.members if one in self.world.people]
        found = [
            person
            for person in people
            if str(person.id) in map(str, wanted)
            or (asked and person.username.lower().startswith(asked))
            or (asked and person.display.lower().startswith(asked))
        ]
        chunk = {
            "guild_id": str(guild.id),
            "members": [self.world.member_json(guild, one) for one in found[:100]],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": data.get("nonce"),
        }
        if data.get("presences") is True and session.intents & _PRESENCES:
            shown = [one for one in found[:100] if one.activities]
            chunk["presences"] = [self.world.presence_json(guild, one) for one in shown]
        await self._dispatch(session, "GUILD_MEMBERS_CHUNK", chunk)

    async def _dispatch(self, session: Session, name: str, data: dict[str, Any]) -> None:
        session.sequence += 1
        event = {"op": 0, "t": name, "s": session.sequence, "d": data}
        session.sent.append(event)
        for connection in self.connections:
            if connection.session is session:
                await connection.send(event)

    async def dispatch(
        self, name: str, data: dict[str, Any], guild_id: int | None, intent: int = 0
    ) -> None:
        """Send an event to the right shard's sessions, if they asked for it.

        A session without a connection gets it for its resume, also beside a newer one.
        """
        self._end_old()
        for session in list(self.sessions.values()):
            wanted = not intent or session.intents & intent
            if wanted and session.handles(guild_id):
                await self._dispatch(session, name, data)

    def _end_old(self) -> None:
        now = time.monotonic()
        for one in list(self.sessions.values()):
            if one.left_at is not None and now - one.left_at > self.resumable:
                del self.sessions[one.id]

    async def message_event(self, name: str, channel: Channel, message: Message) -> None:
        """Send a message event, with its content only if the intents allow it."""
        if message.only is not None or not self._bot_reads(channel):
            return
        data = dict(message.data)
        author = self.world.people.get(int(data["author"]["id"]))
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
            if author is not None:
                guild = self.world.guilds[channel.guild_id]
                data["member"] = self.world.member_json(guild, author, with_user=False)
        intent = _GUILD_MESSAGES if channel.guild_id else _DM_MESSAGES
        self._end_old()
        for session in list(self.sessions.values()):
            if not session.intents & intent or not session.handles(channel.guild_id):
                continue
            hidden = channel.guild_id and not session.intents & _CONTENT
            shown = self.world.without_content(data) if hidden else data
            await self._dispatch(session, name, shown)

    def _bot_reads(self, channel: Channel) -> bool:
        outside = channel.guild_id is not None and channel.guild_id not in self.world.bot_in_servers
        return not outside and not channel.bot_lacks & VIEW

    async def guild_created(self, guild: Guild) -> None:
        """Tell the bot about a new server."""
        await self.dispatch("GUILD_CREATE", self.world.guild_json(guild), guild.id, _GUILDS)

    async def presence_updated(self, person: Person) -> None:
        """Tell each server's sessions what someone shows now."""
        for guild in list(self.world.guilds.values()):
            if guild.id in self.world.bot_in_servers and person.id in guild.members:
                data = self.world.presence_json(guild, person)
                await self.dispatch("PRESENCE_UPDATE", data, guild.id, _PRESENCES)

    async def channel_updated(self, channel: Channel) -> None:
        """Tell the bot that a channel has changed, for example who may see it."""
        data = self.world.gateway_channel_json(channel)
        await self.dispatch("CHANNEL_UPDATE", data, guild_id=channel.guild_id, intent=_GUILDS)

    async def drop(self, mode: str) -> None:
        """Break all connections: `reset`, a close code, `reconnect` (op 7), `invalid` (op 9).

        `garbage` sends something that no client can parse.
        """
        for connection in list(self.connections):
            if mode == "reconnect":
                await connection.send({"op": 7, "d": None, "s": None, "t": None})
            elif mode == "invalid":
                if connection.session is not None:
                    self.sessions.pop(connection.session.id, None)
                await connection.send({"op": 9, "d": False, "s": None, "t": None})
            elif mode == "garbage":
                await connection.socket.send_str("{")
            elif mode.isdigit():
                connection.closed_here = True
                await connection.socket.close(code=int(mode))
            else:
                transport = connection.socket._req.transport if connection.socket._req else None
                connection.alive = False
                if transport is not None:
                    transport.abort()

    async def close(self) -> None:
        """Close every connection."""
        for connection in list(self.connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)
        await asyncio.sleep(0)
