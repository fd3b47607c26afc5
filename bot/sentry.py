"""Reports errors to Sentry, if the host has set SENTRY_DSN.

Nothing that Sentry's library collects by itself is sent. An event is built here, from what can't be
about a person: the line of code that logged it without its values, the kinds of exceptions without
their messages, and where in the code they were raised. Then everything is redacted once more.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot import __version__
from bot.logs import redact, without_ids
from bot.request_ids import current_request

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

_KEPT = frozenset(
    {
        "environment",
        "event_id",
        "exception",
        "level",
        "logentry",
        "logger",
        "platform",
        "release",
        "sdk",
        "tags",
        "timestamp",
    }
)
_FLUSH_SECONDS = 2.0
_MOST_EXCEPTIONS = 10

Json = Mapping[str, object]


@contextmanager
def reporting(dsn: str, secrets: list[str]) -> Iterator[None]:
    """Report every error that is logged, until the block ends."""
    import sentry_sdk

    parts = [part for secret in secrets for part in secret.split(",") if part]

    def before_send(event: Event, hint: Hint) -> Event | None:
        del hint
        kept = {key: value for key, value in event.items() if key in _KEPT}
        clean: Event = _scrubbed(kept, parts)  # type: ignore[assignment]
        return clean

    sentry_sdk.init(
        dsn,
        release=f"earshot@{__version__}",
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        before_send=before_send,
        enable_backpressure_handling=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        send_client_reports=False,
        server_name="",
        shutdown_timeout=_FLUSH_SECONDS,
    )
    handler = _Handler(sentry_sdk.capture_event)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        sentry_sdk.flush(_FLUSH_SECONDS)


class _Handler(logging.Handler):
    """Makes an event of each error that is logged."""

    def __init__(self, capture: Callable[..., object]) -> None:
        super().__init__(logging.ERROR)
        self._capture = capture

    def emit(self, record: logging.LogRecord) -> None:
        """Report a record, unless it is Sentry's library that has a problem."""
        if not record.name.startswith(("sentry_sdk", "urllib3")):
            self._capture(event_of(record))


def event_of(record: logging.LogRecord) -> dict[str, object]:
    """Return a record as an event, without any value that was logged or raised."""
    request = current_request()
    tags = {"request": request.id, "kind": request.kind} if request else {}
    fields: Mapping[str, object] = getattr(record, "fields", {})
    tags |= {name: str(fields[name]) for name in ("command", "outcome") if name in fields}
    event: dict[str, object] = {
        "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
        "logger": record.name,
        "logentry": {"message": str(record.msg)},
        "tags": tags,
    }
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        event["exception"] = {"values": list(_exceptions(error))[::-1]}
    return event


def _exceptions(error: BaseException) -> Iterator[Json]:
    """Return an exception and those it came from: kind and place, no message."""
    seen: BaseException | None = error
    for _ in range(_MOST_EXCEPTIONS):
        if seen is None:
            return
        frames = [
            {"filename": one.filename, "function": one.name, "lineno": one.lineno}
            for one in traceback.extract_tb(seen.__traceback__)
        ]
        yield {"type": type(seen).__name__, "stacktrace": {"frames": frames}}
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _scrubbed(value: object, secrets: list[str]) -> object:
    """Return a value with every text in it redacted."""
    if isinstance(value, str):
        return without_ids(redact(value, secrets))
    if isinstance(value, Mapping):
        return {key: _scrubbed(one, secrets) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(one, secrets) for one in value]
    return value
