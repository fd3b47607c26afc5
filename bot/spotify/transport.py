"""Sends requests to the Web API: allow-list, budget, breaker, cache, retries.

Reads are retried after a failure, within five seconds in all; writes only if they can't have
arrived, so that nothing is skipped or added twice. After a 401 there's one retry with a new token.
Refusals that Spotify doesn't always mean (cache.py) are believed the second time.
Nothing ever sleeps through a long Retry-After.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from bot.http.errors import Malformed, NotSent, Unavailable
from bot.http.exchange import Answer, exchange
from bot.single_flight import SingleFlight
from bot.spotify.budget import Budget
from bot.spotify.cache import DOUBTFUL, RECHECK_SECONDS, AnswerCache, SpuriousRefusals
from bot.spotify.circuit_breaker import Breaker, read_retry_after
from bot.spotify.endpoints import Endpoint, endpoint_for
from bot.spotify.error_mapping import error_details, refusal
from bot.spotify.errors import (
    BudgetSpent,
    RateLimited,
    ShareSpent,
    TokenRejected,
    UnconfirmedRefusal,
)
from bot.spotify.observer import Observer, Unobserved

CALL_SECONDS = 5.0
"""How long one call may take with all its retries, in seconds."""

_SHORT_PAUSE = 2.0
_MAX_TRIES = 3
_HELD_BACK: dict[type[Exception], str] = {BudgetSpent: "budget", ShareSpent: "share"}


class TokenSource(Protocol):
    """Provides an access token, and a new one if that was refused."""

    async def access_token(self) -> str:
        """Return a token that should work."""
        ...

    async def replace(self, rejected: str) -> str:
        """Return a new token after a 401."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a call is made.

    `subject` separates personal answers in the cache; `asked` is False if nobody is waiting for
    the answer; `on_player_command` is called when a player command worked, which takes Premium.
    """

    tokens: TokenSource = field(repr=False)
    subject: str
    quota_owner: str
    asked: bool = True
    on_player_command: Callable[[], None] = field(default=lambda: None, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its endpoint, path, parameters and body."""

    endpoint: Endpoint
    path: str
    params: Mapping[str, str]
    body: bytes | None = None
    content_type: str = "application/json"


class Transport:
    """Sends calls to the Web API and returns JSON."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_url: str,
        breaker: Breaker,
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
        observer: Observer = Unobserved(),  # noqa: B008 - it has no state
    ) -> None:
        self._session = session
        self._base = api_url.rstrip("/") + "/"
        self._breaker = breaker
        self._budget = budget
        self._cache = AnswerCache(clock)
        self._in_flight: SingleFlight[object] = SingleFlight()
        self._refusals = SpuriousRefusals(clock)
        self._observer = observer

    async def read(self, caller: Caller, path: str, params: Mapping[str, str]) -> object:
        """GET `path` and return its JSON, or None for 204.

        Identical reads in flight are shared, and answers reused for as long as the endpoint allows.
        Raises the errors of bot.spotify.errors.
        """
        call = Call(endpoint_for("GET", path), path, params)
        subject = caller.subject if call.endpoint.personal else caller.quota_owner
        key = (subject, path, tuple(sorted(params.items())))
        cached = self._cache.get(key)
        if cached is not None:
            return cached[0]

        async def ask() -> object:
            with self._cache.awaiting(key, call.endpoint.cache_seconds) as keep:
                answer = _content(await self._authorized(caller, call), call.endpoint)
                keep(answer)
            return answer

        return await self._in_flight.share((*key, caller.subject, caller.asked), ask)

    async def write(
        self,
        caller: Caller,
        method: str,
        path: str,
        params: Mapping[str, str],
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> object:
        """Send a change and return its JSON, or None if there isn't any.

        Player commands answer any 2xx, often with a scrap of text, which is ignored whatever its
        content type (docs/reference/spotify.md, section 3.1). Drops this person's cached answers.
        Raises the errors of bot.spotify.errors.
        """
        call = Call(endpoint_for(method, path), path, params, body, content_type)
        try:
            answer = await self._authorized(caller, call)
        finally:
            self.forget(caller.subject)
        if not 200 <= answer.status < 300:
            raise refusal(answer)
        if call.endpoint.group == "player-commands":
            caller.on_player_command()
            return None
        return answer.json() if answer.is_json and answer.body.strip() else None

    def forget(self, subject: str) -> None:
        """Drop one person's cached answers; what is on its way is neither cached nor shared."""

        def is_theirs(key: Hashable) -> bool:
            return isinstance(key, tuple) and key[0] == subject

        self._cache.forget(is_theirs)
        self._in_flight.forget(is_theirs)

    async def _authorized(self, caller: Caller, call: Call) -> Answer:
        """Send a call; a doubtful refusal is asked once more, if that's safe."""
        token = await caller.tokens.access_token()
        fresh, before = False, None
        while True:
            try:
                answer = await self._with_retries(caller, call, token)
            except DOUBTFUL as doubtful:
                if isinstance(doubtful, TokenRejected) and not (doubtful.missing or fresh):
                    token, fresh = await caller.tokens.replace(token), True
                    continue
                said_before = self._refusals.record(caller.subject, call.endpoint.group, doubtful)
                if type(doubtful) is before or (call.endpoint.non_idempotent and said_before):
                    raise
                if call.endpoint.non_idempotent:
                    raise UnconfirmedRefusal(str(doubtful)) from None
                before = type(doubtful)
                await asyncio.sleep(RECHECK_SECONDS)
            else:
                self._refusals.forget(caller.subject, call.endpoint.group)
                return answer

    async def _with_retries(self, caller: Caller, call: Call, token: str) -> Answer:
        loop = asyncio.get_running_loop()
        end = loop.time() + CALL_SECONDS
        for attempt in range(1, _MAX_TRIES + 1):
            left = max(0.2, end - loop.time())
            try:
                return await self._once(caller, call, token, left)
            except _ShortPause as pause:
                await asyncio.sleep(pause.seconds + 0.05)
            except Unavailable as fault:
                wait = random.uniform(0.05, 0.4 * attempt)
                may_retry = call.endpoint.method == "GET" or isinstance(fault, NotSent)
                if not may_retry or attempt == _MAX_TRIES or loop.time() + wait >= end - 0.2:
                    raise
                await asyncio.sleep(wait)
        raise Unavailable("no answer after several tries")

    async def _once(self, caller: Caller, call: Call, token: str, timeout: float) -> Answer:
        owner, group = caller.quota_owner, call.endpoint.group
        failures = await self._allowed(caller, group)
        status, began = 0, time.perf_counter()
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if call.body is not None:
            headers["Content-Type"] = call.content_type
        try:
            answer = await exchange(
                self._session,
                call.endpoint.method,
                self._base + call.path,
                headers=headers,
                params=call.params,
                body=call.body,
                timeout=timeout,
            )
            status = answer.status
        finally:
            seconds = time.perf_counter() - began
            self._observer.spotify(group, call.endpoint.template, status, seconds)
        if answer.status == 429:
            await self._handle_rate_limit(owner, group, answer, failures)
        if failures:
            await self._breaker.succeeded(owner, group)
        if answer.status in (401, 403) or answer.status >= 500:
            raise refusal(answer)
        if call.endpoint.method == "GET":
            _content(answer, call.endpoint)
        return answer

    async def _allowed(self, caller: Caller, group: str) -> int:
        """Return how many pauses there were in a row; raises what holds the request back."""
        try:
            failures = await self._breaker.check(caller.quota_owner, group)
            await self._budget.spend(caller.quota_owner, asked=caller.asked)
        except (RateLimited, BudgetSpent, ShareSpent) as error:
            self._observer.held_back(_HELD_BACK.get(type(error), "pause"))
            raise
        return failures

    async def _handle_rate_limit(
        self, owner: str, group: str, answer: Answer, failures: int
    ) -> None:
        retry_after = read_retry_after(answer.retry_after)
        quota = error_details(answer)[1] == "QUOTA_EXCEEDED"
        if retry_after is not None and retry_after <= _SHORT_PAUSE and not quota and not failures:
            await self._breaker.trip(
                owner, group, retry_after=retry_after, quota=False, failures=failures
            )
            raise _ShortPause(retry_after)
        raise await self._breaker.trip(
            owner, group, retry_after=retry_after, quota=quota, failures=failures
        )


class _ShortPause(Exception):
    """Spotify asked for a pause of at most two seconds, which we wait for once."""

    def __init__(self, seconds: float) -> None:
        super().__init__("short pause")
        self.seconds = seconds


def _content(answer: Answer, endpoint: Endpoint) -> object:
    if answer.status == 204:
        return None
    if not 200 <= answer.status < 300:
        raise refusal(answer)
    if endpoint.may_be_empty and _is_empty(answer):
        return None
    if not answer.body.strip():
        raise Malformed("an empty answer")
    found = answer.json()
    if not isinstance(found, list if endpoint.returns_list else dict):
        raise Malformed("expected another shape")
    return found


def _is_empty(answer: Answer) -> bool:
    """Return whether a player's answer is empty: old devices and proxies don't always send 204."""
    # Blanks labelled as JSON don't count: that's an answer that was cut off.
    blank = not answer.body.strip() and not (answer.body and answer.is_json)
    return blank or answer.body.strip() == b"null" or (answer.status == 202 and not answer.is_json)
