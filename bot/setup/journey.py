"""One set-up from the first step to the last: what is asked next, and what is made of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, Literal
from urllib.parse import urlencode, urlsplit

from bot.config.kept_settings import NotKept
from bot.config.settings import ConfigError
from bot.doctor.findings import bad
from bot.http.oauth import challenge_of, new_verifier
from bot.opaque_values import hashed, is_hash_of, new_token
from bot.setup import words
from bot.setup.checks import Checked, check_address, check_discord, check_spotify
from bot.setup.draft import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, TOKEN, Draft
from bot.setup.refusals import Refusal, address_refusal, entered_finding, finding

Step = Literal["token", "discord", "address", "client-id", "secret", "redirect", "start"]
STEPS: Final[tuple[Step, ...]] = (
    "token",
    "discord",
    "address",
    "client-id",
    "secret",
    "redirect",
    "start",
)
_PASSED: Final[frozenset[Step]] = frozenset({"discord", "secret", "redirect"})
"""Steps that someone may go past without entering anything."""


class Journey:
    """What one browser has done; everything that it entered is in the draft."""

    def __init__(self, draft: Draft, port: Callable[[], int]) -> None:
        self.draft = draft
        self.discord = Checked("unknown")
        self.redirect_works = False
        self.were_swapped = False
        """Whether the client ID and secret were entered in each other's place, and put right."""
        self.is_over = asyncio.Event()
        self._port = port
        self._gone_past: set[Step] = set()
        self._state: str | None = None
        self._unsure = ""
        """A secret that Spotify couldn't say anything about; it's in no page to be sent again."""
        self._turn = asyncio.Lock()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of this set-up: without those for what is set elsewhere."""
        given = {
            "token": self.draft.is_given(TOKEN),
            "address": not self.draft.asks_for_address,
            "client-id": self.draft.is_given(CLIENT_ID),
            "secret": self.draft.is_given(CLIENT_SECRET),
        }
        return tuple(one for one in STEPS if not given.get(one))

    @property
    def current(self) -> Step:
        """The first step that isn't done."""
        return next((one for one in self.steps if not self._is_done(one)), "start")

    def is_open(self, step: Step) -> bool:
        """Whether a step may be taken now: the current one, or an earlier one again."""
        steps = self.steps
        return step in steps and steps.index(step) <= steps.index(self.current)

    async def ask_discord(self) -> None:
        """Ask Discord again about the token, whose application may have been changed there."""
        self.discord = await check_discord(self.draft.settings())

    async def take(self, step: Step, fields: Mapping[str, str]) -> Refusal | None:
        """Take what was entered in a step; return why not, if it can't be taken."""
        async with self._turn:
            try:
                return await self._take(step, fields)
            except NotKept as error:
                return Refusal(words.NOT_KEPT, (bad("settings", str(error), ""),))
            except ConfigError as error:
                return Refusal(words.DOES_NOT_FIT, tuple(map(finding, error.problems)))

    def try_redirect(self) -> str:
        """Return the address at Spotify that leads back here if the redirect URI is registered.

        No scope is asked for, and the code that comes back is used for nothing.
        """
        self._state = self._state or new_token()
        settings = self.draft.settings()
        query = {
            "client_id": settings.spotify_client_id,
            "response_type": "code",
            "redirect_uri": settings.redirect_uri,
            "state": self._state,
            "show_dialog": "true",
            "code_challenge": challenge_of(new_verifier()),
            "code_challenge_method": "S256",
        }
        return f"{settings.spotify_accounts_url}/authorize?{urlencode(query)}"

    def came_back(self, state: str) -> bool:
        """Note that Spotify sent a browser here; False if it wasn't asked to."""
        if self._state is None or not is_hash_of(hashed(self._state), state):
            return False
        self.redirect_works = True
        return True

    def _is_done(self, step: Step) -> bool:
        if step in self._gone_past:
            return True
        entered = {
            "token": TOKEN,
            "address": REDIRECT_URI,
            "client-id": CLIENT_ID,
            "secret": CLIENT_SECRET,
        }
        return step in entered and self.draft.has(entered[step])

    async def _take(self, step: Step, fields: Mapping[str, str]) -> Refusal | None:
        typed = "".join(fields.get("value", "").split())
        if step == "token":
            return await self._take_token(typed.removeprefix("Bot"))
        if step == "address":
            return await self._take_address(fields, typed)
        if step == "client-id":
            return await self._take_client_id(typed)
        if step == "secret" and "skip" not in fields:
            return await self._take_secret(typed, insists="insist" in fields)
        if step == "discord" and self.discord.verdict != "accepted":
            return Refusal(words.DISCORD_SILENT, self.discord.notes)
        if step == "start":
            await asyncio.to_thread(self.draft.finish, sealed=fields.get("keep") != "plain")
            self.is_over.set()
        if step in _PASSED:
            self._gone_past.add(step)
        return None

    async def _take_token(self, typed: str) -> Refusal | None:
        if not typed:
            return Refusal(words.NOT_A_TOKEN)
        wrong = self.draft.problem(TOKEN, typed)
        if wrong is not None:
            return Refusal(words.NOT_A_TOKEN, (entered_finding(wrong, TOKEN),))
        found = await check_discord(self.draft.settings(**{TOKEN: typed}))
        if found.verdict != "accepted":
            refused = found.verdict == "refused"
            return Refusal(words.TOKEN_REFUSED if refused else words.DISCORD_SILENT, found.notes)
        await self._keep(TOKEN, typed)
        self.discord = found
        self._gone_past.discard("discord")
        return None

    async def _take_address(self, fields: Mapping[str, str], typed: str) -> Refusal | None:
        # An address that was typed is meant, whatever is chosen above it.
        if fields.get("where") == "here" and not typed:
            await self._keep(REDIRECT_URI, f"http://127.0.0.1:{self._port()}/callback")
        else:
            if self.draft.may_be_secret(typed):
                # In the wrong field: no name server may learn it.
                return Refusal(words.NOT_AN_ADDRESS)
            address = typed if "://" in typed else f"https://{typed}"
            address = address.rstrip("/").removesuffix("/callback")
            refusal = address_refusal(address, self._port())
            if refusal is not None:
                return refusal
            redirect = f"{address}/callback"
            wrong = self.draft.problem(REDIRECT_URI, redirect)
            if wrong is not None or not typed:
                notes = (entered_finding(wrong, REDIRECT_URI),) if wrong else ()
                return Refusal(words.NOT_AN_ADDRESS, notes)
            settings = self.draft.settings(**{REDIRECT_URI: redirect})
            found = await check_address(settings, self._port())
            if found.verdict == "refused":
                return Refusal(words.NOT_AN_ADDRESS, found.notes)
            if found.verdict == "unknown" and "insist" not in fields:
                return Refusal(words.NOT_REACHED, found.notes, may_insist=True)
            await self._keep(REDIRECT_URI, redirect)
        self.redirect_works, self._state = False, None
        self._gone_past.discard("redirect")
        return None

    async def _take_client_id(self, typed: str) -> Refusal | None:
        wrong = self.draft.problem(CLIENT_ID, typed)
        if wrong is not None:
            return Refusal(words.NOT_AN_ID, (entered_finding(wrong, CLIENT_ID),))
        if self.draft.is_given(CLIENT_SECRET):
            refusal = await self._spotify_refuses({CLIENT_ID: typed}, insists=False)
            if refusal is not None and not refusal.may_insist:
                return refusal
        await self._keep(CLIENT_ID, typed)
        self.redirect_works, self._state = False, None
        self._gone_past -= {"secret", "redirect"}
        return None

    async def _take_secret(self, typed: str, *, insists: bool) -> Refusal | None:
        typed, self._unsure = typed or (self._unsure if insists else ""), ""
        is_the_id = typed == self.draft.value(CLIENT_ID)
        if not typed or is_the_id or self.draft.problem(CLIENT_SECRET, typed) is not None:
            return Refusal(words.NOT_A_SECRET)
        refusal = await self._spotify_refuses({CLIENT_SECRET: typed}, insists=insists)
        if refusal is None:
            self.were_swapped = False
            await self._keep(CLIENT_SECRET, typed)
        elif refusal.text == words.CLIENT_REFUSED and await self._are_swapped(typed):
            return await self._put_right(typed)
        elif refusal.may_insist:
            self._unsure = typed
        return refusal

    async def _spotify_refuses(self, tried: dict[str, str], *, insists: bool) -> Refusal | None:
        found = await check_spotify(self.draft.settings(**tried))
        if found.verdict == "refused":
            return Refusal(words.CLIENT_REFUSED, found.notes)
        if found.verdict == "unknown" and not insists:
            return Refusal(words.SPOTIFY_UNSURE, found.notes, may_insist=True)
        return None

    async def _are_swapped(self, typed: str) -> bool:
        """Ask Spotify once whether it's the other way round: both look the same.

        Nobody else learns the secret by that: it's Spotify's own, in the same header of the same
        request. Nothing of it is logged.
        """
        earlier = self.draft.value(CLIENT_ID)
        if self.draft.problem(CLIENT_ID, typed) or self.draft.problem(CLIENT_SECRET, earlier):
            return False
        settings = self.draft.settings(**{CLIENT_ID: typed, CLIENT_SECRET: earlier})
        return (await check_spotify(settings)).verdict == "accepted"

    async def _put_right(self, typed: str) -> Refusal | None:
        if self.draft.is_given(CLIENT_ID):
            return Refusal(words.SWAPPED)
        secret = self.draft.value(CLIENT_ID)
        await self._keep(CLIENT_ID, typed)
        await self._keep(CLIENT_SECRET, secret)
        self.were_swapped = True
        self.redirect_works, self._state = False, None
        return None

    async def _keep(self, name: str, value: str) -> None:
        await asyncio.to_thread(self.draft.keep, name, value)

    @property
    def port(self) -> int:
        """The port that a public address must lead to."""
        return self._port()

    @property
    def address(self) -> str:
        """Where people will open the bot's pages."""
        return self.draft.settings().public_url

    @property
    def is_at_home(self) -> bool:
        """Whether the pages open only on this computer."""
        return urlsplit(self.address).hostname in ("127.0.0.1", "::1")
