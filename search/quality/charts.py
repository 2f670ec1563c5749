"""Small pictures as inline SVG. Where everything goes is worked out here; templates only write it down."""

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 12, 28
DASHES = ("", "6 4", "2 3")
STEPS = 5  # of the scale, from its bottom to 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row of points. Lines differ in their dashes, not by colour alone."""

    label: str
    dashes: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Mark:
    """A text or a line of the grid at a place along an axis."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Trend:
    """Shares between 0 and 1 over days."""

    lines: tuple[Line, ...]
    grid: tuple[Mark, ...]
    days: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a bar, `y` from the top of its picture."""

    label: str
    text: str
    width: float
    y: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of bars, one below the other."""

    bars: tuple[Bar, ...]
    width: int
    height: int


def trend(rows: Mapping[str, Mapping[datetime.date, float]]) -> Trend:
    """A picture with a line for each label; days stand as far apart as they are.

    The scale begins at the quarter below the lowest value: small changes are what one looks for.

    >>> picture = trend({"A": {datetime.date(2026, 1, 1): 1.0, datetime.date(2026, 1, 3): 0.5}})
    >>> picture.lines[0].path, [day.text for day in picture.days]
    ('48.0,12.0 624.0,192.0', ['01.01.2026', '03.01.2026'])
    """
    days = sorted({day for values in rows.values() for day in values})
    first, last = (days[0], days[-1]) if days else (datetime.date.min, datetime.date.min)
    span = (last - first).days

    def x(day: datetime.date) -> float:
        share = (day - first).days / span if span else 0.5
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    lowest = min((value for values in rows.values() for value in values.values()), default=0.0)
    bottom = min(0.75, math.floor(lowest * 4) / 4)

    def y(share: float) -> float:
        return TOP + (1 - share) / (1 - bottom) * (HEIGHT - TOP - BOTTOM)

    lines = tuple(
        Line(label, DASHES[number % len(DASHES)], tuple((x(day), y(values[day])) for day in sorted(values)))
        for number, (label, values) in enumerate(rows.items())
    )
    scale = [bottom + (1 - bottom) * step / STEPS for step in range(STEPS + 1)]
    ends = dict.fromkeys([first, last]) if days else ()
    return Trend(
        lines,
        tuple(Mark(f"{share:.3f}".replace(".", ","), y(share)) for share in scale),
        tuple(Mark(f"{day:%d.%m.%Y}", x(day)) for day in ends),
    )


def bars(rows: Sequence[tuple[str, float]], width: int = 640, step: int = 28) -> Bars:
    """A picture with a bar for each share between 0 and 1, the name above its bar.

    >>> bars([("Markt", 0.5)]).bars
    (Bar(label='Markt', text='0,500', width=300.0, y=0),)
    """
    room = width - 40
    found = tuple(
        Bar(label, f"{share:.3f}".replace(".", ","), max(0.0, min(1.0, share)) * room, number * step)
        for number, (label, share) in enumerate(rows)
    )
    return Bars(found, width, len(rows) * step)
