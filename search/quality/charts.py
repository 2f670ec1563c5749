"""Small pictures as inline SVG. Where everything goes is worked out here; templates only write it down."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 12, 28
DASHES = ("", "6 4", "2 3")
GRID = (0.0, 0.25, 0.5, 0.75, 1.0)


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
    bars: tuple[Bar, ...]
    width: int
    height: int


def trend(rows: Mapping[str, Mapping[datetime.date, float]]) -> Trend:
    """A picture with a line for each label; days stand as far apart as they are.

    >>> picture = trend({"A": {datetime.date(2026, 1, 1): 1.0, datetime.date(2026, 1, 3): 0.5}})
    >>> picture.lines[0].path, [day.text for day in picture.days]
    ('48.0,12.0 624.0,102.0', ['01.01.2026', '03.01.2026'])
    """
    days = sorted({day for values in rows.values() for day in values})
    first, last = (days[0], days[-1]) if days else (datetime.date.min, datetime.date.min)
    span = (last - first).days

    def x(day: datetime.date) -> float:
        share = (day - first).days / span if span else 0.5
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    lines = tuple(
        Line(label, DASHES[number % len(DASHES)], tuple((x(day), _y(values[day])) for day in sorted(values)))
        for number, (label, values) in enumerate(rows.items())
    )
    ends = dict.fromkeys([first, last]) if days else ()
    return Trend(
        lines,
        tuple(Mark(f"{share:.2f}".replace(".", ","), _y(share)) for share in GRID),
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


def _y(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
