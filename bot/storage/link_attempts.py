"""What a link attempt writes, in order: started, claimed, saved, or ended in another way.

Each step is one transaction, so two requests can't both take it. A ticket that is `claimed` is
being completed by one request of one process. If that process dies, the ticket ends as
`interrupted`; the first of the two to finish wins, so that what people are told is true.
"""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.accounts import account_in, link_columns
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import SpotifyAccountTaken, TicketGone
from bot.storage.records import NewLink
from bot.storage.tables import accounts, link_tickets, waiting_logins
from bot.storage.tally import USED_LINKS, count_in
from bot.storage.ticket_records import MAY_LINK, TicketStatus, not_over, usable
from bot.storage.upsert import insert

COMPLETED_WITHIN = 60
"""How long completing a ticket can take at most, in seconds: all its requests have timeouts."""


class LinkAttemptStore:
    """The link_tickets table, and the accounts table when a link is saved."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def start(
        self,
        ref: str,
        *,
        now: int,
        browser_hash: str | None,
        spotify_state_hash: str,
        verifier: str,
        identified: bool = False,
        offered: bool = False,
    ) -> bool:
        """Bind a ticket to a browser and a state; voids earlier states. False if it has ended.

        `offered` is whether this state is the one that its offer leads to. Any other start ends the
        offer: what it leads to works no more, and the link isn't given again.
        """
        this = link_tickets.c.ref == ref
        async with self._database.write() as connection:
            owner = select(link_tickets.c.discord_id, link_tickets.c.client_id).where(
                this, usable(now)
            )
            row = (await connection.execute(owner)).one_or_none()
            if row is None:
                return False
            context = _verifier_context(ref, spotify_state_hash, row.discord_id, row.client_id)
            await connection.execute(
                update(link_tickets)
                .where(this)
                .values(
                    status="started",
                    browser_hash=browser_hash,
                    spotify_state_hash=spotify_state_hash,
                    identified=int(identified),
                    consenting_browser_hash=None,
                    verifier=self._cipher.seal(verifier, *context),
                    offer_secrets=link_tickets.c.offer_secrets if offered else None,
                )
            )
            return True

    async def claim(
        self,
        spotify_state_hash: str,
        *,
        now: int,
        other_browser: str | None = None,
        over_waiting: bool = False,
    ) -> str | None:
        """Claim the right to complete a ticket: returns its PKCE verifier to one request at a time.

        Everyone else gets None. `other_browser` is the hash of the browser's cookie if it isn't the
        one that started. `over_waiting` also claims it back from a login that another browser
        brought and no one has confirmed. The link counts as used. Raises Undecryptable if the
        verifier can't be decrypted (the ticket is used up then).
        """
        takes = ("started", "pending") if over_waiting else ("started",)
        claim = (
            update(link_tickets)
            .where(
                link_tickets.c.spotify_state_hash == spotify_state_hash,
                link_tickets.c.status.in_(takes),
                not_over(now),
                link_tickets.c.verifier.is_not(None),
            )
            .values(
                status="claimed",
                consenting_browser_hash=other_browser,
                claimed_at=now,
                offer_secrets=None,
            )
            .returning(
                link_tickets.c.ref,
                link_tickets.c.discord_id,
                link_tickets.c.client_id,
                link_tickets.c.verifier,
            )
        )
        async with self._database.write() as connection:
            row = (await connection.execute(claim)).one_or_none()
            if row is not None and row.discord_id:
                who = self._cipher.names(USED_LINKS, row.discord_id)[0]
                await count_in(connection, who, now)
        if row is None:
            return None
        context = _verifier_context(row.ref, spotify_state_hash, row.discord_id, row.client_id)
        return self._cipher.open(row.verifier, *context)

    async def give_back(self, ref: str) -> bool:
        """Return a login that waits to the browser that started; False if it no longer waits."""
        back = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref, link_tickets.c.status == "pending")
            .values(consenting_browser_hash=None)
        )
        async with self._database.write() as connection:
            return (await connection.execute(back)).rowcount == 1

    async def save_link(self, link: NewLink, ref: str, now: int) -> None:
        """Save a new login in place of any earlier one, and end its ticket.

        `now` is when it is linked: a login may have waited since its person agreed.
        One transaction. Raises SpotifyAccountTaken if another Discord account has that
        Spotify account, and TicketGone if the ticket is no longer claimed.
        """
        async with self._database.write(about=link.discord_id) as connection:
            await check_not_taken(connection, link)
            before = await account_in(connection, link.discord_id)
            version = (before.version if before else 0) + 1
            row = link_columns(self._cipher, link, version)
            row["first_linked_at"] = link.authorized_at
            if before is not None and before.spotify_account_id == link.spotify_account_id:
                row["first_linked_at"] = before.first_linked_at or link.authorized_at
                row["premium"] = before.premium
            upsert = insert(accounts).values(row)
            await connection.execute(
                upsert.on_conflict_do_update(index_elements=["discord_id"], set_=row)
            )
            await _end_ticket(connection, ref, link, now)

    async def finish(
        self,
        ref: str,
        outcome: TicketStatus,
        *,
        only_if: TicketStatus | None = None,
        **more: str | int | None,
    ) -> None:
        """Save how a ticket ended, and delete its login that waits; `only_if` it has this status.

        Its state stays, so that a second use is recognised. The person is told (again), as it may
        have ended in another way before: a link that is undone, for example. But a ticket that is
        linked stays linked until it is undone, whatever else fails.
        """
        end = update(link_tickets).where(link_tickets.c.ref == ref)
        if outcome != "undone":
            end = end.where(link_tickets.c.status.not_in(("linked", "undone")))
        if only_if is not None:
            end = end.where(link_tickets.c.status == only_if)
        ended = end.values(status=outcome, verifier=None, offer_secrets=None, announced=0, **more)
        async with self._database.write() as connection:
            if (await connection.execute(ended)).rowcount:
                await connection.execute(delete(waiting_logins).where(waiting_logins.c.ref == ref))

    async def settle(self, now: int) -> list[str]:
        """End interrupted tickets, and delete the logins they hold.

        Returns the refs of those that belong to a person.
        """
        since = func.coalesce(link_tickets.c.claimed_at, link_tickets.c.created_at)
        cut_off = (
            update(link_tickets)
            .where(link_tickets.c.status == "claimed", since <= now - COMPLETED_WITHIN)
            .values(status="interrupted", verifier=None, announced=0)
            .returning(link_tickets.c.ref, link_tickets.c.discord_id)
        )
        query = select(link_tickets.c.ref).where(
            link_tickets.c.status == "claimed", since <= now - COMPLETED_WITHIN
        )
        async with self._database.read() as connection:
            if (await connection.execute(query.limit(1))).first() is None:
                return []
        async with self._database.write() as connection:
            ended = (await connection.execute(cut_off)).all()
            logins = waiting_logins.c.ref.in_([row.ref for row in ended])
            await connection.execute(delete(waiting_logins).where(logins))
        return [str(row.ref) for row in ended if row.discord_id]


async def check_not_taken(connection: AsyncConnection, link: NewLink) -> None:
    """Raise SpotifyAccountTaken if another Discord account has a link's Spotify account."""
    owner = select(accounts.c.discord_id).where(
        accounts.c.spotify_account_id == link.spotify_account_id,
        accounts.c.discord_id != link.discord_id,
    )
    other = (await connection.execute(owner)).scalar_one_or_none()
    if other is not None:
        raise SpotifyAccountTaken(int(other))


async def _end_ticket(connection: AsyncConnection, ref: str, link: NewLink, now: int) -> None:
    ended = await connection.execute(
        update(link_tickets)
        .where(
            link_tickets.c.ref == ref,
            link_tickets.c.status.in_(MAY_LINK),
        )
        .values(
            status="linked",
            verifier=None,
            announced=0,
            spotify_name=link.display_name or link.spotify_id,
            linked_at=now,
            authorized_at=link.authorized_at,
        )
    )
    if ended.rowcount != 1:
        raise TicketGone
    await connection.execute(delete(waiting_logins).where(waiting_logins.c.ref == ref))


def _verifier_context(
    ref: str, spotify_state_hash: str, discord_id: int, client_id: str
) -> tuple[str | int, ...]:
    """Return what a verifier is sealed for: this ticket, its person and its app only."""
    return "link_tickets", "verifier", ref, spotify_state_hash, discord_id, client_id
