"""Logs without secrets, tracebacks included."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import JsonFormatter, RedactingFormatter, configure, redact

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-_"
token = st.text(_LETTERS, min_size=12)


@given(token)
def test_t7_anything_that_looks_like_a_secret_is_redacted(value: str) -> None:
    for line in (
        f"Authorization: Bearer {value}",
        f"GET /callback?code={value}&state={value}",
        f'{{"access_token": "{value}", "refresh_token": "{value}"}}',
        f"code_verifier={value}",
        f"https://m.example/link/{value}",
        f"POST https://discord.com/api/v10/webhooks/123456/{value}",
        f"/interactions/99/{value}/callback",
    ):
        assert value not in redact(line)


@given(token)
def test_registered_secrets_are_redacted_everywhere(value: str) -> None:
    assert value not in redact(f"x{value}y", [value])


def _record(error: BaseException) -> logging.LogRecord:
    try:
        raise error
    except type(error):
        info = sys.exc_info()
    return logging.LogRecord("x", logging.ERROR, "f", 1, "failed: %s", ("hush-hush",), info)


@pytest.mark.parametrize("formatter", [RedactingFormatter, JsonFormatter])
def test_t7_tracebacks_are_redacted(formatter: type[RedactingFormatter]) -> None:
    line = formatter(["hush-hush"]).format(_record(ValueError("with hush-hush in it")))
    assert "hush-hush" not in line
    assert "ValueError" in line
    if formatter is JsonFormatter:
        assert json.loads(line)["level"] == "ERROR"


def test_t7_the_fields_of_a_json_line_are_redacted() -> None:
    record = _record(ValueError("x"))
    record.fields = {"command": "hush-hush", "ms": 3}
    line = JsonFormatter(["hush-hush"]).format(record)
    assert "hush-hush" not in line
    assert json.loads(line)["ms"] == 3


def test_t7_configure_keeps_chatty_libraries_quiet() -> None:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    try:
        configure("DEBUG", "text", [])
        for name in ("discord.http", "discord.webhook", "discord.gateway"):
            assert logging.getLogger(name).level == logging.INFO
        assert logging.getLogger("spotipy").level == logging.CRITICAL
    finally:
        root.handlers[:], root.level = before
