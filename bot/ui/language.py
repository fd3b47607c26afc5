"""The reader's language: messages, plurals and numbers.

A context variable holds the language of the answer being written, so that no function has to
pass it on. Messages use gettext; numbers and plural rules use Babel (CLDR).
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
"""Earshot's languages, each by its own name."""

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
    """Use a language (a key of LANGUAGES) for the rest of this task."""
    _current.set(language if language in LANGUAGES else "en")


@contextmanager
def using_locale(language: str) -> Iterator[None]:
    """Use a language inside the block, then restore the previous one."""
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
    """Return a language's messages; English has none, because it is in the code."""
    return read_translations(FOLDER / language / "LC_MESSAGES" / "earshot.po")


def read_translations(source: Path) -> gettext.NullTranslations:
    """Read the compiled messages (.mo) next to a .po file, unless the .po file is newer."""
    if not source.is_file():
        return gettext.NullTranslations()
    compiled = source.with_suffix(".mo")
    if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
        return _compile(source)
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def _compile(source: Path) -> gettext.GNUTranslations:
    """Compile a .po file in memory, as `make install` would: a checkout may be read-only."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def load_translations() -> None:
    """Read every language once, so that the event loop never waits for it."""
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
    """Mark a message for translation when it is used."""
    return message


_UNBELIEVABLE = 10**15
"""Above this, Babel may refuse to format a number; no one has that many songs."""


def number(value: float) -> str:
    """Format a number in the reader's locale: 1,234 or 1.234."""
    if abs(value) >= _UNBELIEVABLE:
        return str(value)
    return format_decimal(value, locale=Locale.parse(current_locale()))
