"""What is personal in each table, and how to delete it: one place for "everything about you".

REGISTRY lists every column as personal or plain; a test fails if one is missing.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import Column, Table, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import aux_page_tables as a
from bot.storage import aux_tables as x
from bot.storage import mixtape_tables as m
from bot.storage import seat_tables as s
from bot.storage import tables as t
from bot.storage.kept_refusal import Refusals, forget_settings
from bot.storage.mixtape_turns import wake

ABOUT_PEOPLE = (
    (t.link_tickets, t.link_tickets.c.discord_id),
    (t.waiting_commands, t.waiting_commands.c.discord_id),
    (t.memos, t.memos.c.discord_id),
    (t.waiting_logins, t.waiting_logins.c.discord_id),
    (t.notifications, t.notifications.c.discord_id),
    (t.discord_grants, t.discord_grants.c.discord_id),
    (t.follows, t.follows.c.person),
    (t.follows, t.follows.c.viewer),
    (x.aux_sessions, x.aux_sessions.c.owner_id),
    (x.aux_songs, x.aux_songs.c.added_by),
    (x.aux_votes, x.aux_votes.c.discord_id),
    (x.aux_blocks, x.aux_blocks.c.owner_id),
    (t.people_in_servers, t.people_in_servers.c.discord_id),
    (m.mixtapes, m.mixtapes.c.owner_id),
    (m.mixtape_songs, m.mixtape_songs.c.added_by),
    (s.seat_questions, s.seat_questions.c.discord_id),
    (s.seat_waiters, s.seat_waiters.c.discord_id),
)
"""Where a person's own rows are, to show them: the table and its column with their Discord ID."""


@dataclass(frozen=True, slots=True)
class Person:
    """The person to forget; `keep` is a ticket that must still tell how it ended.

    `refusals` says which "no" outlives the deletion (kept_refusal.py).
    """

    discord_id: int
    spotify_account_id: str | None = None
    spotify_names: tuple[str, ...] = ()
    keep: str | None = None
    refusals: Refusals = "said"


Removal = Callable[[AsyncConnection, Person], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Holding:
    """A table's columns, separated by spaces; `removals` clear the `personal` ones."""

    personal: str
    plain: str
    removals: tuple[Removal, ...] = ()


def _rows(column: Column[int]) -> Removal:
    """Delete the rows whose column is the person's Discord ID."""

    async def remove(connection: AsyncConnection, person: Person) -> None:
        await connection.execute(delete(column.table).where(column == person.discord_id))

    return remove


def _quota(table: Table) -> Removal:
    """Delete the counts for the person's own app."""

    async def remove(connection: AsyncConnection, person: Person) -> None:
        own = table.c.quota_owner == f"member:{person.discord_id}"
        await connection.execute(delete(table).where(own))

    return remove


async def _tickets(connection: AsyncConnection, person: Person) -> None:
    own = t.link_tickets.c.discord_id == person.discord_id
    if person.keep is not None:
        own = and_(own, t.link_tickets.c.ref != person.keep)
    await connection.execute(delete(t.link_tickets).where(own))


def _spotify(column: Column[str]) -> Removal:
    """Clear a column that may name the person's Spotify in someone else's row."""

    async def remove(connection: AsyncConnection, person: Person) -> None:
        names = [*person.spotify_names, *filter(None, [person.spotify_account_id])]
        named = update(column.table).where(column.in_(names))
        await connection.execute(named.values({column.name: None}))

    return remove


_NO_OWNER = {"owner_id": 0, "owner_name": None, "owner_handle": None}


async def _apps(connection: AsyncConnection, person: Person) -> None:
    """Delete a member's own app; one of the host's stays, without the person who added it."""
    mine = t.apps.c.owner_id == person.discord_id
    own = and_(mine, t.apps.c.kind == "member")
    ids = select(t.apps.c.client_id).where(own)
    await connection.execute(delete(t.app_troubles).where(t.app_troubles.c.client_id.in_(ids)))
    await connection.execute(delete(t.apps).where(own))
    await connection.execute(update(t.apps).where(mine).values(_NO_OWNER))


async def _settings(connection: AsyncConnection, person: Person) -> None:
    await forget_settings(connection, person.discord_id, person.refusals)


async def _others_button_state(connection: AsyncConnection, person: Person) -> None:
    """Remove a person from others' button state, such as an invitation to a blend."""
    query = select(t.memos.c.id, t.memos.c.value).where(
        t.memos.c.value.contains(str(person.discord_id))
    )
    for memo_id, value in (await connection.execute(query)).all():
        before = json.loads(value)
        after = {
            key: _without(one, str(person.discord_id))
            for key, one in before.items()
            if str(person.discord_id) not in (key, str(one))
        }
        this = t.memos.c.id == memo_id
        if any(before[key] and not after.get(key) for key in before):
            await connection.execute(delete(t.memos).where(this))
        elif after != before:
            await connection.execute(update(t.memos).where(this).values(value=json.dumps(after)))


def _without(value: object, person: str) -> object:
    if isinstance(value, dict):
        return {
            key: _without(one, person)
            for key, one in value.items()
            if person not in (key, str(one))
        }
    if isinstance(value, list):
        return [_without(one, person) for one in value if str(one) != person]
    return value


async def _own_auxes(connection: AsyncConnection, person: Person) -> None:
    """End the person's aux, with everything others put into it."""
    own = select(x.aux_sessions.c.id).where(x.aux_sessions.c.owner_id == person.discord_id)
    for table in (x.aux_songs, x.aux_votes, a.aux_guests):
        await connection.execute(delete(table).where(table.c.session_id.in_(own)))
    pages = update(a.aux_pages).where(a.aux_pages.c.session_id.in_(own))
    await connection.execute(pages.values(closed=1, code=None))
    await _rows(x.aux_sessions.c.owner_id)(connection, person)


async def _own_mixtapes(connection: AsyncConnection, person: Person) -> None:
    """End the person's mixtapes; what is in the playlist is theirs, and stays.

    A turn is left for each: its channel is told.
    """
    own = select(m.mixtapes.c.channel_id).where(m.mixtapes.c.owner_id == person.discord_id)
    songs = m.mixtape_songs
    await connection.execute(delete(songs).where(songs.c.channel_id.in_(own)))
    for channel in (await connection.execute(own)).scalars().all():
        await wake(connection, channel, 0.0)
    await _rows(m.mixtapes.c.owner_id)(connection, person)


async def _notifications(connection: AsyncConnection, person: Person) -> None:
    named = or_(
        t.notifications.c.discord_id == person.discord_id,
        t.notifications.c.about == person.discord_id,
    )
    await connection.execute(delete(t.notifications).where(named))


REGISTRY: dict[str, Holding] = {
    "accounts": Holding(
        "discord_id spotify_account_id spotify_id display_name scopes access_token refresh_token "
        "expires_at authorized_at first_linked_at premium",
        "client_id status version lease_owner lease_until reminded",
        (_rows(t.accounts.c.discord_id),),
    ),
    "link_tickets": Holding(
        "discord_id asker delivery offer_secrets spotify_name required_account_id required_name "
        "other_name",
        "ref scopes client_id created_at expires_at status browser_hash spotify_state_hash "
        "verifier announced waiting_ids purpose discord_state_hash identified tries linked_at "
        "claimed_at consenting_browser_hash everything authorized_at discord_verifier made_ns "
        "telling telling_until",
        (
            _tickets,
            _spotify(t.link_tickets.c.spotify_name),
            _spotify(t.link_tickets.c.required_account_id),
            _spotify(t.link_tickets.c.required_name),
            _spotify(t.link_tickets.c.other_name),
        ),
    ),
    "waiting_logins": Holding(
        "discord_id spotify_name sealed",
        "ref client_id reason created_at expires_at",
        (_rows(t.waiting_logins.c.discord_id), _spotify(t.waiting_logins.c.spotify_name)),
    ),
    "apps": Holding(
        "owner_id owner_name owner_handle quota_owner secret",
        "client_id name kind guild_id added_at",
        (_apps,),
    ),
    "app_troubles": Holding("", "client_id kind since"),
    "letters": Holding(
        "discord_id about once value", "id kind due_at status sending_until", (_notifications,)
    ),
    "discord_grants": Holding(
        "discord_id tokens", "expires_at left_at", (_rows(t.discord_grants.c.discord_id),)
    ),
    "settings": Holding("subject value", "scope name", (_settings,)),
    "breakers": Holding(
        "quota_owner", "endpoint_group closed_until failures", (_quota(t.breakers),)
    ),
    "budgets": Holding("quota_owner", "day spent", (_quota(t.budgets),)),
    "waiting_commands": Holding(
        "discord_id payload guild_id",
        "id created_at scopes made_ns released",
        (_rows(t.waiting_commands.c.discord_id),),
    ),
    "memos": Holding(
        "discord_id value",
        "id kind expires_at",
        (_rows(t.memos.c.discord_id), _others_button_state),
    ),
    "follows": Holding(
        "person viewer delivery",
        "message_id reads_left next_at until",
        (_rows(t.follows.c.person), _rows(t.follows.c.viewer)),
    ),
    "aux_sessions": Holding(
        "owner_id owner_name skipped_uri context_uri context_item",
        "id guild_id channel_id trust role_id each panel_id language created_at active_at next_at "
        "pings pinged_at skipped_at turns voice_id",
        (_own_auxes,),
    ),
    "aux_songs": Holding(
        "added_by added_name title artists uri artist_ids",
        "id session_id duration_ms state place removed_at question_id explicit untold",
        (_rows(x.aux_songs.c.added_by),),
    ),
    "aux_votes": Holding("discord_id uri", "session_id", (_rows(x.aux_votes.c.discord_id),)),
    "aux_blocks": Holding(
        "owner_id uri name artists", "id kind", (_rows(x.aux_blocks.c.owner_id),)
    ),
    "aux_pages": Holding("", "code_hash session_id made_at closed code"),
    # Guests have no account: nothing ties their chosen name to a person. It goes with the aux.
    "aux_guests": Holding("", "id session_id token_hash name removed"),
    "mixtapes": Holding(
        "owner_id owner_name playlist_id playlist_name",
        "channel_id guild_id each language paused created_at",
        (_own_mixtapes,),
    ),
    "mixtape_songs": Holding(
        "added_by added_name uri posted",
        "id channel_id message_id place state told",
        (_rows(m.mixtape_songs.c.added_by),),
    ),
    "mixtape_turns": Holding("", "channel_id next_at held_until"),
    "people_in_servers": Holding(
        "guild_id discord_id", "seen_at", (_rows(t.people_in_servers.c.discord_id),)
    ),
    "seat_questions": Holding(
        "discord_id",
        "asked_at warned told_at kept_at taken_at",
        (_rows(s.seat_questions.c.discord_id),),
    ),
    "seat_waiters": Holding(
        "discord_id", "since offered_at", (_rows(s.seat_waiters.c.discord_id),)
    ),
    "servers": Holding("", "guild_id"),
    # The bot's own place in Discord's stream of events: which events came isn't in it.
    "gateway_sessions": Holding("", "id shard_count sequence saved_at sealed"),
    # A tally's person is an HMAC: it names no one, and outlives a deletion by a day at most.
    "tallies": Holding("", "id who at"),
}
"""Every table of tables.py."""


async def forget_person(connection: AsyncConnection, person: Person) -> None:
    """Remove everything about a person, within the transaction of `connection`."""
    for holding in REGISTRY.values():
        for remove in holding.removals:
            await remove(connection, person)
