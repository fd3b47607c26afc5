"""The reader's language: messages, plurals and numbers.

The language is that of the answer being written (a context variable), so that no function has
to hand it on. Messages are gettext's; numbers and plural rules are Babel's (CLDR).
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel import Locale
from babel.numbers import format_decimal

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt_BR": "Português (Brasil)",
    "ja": "日本語",
}
"""What Earshot speaks, each in its own words."""

FOLDER = Path(__file__).resolve().parent.parent / "locale"

_current: ContextVar[str] = ContextVar("locale", default="en")


def language_of(locale: str | None) -> str:
    """Return the nearest language to one of Discord's locales (`pt-BR`, `es-419`, …)."""
    said = (locale or "").replace("-", "_")
    if said in LANGUAGES:
        return said
    base = said.partition("_")[0]
    return next((one for one in LANGUAGES if one.partition("_")[0] == base), "en")


def set_locale(language: str) -> None:
    """Use a language (a key of LANGUAGES) for what this task writes from here on."""
    _current.set(language if language in LANGUAGES else "en")


@contextmanager
def using_locale(language: str) -> Iterator[None]:
    """Use a language inside the block, and the previous one again afterwards."""
    before = current_locale()
    set_locale(language)
    try:
        yield
    finally:
        set_locale(before)


def current_locale() -> str:
    """Return the language in use."""
    return _current.get()


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return a language's messages; English, which is in the code, has none."""
    return read_translations(FOLDER / language / "LC_MESSAGES" / "earshot.po")


def read_translations(source: Path) -> gettext.NullTranslations:
    """Read the compiled messages (.mo) beside a .po file, unless the .po file is newer."""
    if not source.is_file():
        return gettext.NullTranslations()
    compiled = source.with_suffix(".mo")
    if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
        return _compile(source)
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def _compile(source: Path) -> gettext.GNUTranslations:
    """Return what `make install` would compile, in memory: a checkout may be read-only."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def load_translations() -> None:
    """Read every language once, before the event loop could wait for it."""
    for language in LANGUAGES:
        translations(language)


def _(message: str) -> str:
    """Return a message in the language in use."""
    return translations(current_locale()).gettext(message)


def n_(singular: str, plural: str, count: int) -> str:
    """Return the form of a message that fits `count`, with {count} filled in."""
    found = translations(current_locale()).ngettext(singular, plural, count)
    return found.replace("{count}", number(count))


def later(message: str) -> str:
    """Mark a message that is translated when it is used."""
    return message


_UNBELIEVABLE = 10**15
"""From here on babel may refuse to write a number; nobody has so many songs."""


def number(value: float) -> str:
    """Write a number as the reader does: 1,234 or 1.234."""
    if abs(value) >= _UNBELIEVABLE:
        return str(value)
    return format_decimal(value, locale=Locale.parse(current_locale()))
