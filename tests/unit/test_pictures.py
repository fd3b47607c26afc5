"""Cards and charts: readable colours, everything in its place."""

from __future__ import annotations

import io
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from bot.pictures.art import CORNER, gradient
from bot.pictures.card import HEIGHT, LEFT, RIGHT, WIDTH, clock
from bot.pictures.chart import CHART_FORMAT, draw_chart, geometry
from bot.pictures.colours import Colour, contrast, palette
from bot.pictures.facts import ChartCell
from bot.pictures.fonts import Typesetter
from sandbox.spotify.images import cover
from tests.needs import needs_fonts_for
from tests.unit.drawing import card, difference, opened, png, slopes

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
def test_huge_titles_stay_in_place(title: str) -> None:
    needs_fonts_for(title, "…")
    picture = card(title=title, artists=title, album=title, footer=title, explicit=True)
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


def test_the_largest_chart_is_small() -> None:
    cells = [ChartCell("Some title", "Some artist", cover(f"c{n}", 640)) for n in range(49)]
    data = draw_chart(cells, 7, "Mira")
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
