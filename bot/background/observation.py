"""Tells the metrics what only a connected bot knows: its commands, shards and queues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from discord import app_commands
from discord.ext import commands

from bot.metrics import Metrics
from bot.toolkit.component_router import Routes
from bot.toolkit.running_commands import RunningCommands
from bot.toolkit.worker import Worker, workers_of

_LATENCY, _READY = "earshot_gateway_latency_seconds", "earshot_gateway_ready"
_QUEUES = "earshot_queue_age_seconds"


class ObservationCog(commands.Cog, name="Observation"):
    """Names the commands that may be counted, and counts what happens to each shard."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        metrics: Metrics,
        routes: Routes,
        running: RunningCommands,
    ) -> None:
        self._bot = bot
        self._metrics = metrics
        self._routes = routes
        self._running = running
        self._workers: tuple[Worker, ...] = ()

    async def cog_load(self) -> None:
        """Register what every other cog has added before this one."""
        self._workers = tuple(one for cog in self._bot.cogs.values() for one in workers_of(cog))
        names = set(self._names_of_commands())
        names |= {f"press {str(one.id.form).partition(':')[0]}" for one in self._routes.all}
        names |= {f"loop {one.name}" for one in self._workers} | {"loop link results"}
        names |= set(self._names_of_events())
        self._metrics.expect(names, ())
        self._metrics.watch(_LATENCY, "shards", self._latencies)
        self._metrics.watch(_READY, "shards", self._ready)
        self._metrics.watch(_QUEUES, "workers", self._ages)

    def _names_of_commands(self) -> Iterable[str]:
        for command in self._bot.walk_commands():
            yield command.qualified_name
        for slash in self._bot.tree.walk_commands():
            yield f"suggest {slash.qualified_name}"
        for one in self._bot.tree.get_commands():
            if isinstance(one, app_commands.ContextMenu):
                yield one.qualified_name

    def _names_of_events(self) -> Iterable[str]:
        for one in (*self._bot.extra_events, *dir(self._bot)):
            if one.startswith("on_"):
                yield f"event {one.removeprefix('on_')}"

    def _latencies(self) -> Mapping[str, float]:
        return {str(shard): latency for shard, latency in self._bot.latencies}

    def _ready(self) -> Mapping[str, float]:
        return {"": float(self._bot.is_ready() and not self._bot.is_closed())}

    def _ages(self) -> Mapping[str, float]:
        ages = {one.name: one.age() for one in self._workers}
        return {**ages, "commands": max(self._running.age(), ages.get("commands", 0.0))}

    @commands.Cog.listener()
    async def on_shard_connect(self, shard_id: int) -> None:
        """Count a new session."""
        self._count(shard_id, "connected")

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        """Count a session that goes on after its connection was lost."""
        self._count(shard_id, "resumed")

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Count a connection that was lost."""
        self._count(shard_id, "disconnected")

    def _count(self, shard_id: int, event: str) -> None:
        self._metrics.shards.add([str(shard) for shard in self._bot.shards])
        self._metrics.shard(shard_id, event)
