"""A person's settings when everything about them is deleted: all go, but a "no" to presences.

With the host's default "opt-out", everyone is shown who hasn't said no. Without their "no", a
deletion would show them again. So exactly that is kept, until they take it back.
"""

from __future__ import annotations

from typing import Final, Literal

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import settings
from bot.storage.upsert import insert

PRESENCE: Final = "presence"
"""The name of a person's setting whether what Discord shows of them may be shown."""

HIDDEN: Final = "off"

Refusals = Literal["said", "said or nobody"]
"""Which "no" a deletion keeps: what was said, or the privacy level "nobody" as well."""


async def forget_settings(connection: AsyncConnection, person: int, keeps: Refusals) -> None:
    """Delete a person's settings, within the transaction of `connection`."""
    own = and_(settings.c.scope == "person", settings.c.subject == person)
    if keeps == "said or nobody":
        nobody = and_(own, settings.c.name == "privacy", settings.c.value == "nobody")
        if (await connection.execute(select(settings.c.name).where(nobody))).first() is not None:
            await _refuse(connection, person)
    no_refusal = or_(settings.c.name != PRESENCE, settings.c.value != HIDDEN)
    await connection.execute(delete(settings).where(own, no_refusal))


async def keeps_refusal(connection: AsyncConnection, person: int) -> bool:
    """Whether a "no" of this person is stored."""
    refusal = select(settings.c.name).where(
        settings.c.scope == "person",
        settings.c.subject == person,
        settings.c.name == PRESENCE,
        settings.c.value == HIDDEN,
    )
    return (await connection.execute(refusal)).first() is not None


async def _refuse(connection: AsyncConnection, person: int) -> None:
    row = insert(settings).values(scope="person", subject=person, name=PRESENCE, value=HIDDEN)
    upsert = row.on_conflict_do_update(
        index_elements=["scope", "subject", "name"], set_={"value": HIDDEN}
    )
    await connection.execute(upsert)
