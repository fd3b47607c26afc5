"""What people type, copy and reply to that nobody tried before: each taken for what it is."""

from __future__ import annotations

import pytest

from sandbox.discord.rights import ATTACH
from tests.wire.aux_party import party_in
from tests.wire.test_delivery import Corner, corner, sent_to
from tests.wire.test_typed_names import a_playlist, names
from tests.world import Someone, World

__all__ = ["corner"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("!devices \u2068Kitchen speaker\u2069", "Playing on"),
        ("!play \u2068青い封筒\u2069", "青い封筒"),
        ("!help \u2068play\u2069", "Usage: `!play"),
        ("!top \u2068year\u2069", "the last year"),
        ("!volume \u206820\u2069", "Volume 20"),
        ("\u2068!volume 21\u2069", "Volume 21"),
        ("!\u200bvolume 22\u200b", "Volume 22"),
        ("!volume 23％", "Volume 23"),
        ("!volume “２４”", "Volume 24"),
        ("!seek 1m5s", "1:05"),
        ("!seek 66 sec", "1:06"),
        ("!repeat playlist", "Repeating the album or playlist"),
        ("!repeat off.", "Repeat is off"),
        ("!play **青い封筒**", "青い封筒"),
        ("!play ||青い封筒||", "青い封筒"),
        ("!help playlist remove", "`!playlist rm`"),
        ("!help Library", "`!unlike"),
    ],
)
async def test_values_as_they_are_copied_and_typed(
    regular: Someone, typed: str, words: str
) -> None:
    reply = await regular.says(typed)
    reply.contains(words)
    reply.lacks("`!rm`", "Nothing found", "You have:")


async def test_after_a_mention_any_mark_may_follow(world: World, regular: Someone) -> None:
    bot = f"<@{world.discord.world.bot.id}>"
    for between, level in (("…", 31), (" /", 32), ("； ", 33), ("\u200b", 34)):
        (await regular.says(f"{bot}{between}volume {level}")).contains(f"Volume {level}")


async def test_names_copied_from_our_answers_are_found(regular: Someone) -> None:
    heart = await a_playlist(regular, "❤️ loved")
    quoted = await a_playlist(regular, 'Rock "n" Roll')
    (await regular.says("!playlist add ❤ loved 青い封筒")).contains("Added to")
    (await regular.says("!playlist show \u2068❤️ loved\u2069")).contains("青い封筒")
    (await regular.says('!playlist add "Rock "n" Roll" 青い封筒')).contains("Added to")
    assert names(heart) == names(quoted) == ["青い封筒"]


async def test_a_link_is_no_part_of_a_playlists_name(world: World, regular: Someone) -> None:
    mine = await a_playlist(regular, "Zed Mix")
    track = world.spotify.catalogue.named("track", "青い封筒")
    asked = await regular.says(f"!playlist add Zedd <https://open.spotify.com/track/{track.id}>")
    asked.contains("no playlist called", "Zedd")
    asked.lacks("spotify.com", "https")
    await regular.selects(asked, "which:", [mine.id])
    await regular.sees("Added to", after=asked.id)
    assert names(mine) == ["青い封筒"]


async def test_a_reply_is_about_the_message_or_nothing(world: World, regular: Someone) -> None:
    other = world.someone()
    saved = dict(regular.listener.saved)
    gone = await other.writes("青い封筒")
    await world.discord.delete(other.person, gone)
    video = await other.writes("https://youtu.be/abc")
    for command in ("play", "like", "track"):
        (await regular.says(f"!{command}", reply_to=gone)).contains("message you replied to")
        (await regular.says(f"!{command}", reply_to=video)).contains("not a Spotify link")
    assert regular.listener.saved == saved
    hidden = await other.writes("||青い封筒||")
    (await regular.says("!track", reply_to=hidden)).contains("青い封筒")


async def test_search_shows_the_thing_of_a_link_replied_to(world: World, regular: Someone) -> None:
    other = world.someone()
    for kind in ("track", "album", "artist"):
        thing = world.spotify.catalogue.all(kind)[5]
        message = await other.writes(f"https://open.spotify.com/{kind}/{thing.id}")
        shown = await regular.says("!search", reply_to=message)
        shown.contains(f"/{kind}/{thing.id}")
        shown.lacks("doesn't fit")


async def test_an_address_of_nothing_is_not_called_a_spelling(regular: Someone) -> None:
    for kind in ("track", "show", "album"):
        link = f"https://open.spotify.com/{kind}/{'0' * 22}"
        for command in ("play", "like"):
            reply = await regular.says(f"!{command} {link}")
            reply.contains("nothing at that address")
            reply.lacks("spelling")


async def test_an_ad_is_not_called_an_empty_player(regular: Someone) -> None:
    regular.listener.player.play_ad()
    regular.world.later()
    (await regular.says("!queue")).contains("an ad is playing")
    reply = await regular.says("!like")
    reply.contains("may be an ad")
    reply.lacks("file of your own")


async def test_where_only_files_are_refused_the_words_arrive(
    world: World, regular: Someone, corner: Corner
) -> None:
    channel = await corner(regular)
    channel.bot_lacks = ATTACH
    chart = await regular.says("!chart", channel.id)
    assert not chart.message["attachments"]
    chart.contains("open.spotify.com/track/")
    assert sent_to(world, channel) == 2
    (await regular.says("!volume 44", channel.id)).contains("44")


async def test_everyone_as_a_role_is_everybody(world: World, regular: Someone) -> None:
    party = await party_in(world, regular)
    asked = await party.guest.says("!aux add 青い封筒")
    (await regular.says("!aux trust @everyone")).contains("Everyone's songs are added right away")
    await regular.becomes(asked, "In the queue")
    await regular.says("!aux close")


async def test_a_vote_at_the_moment_the_song_changes_skips_nothing(
    world: World, regular: Someone
) -> None:
    party = await party_in(world, regular)
    panel = await party.guest.says("!aux")
    regular.plays("最終便", progress_ms=0)
    pressed = [
        await world.discord.press(one.person, panel.id, panel.id_of("aux:vote:"))
        for one in (party.guest, party.other)
    ]
    for one, press in zip((party.guest, party.other), pressed, strict=True):
        (await one.finished(press, "general")).contains("That song is over")
    thing = regular.listener.player.thing
    assert thing is not None
    assert thing.name == "最終便"
    await regular.says("!aux close")


async def test_votes_against_an_ad_do_not_stay(world: World, regular: Someone) -> None:
    party = await party_in(world, regular)
    await party.guest.says("!aux skip")
    await party.other.becomes(party.panel, "1 vote to skip")
    regular.listener.player.play_ad()
    world.later()
    shown = await party.guest.says("!aux")
    shown.contains("Regular R")
    shown.lacks("vote to skip\n", "1 vote")
    await regular.says("!aux close")
