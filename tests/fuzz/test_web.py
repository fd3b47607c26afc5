"""Made-up requests to the pages: no 5xx, no secret, nothing reflected, and the bot goes on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from bot.opaque_values import ticket_ref
from bot.web import entrance
from bot.web.own_form import Action, form_token
from sandbox.browser import Browser
from sandbox.process import REAL_SECRET, BotProcess
from tests.conftest import MakeWorld
from tests.fuzz import odd
from tests.fuzz.description import Made, Operation, operations
from tests.fuzz.driving import fuzz, seeds, told
from tests.fuzz.requests_made import Answered, Known, Sent, Twist, cases, request_of, send
from tests.setting_up import setting_up
from tests.wire.link_steps import consented
from tests.world import Someone, World

EXAMPLES = 20
_ACTIONS: dict[str, Action] = {
    "/link/{ticket}": "begin",
    "/link/here": "continue",
    "/link/undo": "undo",
    "/disconnect": "disconnect",
}
_PROMISED = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
    "cache-control",
)
_NOT_READ = frozenset({400, 404, 405, 413, 414, 415, 417, 431})
"""What any request may get that isn't one of those described."""

NAME = "<b onclick='zq9'>\"Mira\"</b>"


class Links:
    """Links in every state, each in its own browser; and what may be told to nobody."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: list[Known] = [Known()]
        self.secrets: set[str] = set()

    async def make(self) -> None:
        """Make new ones: fresh, begun, done, and one for a disconnect."""
        self.known = [Known()]
        for until in ("fresh", "begun", "done", "disconnect", "elsewhere"):
            someone = self.world.someone(NAME)
            async with Browser(someone.address) as browser:
                self.known.append(await self._link(browser, someone, until))
        self._remember()

    async def _link(self, browser: Browser, someone: Someone, until: str) -> Known:
        if until == "disconnect":
            await browser.open(f"{self.world.bot.url}/disconnect")
            return Known({}, _cookies(browser))
        offer = await someone.offer()
        ticket = urlsplit(offer).path.rpartition("/")[2]
        values = {"ticket": ticket, "ref": ticket_ref(ticket)}
        await browser.open(offer)
        if until != "fresh":
            callback = await consented(self.world, browser, someone, offer)
            values |= _answer_in(callback)
            if until == "elsewhere":
                # Its answer comes to another browser, which is asked, and keeps the code that came.
                return Known({"state": values["state"]})
            if until == "done":
                await browser.open(callback)
        return Known(values, _cookies(browser))

    async def make_owners(self) -> None:
        """Make browsers that want to see the status page: one is let in, one comes from Discord."""
        self.known = [Known()]
        headers = {"Sec-Fetch-Site": "same-origin"}
        for number in range(4):
            owner, url = self.world.host, f"{self.world.bot.url}/status"
            async with Browser(self.world.someone().address) as browser:
                answer = await browser.session.post(
                    url, data={"discord": "1"}, headers=headers, allow_redirects=False
                )
                callback = self.world.discord.oauth.consent(
                    str(answer.headers["Location"]), owner.person
                )
                self.known.append(Known(_answer_in(callback), _cookies(browser)))
                if number % 2:
                    await browser.open(callback)
                    self.known[-1] = Known({}, _cookies(browser))
        self._remember()

    def _remember(self) -> None:
        world = self.world
        self.secrets |= {
            *world.spotify.issued,
            world.discord.bot_token,
            world.spotify.client_secret,
            world.discord.oauth.client_secret,
            *(one.token for one in world.discord.interactions.all.values()),
        }
        for known in self.known:
            self.secrets |= {value for name, value in known.values.items() if name != "ref"}
            self.secrets |= set(known.cookies.values())
        key = world.bot.database.with_name("token.key")
        if key.exists():
            self.secrets |= set(key.read_text().split())

    def of(self, case: Made, twist: Twist) -> Known:
        """Return a link's values, with the token of the form that the case sends."""
        known = self.known[twist.known % len(self.known)]
        action = _ACTIONS.get(case.operation.path)
        if action is None or not known.cookies:
            return known
        (name, cookie), *_ = known.cookies.items()
        token = form_token(action, name.removeprefix("earshot-"), cookie)
        return replace(known, values={**known.values, "token": token})


class SetUp:
    """The browser that was let in to set the bot up."""

    def __init__(self, cookie: str) -> None:
        self._cookie = cookie
        self.secrets = {cookie}

    def of(self, case: Made, twist: Twist) -> Known:
        """Return its cookie, with the token of the step that the case is about."""
        if twist.known < 2:
            return Known()
        step = str((case.path_parameters or {}).get("step"))
        token = entrance.form_token(step, self._cookie)
        return Known({"token": token}, {"earshot-setup": self._cookie})


def _answer_in(callback: str) -> dict[str, str]:
    query = parse_qs(urlsplit(callback).query)
    return {"state": query["state"][0], "code": query["code"][0]}


def _cookies(browser: Browser) -> dict[str, str]:
    return {one.key: one.value for one in browser.session.cookie_jar}


class Source(Protocol):
    """Where a checker has values from that the bot knows, and what may be told to nobody."""

    @property
    def secrets(self) -> set[str]: ...

    def of(self, case: Made, twist: Twist) -> Known: ...


class Checker:
    """Sends cases and looks at the answers."""

    def __init__(self, links: Source, port: int) -> None:
        self.links, self.port = links, port
        self.statuses: Counter[int] = Counter()

    async def check(self, made: tuple[Made, Twist]) -> None:
        case, twist = made
        try:
            sent = request_of(case, twist, self.links.of(case, twist), f"127.0.0.1:{self.port}")
        except (ValueError, UnicodeError):
            return  # nothing that can be sent
        documented = {int(status) for status in case.operation.responses.status_codes}
        try:
            answer = await send(sent, self.port)
            self.statuses[answer.status] += 1
            self.status_is_right(sent, answer, documented if twist.method is None else set())
            self.headers_are_there(answer)
            self.nothing_is_told(sent, answer)
        except Exception as error:
            error.add_note(f"sent: {sent.wire()!r}")
            raise

    def headers_are_there(self, answer: Answered) -> None:
        for name in _PROMISED:
            assert answer.header(name), name
        assert answer.header("server") == "Earshot"

    def status_is_right(self, sent: Sent, answer: Answered, documented: set[int]) -> None:
        if answer.status == 503:
            assert sent.looks_ahead or b"readyz" in sent.target
        else:
            assert answer.status < 500, answer.status
        if documented and answer.status not in _NOT_READ:
            assert answer.status in documented, answer.status

    def nothing_is_told(self, sent: Sent, answer: Answered) -> None:
        """A page may give back to a browser what it sent; as text, and never as a header."""
        for piece in sent.hostile:
            assert piece not in answer.body, piece
        assert "zq9" not in answer.body.replace("&lt;b onclick=&#39;zq9&#39;&gt;", "")
        shown = [one for one in answer.headers if one[0] != "location"]
        assert odd.CANARY not in str(shown), shown
        location = urlsplit(answer.header("location") or "")
        assert odd.CANARY not in location.netloc + location.path, location
        own = sent.wire().decode("latin-1")
        whole = answer.body + str(answer.headers)
        told = [one for one in self.links.secrets if one in whole and one not in own]
        assert not told, told


def nothing_is_logged(bot: BotProcess, secrets: set[str], mark: int = 0) -> None:
    printed = "".join(bot.output[mark:])
    assert "Traceback" not in printed
    assert " failed: " not in printed, re.findall(".* failed: .*", printed)[:3]
    # discord.py's own lines have custom IDs, but only at LOG_LEVEL=DEBUG, as here.
    ours = [line for line in bot.output[mark:] if " DEBUG   discord." not in line]
    assert [line for line in ours if odd.CANARY in line][:3] == []
    assert [one for one in secrets if one in printed] == []


def _named(*tags: str) -> dict[str, Operation]:
    found = operations(frozenset(tags))
    return {f"{one.method.upper()} {one.path}": one for one in found}


STATUS = _named("status")
PAGES = {name: one for name, one in _named("link", "plain").items() if name not in STATUS}
SET_UP = _named("set-up", "plain")


async def test_made_up_requests_are_answered_and_told_nothing(world: World) -> None:
    links, mark = Links(world), len(world.bot.output)
    checker = Checker(links, world.bot.port)
    for seed in seeds():
        for operation in PAGES.values():
            await links.make()
            await fuzz(cases(operation), checker.check, EXAMPLES, seed)
        nothing_is_logged(world.bot, links.secrets, mark)
    told(f"requests to {len(PAGES)} pages", checker.statuses)
    assert (await world.someone().links()).status == 200, "an ordinary link still works"


async def test_the_check_sees_what_comes_back_as_markup(world: World) -> None:
    """The one page that gives back what was sent: it asks another browser whether to go on."""
    links = Links(world)
    await links.make()
    target = f"/callback?state={links.known[-1].values['state']}&code=%22%3E%3Cscript%3E"
    headers = ((b"Host", b"a"), (b"X-Forwarded-For", b"10.8.0.2"))
    sent = Sent("GET", target.encode(), headers, b"")
    answer = await send(sent, world.bot.port)
    assert answer.status == 200
    assert "script&gt;" in answer.body
    Checker(links, world.bot.port).nothing_is_told(sent, answer)


async def test_made_up_requests_to_the_status_page(make_world: MakeWorld) -> None:
    world = await make_world(DISCORD_CLIENT_SECRET=REAL_SECRET)
    links = Links(world)
    checker = Checker(links, world.bot.port)
    for seed in seeds():
        for operation in STATUS.values():
            await links.make_owners()
            await fuzz(cases(operation), checker.check, EXAMPLES, seed)
        nothing_is_logged(world.bot, links.secrets)
    told(f"requests to {len(STATUS)} routes of the status page", checker.statuses)
    await links.make_owners()
    async with Browser("10.7.0.1") as browser:
        browser.session.cookie_jar.update_cookies(links.known[-1].cookies)
        page = await browser.open(f"{world.bot.url}/status")
    assert "all settings are valid" in page.words


async def test_made_up_requests_to_the_set_up_page(tmp_path: Path) -> None:
    """Also in the browser that the host has let in; it goes on afterwards."""
    async with setting_up(tmp_path / "data", TRUSTED_PROXIES="127.0.0.1") as host:
        await host.start()
        await host.enters()
        source = SetUp(_cookies(host.browser)["earshot-setup"])
        checker = Checker(source, host.bot.port)
        for seed in seeds():
            for operation in SET_UP.values():
                await fuzz(cases(operation), checker.check, EXAMPLES, seed)
            nothing_is_logged(host.bot, source.secrets)
        told(f"requests to {len(SET_UP)} routes of the set-up page", checker.statuses)
        page = await host.goes_on_to_spotify()
        assert page.url.endswith("/setup/redirect"), page.words
