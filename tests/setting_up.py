"""A host with an empty volume: the bot started without settings, and a browser on its page."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.browser import Browser, Seen
from sandbox.discord.server import DiscordSandbox
from sandbox.process import BotProcess
from sandbox.spotify.server import SpotifySandbox

ENTERED = (
    "DISCORD_TOKEN",
    "SPOTIPY_CLIENT_ID",
    "SPOTIPY_CLIENT_SECRET",
    "SPOTIPY_REDIRECT_URI",
)
OWN: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin"}
"""What a modern browser says of our own page's form."""
_CODE = re.compile(r"type the code  ([A-Z2-9]{4}-[A-Z2-9]{4})")
_TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
_TRIAL = re.compile(r'id="try" href="([^"]+)"')


def refused(page: Seen) -> bool:
    """Whether a page says that something wasn't taken."""
    return 'role="alert"' in page.source


@dataclass
class SettingUp:
    """Both simulated services, the bot on an empty folder, and the host's browser."""

    discord: DiscordSandbox
    spotify: SpotifySandbox
    bot: BotProcess
    browser: Browser
    folder: Path

    async def start(self) -> None:
        """Start the bot, and wait until it serves the page and has printed a code."""
        seen = len(self.codes)
        await self.bot.start(wait=False)
        async with asyncio.timeout(60):
            while len(self.codes) <= seen:
                await asyncio.sleep(0.02)

    @property
    def codes(self) -> list[str]:
        """Every code that was printed for the host."""
        return _CODE.findall("".join(self.bot.output))

    def url(self, path: str = "") -> str:
        return f"{self.bot.url}/setup{path}"

    async def enters(self, code: str | None = None) -> Seen:
        """Type the code; return the page after it."""
        return await self.posts("", code=code or self.codes[-1])

    async def posts(self, path: str, headers: Mapping[str, str] = OWN, **fields: str) -> Seen:
        """Post fields as the page's own form does, and follow where it leads."""
        async with self.browser.session.post(
            self.url(path), data=fields, headers=headers
        ) as answer:
            return Seen(answer.status, str(answer.url), await answer.text())

    async def fills_in(self, step: str, value: str = "", **fields: str) -> Seen:
        """Open a step, fill it in and press a button; return the page after it."""
        page = await self.browser.open(self.url(f"/{step}"))
        assert page.url.endswith(f"/{step}"), (page.url, page.words)
        token = _TOKEN.search(page.source)
        assert token is not None, page.words
        return await self.posts(f"/{step}", OWN, value=value, token=token[1], **fields)

    async def goes_on_to_spotify(self) -> Seen:
        """Do everything up to the step with the redirect URI; return its page."""
        await self.fills_in("token", self.discord.bot_token)
        await self.fills_in("discord")
        await self.fills_in("address", where="here")
        await self.fills_in("client-id", self.spotify.client_id)
        return await self.fills_in("secret", self.spotify.client_secret)

    async def tries_redirect(self, page: Seen, *, agree: bool = True) -> Seen:
        """Follow the link to Spotify, and come back."""
        trial = _TRIAL.search(page.source)
        assert trial is not None, page.words
        address = trial[1].replace("&amp;", "&")
        return await self.browser.open(await self.spotify.consent(address, "mira", agree=agree))


@contextlib.asynccontextmanager
async def setting_up(
    folder: Path, discord: DiscordSandbox | None = None, **environment: str
) -> AsyncIterator[SettingUp]:
    """Prepare everything; the bot isn't started yet."""
    discord = discord or await DiscordSandbox.start()
    spotify = await SpotifySandbox.start()
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    bot = BotProcess(discord, spotify, folder)
    for name in ENTERED:
        del bot.environment[name]
    bot.environment |= {"LOG_LEVEL": "DEBUG", **environment}
    async with Browser() as browser:
        made = SettingUp(discord, spotify, bot, browser, folder)
        try:
            yield made
        finally:
            await bot.stop()
            await spotify.close()
            await discord.close()
