"""The way to the Web API: allow-list, budget, breaker, cache, one retry with a fresh token.

Reads are tried again after a fault, within five seconds in all; nothing ever sleeps through a
long Retry-After.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from bot.spotify.budget import Budget
from bot.spotify.cache import AnswerCache, InFlight
from bot.spotify.endpoints import Endpoint, endpoint_for
from bot.spotify.errors import Malformed, TokenRejected, Unavailable
from bot.spotify.http import Answer, exchange
from bot.spotify.pause import Breaker, read_retry_after
from bot.spotify.verdict import error_details, refusal

WHOLE_ANSWER = 5.0
"""Seconds that one call may take with all its tries."""

_SHORT_WAIT = 2.0
_TRIES = 3


class TokenSource(Protocol):
    """Whoever can give an access token, and a new one when that was refused."""

    async def access_token(self) -> str:
        """Return a token that should work."""
        ...

    async def replace(self, rejected: str) -> str:
        """Return another token after a 401."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a call is made.

    `subject` separates personal answers in the cache; `asked` is False for what nobody is
    waiting for.
    """

    tokens: TokenSource = field(repr=False)
    subject: str
    quota_owner: str
    asked: bool = True


class Transport:
    """Sends calls to the Web API and gives back JSON."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_url: str,
        breaker: Breaker,
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
        observe: Callable[[str, int], None] = lambda group, status: None,
    ) -> None:
        self._session = session
        self._base = api_url.rstrip("/") + "/"
        self._breaker = breaker
        self._budget = budget
        self._cache = AnswerCache(clock)
        self._in_flight = InFlight()
        self._observe = observe

    async def read(self, caller: Caller, path: str, params: Mapping[str, str]) -> object:
        """GET `path` and return its JSON, or None for 204.

        Equal reads in flight are shared, and answers reused for as long as the endpoint allows.
        Raises the errors of bot.spotify.errors.
        """
        endpoint = endpoint_for("GET", path)
        subject = caller.subject if endpoint.personal else caller.quota_owner
        key = (subject, path, tuple(sorted(params.items())))
        kept = self._cache.get(key)
        if kept is not None:
            return kept[0]

        async def ask() -> object:
            answer = await self._authorized(caller, endpoint, path, params)
            self._cache.put(key, answer, endpoint.cache_seconds)
            return answer

        return await self._in_flight.share((*key, caller.subject, caller.asked), ask)

    def forget(self, subject: str) -> None:
        """Drop everything kept of one person."""
        self._cache.forget(lambda key: isinstance(key, tuple) and key[0] == subject)

    async def _authorized(
        self, caller: Caller, endpoint: Endpoint, path: str, params: Mapping[str, str]
    ) -> object:
        token = await caller.tokens.access_token()
        try:
            return await self._with_retries(caller, endpoint, path, params, token)
        except TokenRejected:
            token = await caller.tokens.replace(token)
            return await self._with_retries(caller, endpoint, path, params, token)

    async def _with_retries(
        self,
        caller: Caller,
        endpoint: Endpoint,
        path: str,
        params: Mapping[str, str],
        token: str,
    ) -> object:
        loop = asyncio.get_running_loop()
        end = loop.time() + WHOLE_ANSWER
        for attempt in range(1, _TRIES + 1):
            left = max(0.2, end - loop.time())
            try:
                return await self._once(caller, endpoint, path, params, token, left)
            except _ShortPause as pause:
                await asyncio.sleep(pause.seconds + 0.05)
            except Unavailable:
                wait = random.uniform(0.05, 0.4 * attempt)
                if attempt == _TRIES or loop.time() + wait >= end - 0.2:
                    raise
                await asyncio.sleep(wait)
        raise Unavailable("no answer after several tries")

    async def _once(
        self,
        caller: Caller,
        endpoint: Endpoint,
        path: str,
        params: Mapping[str, str],
        token: str,
        timeout: float,
    ) -> object:
        owner = caller.quota_owner
        failures = await self._breaker.check(owner, endpoint.group)
        await self._budget.spend(owner, asked=caller.asked)
        status = 0
        try:
            answer = await exchange(
                self._session,
                endpoint.method,
                self._base + path,
                headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
                params=params,
                timeout=timeout,
            )
            status = answer.status
        finally:
            self._observe(endpoint.group, status)
        if answer.status == 429:
            await self._refused_for_now(owner, endpoint.group, answer, failures)
        if failures:
            await self._breaker.succeeded(owner, endpoint.group)
        return _content(answer)

    async def _refused_for_now(self, owner: str, group: str, answer: Answer, failures: int) -> None:
        retry_after = read_retry_after(answer.retry_after)
        quota = error_details(answer)[1] == "QUOTA_EXCEEDED"
        if retry_after is not None and retry_after <= _SHORT_WAIT and not quota and not failures:
            await self._breaker.trip(
                owner, group, retry_after=retry_after, quota=False, failures=failures
            )
            raise _ShortPause(retry_after)
        raise await self._breaker.trip(
            owner, group, retry_after=retry_after, quota=quota, failures=failures
        )


class _ShortPause(Exception):
    """Spotify asked for at most two seconds, which is waited for once."""

    def __init__(self, seconds: float) -> None:
        super().__init__("short pause")
        self.seconds = seconds


def _content(answer: Answer) -> object:
    if answer.status == 204:
        return None
    if not 200 <= answer.status < 300:
        raise refusal(answer)
    if not answer.body.strip():
        raise Malformed("an empty answer")
    found = answer.json()
    if not isinstance(found, dict):
        raise Malformed("expected a JSON object")
    return found
