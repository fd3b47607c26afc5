"""Pictures: every script, whole covers, readable colours, and nothing breaks them."""

from __future__ import annotations

import io
import random
import struct
import time
import zlib
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFont, ImageStat, features

from bot.pictures import font_index
from bot.pictures.art import CORNER, gradient, open_art
from bot.pictures.card import HEIGHT, LEFT, RIGHT, TILE, WIDTH, clock, draw_card
from bot.pictures.chart import CHART_FORMAT, draw_chart, geometry
from bot.pictures.colours import Colour, contrast, palette
from bot.pictures.facts import CannotDraw, CardFacts, ChartCell
from bot.pictures.font_index import UnreadableFont, read_codes
from bot.pictures.fonts import Line, Typesetter
from bot.pictures.text import clusters
from sandbox.spotify.images import cover
from tests.needs import FONTS, needs_fonts_for

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


def facts(**changes: object) -> CardFacts:
    given: dict[str, object] = {
        "heading": "Mira is listening",
        "title": "Paper Lanterns",
        "artists": "Nora Vale",
        "album": "Letters",
        "explicit": False,
        "progress_ms": 83_000,
        "duration_ms": 225_000,
        "footer": "Living room",
        "art": None,
    }
    return CardFacts(**(given | changes))  # type: ignore[arg-type]


def card(**changes: object) -> Image.Image:
    return opened(draw_card(facts(**changes)))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def slopes(width: int, height: int) -> Image.Image:
    """Return a cover in which every place has its own colour."""
    across = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    down = Image.linear_gradient("L")
    both = ImageChops.add(across, down, 2)
    return Image.merge("RGB", (across, down, both)).resize((width, height))


def difference(a: Image.Image, b: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.difference(a, b).getbbox()


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


def test_the_cover_is_whole_and_nothing_is_drawn_on_it() -> None:
    art = slopes(640, 640)
    left, top, side = TILE
    picture = card(art=png(art), explicit=True).crop((left, top, left + side, top + side))
    wanted = art.resize((side, side), Image.Resampling.LANCZOS)
    for edge in ((0, CORNER, side, side - CORNER), (CORNER, 0, side - CORNER, side)):
        assert difference(picture.crop(edge), wanted.crop(edge)) is None
    assert difference(picture, wanted) is not None, "the corners are rounded"


@pytest.mark.parametrize("size", [(600, 300), (300, 600), (40, 30), (4096, 1)])
def test_a_cover_that_is_not_square_keeps_its_ratio(size: tuple[int, int]) -> None:
    art = slopes(*size)
    left, top, side = TILE
    scale = side / max(size)
    width, height = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    x, y = left + (side - width) // 2, top + (side - height) // 2
    seen = card(art=png(art)).crop((x, y, x + width, y + height))
    wanted = art.resize((width, height), Image.Resampling.LANCZOS)
    inner = (CORNER, 0, width - CORNER, height)
    if width < side:
        inner = (0, CORNER, width, height - CORNER)
    assert difference(seen.crop(inner), wanted.crop(inner)) is None


channel = st.integers(0, 255)
colour = st.tuples(channel, channel, channel)


def blocks(colours: list[Colour]) -> Image.Image:
    image = Image.new("RGB", (40, 40 * len(colours)))
    for number, one in enumerate(colours):
        image.paste(one, (0, 40 * number, 40, 40 * number + 40))
    return image


@settings(deadline=None, max_examples=25)
@given(st.lists(colour, min_size=1, max_size=6))
def test_text_can_be_read_on_every_background(colours: list[Colour]) -> None:
    chosen = palette(blocks(colours))
    ground = gradient((300, 120), chosen).getcolors(300 * 120)
    assert ground
    for _, point in ground:
        assert isinstance(point, tuple)
        for ink in (chosen.ink, chosen.soft, chosen.accent):
            assert contrast(ink, (point[0], point[1], point[2])) >= 4.5
    assert contrast(chosen.soft, chosen.bottom) >= 4.5, "the letter of the explicit badge"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1
    assert palette(None).top == (0x19, 0x14, 0x14)
    assert contrast(palette(None).soft, palette(None).top) >= 4.5


def bomb(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = (head, data, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in chunks
    )


def gif() -> bytes:
    out = io.BytesIO()
    slopes(64, 64).save(out, "GIF")
    return out.getvalue()


HOSTILE = {
    "empty": b"",
    "random": random.Random(1).randbytes(5000),
    "truncated JPEG": cover("a", 640)[:4000],
    "truncated PNG": png(opened(cover("a", 64)))[:3000],
    "bomb": bomb(50_000, 50_000),
    "large bomb": bomb(8000, 8000),
    "one pixel too wide": png(Image.new("RGB", (4097, 4))),
    "another format": gif(),
    "script": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_covers_count_as_missing(name: str) -> None:
    assert open_art(HOSTILE[name]) is None
    assert draw_card(facts(art=HOSTILE[name])) == draw_card(facts())
    assert draw_chart([ChartCell("a", "b", HOSTILE[name])], 3, "Chart")


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=60))
def test_damaged_covers_never_raise(place: int, noise: bytes) -> None:
    data = cover("damaged", 300)
    place %= len(data)
    open_art(data[:place] + noise + data[place + len(noise) :])


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "LA", "1", "I;16", "CMYK"])
def test_covers_in_every_pixel_format_are_shown(mode: str) -> None:
    out = io.BytesIO()
    image = Image.new("I;16", (64, 64)) if mode == "I;16" else slopes(64, 64).convert(mode)
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    shown = open_art(out.getvalue())
    assert shown is not None
    assert (shown.mode, shown.size) == ("RGB", (64, 64))


@pytest.mark.parametrize(
    "title",
    [
        "word " * 2000,
        "W" * 10_000,
        "Z" + "\u0301\u0316\u0334" * 3000,
        "q\u0301\u0316\u0334" * 4000,
        "夜" * 9000,
        "🌵" * 9000,
        "👩" + "\u200d👩" * 4000,
        "\u202e" * 9000 + "a",
        "\u1100" * 9000,
        " \n\t\0" * 3000,
        "ﷺ" * 9000,
    ],
)
def test_huge_titles_stay_in_place_and_are_fast(title: str) -> None:
    needs_fonts_for(title, "…")
    begun = time.perf_counter()
    picture = card(title=title, artists=title, album=title, footer=title, explicit=True)
    assert time.perf_counter() - begun < 5
    assert picture.size == (WIDTH, HEIGHT)
    plain = card(title="", artists="", album="", footer="")
    for outside in ((0, 0, LEFT - 6, HEIGHT), (RIGHT + 6, 0, WIDTH, HEIGHT)):
        assert difference(picture.crop(outside), plain.crop(outside)) is None
    bars = (LEFT, 234, RIGHT, 252)
    assert difference(picture.crop(bars), plain.crop(bars)) is None, "the bar stays free"
    assert draw_chart([ChartCell(title, title, None)] * 2, 7, title)


def test_a_long_title_takes_two_lines_and_ends_with_an_ellipsis() -> None:
    needs_fonts_for("…")
    setter = Typesetter()
    one = setter.lines("Short", (40, 30), 500)
    assert [line.size for line in one] == [40]
    two = setter.lines("Some rather long words " * 9, (40, 30), 500)
    texts = ["".join(run.text for run in line.runs) for line in two]
    assert len(two) == 2
    assert all(line.width <= 500 for line in two)
    assert texts[0].split()[-1] in ["Some", "rather", "long", "words"]
    assert texts[1].endswith("…")
    smaller = setter.lines("x" * 23, (40, 30), 500)
    assert [line.size for line in smaller] == [30]


def test_the_card_shows_what_is_playing() -> None:
    begin = card(progress_ms=0)
    middle = card(progress_ms=120_000)
    beyond, end = card(progress_ms=10**9), card(progress_ms=225_000)
    assert difference(begin, middle) is not None
    assert difference(beyond, end) is None
    assert difference(card(progress_ms=None), begin) is not None
    assert difference(card(explicit=True), card()) is not None
    assert card(duration_ms=0, progress_ms=5).size == (WIDTH, HEIGHT)
    for field in ("heading", "title", "artists", "album", "footer"):
        assert difference(card(**{field: "Else"}), card()) is not None, field
    assert [clock(ms) for ms in (-5, 0, 65_999, 3_605_000)] == ["0:00", "0:00", "1:05", "1:00:05"]


@pytest.mark.parametrize("side", range(3, 8))
def test_chart_cells_do_not_overlap(side: int) -> None:
    places = geometry(side * side, side)
    width, height = places.size
    assert width <= 1400
    boxes = []
    for number in range(side * side):
        left, top = places.corner(number)
        box = (left, top, left + places.tile, top + places.tile + places.names)
        assert min(box) > 40
        assert box[2] <= width - 40
        assert box[3] <= height - 60
        boxes.append(box)
    assert len(set(boxes)) == side * side
    for a, b in combinations(boxes, 2):
        assert a[2] + 15 < b[0] or b[2] + 15 < a[0] or a[3] + 15 < b[1] or b[3] + 15 < a[1]


@pytest.mark.parametrize("side", [3, 7])
def test_a_chart_shows_every_cover_whole(side: int) -> None:
    art = slopes(400, 400)
    count = side * side
    data = draw_chart([ChartCell("Title", "Artist", png(art))] * count, side, "Chart")
    picture, places = opened(data), geometry(count, side)
    assert picture.size == places.size
    wanted = art.resize((places.tile, places.tile), Image.Resampling.LANCZOS)
    inner = (CORNER, CORNER, places.tile - CORNER, places.tile - CORNER)
    for number in range(count):
        left, top = places.corner(number)
        tile = picture.crop((left, top, left + places.tile, top + places.tile))
        gap = ImageChops.difference(tile.crop(inner), wanted.crop(inner))
        assert max(ImageStat.Stat(gap).mean) < 2


def test_the_largest_chart_is_small_and_fast() -> None:
    cells = [ChartCell("Some title", "Some artist", cover(f"c{n}", 640)) for n in range(49)]
    begun = time.perf_counter()
    data = draw_chart(cells, 7, "Mira")
    assert time.perf_counter() - begun < 3
    assert len(data) < 8_000_000
    assert Image.open(io.BytesIO(data)).format == CHART_FORMAT


def test_empty_rows_are_left_out_and_wrong_sizes_refused() -> None:
    cell = ChartCell("a", "", None)
    assert geometry(4, 3).rows == 2
    assert opened(draw_chart([cell] * 4, 3, "x")).size == geometry(4, 3).size
    assert geometry(4, 3).size[1] < geometry(9, 3).size[1]
    for cells, side in (([cell], 2), ([cell], 8), ([], 3), ([cell] * 10, 3)):
        with pytest.raises(ValueError, match="chart"):
            draw_chart(cells, side, "x")
