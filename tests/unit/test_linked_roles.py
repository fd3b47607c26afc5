"""A person's linked-roles entry at Discord is gone after they are, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from bot.accounts.discord_oauth import WRITE_ROLES, DiscordGrant, DiscordOAuth, DiscordUser
from bot.accounts.errors import DiscordUnavailable
from bot.accounts.linked_roles import LinkedRoles
from bot.accounts.pending_writes import PendingWrites
from bot.storage.accounts import AccountStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.errors import DatabaseBusy
from bot.storage.personal_data import PersonalData
from bot.storage.records import NewLink
from bot.storage.ticket_records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore
from tests.unit.links import save_link

MIRA = 1
CIPHER = Cipher([bytes(32)])
EMPTY: dict[str, object] = {"metadata": {}}


@dataclass
class Discord:
    """Discord's OAuth2: each refresh token works once; `failure` is what every request raises."""

    now: float = 1000.0
    valid: str = "refresh-1"
    entry: Mapping[str, object] | None = None
    failure: DiscordUnavailable | None = None
    revoked: list[str] = field(default_factory=list)
    turns: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    def clock(self) -> float:
        return self.now

    async def refresh(self, refresh_token: str) -> DiscordGrant:
        await self._answers()
        if refresh_token != self.valid:
            raise DiscordUnavailable(refused=True)
        self.turns += 1
        self.valid = f"{refresh_token}+"
        self.asked.set()
        await self.may_answer.wait()
        return grant(self.valid, int(self.now) + 100)

    async def me(self, grant: DiscordGrant) -> DiscordUser:
        await self._answers()
        return DiscordUser(MIRA, "mira")

    async def put_role(self, grant: DiscordGrant, entry: Mapping[str, object]) -> None:
        await self._answers()
        self.entry = entry

    async def revoke(self, grant: DiscordGrant) -> None:
        await self._answers()
        self.revoked.append(grant.refresh_token)

    async def _answers(self) -> None:
        if self.failure is not None:
            raise self.failure


def grant(refresh: str, expires_at: int) -> DiscordGrant:
    return DiscordGrant("access", refresh, expires_at, frozenset({WRITE_ROLES}))


@dataclass
class Setup:
    """Someone linked, with a grant whose access token has expired."""

    discord: Discord
    roles: LinkedRoles
    store: DiscordGrantStore
    data: PersonalData
    database: Database
    unsaved: PendingWrites


@pytest.fixture
async def setup(tmp_path: Path) -> AsyncIterator[Setup]:
    database = await Database.open(f"sqlite:///{tmp_path / 'e.db'}")
    discord, unsaved = Discord(), PendingWrites(first_wait=0.01)
    store = DiscordGrantStore(database, CIPHER)
    accounts = AccountStore(database, CIPHER)
    roles = LinkedRoles(store, accounts, cast(DiscordOAuth, discord), unsaved, discord.clock)
    made = Setup(discord, roles, store, PersonalData(database, CIPHER), database, unsaved)
    await links(made)
    yield made
    await database.close()


async def links(setup: Setup, refresh: str = "refresh-1") -> None:
    link = NewLink(MIRA, "a", "mira", None, frozenset(), "app", "access", "r", 2000, 1000)
    await save_link(setup.database, CIPHER, link)
    asker = AskerRecord("Mira", "mira")
    ticket = NewTicket("r", MIRA, asker, frozenset(), "app", 1000, 1600)
    await TicketStore(setup.database).create(ticket)
    await setup.roles.keep(MIRA, grant(refresh, 900), "r")


async def unlinks(setup: Setup) -> None:
    await setup.roles.remove(MIRA)
    await setup.data.forget(MIRA)


@pytest.mark.parametrize("first", ["show", "remove"])
async def test_showing_and_removing_at_once_leaves_nothing(setup: Setup, first: str) -> None:
    setup.discord.may_answer.clear()
    steps = {"show": setup.roles.show, "remove": setup.roles.remove}
    begun = asyncio.create_task(steps.pop(first)(MIRA))
    await asyncio.wait_for(setup.discord.asked.wait(), 5)
    (other,) = steps.values()
    late = asyncio.create_task(other(MIRA))
    await asyncio.wait({late}, timeout=0.1)
    setup.discord.may_answer.set()
    await asyncio.gather(begun, late)
    assert setup.discord.entry == EMPTY
    assert setup.discord.revoked == [setup.discord.valid]
    assert setup.discord.turns == 1, "a refresh token is used once"


async def test_an_entry_that_discord_kept_is_cleared_later_without_a_name(setup: Setup) -> None:
    await setup.roles.show(MIRA)
    setup.discord.failure = DiscordUnavailable()
    await unlinks(setup)
    assert await setup.store.get(MIRA) is None
    await setup.roles.clear_left_behind()
    assert len(await setup.store.left_behind()) == 1, "still waits for Discord"
    setup.discord.failure = None
    await setup.roles.clear_left_behind()
    assert setup.discord.entry == EMPTY
    assert setup.discord.revoked == [setup.discord.valid]
    assert await setup.store.left_behind() == []


async def test_the_entry_of_someone_who_is_back_is_not_cleared(setup: Setup) -> None:
    await setup.roles.show(MIRA)
    setup.discord.failure = DiscordUnavailable()
    await unlinks(setup)
    setup.discord.failure = None
    await links(setup, setup.discord.valid)
    await setup.roles.show(MIRA)
    await setup.roles.clear_left_behind()
    assert setup.discord.entry != EMPTY
    assert setup.discord.revoked == []
    assert await setup.store.left_behind() == []


@pytest.mark.parametrize("later", [0, 31 * 24 * 3600])
async def test_what_discord_refuses_or_never_answers_is_given_up(setup: Setup, later: int) -> None:
    setup.discord.failure = DiscordUnavailable()
    await unlinks(setup)
    setup.discord.now += later
    setup.discord.failure = DiscordUnavailable(refused=not later)
    await setup.roles.clear_left_behind()
    assert await setup.store.left_behind() == []


async def test_an_app_that_was_removed_at_discord_leaves_nothing_behind(setup: Setup) -> None:
    setup.discord.failure = DiscordUnavailable(refused=True)
    await unlinks(setup)
    assert await setup.store.get(MIRA) is None
    assert await setup.store.left_behind() == []


async def test_tokens_saved_late_do_not_replace_those_of_the_next_link(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, busy = setup.store.replace, True

    async def replace(*args: object) -> None:
        if busy:
            raise DatabaseBusy
        await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(setup.store, "replace", replace)
    await setup.roles.show(MIRA)
    assert setup.unsaved
    await unlinks(setup)
    setup.discord.valid = "refresh-2"
    await links(setup, "refresh-2")
    busy = False
    assert await setup.unsaved.flush(5) == 0
    kept = await setup.store.get(MIRA)
    assert kept is not None
    assert "refresh-2" in kept.tokens
