"""Albums, songs, podcasts and search."""

from __future__ import annotations

from tests.world import Reply, Someone, World


async def test_album_by_name_link_and_what_plays(world: World, regular: Someone) -> None:
    album = world.spotify.catalogue.named("album", "Перрон")
    (await regular.says("!album Перрон")).contains("Перрон", album.children[0].name, "Spotify")
    link = f"https://open.spotify.com/album/{album.id}"
    (await regular.uses("album", name=link)).contains("Перрон")
    regular.listener.player.play_track(album.children[0].id)
    world.later()
    (await regular.says("!album")).contains("Перрон")


async def test_track_episode_and_podcast(world: World, regular: Someone) -> None:
    catalogue = world.spotify.catalogue
    track, episode = catalogue.named("track", "青い封筒"), catalogue.all("episode")[0]
    show = catalogue.all("show")[0]
    shown = await regular.says("!track 青い封筒")
    shown.contains("青い封筒", "夜の郵便局")
    assert shown.buttons["LISTEN ON SPOTIFY"]["url"].endswith(track.id)
    (await regular.uses("track", name=f"spotify:episode:{episode.id}")).contains("Podcast")
    (await regular.says(f"!track https://open.spotify.com/show/{show.id}")).contains(
        show.name, "6 episodes"
    )
    (await regular.says("!track zzz qqq xxx")).contains("Nothing found")
    (await regular.says(f"!album spotify:playlist:{'1' * 22}")).contains("That's a playlist")


async def test_search_has_tabs_pages_and_buttons(world: World, regular: Someone) -> None:
    shown = await regular.says("!search a")
    shown.contains("Search", "Songs", "Artists", "Albums", "Playlists", "Podcasts", "1/")
    second = await regular.turns(shown, shown.id_of(_next(shown)))
    second.contains("11\\.", "2/")
    note = shown.id_of("tab:").split(":")[1]
    viewer = regular.person.id
    artists = await regular.turns(regular.now(shown), f"tab:{note}:{viewer}:artist:0")
    artists.lacks("➕")
    picked = artists.selects[0]["options"][2]
    chosen = await regular.selects(artists, "pick:", [picked["value"]])
    chosen.contains("Selected")
    assert chosen.buttons["OPEN SPOTIFY"]["url"].endswith(picked["value"])
    shows = await regular.turns(chosen, f"tab:{note}:{viewer}:show:0")
    shows.contains("Radio")
    jonas = world.someone()
    pressed = await world.discord.press(jonas.person, shown.id, shows.id_of("tab:"))
    (await jonas.finished(pressed, "general")).contains("isn't yours")


async def test_buttons_of_a_result_act_for_whoever_presses(world: World, regular: Someone) -> None:
    jonas = world.someone()
    shown = await jonas.uses("search", words="青い封筒")
    played = await regular.presses(shown, "Play")
    assert played.private
    played.contains("Playing")
    track = world.spotify.catalogue.named("track", "青い封筒")
    assert regular.listener.player.thing is track
    (await regular.presses(shown, "Queue")).contains("Added to your own queue")
    (await regular.presses(shown, "Save")).contains("Saved")
    assert track.data["uri"] in regular.listener.saved


async def test_an_empty_search_and_no_results(regular: Someone) -> None:
    (await regular.says("!search zzz qqq xxx")).contains("Nothing found here")
    regular.plays("窓辺の切手")
    regular.world.later()
    (await regular.uses("search", words="")).contains("窓辺の切手")


async def test_suggestions_while_typing(world: World) -> None:
    mira = world.someone()
    for command, option, typed, found in (
        ("album", "name", "перр", "Перрон"),
        ("track", "name", "青い封", "青い封筒"),
        ("play", "what", "青い封", "青い封筒"),
    ):
        choices = await world.discord.autocomplete(
            mira.person, "general", command, {option: typed}, option
        )
        assert found in choices[0]["name"]


def _next(shown: Reply) -> str:
    ids = [one for one in shown.custom_ids if one.startswith("search:")]
    return next(one for one in ids if one.endswith(":track:1"))
