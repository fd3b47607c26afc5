"""A host moves from Red's Spotify cog: `python -m bot import red`; nobody logs in again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeWorld
from tests.wire.red import COG, Red
from tests.world import Someone


@pytest.fixture
async def red(make_world: MakeWorld, tmp_path: Path) -> Red:
    world = await make_world()
    await world.bot.stop()
    return Red(world, tmp_path / "red", world.spotify.client_id)


def linked(red: Red, *people: Someone) -> list[bool]:
    rows = {row["discord_id"] for row in red.world.rows("accounts")}
    return [one.person.id in rows for one in people]


async def test_links_are_taken_over_and_work_at_once(red: Red) -> None:
    """Mira's token still works, Jonas's has run out: neither of them logs in again."""
    mira, jonas, ayla = (red.world.someone() for _ in range(3))
    red.links(mira)
    red.links(jonas, expires_in=-60)
    red.people["42"] = {"listen_for": {}}
    red.people["43"] = {"token": {}}
    red.writes()
    before, asked = red.contents(), red.world.spotify.count("/")
    code, output = await red.moves()
    assert (code, linked(red, mira, jonas)) == (0, [False, False]), output
    assert "2 can be taken over" in output
    assert "--yes" in output
    assert red.world.spotify.count("/") == asked, "a dry run asks nobody"
    code, output = await red.moves("--yes")
    assert (code, linked(red, mira, jonas, ayla)) == (0, [True, True, False]), output
    assert "2 taken over" in output
    assert red.contents() == before
    await red.world.bot.start()
    for one in (mira, jonas):
        one.plays("窓辺の切手")
        (await one.says("!np")).contains("窓辺の切手")
        (await one.uses("account")).contains("taken over from another bot", "isn't known")
        (await one.uses("why")).lacks("The link ends")
    (await ayla.says("!np")).lacks("窓辺の切手")
    (await mira.uses("privacy")).lacks("1970")


async def test_running_it_again_changes_nothing(red: Red) -> None:
    mira, jonas = red.world.someone(), red.world.someone()
    red.links(mira)
    red.writes()
    await red.moves("--yes")
    first = red.world.rows("accounts")
    red.links(jonas)
    red.writes()
    code, output = await red.moves("--yes")
    assert code == 0
    assert "1 taken over" in output
    assert f"1 linked here already, so left alone ({mira.person.id})" in output
    assert [
        row for row in red.world.rows("accounts") if row["discord_id"] == mira.person.id
    ] == first
    asked = red.world.spotify.count("/v1/me")
    await red.moves("--yes")
    assert red.world.spotify.count("/v1/me") == asked, "whom it has isn't asked about again"


async def test_who_cannot_be_taken_over_is_named_with_the_reason(red: Red) -> None:
    """Everybody else is taken over all the same."""
    world = red.world
    mira, revoked, damaged, other = (world.someone() for _ in range(4))
    no_seat = world.someone(seat=False)
    await world.bot.start()
    (twice,) = [await world.linked()]
    await world.bot.stop()
    for one in (mira, revoked, damaged, no_seat):
        red.links(one, expires_in=-60)
    world.spotify.revoke(revoked.listener)
    del red.people[str(damaged.person.id)]["token"]["refresh_token"]
    other.listener = twice.listener
    red.links(other)
    red.people["not a number"] = {"token": {"access_token": "a", "refresh_token": "b"}}
    red.writes()
    code, output = await red.moves("--yes")
    assert code == 1, "a seat can be given, and then it works"
    assert "1 taken over" in output
    assert f"1 ended at Spotify: they have to link again ({revoked.person.id})" in output
    assert "list of users (User Management in Spotify's dashboard): add them" in output
    assert str(no_seat.person.id) in output
    assert f"another Discord account has linked here ({other.person.id})" in output
    assert f"have no refresh token: they have to link again ({damaged.person.id}, not a" in output
    assert linked(red, mira, revoked, damaged, no_seat, other) == [True, *[False] * 4]
    world.give_seat(no_seat)
    code, output = await red.moves("--yes")
    assert (code, linked(red, no_seat)) == (0, [True]), output


async def test_another_app_is_refused_before_anybody_is_asked(red: Red) -> None:
    red.links(red.world.someone())
    red.client_id = "f" * 32
    red.writes()
    asked = red.world.spotify.count("/")
    code, output = await red.moves("--yes")
    assert code == 2
    assert "belong to the Spotify app ffff" in output
    assert "set SPOTIPY_CLIENT_ID" in output
    assert not red.world.rows("accounts")
    assert red.world.spotify.count("/") == asked


async def test_the_app_can_be_named_where_the_folder_does_not(red: Red) -> None:
    mira = red.world.someone()
    red.links(mira)
    red.client_id = None
    red.writes()
    code, output = await red.moves("--yes")
    assert code == 2
    assert "--client-id" in output
    code, output = await red.moves("--yes", "--client-id", red.world.spotify.client_id)
    assert (code, linked(red, mira)) == (0, [True]), output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no cogs/Spotify/settings.json"),
        ("", "damaged"),
        ("[1, 2]", "damaged"),
        ("[" * 100_000, "damaged"),
        ("{}", "PostgreSQL"),
        (f'{{"{COG}": {{"USER": 7}}}}', "PostgreSQL"),
        (f'{{"{COG}": []}}', "PostgreSQL"),
    ],
    ids=["nothing", "empty", "a list", "deep", "no cog", "no people", "no kinds"],
)
async def test_a_folder_that_is_not_reds_is_explained(
    red: Red, content: str | None, said: str
) -> None:
    red.folder.mkdir()
    if content is not None:
        red.settings.parent.mkdir(parents=True)
        red.settings.write_text(content, "utf-8")
    code, output = await red.moves("--yes")
    assert code == 2
    assert said in output
    assert "Nothing was taken over" in output


async def test_a_wrong_secret_stops_it_and_is_said_once(red: Red) -> None:
    people = [red.world.someone() for _ in range(3)]
    for one in people:
        red.links(one, expires_in=-60)
    red.writes()
    right = red.world.bot.environment["SPOTIPY_CLIENT_SECRET"]
    red.world.bot.environment["SPOTIPY_CLIENT_SECRET"] = "e" * 32
    asked = red.world.spotify.count("/api/token")
    code, output = await red.moves("--yes")
    assert code == 1
    assert "3 are left: Spotify refuses the app's client ID or secret" in output
    assert red.world.spotify.count("/api/token") == asked + 1
    red.world.bot.environment["SPOTIPY_CLIENT_SECRET"] = right
    code, output = await red.moves("--yes")
    assert (code, linked(red, *people)) == (0, [True] * 3), output


async def test_a_hiccup_at_spotify_loses_no_renewed_token(red: Red) -> None:
    mira = red.world.someone()
    red.links(mira, expires_in=-60)
    red.writes()
    red.world.spotify.fault("/v1/me/?$", "status", status=502, times=3)
    code, output = await red.moves("--yes")
    assert red.world.spotify.faults.all_begun
    assert (code, linked(red, mira)) == (0, [True]), output
    assert red.world.spotify.count("/api/token", grant_type="refresh_token") == 1


async def test_when_spotify_is_away_another_run_goes_on(red: Red) -> None:
    mira, jonas = red.world.someone(), red.world.someone()
    red.links(mira)
    red.links(jonas)
    red.writes()
    red.world.spotify.fault("/v1/me/?$", "reset", times=100)
    code, output = await red.moves("--yes")
    assert code == 1
    assert "Spotify didn't answer: run this again" in output
    red.world.spotify.faults.clear()
    code, output = await red.moves("--yes")
    assert (code, linked(red, mira, jonas)) == (0, [True, True]), output


async def test_not_beside_a_running_bot_on_sqlite(red: Red) -> None:
    mira = red.world.someone()
    red.links(mira)
    red.writes()
    await red.world.bot.start()
    code, output = await red.moves("--yes")
    if red.world.postgres is None:
        assert code == 2
        assert "Nothing was taken over" in output
        assert linked(red, mira) == [False]
    else:
        assert code == 0
        mira.plays("窓辺の切手")
        (await mira.says("!np")).contains("窓辺の切手")


async def test_when_spotify_ends_it_the_person_is_told_to_link_again(red: Red) -> None:
    """Since when it has been linked isn't known, so nobody is reminded; the end is said."""
    mira = red.world.someone()
    red.links(mira)
    red.writes()
    await red.moves("--yes")
    await red.world.bot.start()
    red.world.spotify.revoke(mira.listener)
    red.world.spotify.expire_access_tokens()
    (await mira.says("!np")).contains("Link again to continue")
    await mira.links()
    mira.plays("窓辺の切手")
    (await mira.says("!np")).contains("窓辺の切手")
    (await mira.uses("account")).contains("This one ends")
