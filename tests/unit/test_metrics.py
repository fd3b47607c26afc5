"""Metrics: labels stay bounded whatever comes, and a gauge is what its reader says."""

from __future__ import annotations

import pytest
from prometheus_client import generate_latest

from bot.metrics import CommandNames, Metrics, Names
from bot.spotify.endpoints import ENDPOINTS


def text(metrics: Metrics) -> str:
    return generate_latest(metrics.registry).decode()


def test_an_unknown_name_is_other() -> None:
    names = Names(["a"], room=1)
    assert [names.of(one) for one in ("a", "b", "c", "b")] == ["a", "b", "other", "b"]
    commands = CommandNames(["press do"])
    assert commands.of("press do") == "press do"
    assert commands.of("press 123456789012345678") == "press"
    assert commands.of("<@123456789012345678>") == "other"


def test_no_label_grows_with_what_people_send() -> None:
    metrics = Metrics()
    metrics.expect(["play"], ["denied"])
    for number in range(5000):
        odd = f"x{number}"
        metrics.command(odd, odd)
        metrics.command(f"press {odd}", "answered")
        metrics.spotify(odd, odd, number, 0.1)
        metrics.web(odd, number)
        metrics.link_failed(odd)
        metrics.token_request(odd, odd)
        metrics.held_back(odd)
        metrics.shard(number, odd)
    assert len(text(metrics).splitlines()) < 20_000
    assert 'command="x1"' not in text(metrics)


def test_what_alerts_look_at_begins_at_zero() -> None:
    metrics = Metrics()
    metrics.expect(["play"], ["unavailable"])
    for line in (
        'earshot_commands_total{command="play",outcome="broke"} 0.0',
        'earshot_links_total{step="undone"} 0.0',
        'earshot_link_failures_total{reason="unavailable"} 0.0',
        'earshot_spotify_token_requests_total{grant="refresh_token",outcome="AppRejected"} 0.0',
    ):
        assert line in text(metrics)


def test_gauges_are_read_when_asked_and_a_new_reader_replaces_the_old() -> None:
    metrics = Metrics()
    latency = "earshot_gateway_latency_seconds"
    metrics.watch(latency, "shards", lambda: {"0": 0.5, "1": float("nan")})
    assert f'{latency}{{shard="0"}} 0.5' in text(metrics)
    assert 'shard="1"' not in text(metrics)
    metrics.watch(latency, "shards", lambda: {"0": 0.25})
    assert f'{latency}{{shard="0"}} 0.25' in text(metrics)
    with pytest.raises(ValueError, match="no gauge"):
        metrics.watch("earshot_other", "x", dict)


def test_endpoints_have_templates_without_ids_or_patterns() -> None:
    templates = [one.template for one in ENDPOINTS]
    assert {"GET me/player", "GET artists/{id}/albums", "PUT me/player/{action}"} <= set(templates)
    assert [one for one in templates if any(mark in one for mark in "[](|)?\\")] == []
