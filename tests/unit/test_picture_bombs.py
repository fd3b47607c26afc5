"""Decompression bombs are refused by their header, in a process with limited memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from bot.pictures.art import open_art
from bot.pictures.bounds import may_be_decoded, size_of

_SIDE = 12_000


def png(width: int, height: int) -> bytes:
    """Return a one-colour PNG: a few kilobytes, hundreds of millions of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    deflate = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    body = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def saved(kind: str, size: tuple[int, int], **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    return out.getvalue()


def webp_canvas(side: int) -> bytes:
    """Return a WebP with a huge canvas and one tiny frame."""
    small = saved("WEBP", (2, 2), lossless=True)
    frame = small[12:]
    less = (side - 1).to_bytes(3, "little")
    extended = b"VP8X" + struct.pack("<I", 10) + bytes(4) + less + less
    body = b"WEBP" + extended + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def resized_jpeg(side: int) -> bytes:
    """Return a JPEG whose header promises more than its data contains."""
    data = bytearray(saved("JPEG", (64, 64)))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", side, side)
    return bytes(data)


def many_scans() -> bytes:
    """Return a progressive JPEG whose last scan is repeated ten thousand times."""
    data = saved("JPEG", (1900, 1900), progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:-2] + data[at:-2] * 10_000 + data[-2:]


BOMBS: dict[str, Callable[[], bytes]] = {
    "png": lambda: png(_SIDE, _SIDE),
    "png of 4001 x 1000": lambda: png(4001, 1000),
    "webp canvas": lambda: webp_canvas(_SIDE),
    "webp": lambda: saved("WEBP", (2500, 1700), lossless=True),
    "jpeg": lambda: resized_jpeg(60_000),
    "scans": many_scans,
    "gif": lambda: saved("GIF", (9000, 9000)),
    "tiff": lambda: saved("TIFF", (3000, 3000), compression="tiff_deflate"),
    "bmp": lambda: (
        b"BM" + bytes(12) + struct.pack("<IiiHHI", 40, 30_000, 30_000, 1, 1, 0) + bytes(40)
    ),
    "ico": lambda: saved("ICO", (256, 256)),
    "too many bytes": lambda: saved("PNG", (10, 10)) + bytes(9 * 1024 * 1024),
}

_CHILD = """
import resource, sys
from bot.pictures.art import open_art, playlist_cover
open_art(open(sys.argv[2], "rb").read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = open(sys.argv[1], "rb").read()
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
assert open_art(data) is None
assert playlist_cover(data, 192 * 1024) is None
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_refused_and_takes_no_memory(name: str, tmp_path: Path) -> None:
    bomb, good = tmp_path / "bomb", tmp_path / "good"
    bomb.write_bytes(BOMBS[name]())
    assert not may_be_decoded(bomb.read_bytes()), "told by its first bytes, before Pillow opens it"
    good.write_bytes(saved("JPEG", (640, 640)))
    ended = subprocess.run(
        [sys.executable, "-c", _CHILD, bomb, good], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert int(ended.stdout) < 64 * 1024, "kilobytes"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (640, 640), (2000, 2000), (4_000, 1_000)])
def test_images_within_bounds_are_opened_and_shrunk(kind: str, size: tuple[int, int]) -> None:
    data = saved(kind, size)
    assert size_of(data) == size
    shown = open_art(data)
    assert shown is not None
    assert max(shown.size) <= 1280
    assert shown.width * size[1] == pytest.approx(shown.height * size[0], rel=0.02)


@pytest.mark.parametrize(
    ("size", "decoded"), [((2000, 2000), (1000, 1000)), ((1000, 1000), (1000, 1000))]
)
def test_a_jpeg_is_shrunk_while_it_is_decoded(
    size: tuple[int, int], decoded: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[tuple[int, int]] = []
    real = JpegImageFile.load_end

    def load_end(image: JpegImageFile) -> None:
        sizes.append(image.size)
        real(image)

    monkeypatch.setattr(JpegImageFile, "load_end", load_end)
    assert open_art(saved("JPEG", size)) is not None
    assert sizes == [decoded]


def test_ordinary_progressive_and_lossy_pictures_are_opened() -> None:
    assert open_art(saved("JPEG", (1500, 1500), progressive=True)) is not None
    assert open_art(saved("WEBP", (700, 500), lossless=True)) is not None
    assert open_art(saved("WEBP", (700, 500), quality=50)) is not None


def test_only_one_image_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: list[int] = []
    running = 0
    real = Image.open
    busy = threading.Barrier(2)

    def slow(*args: Any, **kwargs: Any) -> Image.Image:
        nonlocal running
        running += 1
        at_once.append(running)
        try:
            busy.wait(0.2)
        except threading.BrokenBarrierError:
            busy.reset()
        running -= 1
        return real(*args, **kwargs)

    monkeypatch.setattr(Image, "open", slow)
    data = saved("PNG", (10, 10))
    threads = [threading.Thread(target=open_art, args=(data,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(at_once) == 1
