"""The handlers of the set-up page's routes. A secret that was entered is never shown again.

Every form leads to a page of its own address, also if it's refused: a browser that goes back or
reloads would ask whether to send the form again, or send it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from bot.doctor.findings import worst_first
from bot.setup import words
from bot.setup.journey import STEPS, Journey, Step
from bot.setup.refusals import Refusal
from bot.setup.same_site import Foreign, SameSite
from bot.setup.words import ENDINGS, Ending
from bot.web.entrance import Entrance, form_token
from bot.web.render import Renderer
from bot.web.requests import is_look_ahead, read_form, redirect

COOKIE = "earshot-setup"
_FOLDERS, _PAGES = "discord|done|link|static", "callback|disconnect|healthz|readyz"
ANY_PREFIX = rf"/{{prefix:(?:(?!(?i:(?:{_FOLDERS})/|{_PAGES}))[\w~-][\w.~-]*/)*}}"
"""A proxy may keep a path prefix or strip it, and which one isn't known yet.

It's none of the bot's public pages: a proxy that asks for a login leaves what is below those open,
and many also leave open what only begins with the path of one (`location /callback`).
"""
_LONGEST = 4096
_REFUSED_CODES: Mapping[str, Refusal] = {
    "wrong": Refusal(words.NOT_A_CODE),
    "used": Refusal(words.CODE_USED, advice=words.CODE_USED_ADVICE),
}
_WITHOUT_A_WAY_BACK = frozenset({"misdirected", "locked", "starting"})


class SetupPages:
    """Shows one step after another to the browser that brought the code."""

    def __init__(
        self, journey: Journey, entrance: Entrance, names: SameSite, renderer: Renderer
    ) -> None:
        self._journey = journey
        self._entrance = entrance
        self._names = names
        self._renderer = renderer
        self._refused: dict[Step, tuple[Refusal, str]] = {}
        """What is still to be said about an answer, once, and what was entered."""

    def add_to(self, app: web.Application) -> None:
        """Register the routes, under any prefix."""
        router = app.router
        router.add_get(ANY_PREFIX, self.home)
        router.add_get(f"{ANY_PREFIX}setup", self.show)
        router.add_post(f"{ANY_PREFIX}setup", self.enter)
        router.add_get(f"{ANY_PREFIX}setup/{{step}}", self.show)
        router.add_post(f"{ANY_PREFIX}setup/{{step}}", self.take)
        router.add_get(f"{ANY_PREFIX}callback", self.callback)

    async def home(self, request: web.Request) -> web.Response:
        """Lead to the set-up page."""
        del request
        return redirect(f"{self._renderer.base}/setup")

    async def show(self, request: web.Request) -> web.Response:
        """Show a step, or the page that asks for the code."""
        if self._cookie(request) is None:
            return self._code_page(request.query.get("refused", ""))
        step = self._step(request)
        if step is None:
            return self._go_to(self._journey.current)
        if is_look_ahead(request) or request.method == "HEAD":
            return self._page(request, step)
        refusal, typed = self._refused.pop(step, (None, ""))
        if step in ("discord", "start") and refusal is None:
            await self._journey.ask_discord()
        return self._page(request, step, refusal, typed)

    async def enter(self, request: web.Request) -> web.Response:
        """Let the browser in that brings the code."""
        if self._cookie(request) is not None:
            return self._go_to(self._journey.current)
        code = (await read_form(request, _LONGEST)).get("code", "")
        cookie = self._entrance.enter(code)
        if cookie is None:
            why = "used" if self._entrance.was_used(code) else "wrong"
            return redirect(f"{self._renderer.base}/setup?refused={why}")
        response = self._go_to(self._journey.current)
        response.set_cookie(
            COOKIE,
            cookie,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=request.headers.get("Origin", "").startswith("https://"),
        )
        return response

    async def take(self, request: web.Request) -> web.Response:
        """Take what was entered in a step, and go on to the next."""
        cookie, step = self._cookie(request), self._step(request)
        fields = await read_form(request, _LONGEST)
        if cookie is None or step is None:
            return redirect(f"{self._renderer.base}/setup")
        token = form_token(step, cookie)
        if not hmac.compare_digest(fields.get("token", "").encode(), token.encode()):
            raise Foreign
        if "again" in fields:
            return self._go_to(step)
        refusal = await self._journey.take(step, fields)
        self._refused.pop(step, None)
        if refusal is not None:
            self._refused[step] = refusal, self._shown_again(step, fields.get("value", ""))
            return self._go_to(step)
        if step == "address":
            self._names.add(self._journey.address)
        if self._journey.is_over.is_set():
            invite = self._journey.discord.invite
            response = self.ending("starting", discord=self._discord_url(), invite=invite)
            response.del_cookie(COOKIE, path="/")
            return response
        return self._go_to(self._journey.current)

    async def callback(self, request: web.Request) -> web.Response:
        """See Spotify send a browser back, which proves that the redirect URI is registered."""
        states = request.query.getall("state", [])
        known = len(states) == 1 and self._journey.came_back(states[0])
        return self.ending("accepted" if known else "unknown_answer")

    def ending(self, name: Ending, **values: object) -> web.Response:
        """Render a page that asks for nothing."""
        status, title, text = ENDINGS[name]
        back = name not in _WITHOUT_A_WAY_BACK
        known: dict[str, object] = {
            "discord": None,
            "invite": None,
            "request_id": None,
            "back": back,
            **values,
        }
        return self._renderer.page(
            "setup_ending.html", status, name=name, ended=status, title=title, text=text, **known
        )

    def _cookie(self, request: web.Request) -> str | None:
        cookie = request.cookies.get(COOKIE)
        return cookie if self._entrance.is_in(cookie) else None

    def _step(self, request: web.Request) -> Step | None:
        named = request.match_info.get("step")
        step = next((one for one in STEPS if one == named), None)
        return step if step is not None and self._journey.is_open(step) else None

    def _go_to(self, step: Step) -> web.Response:
        return redirect(f"{self._renderer.base}/setup/{step}")

    def _code_page(self, refused: str) -> web.Response:
        if self._entrance.is_locked:
            return self.ending("locked")
        refusal = _REFUSED_CODES.get(refused)
        return self._renderer.page("setup_code.html", 403 if refusal else 200, refusal=refusal)

    def _shown_again(self, step: Step, typed: str) -> str:
        """Return what was entered, unless it may be a secret: also one in the wrong field."""
        may_be_secret = self._journey.draft.may_be_secret("".join(typed.split()))
        return "" if may_be_secret or step not in ("address", "client-id") else typed

    def _page(
        self, request: web.Request, step: Step, refusal: Refusal | None = None, typed: str = ""
    ) -> web.Response:
        journey, steps = self._journey, self._journey.steps
        values: Mapping[str, object] = {
            "step": step,
            "number": steps.index(step) + 1,
            "count": len(steps),
            "token": form_token(step, self._cookie(request) or ""),
            "refusal": refusal,
            "typed": typed,
            "journey": journey,
            "settings": journey.draft.settings(),
            "notes": worst_first(journey.discord.notes),
            "trial": journey.try_redirect() if step == "redirect" else None,
            "changeable": [one for one in steps if one not in ("discord", "redirect", "start")],
        }
        name = step.replace("-", "_")
        return self._renderer.page(f"setup_{name}.html", 200, **values)

    def _discord_url(self) -> str:
        address = self._journey.draft.settings().discord_app_url
        return address if urlsplit(address).scheme in ("http", "https") else ""
