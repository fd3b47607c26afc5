"""An answer that follows someone's music stops showing it once they no longer share it there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, until

_LEFT = 4500


@dataclass
class Scene:
    """Someone whose song ends soon, someone who looks, and the answer between them."""

    world: World
    mira: Someone
    jonas: Someone
    card: Reply
    first: str
    second: str

    async def ends(self) -> Reply:
        """Wait until the answer has changed; it must show no music then."""
        seen = self.jonas if self.jonas.person.id in self.world.home.members else self.mira
        await self.world.discord.wait_for(
            lambda: self.first not in seen.now(self.card).words, timeout=15
        )
        now = seen.now(self.card)
        now.contains("No longer updated")
        now.lacks(self.second, "open.spotify.com")
        assert not now.buttons
        assert not now.message["attachments"]
        return now


async def scene(
    make_world: MakeWorld, *, own: bool, where: str = "general", ends_in: int = _LEFT
) -> Scene:
    world = await make_world()
    mira, jonas = await world.linked("Mira M"), world.someone("Jonas J")
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    left = first.data["duration_ms"] - ends_in
    mira.listener.player.play_track(first.id, progress_ms=left)
    card = await (mira.says("!np") if own else jonas.says(f"!np {mira.mention}", where))
    card.contains(first.id)
    return Scene(world, mira, jonas, card, first.id, second.id)


def leaves(scene: Scene, person: Someone) -> None:
    scene.world.home.members.remove(person.person.id)


@pytest.mark.parametrize("own", [True, False])
async def test_when_the_person_has_left_the_server(make_world: MakeWorld, own: bool) -> None:
    at = await scene(make_world, own=own)
    leaves(at, at.mira)
    await at.ends()


async def test_when_the_one_who_asked_has_left_the_server(make_world: MakeWorld) -> None:
    at = await scene(make_world, own=False)
    leaves(at, at.jonas)
    await at.ends()


async def test_when_they_no_longer_share_a_server_in_direct_messages(
    make_world: MakeWorld,
) -> None:
    at = await scene(make_world, own=False, where="dm")
    leaves(at, at.mira)
    await at.ends()


@pytest.mark.parametrize("own", [True, False])
async def test_when_the_person_shares_with_nobody(make_world: MakeWorld, own: bool) -> None:
    at = await scene(make_world, own=own)
    account = await at.mira.uses("account", where="dm")
    await at.mira.chooses(account, "nobody")
    await at.ends()


async def test_what_everyone_may_see_goes_on(make_world: MakeWorld) -> None:
    at = await scene(make_world, own=False)
    account = await at.mira.uses("account", where="dm")
    await at.mira.chooses(account, "everyone")
    leaves(at, at.mira)
    await at.world.discord.wait_for(lambda: at.second in at.jonas.now(at.card).words)


async def test_a_press_on_it_ends_it_too(make_world: MakeWorld) -> None:
    at = await scene(make_world, own=False)
    at.mira.plays(progress_ms=0)
    leaves(at, at.mira)
    at.world.later()
    ended = await at.jonas.presses_in_place(at.card, "Refresh")
    ended.contains("No longer updated")
    ended.lacks("open.spotify.com")


async def test_what_is_shared_with_nobody_is_shown_once_and_not_followed(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = await world.linked()
    await mira.chooses(await mira.uses("account"), "nobody")
    mira.plays()
    (await mira.says("!np")).contains("窓辺の切手")
    assert not world.rows("follows")
    (await mira.says("!np", "dm")).contains("窓辺の切手")
    await until(lambda: world.rows("follows"))


async def unlinks(at: Scene) -> None:
    await at.mira.uses("unlink", where="dm")


async def deletes_everything(at: Scene) -> None:
    shown = await at.mira.uses("privacy", where="dm")
    sure = await at.mira.presses_in_place(shown, "Delete everything")
    await at.mira.presses_in_place(sure, "Delete everything")


async def undoes_in_the_browser(at: Scene) -> None:
    async with Browser(at.mira.address) as browser:
        offer = await at.mira.uses("link", where="dm")
        spotify = at.world.spotify
        page = await browser.link(offer.link, spotify, at.mira.listener.id)
        assert "Undone" in (await browser.undo(page)).words


async def disconnects_without_discord(at: Scene) -> None:
    async with Browser(at.mira.address) as browser:
        page = await browser.open(f"{at.world.bot.url}/disconnect")
        consent = await browser.submit(page)
        await browser.open(await at.world.spotify.consent(consent, at.mira.listener.id))


WAYS = [unlinks, deletes_everything, undoes_in_the_browser, disconnects_without_discord]


@pytest.mark.parametrize("way", WAYS)
async def test_when_everything_about_the_person_is_deleted(
    make_world: MakeWorld, way: Callable[[Scene], Awaitable[None]]
) -> None:
    at = await scene(make_world, own=False, ends_in=60_000)
    await until(lambda: at.world.rows("follows"))
    await way(at)
    assert not at.mira.is_linked
    await at.ends()
    await until(lambda: not at.world.rows("follows"))


async def test_t12_a_deletion_while_an_answer_is_being_saved_leaves_no_row(
    make_world: MakeWorld,
) -> None:
    at = await scene(make_world, own=False, ends_in=60_000)
    assert not at.world.rows("follows"), "what follows is saved a moment later"
    await unlinks(at)
    await at.ends()
    await until(lambda: not at.world.rows("follows"))


async def test_an_aux_panel_shows_no_music_of_someone_who_was_deleted(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = await world.regular("Mira M")
    panel = await mira.says("!aux start")
    panel.contains("Mira M", "窓辺の切手")
    # The bot knows where the panel is once its message is stored.
    await until(lambda: world.rows("aux_sessions")[0]["panel_id"])
    await mira.uses("unlink", where="dm")
    ended = await mira.becomes(panel, "The aux has ended")
    ended.lacks("Mira M", "窓辺の切手")
    assert not ended.buttons


async def test_an_aux_panel_names_no_guest_who_was_deleted(make_world: MakeWorld) -> None:
    world = await make_world()
    mira, guest = await world.regular("Mira M"), world.someone("Guest G", seat=False)
    panel = await mira.says("!aux open")
    await mira.says("!aux trust everyone")
    await guest.says("!aux add 青い封筒")
    await mira.becomes(panel, "Guest G")
    await guest.uses("unlink", where="dm")
    await until(lambda: "Guest G" not in mira.now(panel).words)
    mira.now(panel).contains("Mira M", "has the aux")


async def test_a_deletion_just_before_the_bot_dies_ends_the_answer_at_the_next_start(
    make_world: MakeWorld,
) -> None:
    at = await scene(make_world, own=False, ends_in=60_000)
    await until(lambda: at.world.rows("follows"))
    discord = at.world.discord
    discord.fail_next("PATCH", r"/messages/", 502, times=50)
    await at.mira.uses("unlink", where="dm")
    assert [row["person"] for row in at.world.rows("follows")] == [0]
    await at.world.bot.kill()
    discord.rest.faults.clear()
    with at.world.database() as database:
        database.execute("UPDATE follows SET next_at = 0")  # a minute later
    await at.world.bot.start()
    await at.ends()


async def test_what_is_gone_is_tried_once(make_world: MakeWorld) -> None:
    at = await scene(make_world, own=False)
    discord = at.world.discord
    await discord.interactions.delete(discord.world.messages[at.card.id])
    await until(lambda: not at.world.rows("follows"), 15)
    tried = [one for one in discord.rest.requests if str(at.card.id) in one.path]
    assert len(tried) <= 1, tried
    assert not [one for one in at.world.bot.output if "Traceback" in one]


async def test_a_link_that_dies_ends_it(make_world: MakeWorld) -> None:
    at = await scene(make_world, own=False)
    at.mira.forget_access()
    for grant in at.world.spotify.accounts.grants.values():
        grant.revoked = True
    await at.ends()
    await until(lambda: not at.world.rows("follows"))
    assert not [one for one in at.world.bot.output if "Traceback" in one]
