"""The grant guard against the simulated accounts service: one refresh, whatever happens."""

from __future__ import annotations

import asyncio

import pytest

from bot.accounts.errors import LinkDead, MissingScopes, NotLinked
from bot.accounts.lifetime import GRANT_LIFETIME
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import SignInUnavailable
from bot.spotify.tokens import TokenResponse
from bot.storage.records import AccountSummary, LinkStatus
from tests.unit.processes import SCOPE, Process


async def test_hundred_callers_one_refresh(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    tokens = await asyncio.gather(*(grants.token(1) for _ in range(100)))
    assert len(set(tokens)) == 1
    assert one.refreshes() == 1


async def test_several_processes_one_refresh(processes: list[Process]) -> None:
    guards = [process.grants() for process in processes]
    await processes[0].link("mira")
    processes[0].spotify.clock.advance(4000)
    tokens = await asyncio.gather(*(guards[n % 3].token(1) for n in range(60)))
    assert len(set(tokens)) == 1
    assert processes[0].refreshes() == 1


async def test_a_cancelled_caller_does_not_cancel_the_refresh(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    first = asyncio.create_task(grants.token(1))
    second = asyncio.create_task(grants.token(1))
    await asyncio.sleep(0)
    first.cancel()
    assert await second
    assert one.refreshes() == 1


async def test_age_tells_expiry_from_revocation(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.revoke("mira")
    one.spotify.clock.advance(4000)
    with pytest.raises(LinkDead) as caught:
        await grants.token(1)
    assert not caught.value.expired
    await one.link("mira")
    one.spotify.clock.advance(GRANT_LIFETIME + 10)
    for _ in range(3):
        with pytest.raises(LinkDead) as caught:
            await grants.token(1)
        assert caught.value.expired
    assert one.refreshes() == 2, "a dead token is never tried again"


async def test_a_new_login_wins_over_a_late_refresh(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    refreshing = asyncio.create_task(grants.token(1))
    await asyncio.sleep(0)
    await one.link("jonas")
    record = await one.store.get(1)
    assert record is not None
    assert record.spotify_id == "jonas"
    assert await refreshing
    record = await one.store.get(1)
    assert record is not None
    assert record.spotify_id == "jonas"
    assert await grants.token(1) == record.access_token


async def test_race_a_new_login_wins_over_a_refusal_of_the_old_token(
    processes: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.revoke("mira")
    one.spotify.clock.advance(4000)
    real = one.leases.retire

    async def late(link: AccountSummary, owner: str, status: LinkStatus) -> bool:
        await one.link("jonas")
        return await real(link, owner, status)

    monkeypatch.setattr(one.leases, "retire", late)
    token = await grants.token(1)
    record = await one.store.get(1)
    assert record is not None
    assert (record.status, record.spotify_id, record.access_token) == ("active", "jonas", token)


async def test_trouble_at_the_accounts_service_gives_the_lease_back(
    processes: list[Process],
) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    one.spotify.fault("/api/token", "status", times=1)
    with pytest.raises(SignInUnavailable):
        await grants.token(1)
    assert await grants.token(1)


async def test_nobody_gets_what_they_did_not_agree_to(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    with pytest.raises(NotLinked):
        async with grants.use(1):
            pass
    await one.link("mira")
    with pytest.raises(MissingScopes) as caught:
        async with grants.use(1, scopes=frozenset({SCOPE, "user-modify-playback-state"})):
            pass
    assert caught.value.needed == {"user-modify-playback-state"}


async def test_a_refused_token_is_refreshed_once(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.expire_access_tokens()
    async with grants.use(1, scopes=frozenset({SCOPE})) as spotify:
        assert await spotify.playback() is None
    assert one.refreshes() == 1


@pytest.mark.parametrize("failure", [SignInUnavailable(), asyncio.CancelledError(), OSError()])
async def test_the_lease_is_given_back_whatever_happens(
    processes: list[Process], monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)

    async def refresh(app: SpotifyApp, token: str) -> TokenResponse:
        raise failure

    monkeypatch.setattr(one.endpoint, "refresh", refresh)
    with pytest.raises((SignInUnavailable, asyncio.CancelledError, OSError)):
        await grants.token(1)
    record = await one.store.get(1)
    assert record is not None
    assert await one.leases.claim(record, "another", one.clock, one.clock + 1)
