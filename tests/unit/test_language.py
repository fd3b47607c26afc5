"""Every message is there in every language, fits its place, and plurals and numbers are right."""

from __future__ import annotations

import re

import pytest

from bot.ui.language import LANGUAGES, language_of, n_, number, set_locale, translations
from tools.messages import collected, kept

OTHERS = [one for one in LANGUAGES if one != "en"]
_PLACES = re.compile(r"\{[a-z_]+\}")


def _forms(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, tuple | list) else [str(value)]


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_missing_or_unused(language: str) -> None:
    wanted = {_forms(one.id)[0] for one in collected() if one.id}
    have = {_forms(one.id)[0] for one in kept(language) if one.id}
    assert wanted - have == set(), "run: make generated"
    assert have - wanted == set(), "run: make generated"
    empty = [one.id for one in kept(language) if one.id and not all(_forms(one.string or ""))]
    assert empty == []


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_and_limits_are_kept(language: str) -> None:
    for one in kept(language):
        if not one.id:
            continue
        source = _forms(one.id)[-1]
        slash = any("slash" in place for place, _ in one.locations)
        for form in _forms(one.string):
            assert set(_PLACES.findall(form)) == set(_PLACES.findall(source)), form
            assert form.count("`") == source.count("`"), form
            assert not slash or len(form) <= 100, form


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [("en", "1 song", "1,234 songs"), ("de", "1", "1.234"), ("fr", "0", "1\u202f234")],
)
def test_plurals_and_numbers(language: str, one: str, many: str) -> None:
    set_locale(language)
    try:
        first = n_("{count} song", "{count} songs", int(one[0]))
        later = n_("{count} song", "{count} songs", 1234)
        assert first.startswith(one)
        assert later.startswith(many)
        assert first.lstrip("0123456789 ") != later.lstrip("0123456789,.\u202f "), "another form"
        assert number(1234) == many.partition(" ")[0]
    finally:
        set_locale("en")


def test_japanese_has_one_form() -> None:
    found = translations("ja").ngettext
    assert found("{count} song", "{count} songs", 1) == found("{count} song", "{count} songs", 5)


def test_discords_locales_lead_to_the_nearest_language() -> None:
    assert language_of("pt-BR") == "pt_BR"
    assert language_of("es-419") == language_of("es-ES") == "es"
    assert language_of("en-GB") == language_of("sv-SE") == language_of(None) == "en"
