"""Logging without secrets: every line is redacted after formatting, tracebacks included.

A logging.Filter never sees the formatted traceback; a formatter does
(docs/reference/threats-and-faults.md, C8 and C9). Unless the level is DEBUG, lines also have no IDs
of Discord's: of people, servers, channels, messages. What belongs together has the same request ID
(bot/request_ids.py).
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from traceback import format_tb

from bot.request_ids import current_request

_REDACTED = "[redacted]"
_MOST_CAUSES = 10
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
_IDS: tuple[tuple[re.Pattern[str], str], ...] = (
    # The application's own ID, in the link that invites the bot, is no one's secret.
    (re.compile(r"(?<![\w])(?<!client_id=)\d{17,20}(?!\w)"), "[id]"),
    (re.compile(r"(?i)(session id:? )[0-9a-f]{16,}"), r"\1[id]"),
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
    """Return `text` without the given secrets and without anything that looks like one."""
    for secret in secrets:
        text = text.replace(secret, _REDACTED)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def without_ids(text: str) -> str:
    """Return `text` without Discord's IDs."""
    for pattern, replacement in _IDS:
        text = pattern.sub(replacement, text)
    return text


def trace_without_values(error: BaseException) -> str:
    """Return where an error and those it came from were raised: kinds and places, no messages.

    For an error whose message may quote a request; log it as `extra={"trace": …}`.
    """
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < _MOST_CAUSES:
        parts.append(f"{type(seen).__name__}, at:\n{''.join(format_tb(seen.__traceback__))}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "caused by ".join(parts).rstrip()


class RedactingFormatter(logging.Formatter):
    """Formats a record as text, fully redacted; `ids` says whether Discord's IDs may stay."""

    def __init__(self, secrets: Iterable[str], *, ids: bool = True) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = [part for secret in secrets for part in secret.split(",") if part]
        self._ids = ids

    def clean(self, text: str) -> str:
        """Return `text` redacted."""
        text = redact(text, self._secrets)
        return text if self._ids else without_ids(text)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Return the line before any traceback, with the request's ID at its end."""
        line, request = super().formatMessage(record), current_request()
        return line if request is None else f"{line} [{request.id}]"

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line, and below it what was raised."""
        record.exc_text = record.exc_text or getattr(record, "trace", None)
        return self.clean(super().format(record))


class JsonFormatter(RedactingFormatter):
    """Formats a record as one JSON object per line, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted record as JSON."""
        trace = getattr(record, "trace", None)
        if record.exc_info:
            trace = self.formatException(record.exc_info)
        request = current_request()
        fields: dict[str, object] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self.clean(record.getMessage()),
            "request": request.id if request else None,
            "kind": request.kind if request else None,
            "trace": self.clean(trace) if trace else None,
            **self._clean_fields(getattr(record, "fields", {})),
        }
        return json.dumps({key: value for key, value in fields.items() if value is not None})

    def _clean_fields(self, fields: Mapping[str, object]) -> dict[str, object]:
        return {
            name: self.clean(value) if isinstance(value, str) else value
            for name, value in fields.items()
        }


def configure(level: str, form: str, secrets: Iterable[str]) -> None:
    """Send all logging to stderr, redacted; `form` is "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    made = JsonFormatter if form == "json" else RedactingFormatter
    handler.setFormatter(made(secrets, ids=level == "DEBUG"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in _LEAST_LEVELS.items():
        logging.getLogger(name).setLevel(max(least, root.level))
