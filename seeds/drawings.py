"""Pictures for the demonstration initiatives: drawn here, since a photograph would show somebody or somewhere real."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from webapp.initiatives.pictures import SmallPicture

WIDTH, HEIGHT = 800, 480
_FINER = 2
"""Drawn so many times larger and then made small, so that edges are smooth."""

SKY, SAND, WHITE, INK = "#dcecf2", "#f3e6cd", "#ffffff", "#33424d"
LIGHT_GREEN, GREEN, DARK_GREEN, RED, YELLOW, BLUE = "#a9cb9e", "#7fae74", "#4d7f56", "#cf6a4c", "#eeb94e", "#4f8aa8"


class _Sheet:
    """A sheet to draw on, in units of the small picture."""

    def __init__(self, background: str) -> None:
        self.image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), background)
        self._pen = ImageDraw.Draw(self.image)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.oval(x - radius, y - radius, x + radius, y + radius, colour)

    def oval(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self._pen.ellipse([each * _FINER for each in (left, top, right, bottom)], fill=colour)

    def block(self, left: float, top: float, right: float, bottom: float, colour: str, *, round_: float = 0) -> None:
        self._pen.rounded_rectangle(
            [each * _FINER for each in (left, top, right, bottom)], radius=round_ * _FINER, fill=colour
        )

    def shape(self, colour: str, *corners: tuple[float, float]) -> None:
        self._pen.polygon([(x * _FINER, y * _FINER) for x, y in corners], fill=colour)

    def line(self, colour: str, width: float, *points: tuple[float, float]) -> None:
        self._pen.line(
            [(x * _FINER, y * _FINER) for x, y in points], fill=colour, width=int(width * _FINER), joint="curve"
        )

    def picture(self) -> SmallPicture:
        out = io.BytesIO()
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.save(out, "WEBP", quality=80, method=2)
        return SmallPicture(out.getvalue(), WIDTH, HEIGHT, "image/webp")


def draw(name: str) -> SmallPicture:
    """Draw one of `DRAWINGS`: 800 by 480 pixels, some ten kilobytes of WebP, the same each time."""
    return DRAWINGS[name]().picture()


def _table() -> _Sheet:
    sheet = _Sheet(SAND)
    sheet.shape(RED, (80, 230), (720, 230), (800, 430), (0, 430))
    for number in range(5):
        x = 140 + number * 130
        sheet.oval(x - 48, 330, x + 48, 390, WHITE)
        sheet.oval(x - 30, 342, x + 30, 378, SKY)
    for x in (190, 610):
        sheet.oval(x - 38, 252, x + 38, 296, WHITE)
    sheet.block(320, 180, 480, 290, BLUE, round_=18)
    sheet.oval(320, 160, 480, 205, INK)
    sheet.oval(330, 164, 470, 198, YELLOW)
    _steam(sheet, (365, 400, 435), bottom=140)
    return sheet


def _soup() -> _Sheet:
    sheet = _Sheet(SKY)
    sheet.block(0, 380, WIDTH, HEIGHT, SAND)
    sheet.oval(220, 215, 580, 320, RED)
    sheet.shape(RED, (221, 270), (579, 270), (550, 345), (490, 400), (310, 400), (250, 345))
    sheet.oval(240, 228, 560, 308, YELLOW)
    for x, y in ((320, 262), (400, 284), (470, 256), (430, 246), (360, 285)):
        sheet.disc(x, y, 11, GREEN)
    sheet.block(310, 392, 490, 420, INK, round_=12)
    sheet.line(INK, 14, (600, 400), (720, 230))
    sheet.oval(700, 180, 752, 246, INK)
    _steam(sheet, (330, 400, 470), bottom=190)
    return sheet


def _garden() -> _Sheet:
    sheet = _Sheet(SKY)
    sheet.disc(650, 110, 62, YELLOW)
    sheet.oval(-200, 220, 560, 620, LIGHT_GREEN)
    sheet.oval(260, 250, 1000, 640, GREEN)
    for number, flower in enumerate((RED, YELLOW, WHITE)):
        left = 70 + number * 235
        sheet.block(left, 350, left + 190, 430, "#8a6247", round_=8)
        for plant in range(4):
            x = left + 32 + plant * 42
            sheet.line(DARK_GREEN, 6, (x, 352), (x, 310))
            sheet.oval(x - 22, 290, x + 2, 322, DARK_GREEN)
            sheet.oval(x - 2, 280, x + 22, 312, DARK_GREEN)
            sheet.disc(x, 280, 9, flower)
    return sheet


def _talk() -> _Sheet:
    sheet = _Sheet(SAND)
    sheet.block(110, 60, 420, 220, BLUE, round_=40)
    sheet.shape(BLUE, (190, 210), (260, 210), (200, 275))
    sheet.block(400, 110, 700, 260, WHITE, round_=40)
    sheet.shape(WHITE, (560, 250), (630, 250), (625, 310))
    for x in (200, 265, 330):
        sheet.disc(x, 140, 16, WHITE)
    for x in (490, 550, 610):
        sheet.disc(x, 185, 16, RED)
    sheet.block(0, 420, WIDTH, HEIGHT, GREEN)
    for x, colour in ((230, RED), (570, YELLOW)):
        sheet.oval(x + 30, 335, x + 90, 395, colour)
        sheet.oval(x + 42, 347, x + 78, 383, SAND)
        sheet.block(x - 55, 325, x + 55, 410, colour, round_=24)
        sheet.oval(x - 85, 404, x + 85, 432, WHITE)
    return sheet


def _play() -> _Sheet:
    sheet = _Sheet(SKY)
    sheet.oval(-150, 350, 950, 700, GREEN)
    sheet.line(INK, 3, (560, 210), (500, 290), (540, 340), (470, 400))
    sheet.shape(RED, (560, 40), (640, 120), (560, 210), (480, 120))
    sheet.shape(YELLOW, (560, 40), (640, 120), (560, 120))
    sheet.shape(YELLOW, (560, 210), (480, 120), (560, 120))
    for x, y, colour in ((505, 285, BLUE), (535, 335, RED)):
        sheet.shape(colour, (x - 18, y - 10), (x + 18, y + 10), (x + 18, y - 10), (x - 18, y + 10))
    sheet.disc(650, 385, 48, WHITE)
    for turn in range(5):
        angle = turn * math.tau / 5 - math.pi / 2
        sheet.disc(650 + 34 * math.cos(angle), 385 + 34 * math.sin(angle), 10, INK)
    sheet.disc(650, 385, 13, INK)
    for left, top, colour in ((120, 340, RED), (210, 340, YELLOW), (165, 255, BLUE)):
        sheet.block(left, top, left + 82, top + 82, colour, round_=6)
    return sheet


def _road() -> _Sheet:
    sheet = _Sheet(SKY)
    sheet.disc(140, 110, 52, YELLOW)
    sheet.oval(-220, 210, 460, 640, GREEN)
    sheet.oval(300, 190, 1050, 660, DARK_GREEN)
    sheet.block(0, 370, WIDTH, HEIGHT, INK)
    for number in range(6):
        sheet.block(20 + number * 140, 418, 100 + number * 140, 430, WHITE)
    sheet.shape(RED, (330, 310), (370, 250), (500, 250), (550, 310))
    sheet.block(270, 300, 600, 378, RED, round_=22)
    sheet.shape(SKY, (352, 308), (382, 266), (430, 266), (430, 308))
    sheet.shape(SKY, (446, 308), (446, 266), (492, 266), (524, 308))
    sheet.oval(578, 318, 602, 342, YELLOW)
    for x in (345, 525):
        sheet.disc(x, 380, 38, "#1d262c")
        sheet.disc(x, 380, 17, SAND)
    return sheet


def _steam(sheet: _Sheet, places: tuple[int, ...], *, bottom: int) -> None:
    for x in places:
        wave = [(x + 10 * math.sin(step / 3), bottom - 9 * step) for step in range(11)]
        sheet.line(WHITE, 9, *wave)


DRAWINGS: dict[str, Callable[[], _Sheet]] = {
    "table": _table,
    "soup": _soup,
    "garden": _garden,
    "talk": _talk,
    "play": _play,
    "road": _road,
}
"""The drawings, by name."""
