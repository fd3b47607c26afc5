"""Try a login again after its person got a seat, without them having to do anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.linking.attempt import LinkAttempts
from bot.linking.outcomes import AttemptEnd
from bot.linking.spotify_signin import Failed
from bot.single_flight import SingleFlight
from bot.spotify.errors import NoSeat
from bot.storage.errors import DatabaseBusy
from bot.storage.tally import Tally
from bot.storage.ticket_records import TicketRecord

_MESSAGES = 5


class SeatGiven:
    """Retries stored logins."""

    def __init__(self, attempts: LinkAttempts, tally: Tally) -> None:
        self._attempts = attempts
        self._tally = tally
        self._trying: SingleFlight[AttemptEnd | Literal["gone"]] = SingleFlight()

    async def ticket_of(self, ref: str, discord_id: int | None) -> TicketRecord | None:
        """Return the ticket of a login without a seat; with `discord_id`, only that person's."""
        attempt = await self._attempts.by_ref(ref)
        record = attempt.record if attempt is not None else None
        if record is None or (discord_id is not None and record.discord_id != discord_id):
            return None
        return record if record.status in ("no_seat", "linked") else None

    async def may_write(self, discord_id: int) -> bool:
        """Count a message to an app's owner; True for the first few each day."""
        return await self._tally.take("mails", discord_id, most=_MESSAGES, seconds=24 * 3600)

    async def try_again(self, ref: str) -> AttemptEnd | Literal["gone"]:
        """Retry a login that lacked a seat; "gone" if it is no longer stored.

        The person is told once they are linked; without a seat it goes on waiting.
        Pressing twice at once is one try: the same refresh token is used once.
        """
        return await self._trying.share(ref, lambda: self._try(ref))

    async def _try(self, ref: str) -> AttemptEnd | Literal["gone"]:
        attempt = await self._attempts.by_ref(ref)
        waiting = await attempt.waiting_login() if attempt is not None else None
        if attempt is None or waiting is None or waiting.reason != "seat":
            linked = attempt is not None and attempt.record.status == "linked"
            return "linked" if linked else "gone"
        try:
            login = await attempt.refresh(waiting.login)
        except Failed as failed:
            if failed.outcome != "expired":
                return failed.outcome
            if await attempt.waiting_login() != waiting:
                # Another process has refreshed it meanwhile: that made this token a dead one.
                return "no_seat"
            await attempt.fail(failed)
            return "expired"
        try:
            profile = await attempt.identify(login)
        except NoSeat:
            return "no_seat"
        except Failed as failed:
            if failed.outcome == "not_saved":
                raise DatabaseBusy from None
            return failed.outcome
        return await attempt.complete(replace(login, profile=profile))
