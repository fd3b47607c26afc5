"""Covers are shown whole, and no cover breaks a picture."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.art import CORNER, open_art
from bot.pictures.card import TILE, draw_card
from bot.pictures.chart import draw_chart
from bot.pictures.facts import ChartCell
from sandbox.spotify.images import cover
from tests.unit.drawing import card, difference, facts, opened, png, slopes


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
