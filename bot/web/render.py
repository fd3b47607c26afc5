"""Render templates to responses. Autoescape is on; the filters clean and shorten names."""

from __future__ import annotations

import regex
from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.ui.language import _, current_locale, n_
from bot.ui.words.pages import PAGES, PageName

_LONGEST_NAME = 80
_LOOK_AGAIN = "2"
"""For the Refresh header, in seconds: reload the same address."""
_ONLY_SOMETIMES = ("result", "undo", "refused", "request_id")
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}]")
_STACKED = regex.compile(r"(\p{M}{4})\p{M}+")


def shown_name(name: str | None) -> str:
    """Return a user-chosen name without invisible characters, cut to 80 whole characters."""
    clean = _STACKED.sub(r"\1", _UNSEEN.sub("", name or "")).strip()
    parts = regex.findall(r"\X", clean)
    return clean if len(parts) <= _LONGEST_NAME else "".join(parts[:_LONGEST_NAME]) + "…"


def initial(name: str) -> str:
    """Return the first letter of a name, shown behind a picture."""
    first = regex.match(r"\X", shown_name(name))
    return first[0].upper() if first else "?"


def translate(message: str, **values: object) -> Markup:
    """Return a message in the reader's language, with values inserted as text."""
    words = Markup(escape(_(message)))  # noqa: S704 # escaped
    return words.format(**values) if values else words


def translate_plural(singular: str, plural: str, count: int) -> str:
    """Return the plural form of a message that fits `count`."""
    return n_(singular, plural, count)


def isolated(name: str | None) -> Markup:
    """Return a user-chosen name that can't change the text direction around it."""
    return Markup("<bdi>{}</bdi>").format(shown_name(name))


def handle(name: str | None) -> Markup:
    """Return a Discord handle in bold."""
    return Markup("<b>@{}</b>").format(isolated(name))


def bold(words: str) -> Markup:
    """Return words in bold, such as the name of a button elsewhere."""
    return Markup("<b>{}</b>").format(words)


def code(words: str) -> Markup:
    """Return words to be copied exactly."""
    return Markup("<code>{}</code>").format(words)


def opens_apart(address: str, words: str) -> Markup:
    """Return a link that opens beside this page."""
    link = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return link.format(address, words)


def language_tag() -> str:
    """Return the current language as an HTML language tag (BCP 47)."""
    return current_locale().replace("_", "-")


class Renderer:
    """Renders the pages of this folder's templates; `base` is the path they are served under."""

    def __init__(self, base: str = "") -> None:
        self.base = base
        self._templates = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            shown_name=shown_name, initial=initial, isolated=isolated, handle=handle
        )
        self._templates.globals.update(
            _=translate,
            n_=translate_plural,
            language_tag=language_tag,
            bold=bold,
            code=code,
            opens_apart=opens_apart,
            base=base,
        )

    def html(self, template: str, **values: object) -> str:
        """Render a template to text."""
        return self._templates.get_template(template).render(**values)

    def page(self, template: str, status: int, **values: object) -> web.Response:
        """Render a template to a response."""
        html = self.html(template, **values)
        return web.Response(status=status, text=html, content_type="text/html", charset="utf-8")

    def message(self, name: PageName, status: int | None = None, **values: object) -> web.Response:
        """Render one of PAGES; `status` overrides the page's own.

        While something is in progress, the browser reloads by itself, without JavaScript; that
        ends within a minute.
        """
        page = PAGES[name]
        known: dict[str, object] = dict.fromkeys(_ONLY_SOMETIMES) | values
        answer = self.page("message.html", status or page.status, page=page, name=name, **known)
        if name in ("working", "signing_in"):
            answer.headers["Refresh"] = _LOOK_AGAIN
        return answer
