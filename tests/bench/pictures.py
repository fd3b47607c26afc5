"""CPU milliseconds and kilobytes of a card and of a chart; and how late a loop is meanwhile.

`python tests/bench/pictures.py` measures the checkout in the working folder.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import time
from collections.abc import Callable
from statistics import median

sys.path.insert(0, os.getcwd())

from PIL import Image, ImageDraw

from bot.pictures.card import draw_card
from bot.pictures.chart import draw_chart
from bot.pictures.facts import CardFacts, ChartCell

_TITLES = ("窓辺の切手", "Midnight Rooms", "Тёплый ветер", "L'été d'après", "شارع القمر")


def measure() -> None:
    """Measure and print."""
    covers = [_cover(number, 640) for number in range(49)]
    small = [_cover(number, 300) for number in range(49)]

    def chart(side: int) -> bytes:
        return draw_chart(_cells(side * side, small), side, "Top songs")

    pictures: list[tuple[str, Callable[[int], bytes], int]] = [
        ("card", lambda number: draw_card(_card(number, covers)), 20),
        ("chart of 5 x 5", lambda _: chart(5), 5),
        ("chart of 7 x 7", lambda _: chart(7), 4),
    ]
    floor, _ = _timed(lambda number: _floor(covers[number]), 20)
    print(f"floor (a cover decoded, resized, and saved as large as a card): {floor:.0f} ms CPU")
    for name, draw, times in pictures:
        draw(0)
        cpu, size = _timed(draw, times)
        late = asyncio.run(_lag(draw, times))
        ratio = cpu / floor
        print(f"{name}: {cpu:.0f} ms CPU ({ratio:.1f} x the floor), {size:.0f} kB; loop lag {late}")


def _floor(cover: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(cover)) as image:
        image.resize((1000, 340)).save(out, "PNG")
    return out.getvalue()


def _timed(draw: Callable[[int], bytes], times: int) -> tuple[float, float]:
    spent, sizes = [], []
    for number in range(times):
        began = time.process_time()
        sizes.append(len(draw(number)) / 1000)
        spent.append((time.process_time() - began) * 1000)
    return median(spent), median(sizes)


async def _lag(draw: Callable[[int], bytes], times: int) -> str:
    late: list[float] = []

    async def watch() -> None:
        while True:
            due = time.perf_counter() + 0.002
            await asyncio.sleep(0.002)
            late.append((time.perf_counter() - due) * 1000)

    async def draws(first: int) -> None:
        for number in range(first, times, 2):
            await asyncio.to_thread(draw, number)

    watching = asyncio.create_task(watch())
    await asyncio.gather(draws(0), draws(1))
    watching.cancel()
    late.sort()
    return f"p99 {late[len(late) * 99 // 100]:.0f} ms, max {late[-1]:.0f} ms"


def _card(number: int, covers: list[bytes]) -> CardFacts:
    title = _TITLES[number % len(_TITLES)]
    place, art = 1000 * (number + 1), covers[number % len(covers)]
    footer = "From a playlist"
    return CardFacts(
        "Now playing", title, "Velvet Harbour", "Rooms", True, place, 90_000, footer, art
    )


def _cells(count: int, covers: list[bytes]) -> list[ChartCell]:
    return [
        ChartCell(_TITLES[number % len(_TITLES)], "Velvet Harbour", covers[number], number + 1)
        for number in range(count)
    ]


def _cover(number: int, side: int) -> bytes:
    """Return a JPEG with shapes and noise, as hard to compress as a photograph."""
    noise = Image.effect_noise((side, side), 30)
    image = Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180)))
    pen = ImageDraw.Draw(image)
    for step in range(12):
        edge = (number * 37 + step * 53) % side
        colour = ((number * 40 + step * 20) % 256, (step * 37) % 256, (number * 90) % 256)
        pen.ellipse((edge / 2, edge / 3, edge, edge), fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    measure()
