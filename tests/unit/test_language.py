"""Every message exists in every language and fits; plurals and numbers are right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.ui.language import (
    FOLDER,
    LANGUAGES,
    language_of,
    load_translations,
    n_,
    number,
    read_translations,
    set_locale,
    translations,
)
from tests.host import runs
from tools.extractors import SLASH
from tools.messages import main, problems, read

ROOT = Path(__file__).parents[2]
OTHERS = [one for one in LANGUAGES if one != "en"]


def _first(value: object) -> str:
    return str(value[0] if isinstance(value, tuple | list) else value)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every message in the code, as `make messages` extracts them."""
    path = tmp_path_factory.mktemp("messages") / "earshot.pot"
    pybabel = (sys.executable, "-m", "babel.messages.frontend", "--quiet")
    extract = ("extract", "--mapping-file", "babel.cfg", "--output-file", path, "bot", "cogs")
    subprocess.run([*pybabel, *extract], cwd=ROOT, check=True)
    with path.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_missing_or_unused(language: str, template: Catalog) -> None:
    wanted = {_first(one.id) for one in template if one.id}
    have = {_first(one.id) for one in read(language) if one.id}
    assert len(wanted) > 1000
    assert wanted - have == set(), "run: make messages"
    assert have - wanted == set(), "run: make messages"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_its_placeholders_and_limits(language: str) -> None:
    assert problems(read(language)) == []


def test_messages_are_found_wherever_they_are(template: Catalog) -> None:
    for words, place in (
        ("Your settings", "bot/ui/settings.py"),
        ("see what you've saved", "bot/accounts/scopes.py"),
        ("(unless you allow everything)", "bot/web/templates/start.html"),
        ("Play on Spotify", "cogs/menus.py"),
        ("The song's number in the panel", "cogs/aux.py"),
        ("4 weeks", "cogs/listening.py"),
    ):
        found = template.get(words)
        assert found is not None, words
        assert place in [file for file, _ in found.locations]


def test_texts_that_discord_limits_have_a_note(template: Catalog) -> None:
    noted = {_first(one.id) for one in template if SLASH in one.auto_comments}
    assert {"4 weeks", "The song's number in the panel"} <= noted
    assert "Your settings" not in noted


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", "missing"),
        ("Jetzt: {titel} von `{artist}`", "different placeholders"),
        ("Jetzt: von `{artist}`", "different placeholders"),
        ("Jetzt: {title} von `{artist}` {album}", "different placeholders"),
        ("Jetzt: {title} von {artist}", "different number of backquotes"),
        ("Jetzt: {title} von `{artist}`" + "!" * 80, "longer than 100 characters"),
        ("Jetzt: {title} von `{artist}`", None),
    ],
)
def test_the_check_sees_a_broken_translation(words: str, problem: str | None) -> None:
    catalog, source = Catalog(locale="de"), "Now: {title} by `{artist}`"
    catalog.add(source, words, auto_comments=[SLASH])
    assert problems(catalog) == ([f"{problem}: {source}"] if problem else [])


@pytest.mark.parametrize(
    ("forms", "found"),
    [
        (("{count} Lied", "{count} Lieder"), []),
        (("{count} Lied", ""), ["missing"]),
        (("{count} Lied", "{cuont} Lieder"), ["different placeholders"]),
        (("{count} Lied",), ["Wrong number of plural forms (expected 2)"]),
    ],
)
def test_the_check_sees_broken_plurals(forms: tuple[str, ...], found: list[str]) -> None:
    catalog = Catalog(locale="de")
    catalog.add(("{count} song", "{count} songs"), forms)
    assert problems(catalog) == [f"{one}: {{count}} song" for one in found]


def test_a_guess_is_not_a_translation() -> None:
    catalog = Catalog(locale="de")
    catalog.add("Pause", "Pause", flags=["fuzzy"])
    assert problems(catalog) == ["fuzzy: Pause"]


def test_one_missing_translation_fails_the_whole_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    assert main(tmp_path) == 0
    french = read("fr")
    french["Your settings"].string = ""
    with (tmp_path / "fr" / "LC_MESSAGES" / "earshot.po").open("wb") as file:
        write_po(file, french)
    assert main(tmp_path) == 1
    assert capsys.readouterr().out == "fr: missing: Your settings\n"


def _written(folder: Path, *, po: str, mo: str | None, mo_is_newer: bool = True) -> Path:
    source = folder / "earshot.po"
    for words, path, write in ((po, source, write_po), (mo, folder / "earshot.mo", write_mo)):
        if words is None:
            continue
        catalog = Catalog(locale="de")
        catalog.add("Songs", words)
        with path.open("wb") as file:
            write(file, catalog)
        os.utime(path, (1_000_000, 1_000_000))
    os.utime(source, (1_000_000, 999_999 if mo_is_newer else 1_000_001))
    return source


def test_compiled_messages_are_read(tmp_path: Path) -> None:
    source = _written(tmp_path, po="Lieder", mo="Stücke")
    assert read_translations(source).gettext("Songs") == "Stücke"


def test_missing_or_outdated_compiled_messages_are_not_needed(tmp_path: Path) -> None:
    source = _written(tmp_path, po="Lieder", mo=None)
    assert read_translations(source).gettext("Songs") == "Lieder"
    source = _written(tmp_path, po="Lieder", mo="Stücke", mo_is_newer=False)
    assert read_translations(source).gettext("Songs") == "Lieder"
    assert read_translations(tmp_path / "none.po").gettext("Songs") == "Songs"


def test_nothing_is_read_once_they_are_loaded() -> None:
    load_translations()
    read_so_far = translations.cache_info().misses
    for language in LANGUAGES:
        translations(language)
    assert translations.cache_info().misses == read_so_far


_SEEN_FROM_THE_LOOP = """
import sys
import bot.run
from bot.__main__ import main
from bot.ui.language import translations

async def run(settings):
    print("languages read:", translations.cache_info().currsize)
    return 0

bot.run.run = run
sys.exit(main([]))
"""


async def test_every_language_is_read_before_the_event_loop_runs(tmp_path: Path) -> None:
    settings = {
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB",
        "SPOTIPY_CLIENT_ID": "0123456789abcdef0123456789abcdef",
    }
    code, output = await runs("-c", _SEEN_FROM_THE_LOOP, folder=tmp_path, settings=settings)
    assert (code, output.strip()) == (0, f"languages read: {len(LANGUAGES)}")


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
