"""How tests use each command: its example, or where that fits no test, the one given here."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PIL import Image

from bot.declaration import Declaration, Request, Use
from bot.music.listening import MOST_ASKED
from bot.ui.usage import declaration_of, describe
from sandbox.spotify.catalogue import Thing
from sandbox.spotify.library import fill, new_playlist
from tests.world import Reply, Someone, World, until
from tools.declared import declared_commands


@dataclass
class Stage:
    """A world with who uses the commands, and another person."""

    world: World
    someone: Someone
    other: Someone

    def thing(self, what: str) -> Thing:
        """Something to act on, by what samples call it."""
        catalogue = self.world.spotify.catalogue
        match what:
            case "artist" | "show":
                return catalogue.all(what)[-1]
            case "followed":
                return catalogue.all("artist")[-2]
            case "playlist":
                return catalogue.named("playlist", "Rainy Tuesdays")
            case _:
                return catalogue.named("track", "静かな行進")

    def prepare(self) -> None:
        """Give the person what the samples act on, and let them play something."""
        catalogue, listener = self.world.spotify.catalogue, self.someone.listener
        album = next(one for one in catalogue.all("album") if len(one.children) > 5)
        listener.player.play_track(album.children[2].id, progress_ms=20_000)
        if not any(one.name == "Measured" for one in listener.playlists):
            mine = new_playlist(catalogue, listener, "Measured", "measured x")
            fill(mine, [*catalogue.all("track")[:5], catalogue.named("track", "折り紙の海")], 1.0)

    def allow_exactly(self, scopes: frozenset[str]) -> None:
        """Let the person's link have these scopes and no others, here and at Spotify."""
        with self.world.database() as database:
            database.execute(
                "UPDATE accounts SET scopes = ? WHERE discord_id = ?",
                (" ".join(sorted(scopes)), self.someone.person.id),
            )
        for access in self.world.spotify.tokens.values():
            if access.person is self.someone.listener:
                access.scopes = scopes

    async def asked(self, sample: Sample) -> tuple[Reply, Counter[Request]]:
        """Use a command; return its answer and what was asked of Spotify."""
        self.prepare()
        sample.before(self)
        begin = len(self.world.spotify.requests)
        reply = await sample.run(self)
        await asyncio.sleep(0.05)
        new = list(self.world.spotify.requests)[begin:]
        return reply, Counter(
            request_of(one.method, one.path) for one in new if one.path.startswith("/v1")
        )


Run = Callable[[Stage], Awaitable[Reply]]


@dataclass(frozen=True)
class Sample:
    """One way to use a command: after what has to be so, and for how many people it asks."""

    run: Run
    before: Callable[[Stage], None] = lambda _: None
    people: int = 1


def request_of(method: str, path: str) -> Request:
    """Return a request as commands declare them."""
    parts = path.removeprefix("/v1").strip("/").split("/")
    return Request(method, "/" + "/".join("{id}" if _is_id(one) else one for one in parts))


def _is_id(text: str) -> bool:
    return len(text) == 22 and text.isalnum()


@dataclass(frozen=True)
class CommandUse:
    """One use of a declared command, by the command's name."""

    name: str
    use: Use
    declaration: Declaration

    def __str__(self) -> str:
        return f"{self.name}: {self.use.how}" if self.use.how else self.name

    @property
    def sample(self) -> Sample:
        """How it is used; KeyError for a use that has no sample and is not its command's first."""
        if str(self) not in SAMPLES and not self.use.how:
            return says(f"!{self.declaration.example}")
        return SAMPLES[str(self)]


_PLAYLISTS = ("add", "move", "remove", "rename", "cover", "show", "create", "list")
_AUX = ("open", "add", "move", "boost", "remove", "undo", "skip", "block", "unblock")
_TAPE = ("start", "add", "show", "backfill", "limit", "undo", "pause", "resume")
_FIRST = [
    "blend",
    *(f"playlist {one}" for one in _PLAYLISTS),
    *(f"aux {one}" for one in _AUX),
    *(f"mixtape {one}" for one in _TAPE),
]
_LAST = ["aux close", "mixtape end", "unlink"]
"""What another sample needs; and reads after writes, for these forget what was cached."""


def command_uses() -> list[CommandUse]:
    """Every use of every command, in an order in which all can be used."""
    found = []
    for command in declared_commands():
        declaration = declaration_of(command)
        found += [CommandUse(describe(command).name, use, declaration) for use in declaration.uses]
    return sorted(found, key=lambda one: (_place(one.name), str(one)))


def _place(name: str) -> int:
    if name in _FIRST:
        return _FIRST.index(name) - len(_FIRST)
    return 1 + _LAST.index(name) if name in _LAST else 0


def says(text: str, before: Callable[[Stage], None] = lambda _: None, people: int = 1) -> Sample:
    """Write a message; `{other}` is the other person, `{artist}` and so on are addresses."""

    async def run(stage: Stage) -> Reply:
        things = {one: stage.thing(one) for one in ("artist", "followed", "playlist", "show")}
        places = {
            name: f"https://open.spotify.com/{one.kind}/{one.id}" for name, one in things.items()
        }
        return await stage.someone.says(text.format(other=stage.other.mention, **places))

    return Sample(run, before, people)


def _pauses(stage: Stage) -> None:
    stage.someone.listener.player.pause()


def _stops(stage: Stage) -> None:
    stage.someone.listener.player.stop()


def _plays_a_playlist(stage: Stage) -> None:
    mine = next(one for one in stage.someone.listener.playlists if one.name == "Measured")
    stage.someone.listener.player.play_track(mine.children[0].id, context=mine)


def _has(what: str) -> Callable[[Stage], None]:
    def saves(stage: Stage) -> None:
        stage.someone.listener.saved[stage.thing(what).data["uri"]] = 1.0

    return saves


async def _link(stage: Stage) -> Reply:
    newcomer = stage.world.someone()
    offer = await newcomer.uses("link")
    await newcomer.agrees(offer)
    return newcomer.now(offer)


async def _doctor(stage: Stage) -> Reply:
    return await stage.world.host.says("!settings doctor", "dm")


async def _cover(stage: Stage) -> Reply:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(out, "PNG")
    data, world = out.getvalue(), stage.world.discord.world
    picture = world.upload(stage.world.discord.origin, "mine.png", "image/png", data)
    return await stage.someone.says("!playlist cover Measured", files=[picture])


async def _mixtape_add(stage: Stage) -> Reply:
    """Add a song, and take it out before it is written, which another sample would count."""
    track = stage.world.spotify.catalogue.all("track")[0].id
    added = await stage.someone.says(f"!mixtape add https://open.spotify.com/track/{track}")
    await stage.someone.says("!mixtape undo")
    return added


async def _taste(stage: Stage) -> Reply:
    asked = await stage.someone.says(f"!taste {stage.other.mention} 4 weeks")
    if "I agree" not in asked.buttons:
        return asked
    return await _press(stage, stage.other, asked, "I agree")


async def _blend(stage: Stage) -> Reply:
    asked = await stage.someone.says(f"!blend {stage.other.mention}")
    if "Join in" not in asked.buttons:
        return asked
    joined = await _press(stage, stage.other, asked, "Join in")
    if joined.buttons["Make the playlist"].get("disabled"):
        return joined
    return await _press(stage, stage.someone, joined, "Make the playlist")


async def _press(stage: Stage, who: Someone, at: Reply, label: str) -> Reply:
    """Press until the message changes in its place, or its presser is told why not."""
    before = who.now(at).message["components"]
    one = await stage.world.discord.press(who.person, at.id, at.buttons[label]["custom_id"])

    def done() -> bool:
        told = (
            (message.get("interaction_metadata") or {}).get("id")
            for message in stage.world.discord.messages(who.person, "general")
        )
        return who.now(at).message["components"] != before or str(one.id) in told

    await until(done)
    return who.now(at)


SAMPLES: dict[str, Sample] = {
    "link": Sample(_link),
    "settings doctor": Sample(_doctor),
    "listening": says("!listening", people=MOST_ASKED),
    "nowplaying": says("!nowplaying", _plays_a_playlist),
    "play": says("!play Перрон"),
    "play: podcasts": says("!play {show}"),
    "pause": says("!pause", _pauses),
    "queue": says("!queue"),
    "queue: adding": says("!queue 最終便"),
    "devices": says("!devices"),
    "devices: switching playback": says("!devices laptop"),
    "track: podcasts": says("!track {show}"),
    "like": says("!like 雨のポスト"),
    "like: artists": says("!like {artist}"),
    "like: playlists": says("!like {playlist}"),
    "unlike": says("!unlike 静かな行進", _has("song")),
    "unlike: artists": says("!unlike {followed}", _has("followed")),
    "unlike: playlists": says("!unlike {playlist}", _has("playlist")),
    "follow": says("!follow Ada Quill"),
    "follow: playlists": says("!follow {playlist}"),
    "unfollow": says("!unfollow Copper Fable"),
    "unfollow: playlists": says("!unfollow {playlist}"),
    "playlist show": says("!playlist show Measured"),
    "playlist add": says("!playlist add Measured 灯りの消えた劇場"),
    "playlist remove": says("!playlist remove Measured 折り紙の海"),
    "playlist rename": says("!playlist rename Measured Measured"),
    "playlist move": says("!playlist move Measured 2 1"),
    "playlist cover": Sample(_cover),
    "chart": says("!chart"),
    "taste": Sample(_taste, people=2),
    "blend": Sample(_blend, people=2),
    "why": says("!why", _stops),
    "aux add": says("!aux add 青い封筒"),
    "aux pass": says("!aux pass {other}"),
    "aux move": says("!aux move 1 1"),
    "aux remove": says("!aux remove 1"),
    "aux block": says("!aux block 糸電話"),
    "aux boost": says("!aux boost 1"),
    "aux voice": says("!aux voice"),
    "mixtape add": Sample(_mixtape_add),
}
"""By command and use; a first use that is not here is its command's example."""
