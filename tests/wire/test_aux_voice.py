"""An aux's song as a voice channel's status: set, changed and removed, and by whom."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sandbox.discord.errors import DiscordError
from sandbox.discord.rights import (
    CONNECT,
    MANAGE_CHANNELS,
    SET_STATUS,
    VIEW,
    check_may_set_status,
)
from sandbox.discord.world import MEMBER_PERMISSIONS, Channel, role_json
from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in


async def lounge(
    party: Party, *, name: str = "Lounge", bot_lacks: int = 0, hidden_from: Iterable[int] = ()
) -> Channel:
    """Make a voice channel, and let the bot manage channels."""
    guild, dispatch = party.guild, party.world.discord.gateway.dispatch
    guild.bot_permissions = MANAGE_CHANNELS
    role = role_json(guild.bot_role, "Earshot", str(guild.bot_permissions))
    await dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": role}, guild.id)
    made = Channel(name, guild.id, is_voice=True, bot_lacks=bot_lacks)
    made.hidden_from.update(hidden_from)
    guild.channels.append(made)
    party.world.discord.world.channels[made.id] = made
    await dispatch("CHANNEL_CREATE", party.world.discord.world.gateway_channel_json(made), guild.id)
    return made


@pytest.fixture
async def own(make_world: MakeWorld) -> Party:
    """An aux in a world of its own: a server's rights are changed."""
    world = await make_world()
    return await party_in(world, await world.regular("Owner V"))


async def shows(party: Party, channel: Channel, status: str | None) -> None:
    await party.world.discord.wait_for(lambda: channel.status == status)


async def test_the_status_follows_the_song_and_goes_with_the_aux(own: Party) -> None:
    channel = await lounge(own)
    (await own.guest.says("!aux voice Lounge")).contains("Only the person who opened")
    said = await own.owner.uses("aux voice", channel=str(channel.id))
    said.contains(f"<#{channel.id}>", "until the aux ends")
    await shows(own, channel, "🎵 窓辺の切手")
    own.owner.plays("最終便", progress_ms=0)
    own.world.later()
    await own.world.discord.press(own.owner.person, own.panel.id, own.button("refresh"))
    await shows(own, channel, "🎵 最終便")
    sent = len(channel.statuses)
    await own.owner.presses_in_place(own.owner.now(own.panel), "Pings on")
    assert len(channel.statuses) == sent, "only a new song is sent"
    (await own.owner.says("!aux voice")).contains("No voice channel's status")
    await shows(own, channel, None)
    await own.owner.says("!aux voice Lounge")
    await shows(own, channel, "🎵 最終便")
    await own.owner.says("!aux close")
    await shows(own, channel, None)


async def test_deleting_the_account_removes_the_status(own: Party) -> None:
    channel = await lounge(own)
    await own.owner.says("!aux voice Lounge")
    await shows(own, channel, "🎵 窓辺の切手")
    await own.owner.uses("unlink")
    await shows(own, channel, None)


async def test_the_status_goes_when_the_aux_is_handed_over(own: Party) -> None:
    """Its new owner may not set that channel's status, and hasn't chosen it."""
    channel = await lounge(own)
    await own.owner.says("!aux voice Lounge")
    await shows(own, channel, "🎵 窓辺の切手")
    heir = await own.world.regular("Heir H")
    heir.plays("最終便", progress_ms=0)
    offer = await own.owner.says(f"!aux pass {heir.mention}")
    await heir.presses_in_place(offer, "Take the aux")
    await shows(own, channel, None)
    await own.shows("Heir H", "最終便")
    assert "🎵 最終便" not in channel.statuses
    assert [one["voice_id"] for one in own.world.rows("aux_sessions")] == [None]


async def test_it_needs_rights_of_the_owner_and_of_the_bot(own: Party) -> None:
    channel = await lounge(own, bot_lacks=SET_STATUS)
    (await own.owner.says("!aux voice Lounge")).contains("Set Voice Channel Status")
    everyone = role_json(own.guild.id, "@everyone", str(int(MEMBER_PERMISSIONS) & ~SET_STATUS))
    made = {"guild_id": str(own.guild.id), "role": everyone}
    await own.world.discord.gateway.dispatch("GUILD_ROLE_UPDATE", made, own.guild.id)
    (await own.owner.says("!aux voice Lounge")).contains("You can't set that voice channel's")
    assert channel.statuses == []


async def test_an_unknown_voice_channel_is_refused_with_those_that_everyone_sees(
    own: Party,
) -> None:
    said = await own.owner.says("!aux voice Nowhere")
    said.contains("I don't know a voice channel called", "Nowhere", "none here that everyone")
    channel = await lounge(own)
    hidden = await lounge(own, name="Board", bot_lacks=VIEW)
    secret = await lounge(own, name="Secret", hidden_from={own.owner.person.id})
    said = await own.owner.says("!aux voice @everyone [x](https://evil.example) **b**")
    said.contains("I don't know a voice channel called", r"\[x\]", "Choose one of:", "Lounge")
    said.lacks("Board", "hidden", "Secret", "Usage", "Something broke")
    assert own.world.discord.world.pings == []
    (await own.owner.says("!aux voice general")).contains("Choose one of:")
    assert [one.statuses for one in (channel, hidden, secret)] == [[], [], []]


async def test_a_bot_that_may_not_connect_sets_no_status(own: Party) -> None:
    """Discord counts nobody who can't connect among those who manage a voice channel."""
    channel = await lounge(own, bot_lacks=CONNECT)
    (await own.owner.says("!aux voice Lounge")).contains("Set Voice Channel Status")
    with pytest.raises(DiscordError):
        check_may_set_status(MANAGE_CHANNELS | SET_STATUS | CONNECT, CONNECT)
    assert channel.statuses == []


async def test_the_list_offers_voice_channels_only(own: Party) -> None:
    """Discord itself refuses another kind of channel, as the sandbox does."""
    general = own.world.discord.world.channel("general")
    with pytest.raises(DiscordError):
        await own.owner.uses("aux voice", channel=str(general.id))
