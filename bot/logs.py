"""Logging without secrets: every line is redacted after formatting, tracebacks included.

A logging.Filter never sees the formatted traceback; a formatter does
(docs/reference/threats-and-faults.md, C8 and C9).
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable

_REDACTED = "[redacted]"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(Bearer|Basic|Bot)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {_REDACTED}"),
    (
        re.compile(
            r"(?i)((?:access_token|refresh_token|code_verifier|client_secret|code|state)"
            r"(?:=|[\"']\s*:\s*[\"']))[^\s\"'&,;)}\]]{6,}"
        ),
        rf"\1{_REDACTED}",
    ),
    (re.compile(r"(/link/)[A-Za-z0-9_-]{8,}"), rf"\1{_REDACTED}"),
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[^\s/?\"']+"), rf"\1{_REDACTED}"),
    (re.compile(r"[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}"), _REDACTED),
)
_LEAST_LEVELS = {
    "discord.http": logging.INFO,
    "discord.webhook": logging.INFO,
    "discord.client": logging.INFO,
    "discord.gateway": logging.INFO,
    "aiohttp.client": logging.INFO,
    "aiosqlite": logging.INFO,
    "sqlalchemy.engine": logging.WARNING,
    "alembic": logging.WARNING,
    "urllib3": logging.INFO,
    "spotipy": logging.CRITICAL,
}


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without the given secrets, or anything that looks like one."""
    for secret in secrets:
        text = text.replace(secret, _REDACTED)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats a record as text and redacts all of it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = [part for secret in secrets for part in secret.split(",") if part]

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line."""
        return redact(super().format(record), self._secrets)


class JsonFormatter(RedactingFormatter):
    """Formats a record as one JSON object per line, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted record as JSON."""
        trace = self.formatException(record.exc_info) if record.exc_info else None
        fields = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage(), self._secrets),
            "trace": redact(trace, self._secrets) if trace else None,
        }
        return json.dumps({key: value for key, value in fields.items() if value is not None})


def configure(level: str, form: str, secrets: Iterable[str]) -> None:
    """Send all logging to stderr, redacted; `form` is "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((JsonFormatter if form == "json" else RedactingFormatter)(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in _LEAST_LEVELS.items():
        logging.getLogger(name).setLevel(max(least, root.level))
