"""The figures as Markdown tables, with the ratios that are promised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from .clock import Times

WAYS = ("view", "engine", "analysis", "bare", "floor")


@dataclass
class Figures:
    """One engine at one number of pages. `times`: per query and way, one entry per round; milliseconds."""

    engine: str
    pages: int
    totals: dict[str, int] = field(default_factory=dict)
    times: dict[str, dict[str, list[Times]]] = field(default_factory=dict)

    def middle(self, query: str, way: str) -> Times:
        """The median of wall-clock and of CPU time."""
        samples = self.times[query][way]
        return Times(median(each.wall for each in samples), median(each.cpu for each in samples))

    def ratio(self, query: str) -> Times:
        """View / (floor + bare)."""
        view, floor, bare = (self.middle(query, way) for way in ("view", "floor", "bare"))
        return Times(view.wall / (floor.wall + bare.wall), view.cpu / (floor.cpu + bare.cpu))

    def median_ratio(self) -> Times:
        """The median of the ratios over the kinds of queries."""
        ratios = [self.ratio(query) for query in self.times]
        return Times(median(each.wall for each in ratios), median(each.cpu for each in ratios))

    def median_of(self, way: str) -> Times:
        """The median of a way over the kinds of queries."""
        middles = [self.middle(query, way) for query in self.times]
        return Times(median(each.wall for each in middles), median(each.cpu for each in middles))

    def table(self) -> str:
        """One line for each query: wall-clock / CPU time of each way, and the ratio."""
        lines = [
            f"**{number(self.pages)} pages, {self.engine}**, wall-clock / CPU milliseconds",
            "",
            f"| query | hits | {' | '.join(WAYS)} | ratio |",
            f"|---|---|{'---|' * len(WAYS)}---|",
        ]
        for query in self.times:
            figures = " | ".join(both(self.middle(query, way), 1) for way in WAYS)
            lines.append(f"| {query} | {number(self.totals[query])} | {figures} | {both(self.ratio(query), 2)} |")
        figures = " | ".join(both(self.median_of(way), 1) for way in WAYS)
        lines.append(f"| **median** | | {figures} | **{both(self.median_ratio(), 2)}** |")
        return "\n".join(lines)


def both(times: Times, digits: int) -> str:
    """
    >>> both(Times(1.234, 0.9), 1)
    '1.2 / 0.9'
    """
    return f"{times.wall:.{digits}f} / {times.cpu:.{digits}f}"


def number(value: float) -> str:
    """
    >>> number(10_000)
    '10,000'
    """
    return f"{value:,.0f}"


def costs_table(costs: Mapping[int, Mapping[str, str]]) -> str:
    """What the index costs, one column for each number of pages."""
    names = list(dict.fromkeys(name for column in costs.values() for name in column))
    lines = [f"| | {' | '.join(f'{number(pages)} pages' for pages in costs)} |", f"|---|{'---|' * len(costs)}"]
    lines += [f"| {name} | {' | '.join(column.get(name, '') for column in costs.values())} |" for name in names]
    return "\n".join(lines)
