"""A login that waits belongs to the browser that brought it."""

from __future__ import annotations

from pathlib import Path

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.ticket_records import AskerRecord, NewTicket, PendingRecord
from bot.storage.tickets import TicketStore


async def test_only_the_browser_that_brought_a_login_signs_in_for_it(tmp_path: Path) -> None:
    """Level 5: a start page's request that comes late must not take the login over."""
    database, cipher = await Database.open(f"sqlite:///{tmp_path / 'e.db'}"), Cipher([bytes(32)])
    tickets, attempts = TicketStore(database), LinkAttemptStore(database, cipher)
    asker = AskerRecord("Mira", "mira")
    await tickets.create(NewTicket("r", 1, asker, frozenset({"x"}), "app", 1000, 1600))
    await attempts.start("r", now=1001, browser_hash="attacker", state_hash="s", verifier="v")
    assert await attempts.claim("s", now=1002, holder="victim") == "v"
    waits = PendingRecord("r", 1, "app", "identity", None, 1002, 1602, "{}")
    await PendingLoginStore(database, cipher).put(waits)
    late = {"now": 1003, "browser_hash": "attacker", "identity_hash": "i"}
    assert not await tickets.ask_identity("r", **late)  # type: ignore[arg-type]
    for browser, asked in (("attacker", False), ("victim", True)):
        done = await tickets.ask_holder_identity(
            "r", now=1003, holder_hash=browser, identity_hash="i"
        )
        assert done is asked
    kept = await tickets.get("r")
    assert kept is not None
    assert (kept.status, kept.holder_hash) == ("pending", "victim")
    await database.close()
