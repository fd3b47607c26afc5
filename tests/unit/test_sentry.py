"""SENTRY_DSN: what is reported to a fake Sentry has nothing secret or personal in it."""

from __future__ import annotations

import contextvars
import gzip
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.config.settings import ConfigError, load
from bot.request_ids import begin_request
from bot.sentry import reporting

ROOT = Path(__file__).parents[2]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38
SETTINGS = {"DISCORD_TOKEN": TOKEN, "SPOTIPY_CLIENT_ID": "0" * 32}
SECRETS = ("hush-hush", TOKEN, "AQDrefreshrefreshrefresh", "Mira Lindqvist", "123456789012345678")


class FakeSentry:
    """Takes what is sent to it."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                received.append(str(self.headers).encode() + body)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.dsn = f"http://publickey@127.0.0.1:{self.server.server_port}/7"

    def events(self) -> list[dict[str, Any]]:
        lines = [line for one in self.received for line in one.splitlines() if line[:1] == b"{"]
        return [one for one in map(json.loads, lines) if "logentry" in one]


@pytest.fixture
def sentry() -> Iterator[FakeSentry]:
    fake = FakeSentry()
    thread = threading.Thread(target=fake.server.serve_forever, daemon=True)
    thread.start()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()
    thread.join()


def _breaks(name: str, token: str) -> None:
    kept = {"refresh_token": "AQDrefreshrefreshrefresh", "name": name}
    try:
        raise KeyError(kept["refresh_token"])
    except KeyError as error:
        raise ValueError(f"{name} has {token}") from error


def test_an_error_arrives_without_anything_secret_or_personal(sentry: FakeSentry) -> None:
    # In a context of its own, so that the request ends with it.
    contextvars.copy_context().run(_log_errors, sentry)
    _check_events(sentry)


def _log_errors(sentry: FakeSentry) -> None:
    log = logging.getLogger("bot.toolkit.fault_reporting")
    with reporting(sentry.dsn, ["hush-hush,other", TOKEN]):
        begin_request("slash")
        try:
            _breaks("Mira Lindqvist", TOKEN)
        except ValueError as error:
            fields = {"fields": {"command": "play", "outcome": "broke", "person": "Mira Lindqvist"}}
            log.error(
                "%s broke; asked: %s",
                "play",
                "'!play hush-hush' in 123456789012345678",
                exc_info=error,
                extra=fields,
            )
        log.error("in the text itself: hush-hush for 123456789012345678")
        log.warning("not an error")


def _check_events(sentry: FakeSentry) -> None:
    (broke, plain) = sentry.events()
    assert broke["logentry"]["message"] == "%s broke; asked: %s"
    assert broke["tags"]["command"] == "play"
    assert len(broke["tags"]["request"]) == 8
    kinds = [one["type"] for one in broke["exception"]["values"]]
    assert kinds == ["KeyError", "ValueError"]
    frames = broke["exception"]["values"][-1]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "_breaks"
    assert all("vars" not in one and "context_line" not in one for one in frames)
    assert plain["logentry"]["message"] == "in the text itself: [redacted] for [id]"
    everything = b"".join(sentry.received).decode()
    assert [one for one in SECRETS if one in everything] == []
    allowed = {"level", "logger", "logentry", "tags", "exception", "event_id", "timestamp"}
    assert set(broke) <= allowed | {"release", "environment", "platform", "sdk"}


def test_nothing_is_reported_afterwards(sentry: FakeSentry) -> None:
    with reporting(sentry.dsn, []):
        pass
    logging.getLogger("x").error("later")
    assert sentry.events() == []


def test_a_sentry_that_does_not_answer_hinders_nothing() -> None:
    with reporting("http://publickey@127.0.0.1:9/7", []):
        logging.getLogger("x").error("no one hears this")


def test_it_is_imported_only_if_set() -> None:
    program = (
        "import sys, bot.__main__, bot.config.settings, bot.logs, bot.run; "
        "print('sentry_sdk' in sys.modules, 'bot.sentry' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    "value",
    [
        "not an address",
        "https://sentry.example.org/1",
        "https://k@sentry.example.org/",
        "ftp://k@h/1",
        "https://k@h:x/1",
        "https://k@h/1?a=b",
    ],
)
def test_what_is_no_dsn_is_refused(value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load({**SETTINGS, "SENTRY_DSN": value})
    (problem,) = refused.value.problems
    assert (problem.name, value in problem.what + problem.fix) == ("SENTRY_DSN", False)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.config.sentry_dsn.find_spec", lambda name: None)
    with pytest.raises(ConfigError) as refused:
        load({**SETTINGS, "SENTRY_DSN": "https://k@sentry.example.org/1"})
    assert "earshot[sentry]" in refused.value.problems[0].fix


def test_it_is_off_by_default_and_a_secret_if_on() -> None:
    assert load(SETTINGS).sentry_dsn is None
    dsn = "https://k@sentry.example.org/1"
    settings = load({**SETTINGS, "SENTRY_DSN": dsn})
    assert dsn in settings.secrets()
    assert dsn not in repr(settings)
