"""An answer that follows someone's music stops showing it once they no longer share it there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

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
        now.contains("No longer shown")
        now.lacks(self.second, "open.spotify.com")
        assert not now.buttons
        assert not now.message["attachments"]
        return now


async def scene(make_world: MakeWorld, *, own: bool, where: str = "general") -> Scene:
    world = await make_world()
    mira, jonas = await world.linked("Mira M"), world.someone("Jonas J")
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    left = first.data["duration_ms"] - _LEFT
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
    await at.world.discord.wait_for(lambda: at.second in at.jonas.now(at.card).words, timeout=15)


async def test_a_press_on_it_ends_it_too(make_world: MakeWorld) -> None:
    at = await scene(make_world, own=False)
    at.mira.plays(progress_ms=0)
    leaves(at, at.mira)
    await asyncio.sleep(2.1)
    ended = await at.jonas.presses_in_place(at.card, "Refresh")
    ended.contains("No longer shown")
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
