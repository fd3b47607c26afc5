"""Every script is drawn with letters of its own, never with boxes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFont, ImageStat, features

from bot.pictures import font_index
from bot.pictures.card import HEIGHT, WIDTH, draw_card
from bot.pictures.chart import draw_chart
from bot.pictures.facts import CannotDraw, ChartCell
from bot.pictures.font_index import UnreadableFont, read_codes
from bot.pictures.fonts import Line, Typesetter
from bot.pictures.text import clusters
from tests import host
from tests.needs import FONTS
from tests.unit.drawing import card, difference, facts

SCRIPTS = {
    "Latin": "Paper Lanterns Žluť",
    "Cyrillic": "Ночной поезд",
    "Greek": "Νύχτα",
    "Arabic": "قمر النافذة",
    "Hebrew": "פנס הרחוב",
    "Thai": "โคมลอยสีคราม",
    "Devanagari": "नीली पतंग",
    "Japanese": "夜の郵便局",
    "Chinese": "春江花月夜",
    "Korean": "달빛 우체부",
    "emoji": "🌵👩‍👩‍👧‍👦🇩🇪❤️",
}
FONT_OF = {
    "Arabic": "NotoSansArabic",
    "Hebrew": "NotoSansHebrew",
    "Thai": "NotoSansThai",
    "Devanagari": "NotoSans",
    "Japanese": "NotoSansCJK",
    "Chinese": "NotoSansCJK",
    "Korean": "NotoSansCJK",
    "emoji": "NotoColorEmoji",
}


def need(font: str) -> None:
    if not any(font in face.path for face in font_index.faces(False, 0)):
        pytest.skip(f"{font} is missing; the test {FONTS}")


def need_raqm() -> None:
    if not features.check("raqm"):
        pytest.skip(f"Pillow has no raqm; the test {FONTS}")


def drawn(line: Line, setter: Typesetter) -> Image.Image:
    image = Image.new("RGB", (900, 120))
    setter.draw(image, 10, 80, line, (255, 255, 255))
    return image


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_drawn_with_letters_not_boxes(script: str) -> None:
    need(FONT_OF.get(script, "NotoSans"))
    need_raqm()
    setter = Typesetter()
    line = setter.line(SCRIPTS[script], 40, 900)
    assert "".join(sorted(run.text for run in line.runs)).replace(" ", "")
    for run in line.runs:
        size = 109 if run.face.emoji else 40
        font = ImageFont.truetype(run.face.path, size, run.face.index)
        box = font.getmask("\U0010fffd")
        # The emoji font shows nothing at all for characters it doesn't have.
        assert bytes(box) or run.face.emoji, "nothing to compare with: proves nothing"
        for cluster in clusters(run.text):
            if cluster.strip():
                letter = font.getmask(cluster)
                assert letter.getbbox() is not None, cluster
                assert (letter.size, bytes(letter)) != (box.size, bytes(box)), cluster
    assert drawn(line, setter).getbbox() is not None
    assert difference(card(title=SCRIPTS[script]), card(title="")) is not None


def test_all_scripts_fit_on_one_line() -> None:
    for font in {"NotoSans", *FONT_OF.values()}:
        need(font)
    need_raqm()
    text = " ".join(SCRIPTS.values())
    line = Typesetter().line(text, 14, 5000)
    assert sorted("".join(run.text for run in line.runs)) == sorted("".join(clusters(text)))
    assert len({run.face.path for run in line.runs}) >= 6
    assert len(draw_card(facts(title=text, artists=text, album=text, footer=text))) > 1000


def test_arabic_and_devanagari_letters_join() -> None:
    need("NotoSansArabic")
    need_raqm()
    setter = Typesetter()
    for joined, apart in (("مساء", "م\u200cس\u200cا\u200cء"), ("क्ष", "क्\u200cष")):
        with_joins, without = (setter.line(text, 40, 900) for text in (joined, apart))
        assert with_joins.width < without.width


def test_emoji_are_in_colour() -> None:
    need("NotoColorEmoji")
    setter = Typesetter()
    image = drawn(setter.line("❤️", 60, 900), setter)
    red, green, blue = ImageStat.Stat(image).mean
    assert red > 2 * green
    assert red > 2 * blue


@pytest.mark.parametrize("text", ["\ue000", "a\U0010fffd", "\ufdd0", "\u0378", "ok \ud800"])
@pytest.mark.parametrize("field", ["heading", "title", "artists", "album", "footer"])
def test_a_character_without_a_font_is_never_a_box(text: str, field: str) -> None:
    with pytest.raises(CannotDraw):
        draw_card(facts(**{field: text}))
    with pytest.raises(CannotDraw):
        draw_chart([ChartCell("fine", text, None)], 3, "fine")


def test_without_fonts_only_basic_latin_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_index, "_folders", lambda: ())
    assert difference(card(title="Plain words"), card(title="")) is not None
    assert card(title="long words " * 300).size == (WIDTH, HEIGHT)
    for text in ("夜", "é", "🌵", "קול"):
        with pytest.raises(CannotDraw):
            draw_card(facts(title=text))


def test_without_raqm_no_script_is_drawn_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    need("NotoSansCJK")
    monkeypatch.setattr(features, "check", lambda name: False)
    for script in ("Arabic", "Hebrew", "Thai", "Devanagari", "emoji"):
        with pytest.raises(CannotDraw):
            draw_card(facts(title=SCRIPTS[script]))
    for script in ("Latin", "Cyrillic", "Greek", "Japanese", "Korean"):
        assert difference(card(title=SCRIPTS[script]), card(title="")) is not None


def test_configured_fonts_come_first_and_damaged_ones_do_no_harm(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "NotoSans-Regular.ttf").write_bytes(b"\0\1\0\0" + b"\xff" * 400)
    monkeypatch.setenv("EARSHOT_FONTS", str(folder))
    assert font_index.faces(False, 0)[0].path == str(folder / "NotoSans-Regular.ttf")
    assert not font_index.faces(False, 0)[0].has("a")
    assert card(title="Plain words").size == (WIDTH, HEIGHT)


def test_a_fonts_characters_are_read() -> None:
    need("NotoSansHebrew")
    path = next(face.path for face in font_index.faces(False, 0) if "SansHebrew-" in face.path)
    codes = set(read_codes(path))
    assert all(ord(letter) in codes for letter in "אבגדהוזחטי")
    assert not any(ord(letter) in codes for letter in "夜नﷺ\uffff")
    with pytest.raises(UnreadableFont):
        read_codes(__file__)


@pytest.mark.parametrize("index", range(5))
def test_every_face_of_a_collection_is_read_and_an_extra_one_refused(index: int) -> None:
    need("NotoSansCJK")
    path = next(face.path for face in font_index.faces(False, 0) if "SansCJK-" in face.path)
    codes = set(read_codes(path, index))
    assert all(ord(letter) in codes for letter in "夜春달あ")
    assert not any(ord(letter) in codes for letter in "नﷺ")
    with pytest.raises(UnreadableFont):
        read_codes(path, 99)


async def test_a_home_that_cannot_be_read_has_no_fonts(tmp_path: Path) -> None:
    """A container's or service's user often has root's HOME."""
    need("NotoSansHebrew")
    home = tmp_path / "home"
    (home / ".fonts").mkdir(parents=True)
    home.chmod(0)
    found = "from bot.pictures import font_index; print(len(font_index.faces(False, 0)))"
    code, output = await host.runs(
        "-c", found, folder=tmp_path, settings={"HOME": str(home)}, obeys_modes=True
    )
    home.chmod(0o700)
    assert (code, int(output) > 1) == (0, True)
