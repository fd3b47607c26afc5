"""A login that waits belongs to the browser that brought it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.discord_signins import DiscordSignInStore, UsedSignIn
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.ticket_records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore
from bot.storage.waiting_logins import WaitingLoginRecord, WaitingLoginStore


@pytest.mark.parametrize("column", ["discord_id", "client_id"])
async def test_a_sign_ins_verifier_belongs_to_its_person_and_app(
    tmp_path: Path, column: str
) -> None:
    database, cipher = await Database.open(f"sqlite:///{tmp_path / 'e.db'}"), Cipher([bytes(32)])
    asker = AskerRecord("Mira", "mira")
    await TicketStore(database).create(
        NewTicket("r", 1, asker, frozenset({"x"}), "app", 1000, 1600)
    )
    with sqlite3.connect(tmp_path / "e.db") as raw:
        raw.execute("UPDATE link_tickets SET status='pending', consenting_browser_hash='b'")
    signins = DiscordSignInStore(database, cipher)
    assert await signins.begin_for_login(
        "r", now=1001, browser_hash="b", state_hash="i", verifier="v"
    )
    with sqlite3.connect(tmp_path / "e.db") as raw:
        raw.execute(f"UPDATE link_tickets SET {column} = 2")
    raw.close()
    assert await signins.use("r", "i") == UsedSignIn(None)
    await database.close()


async def test_only_the_browser_that_brought_a_login_signs_in_for_it(tmp_path: Path) -> None:
    """Level 5: a start page's request that comes late must not take the login over."""
    database, cipher = await Database.open(f"sqlite:///{tmp_path / 'e.db'}"), Cipher([bytes(32)])
    tickets, attempts = TicketStore(database), LinkAttemptStore(database, cipher)
    asker = AskerRecord("Mira", "mira")
    await tickets.create(NewTicket("r", 1, asker, frozenset({"x"}), "app", 1000, 1600))
    await attempts.start(
        "r", now=1001, browser_hash="attacker", spotify_state_hash="s", verifier="v"
    )
    assert await attempts.claim("s", now=1002, other_browser="victim") == "v"
    waits = WaitingLoginRecord("r", 1, "app", "identity", None, 1002, 1602, "{}")
    await WaitingLoginStore(database, cipher).put(waits)
    signins = DiscordSignInStore(database, cipher)
    assert not await signins.begin("r", now=1003, browser_hash="attacker", state_hash="i")
    for browser, asked in (("attacker", False), ("victim", True)):
        done = await signins.begin_for_login(
            "r", now=1003, browser_hash=browser, state_hash="i", verifier="v"
        )
        assert done is asked
    used = [await signins.use("r", "i") for _ in range(2)]
    assert used == [UsedSignIn("v"), None]
    assert await tickets.by_discord_state("i") is not None, "a reload still finds it"
    kept = await tickets.get("r")
    assert kept is not None
    assert (kept.status, kept.consenting_browser_hash) == ("pending", "victim")
    await database.close()
