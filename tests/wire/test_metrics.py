"""Metrics: on a port of their own, and without anyone's name in them."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sandbox.process import free_port
from tests.conftest import MakeWorld
from tests.needs import sqlite_only
from tests.world import World

_QUEUES = "earshot_queue_age_seconds"
Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scrape(world: World) -> Series:
    """Read every series, as Prometheus does."""
    address = f"http://127.0.0.1:{world.bot.environment['METRICS_PORT']}/metrics"
    with urllib.request.urlopen(address) as answer:
        page = answer.read().decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def of(series: Series, name: str, **labels: str) -> float:
    """Return a series' value, 0 if it isn't there."""
    return series.get((name, tuple(sorted(labels.items()))), 0.0)


async def until(world: World, holds: Callable[[Series], bool]) -> Series:
    """Scrape until something holds: a command is counted once its answer has been sent."""
    async with asyncio.timeout(60):
        while not holds(series := await asyncio.to_thread(scrape, world)):
            await asyncio.sleep(0.1)
    return series


@pytest.fixture
async def metered(make_world: MakeWorld) -> World:
    return await make_world(METRICS_PORT=str(free_port()))


async def test_counts_without_names_on_a_port_of_their_own(metered: World) -> None:
    mira = await metered.linked("Very Recognisable")
    await mira.uses("nowplaying")
    await mira.says("!artist zzz qqq")
    page = await mira.opens(f"http://127.0.0.1:{metered.bot.environment['METRICS_PORT']}/metrics")
    for line in (
        'earshot_commands_total{command="nowplaying",outcome="answered"} 1.0',
        'earshot_commands_total{command="artist",outcome="NothingFound"} 1.0',
        'earshot_spotify_requests_total{group="player",status="204"} 1.0',
        'earshot_web_requests_total{route="/callback",status="303"} 1.0',
    ):
        assert line in page.source, page.source
    for private in ("Recognisable", str(mira.person.id), mira.listener.id):
        assert private not in page.source
    names = re.sub(r"\} .*|^\S+ [\d.e+-]+$", "", page.source, flags=re.MULTILINE)
    assert re.search(r"\d{17,}", names) is None


async def test_a_missing_link_is_counted_for_commands_menus_and_presses(metered: World) -> None:
    mira = metered.someone()
    (await mira.uses("play")).contains("isn't linked yet")
    shown = await metered.someone().says("!track 最終便")
    (await mira.presses(shown, "Play")).contains("isn't linked yet")
    (await mira.picks("Save", message=shown.id)).contains("isn't linked yet")
    series = scrape(metered)
    for name in ("play", "press do", "Save"):
        assert of(series, "earshot_commands_total", command=name, outcome="NotLinked") == 1


async def test_what_is_answered_is_counted_and_timed_by_kind(metered: World) -> None:
    mira = await metered.regular()
    mira.plays()
    before = scrape(metered)
    shown = await metered.someone().says("!track 最終便")
    await mira.uses("nowplaying")
    await mira.presses(shown, "Save")
    await mira.picks("Save", message=shown.id)
    total, seconds = "earshot_commands_total", "earshot_answer_seconds_count"
    kinds = ("message", "slash", "press", "menu")
    names = ("track", "nowplaying", "press do", "Save")

    def counted(series: Series) -> bool:
        return all(
            of(series, total, command=name, outcome="answered")
            > of(before, total, command=name, outcome="answered")
            for name in names
        ) and all(of(series, seconds, kind=one) > of(before, seconds, kind=one) for one in kinds)

    series = await until(metered, counted)
    for kind in ("slash", "press", "menu"):
        assert of(series, "earshot_acknowledge_seconds_count", kind=kind) >= 1
    assert of(series, "earshot_acknowledge_seconds_count", kind="message") == 0


async def test_the_path_of_a_link_is_counted_step_by_step(metered: World) -> None:
    before = scrape(metered)
    mira = await metered.linked()
    await (metered.someone()).links(agree=False)
    metered.spotify.expire_access_tokens()
    mira.plays()
    await mira.uses("nowplaying")

    def refreshed(series: Series) -> bool:
        return of(series, tokens, grant="refresh_token", outcome="granted") == 1

    links, tokens = "earshot_links_total", "earshot_spotify_token_requests_total"
    series = await until(metered, refreshed)
    steps = {"offered": 2, "started": 2, "authorized": 1, "linked": 1}
    grown = {one: of(series, links, step=one) - of(before, links, step=one) for one in steps}
    assert grown == steps
    assert of(series, "earshot_link_failures_total", reason="denied") == 1
    assert of(series, tokens, grant="authorization_code", outcome="granted") == 1


async def test_what_spotify_answers_and_holds_back_is_counted_by_endpoint(metered: World) -> None:
    mira = await metered.linked()
    mira.plays()
    metered.spotify.fault("/v1/me/player", "ratelimit", retry_after=300)
    await mira.uses("nowplaying")
    metered.later()
    await mira.uses("nowplaying")
    series = scrape(metered)
    endpoint = {"endpoint": "GET me/player", "status": "429"}
    assert of(series, "earshot_spotify_request_seconds_count", **endpoint) == 1
    assert of(series, "earshot_spotify_held_back_total", reason="pause") >= 1
    assert 200 < of(series, "earshot_spotify_paused_seconds", group="player") <= 300
    assert 0 < of(series, "earshot_spotify_budget_used_ratio") < 0.01


async def test_shards_and_queues_are_watched(metered: World) -> None:
    await metered.discord.gateway.drop("drop")

    def resumed(series: Series) -> bool:
        return of(series, "earshot_gateway_events_total", shard="0", event="resumed") == 1

    series = await until(metered, resumed)
    assert of(series, "earshot_gateway_events_total", shard="0", event="disconnected") == 1
    assert of(series, "earshot_gateway_ready") == 1
    latency = ("earshot_gateway_latency_seconds", (("shard", "0"),))
    series = await until(metered, lambda series: latency in series)
    assert of(series, "earshot_gateway_starts_left") > 0
    ages = {dict(on)["queue"]: value for (name, on), value in series.items() if name == _QUEUES}
    assert {"notifications", "link results", "unsaved writes", "commands"} <= set(ages)
    assert max(ages.values()) < 5


async def test_a_standstill_of_the_event_loop_is_measured(metered: World) -> None:
    def late(series: Series, most: str) -> float:
        in_time = of(series, "earshot_loop_lag_seconds_bucket", le=most)
        return of(series, "earshot_loop_lag_seconds_count") - in_time

    assert late(scrape(metered), "2.5") == 0
    os.kill(metered.bot.pid, signal.SIGSTOP)
    # As when the machine is asleep: what's due in this time runs after it.
    await asyncio.sleep(4)
    os.kill(metered.bot.pid, signal.SIGCONT)
    await until(metered, lambda series: late(series, "2.5") == 1)


@sqlite_only("PostgreSQL has its own files")
async def test_disk_and_backups_are_measured(metered: World) -> None:
    log = metered.bot.database.with_name("earshot.db-wal")
    await metered.linked()
    wal, free = "earshot_database_wal_bytes", "earshot_disk_free_bytes"
    age = "earshot_backup_age_seconds"

    def reading(name: str) -> float | None:
        return scrape(metered).get((name, ()))

    await until(metered, lambda series: of(series, wal) == log.stat().st_size > 0)
    disk = shutil.disk_usage(log.parent)
    assert reading(free) == pytest.approx(disk.free, abs=disk.total / 100)
    assert 0 <= (reading(age) or 0) < 600, "since when the bot has had the database"
    backups = log.parent / "backups"
    backups.mkdir(exist_ok=True)
    made = datetime.now(UTC) - timedelta(days=3)
    (backups / f"earshot-{made:%Y%m%dT%H%M%SZ}-nightly.db").touch()
    assert reading(age) == pytest.approx(timedelta(days=3).total_seconds(), abs=60)
