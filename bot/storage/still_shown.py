"""Messages that still show a person's music when everything about them is deleted.

Their location must outlive the deletion until they are updated, even if the process dies in
between. So it is stored without the person, in the same transaction that deletes the rest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.aux_tables import aux_sessions, aux_songs
from bot.storage.cipher import Cipher
from bot.storage.errors import Undecryptable
from bot.storage.records import MessageRef
from bot.storage.tables import follows
from bot.storage.typed_json import Misfit, from_object, parsed, to_object

TRIES = 12
"""How often to try to update a message while Discord doesn't answer."""

NOBODY = 0
"""Replaces the ID of the person whose music a message showed."""

_UNTIL = 2**53
"""Never expires, however long the bot is stopped."""


@dataclass(frozen=True, slots=True)
class StillShown:
    """What is kept about a message whose person was deleted; `aux` is True for an aux's panel."""

    language: str = ""
    aux: bool = False


async def keep_anonymously(connection: AsyncConnection, cipher: Cipher, discord_id: int) -> None:
    """Schedule the messages that show a person's music to end at once, without naming anyone."""
    await _redraw_soon(connection, discord_id)
    mine = select(follows).where(follows.c.person == discord_id)
    for row in (await connection.execute(mine)).all():
        try:
            stored = parsed(cipher.open(row.delivery, *_context(row.message_id)))
            shown = from_object(stored, StillShown)
        except (Misfit, Undecryptable):
            continue
        await _keep(connection, cipher, MessageRef.from_json(stored), shown)
    panels = select(aux_sessions).where(
        aux_sessions.c.owner_id == discord_id, aux_sessions.c.panel_id.is_not(None)
    )
    for row in (await connection.execute(panels)).all():
        panel = MessageRef(row.panel_id, channel_id=row.channel_id)
        await _keep(connection, cipher, panel, StillShown(row.language, aux=True))


async def _redraw_soon(connection: AsyncConnection, discord_id: int) -> None:
    """Schedule a redraw of others' aux panels that name the person next to a song."""
    theirs = select(aux_songs.c.session_id).where(aux_songs.c.added_by == discord_id)
    due = update(aux_sessions).where(aux_sessions.c.id.in_(theirs))
    await connection.execute(due.values(next_at=0))


async def _keep(
    connection: AsyncConnection, cipher: Cipher, message: MessageRef, shown: StillShown
) -> None:
    delivery = json.dumps({**message.to_json(), **to_object(shown)})
    await connection.execute(delete(follows).where(follows.c.message_id == message.message_id))
    row = {
        "message_id": message.message_id,
        "person": NOBODY,
        "viewer": NOBODY,
        "reads_left": TRIES,
        "next_at": 0,
        "until": _UNTIL,
        "delivery": cipher.seal(delivery, *_context(message.message_id)),
    }
    await connection.execute(insert(follows).values(row))


def _context(message_id: int) -> tuple[str | int, ...]:
    return "follows", "delivery", message_id
