"""What people and servers set; what is stored; and the languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.ui.language import translations
from tests.reply import until
from tests.world import Reply, Someone, World


async def test_a_persons_settings_are_kept_and_shown_privately(world: World) -> None:
    mira = await world.linked()
    shown = await mira.uses("settings mine")
    assert shown.private
    await mira.selects(shown, "set:privacy", ["everyone"])
    changed = await mira.selects(mira.now(shown), "set:style", ["compact"])
    again = await mira.uses("settings mine")
    chosen = [
        option["value"]
        for select in again.selects
        for option in select["options"]
        if option.get("default")
    ]
    assert chosen == ["everyone", "compact", "discord"]
    changed.contains("Your settings")
    mira.plays()
    (await mira.says("!np")).contains("🎧")
    await mira.says("!settings")
    await mira.sees("Your settings", "dm")


async def test_a_chosen_language_is_spoken_at_once_and_kept(world: World) -> None:
    mira = await world.linked()
    shown = await mira.uses("settings mine")
    german = translations("de").gettext
    changed = await mira.selects(shown, "set:language", ["de"])
    changed.contains(german("Your settings"))
    changed.lacks("Your settings")
    (await mira.says("!unlink")).contains(german("Unlinked"))


async def test_discords_language_is_followed(world: World) -> None:
    said = set()
    for locale, language in (
        ("de", "de"),
        ("fr", "fr"),
        ("es-419", "es"),
        ("pt-BR", "pt_BR"),
        ("ja", "ja"),
        ("sv-SE", "en"),
    ):
        mira = world.someone()
        mira.person.locale = locale
        words = translations(language).gettext("Spotify isn't linked yet")
        said.add(words)
        (await mira.uses("nowplaying")).contains(words)
        (await mira.says("!np")).contains(words)
    assert len(said) == 6, "every language has words of its own"
    listed = {one["name"]: one for one in world.discord.commands()}
    assert listed["pause"]["description_localizations"]["de"] != listed["pause"]["description"]


async def test_server_settings_need_the_permission(world: World) -> None:
    mira = world.someone()
    refused = await mira.uses("settings server")
    refused.contains("manage this server")
    assert refused.private
    (await mira.says("!settings server", "dm")).contains("Not here")


@dataclass
class Ruled:
    """A server of its own with its owner, a guest, and the settings message."""

    boss: Someone
    guest: Someone
    talk: int
    quiet: int
    shown: Reply


@pytest.fixture
async def ruled(world: World) -> Ruled:
    owner = world.discord.world.add_person("owner", "Owner O")
    guild = world.discord.world.add_guild("Ruled", ["talk", "quiet"], [owner])
    await world.discord.gateway.dispatch(
        "GUILD_CREATE", world.discord.world.guild_json(guild), guild.id
    )
    guest = world.someone(guilds=[guild])
    talk, quiet = (one.id for one in guild.channels)
    guest.where = talk
    boss = Someone(world, owner, guest.listener, where=talk)
    return Ruled(boss, guest, talk, quiet, await boss.uses("settings server"))


async def test_a_server_may_have_a_prefix_of_its_own(ruled: Ruled) -> None:
    boss, guest = ruled.boss, ruled.guest
    await boss.fills_in(ruled.shown, "Change the prefix", {"prefix": "?"})
    await boss.becomes(ruled.shown, "`?`")
    old = await guest.writes("!help")
    (await guest.says("?help")).contains("Earshot")
    answered = [one.get("message_reference") or {} for one in _seen(guest)]
    assert str(old) not in [one.get("message_id") for one in answered], "the old one is silent"
    wrong = await boss.fills_in(boss.now(ruled.shown), "Change the prefix", {"prefix": "a b"})
    (await boss.finished(wrong, ruled.talk)).contains("1 to 5 characters")
    boss.now(ruled.shown).contains("`?`")


def _seen(someone: Someone) -> list[dict[str, Any]]:
    return someone.discord.messages(someone.person, someone.where)


async def test_a_server_may_keep_the_bot_to_some_channels(ruled: Ruled) -> None:
    await ruled.boss.selects(ruled.shown, "set:channels", [str(ruled.quiet)])
    refused = await ruled.guest.uses("artist", name="Velvet Harbour")
    refused.contains("Not in this channel")
    assert refused.private
    there = await ruled.guest.says("!artist velvet harbour", ruled.quiet)
    there.contains("Velvet Harbour")
    await ruled.boss.selects(ruled.boss.now(ruled.shown), "set:channels", [])
    (await ruled.guest.says("!artist velvet harbour")).contains("Velvet Harbour")


async def test_a_server_chooses_how_now_playing_looks_for_those_who_have_not(ruled: Ruled) -> None:
    """Everybody else's choice stays theirs, and a member may go back to the server's."""
    boss, guest = ruled.boss, ruled.guest
    await guest.links()
    guest.plays("窓辺の切手")
    assert (await guest.says("!np")).buttons
    changed = await boss.selects(ruled.shown, "set:server-style", ["compact"])
    changed.contains("unless people choose for themselves: Compact")
    compact = await guest.says("!np")
    compact.contains("窓辺の切手")
    assert not compact.buttons
    assert (await guest.says("!np", "dm")).buttons, "a direct message is nobody's server"
    own = await guest.uses("settings mine")
    own = await guest.selects(own, "set:style", ["layout"])
    assert (await guest.says("!np")).buttons
    await guest.selects(own, "set:style", ["server"])
    assert not (await guest.says("!np")).buttons


async def test_a_server_may_turn_commands_off(ruled: Ruled) -> None:
    await ruled.boss.selects(ruled.shown, "set:off", ["artist", "album", "like"])
    (await ruled.guest.uses("artist", name="Velvet Harbour")).contains("Turned off here")
    (await ruled.guest.says("!album x")).contains("Turned off here")
    (await ruled.guest.says("!track 最終便")).contains("最終便")
    message = await ruled.guest.writes("最終便")
    (await ruled.guest.picks("Save", message=message)).contains("Turned off here")


async def test_buttons_follow_the_rules_of_the_commands_they_stand_for(ruled: Ruled) -> None:
    boss, guest = ruled.boss, ruled.guest
    await guest.links()
    guest.plays("窓辺の切手")
    await guest.allows("!pause")
    shown, card = await boss.says("!track 最終便"), await guest.says("!np")
    found = await guest.says("!search paper")
    await boss.selects(ruled.shown, "set:off:0", ["play"])
    await boss.selects(boss.now(ruled.shown), "set:off:1", ["skip"])
    seen = len(_seen(boss))
    for answer, custom_id in ((shown, "do:play:"), (card, "np:next:")):
        refused = await _pressed(guest, answer, custom_id)
        refused.contains("Turned off here")
        assert refused.private
        assert boss.now(answer).words == answer.words
    player = guest.listener.player
    assert player.thing is not None
    assert player.thing.name == "窓辺の切手"
    assert len(_seen(boss)) == seen, "others see nothing of it"
    (await guest.presses(shown, "Queue")).contains("Added to your own queue")
    await boss.selects(boss.now(ruled.shown), "set:channels", [str(ruled.quiet)])
    refused = await guest.presses(shown, "Queue")
    refused.contains("Not in this channel")
    assert refused.private
    assert len(player.queue) == 1
    # An answer's pages and one's own things work everywhere.
    await guest.turns(found, found.id_of("tab:"))
    account = await guest.uses("account")
    (await _pressed(guest, account, "account:allowed")).lacks("Not in this channel")


async def _pressed(someone: Someone, answer: Reply, custom_id: str) -> Reply:
    one = await someone.discord.press(someone.person, answer.id, answer.id_of(custom_id))
    return await someone.finished(one, someone.where)


async def test_an_aux_that_was_turned_off_can_only_be_ended(ruled: Ruled) -> None:
    boss, guest = ruled.boss, ruled.guest
    await guest.links()
    guest.plays()
    await guest.allows("!pause")
    panel = await guest.says("!aux open")
    await boss.selects(ruled.shown, "set:off", ["aux"])
    for custom_id in ("aux:suggest:", "aux:vote:"):
        refused = await _pressed(boss, panel, custom_id)
        refused.contains("Turned off here")
        assert refused.private
    (await guest.turns(panel, panel.id_of("aux:close:"))).contains("has ended")


async def test_privacy_shows_exports_and_deletes(world: World) -> None:
    mira = world.someone()
    (await mira.uses("privacy")).contains("Nothing.")
    mira = await world.linked()
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    shown = await mira.uses("privacy")
    assert shown.private
    shown.contains(mira.spotify_name, "style", "encrypted")
    exported = await mira.presses(shown, "Export as a file")
    assert exported.private
    key = exported.message["attachments"][0]["url"].rpartition("/attachments/")[2]
    text = world.discord.world.attachments[key][1].decode()
    stored = json.loads(text)
    assert stored["accounts"][0]["discord_id"] == str(mira.person.id)
    _check_export(stored)
    assert not any(secret in text for secret in world.spotify.issued if len(secret) > 20)
    asked = await mira.presses_in_place(shown, "Delete everything")
    asked.contains("can't be undone")
    kept = await mira.presses_in_place(asked, "Cancel")
    kept.contains(mira.spotify_name, "encrypted")
    assert mira.is_linked
    asked = await mira.presses_in_place(kept, "Delete everything")
    (await mira.presses_in_place(asked, "Delete everything")).contains("Deleted")
    (await mira.uses("privacy")).contains("Nothing.")
    await mira.says("!privacy")
    await mira.sees("Nothing.", "dm")
    (await mira.uses("nowplaying")).contains("isn't linked yet")


def _check_export(stored: dict[str, Any]) -> None:
    """Hold a file against what it promises: IDs as text, times with their zone, no JSON in text."""
    assert datetime.fromisoformat(stored["exported_at"]).utcoffset() == timedelta(0)
    assert stored["settings"] == [{"name": "style", "value": "card"}]
    for key, value in _values("", stored):
        if key.endswith("_id") and value is not None:
            assert isinstance(value, str), key
        elif key.endswith("_at") or key in ("until", "since"):
            assert value is None or datetime.fromisoformat(value).tzinfo is not None, key
        elif isinstance(value, int):
            assert abs(value) < 2**31, key
        if isinstance(value, str):
            assert not value.startswith(("{", "[")), key


def _values(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(name, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(key, inner)
    else:
        yield key, value


async def test_an_export_of_everything_that_can_be_stored(world: World, regular: Someone) -> None:
    """Someone with searches, followed answers, an aux with songs and votes, and letters."""
    regular.plays()
    await regular.says("!search low")
    await regular.says("!np")
    await regular.says("!aux open")
    await regular.says("!aux add 青い封筒")
    try:
        # What follows someone's music is saved a moment after its answer.
        await until(lambda: world.rows("follows"))
        shown = await regular.uses("privacy")
        exported = await regular.presses(shown, "Export as a file")
        key = exported.message["attachments"][0]["url"].rpartition("/attachments/")[2]
        stored = json.loads(world.discord.world.attachments[key][1])
        assert {"accounts", "memos", "follows", "aux_songs", "link_tickets"} <= set(stored)
        assert len(stored["follows"]) == len({one["message_id"] for one in stored["follows"]})
        stored.setdefault("settings", [{"name": "style", "value": "card"}])
        _check_export({**stored, "settings": [{"name": "style", "value": "card"}]})
    finally:
        await regular.says("!aux close")
