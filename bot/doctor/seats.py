"""Check how many seats are left, and what becomes of those that nobody uses. Counts, no names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.doctor.findings import Finding, bad, ok, warn
from bot.spotify.apps import SpotifyApp
from bot.storage.stored_facts import SeatCareFacts, StoredFacts

_CHECK = "seats"


def check_seats(
    facts: StoredFacts, apps: Sequence[SpotifyApp], limit: int, *, asks: bool
) -> Iterator[Finding]:
    """Report used, unused and wanted seats; `apps` are the configured ones.

    `limit` is how many people fit on an app (0: no limit); `asks` whether the bot asks people for
    seats that they don't use.
    """
    hosts = {app.client_id for app in apps} | facts.added_apps
    used = [facts.seated.get(client_id, 0) for client_id in hosts]
    yield _left(used, sum(facts.seated.values()) - sum(used), limit)
    if limit and facts.seat_care is not None:
        yield _care(facts.seat_care, asks=asks)
    for app in apps:
        if facts.troubles.get(app.client_id) == "rejected":
            yield bad(
                _CHECK,
                f"Spotify refused the app “{app.name}”, so its people's access can't be renewed",
                "enter its new secret (in the settings, or with seats add), or remove the app",
            )


def _left(used: Sequence[int], on_members_apps: int, limit: int) -> Finding:
    elsewhere = f" ({on_members_apps} more on members' own apps)" if on_members_apps else ""
    if limit and all(one >= limit for one in used):
        return warn(
            _CHECK,
            f"all {limit * len(used)} seats are taken{elsewhere}",
            "someone can unlink to free one; for more apps see docs/hosting.md#seats",
        )
    linked = _count(sum(used), "person is linked", "people are linked")
    free = sum(max(0, limit - one) for one in used)
    left = _count(free, "seat is free", "seats are free") if limit else "no limit is set"
    return ok(_CHECK, f"{linked}{elsewhere}, {left}")


def _care(care: SeatCareFacts, *, asks: bool) -> Finding:
    if care.asked:
        asked = _count(
            care.asked,
            "person was asked for an unused seat and hasn't answered",
            "people were asked for their unused seats and haven't answered",
        )
    elif asks:
        asked = "nobody is being asked for an unused seat"
    else:
        asked = "nobody is asked for an unused seat (UNUSED_SEATS=leave)"
    waiting = "nobody waits"
    if care.waiting:
        waiting = _count(care.waiting, "person waits", "people wait")
    offers = f", {care.offered} of them with an offer" if care.offered else ""
    return ok(_CHECK, f"{asked}; {waiting} for a seat{offers}")


def _count(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
