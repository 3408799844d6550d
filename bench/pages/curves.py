"""How the cost of each page grows with the notebook, as a picture: SVG without script, in light and dark.

A panel for each database, both axes in powers of ten, and at the end of each line the name of its page. Where
two names would lie upon each other they are moved apart, and a thin line leads to each.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import fmean

from .report import NAMES, Figures, Results

WIDTH, PANEL, LEFT, TOP, LABELS = 960, 460, 64, 56, 200
BETWEEN, LEAD = 17, 30  # from one name to the next, and from a line to its name
GROUPS = {"search": "search", "admin": "admin", "feed": "feed"}
STYLE = """
text { font: 13px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif; fill: #211f1b }
.paper { fill: #fbf9f3 } .title { font-size: 15px; font-weight: 600 } .quiet { fill: #5d574c }
.rule { stroke: #ddd6c7 } .lead { stroke: #877f70; stroke-width: .6 }
.page { stroke: #1f5a52; fill: #1f5a52 } .search { stroke: #7b2a1a; fill: #7b2a1a }
.admin { stroke: #4a3c8c; fill: #4a3c8c } .feed { stroke: #6b5410; fill: #6b5410 }
@media (prefers-color-scheme: dark) {
 .paper { fill: #181714 } text { fill: #ddd6c8 } .quiet { fill: #a49c8c }
 .rule { stroke: #38342d } .lead { stroke: #7d7565 }
 .page { stroke: #8ccabf; fill: #8ccabf } .search { stroke: #e6ae92; fill: #e6ae92 }
 .admin { stroke: #bdb2f0; fill: #bdb2f0 } .feed { stroke: #dcc27c; fill: #dcc27c }
}
.line { fill: none; stroke-width: 1.6 } .name { stroke: none }
"""

Points = list[tuple[int, float]]


@dataclass(frozen=True)
class Axis:
    """From one power of ten to another, onto a length; `begin` may lie after `end`."""

    low: int
    high: int
    begin: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], begin: float, end: float) -> "Axis":
        low = math.floor(math.log10(min(values)))
        return cls(low, max(low + 1, math.ceil(math.log10(max(values)))), begin, end)

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    def powers(self) -> list[float]:
        return [float(10**power) for power in range(self.low, self.high + 1)]


def drawn(results: Results) -> str:
    """The picture of results that have at least one size of one database."""
    lines = {name: lines_of(results[name]) for name in NAMES if results.get(name)}
    points = [point for pages in lines.values() for page in pages.values() for point in page]
    x = Axis.over([size for size, _ in points], LEFT, WIDTH - LABELS)
    parts: list[str] = []
    for number, (database, pages) in enumerate(lines.items()):
        top = TOP + number * PANEL
        y = Axis.over([cost for _, cost in points], top + PANEL - 90, top)
        parts += [heading(NAMES[database], top), *grid(x, y), *curves(pages, x, y)]
    height = len(lines) * PANEL + 20
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>Milliseconds of the processor for each page made anew, over the number of entries</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
        *parts,
        "</svg>\n",
    ])  # fmt: skip


def lines_of(sizes: Mapping[str, Figures]) -> dict[str, Points]:
    """Of each page its milliseconds by number of entries."""
    lines: dict[str, Points] = {}
    for size in sorted(sizes, key=int):
        for name, page in sizes[size]["pages"].items():
            lines.setdefault(name, []).append((int(size), page["made_cpu"]))
    return lines


def heading(database: str, top: float) -> str:
    said = "milliseconds of the processor for a page made anew"
    return (
        f'<text class="title" x="{LEFT}" y="{top - 22}">{database}'
        f'<tspan class="quiet" font-weight="400" font-size="13" dx="10">{said}</tspan></text>'
    )


def grid(x: Axis, y: Axis) -> list[str]:
    lines = [
        f'<path class="rule" d="M{x.begin} {y.at(value)}H{x.end}"/>'
        f'<text class="quiet" x="{x.begin - 8}" y="{y.at(value) + 4}" text-anchor="end">{value:,g}</text>'
        for value in y.powers()
    ]
    lines += [
        f'<path class="rule" d="M{x.at(value)} {y.begin}V{y.end}"/>'
        f'<text class="quiet" x="{x.at(value)}" y="{y.begin + 20}" text-anchor="middle">{value:,.0f}</text>'
        for value in x.powers()
    ]
    middle = (x.begin + x.end) / 2
    return [
        *lines,
        f'<text class="quiet" x="{middle}" y="{y.begin + 42}" text-anchor="middle">entries</text>',
    ]


def curves(pages: Mapping[str, Points], x: Axis, y: Axis) -> list[str]:
    """The lines, and their names from top to bottom."""
    names = sorted(pages, key=lambda name: -pages[name][-1][1])
    places = apart([y.at(pages[name][-1][1]) for name in names], y.end, y.begin)
    right = max(x.at(size) for page in pages.values() for size, _ in page) + LEAD
    return [curve(name, pages[name], x, y, (right, place)) for name, place in zip(names, places, strict=True)]


def curve(name: str, points: Points, x: Axis, y: Axis, place: tuple[float, float]) -> str:
    at = [(x.at(size), y.at(cost)) for size, cost in points]
    group, (last_x, last_y) = group_of(name), at[-1]
    path = "L".join(f"{left} {top}" for left, top in at)
    dots = "".join(f'<circle cx="{left}" cy="{top}" r="2.4"/>' for left, top in at)
    return (
        f'<g class="{group}"><title>{escape(name)}: {said(points)}</title>'
        f'<path class="line" d="M{path}"/>{dots}'
        f'<path class="lead" d="M{last_x + 4} {last_y}L{place[0]} {place[1]}"/>'
        f'<text class="{group} name" x="{place[0] + 4}" y="{place[1] + 4}">{escape(name)}</text></g>'
    )


def said(points: Points) -> str:
    return ", ".join(f"{cost:.3g} ms at {size:,}" for size, cost in points)


def group_of(name: str) -> str:
    return GROUPS.get(name.partition(" ")[0].strip(","), "page")


def apart(wished: Sequence[float], low: float, high: float) -> list[float]:
    """Places from the top down, each at least `BETWEEN` below the one before, as near its wish as can be.

    With as much taken off each as those above it need, names that crowd share the mean of what they wish.
    """
    crowds: list[list[float]] = []
    for number, wish in enumerate(wished):
        crowds.append([wish - number * BETWEEN])
        while len(crowds) > 1 and fmean(crowds[-2]) > fmean(crowds[-1]):
            crowds[-2:] = [crowds[-2] + crowds[-1]]
    lowest = high - (len(wished) - 1) * BETWEEN
    places = [max(low, min(lowest, fmean(crowd))) for crowd in crowds for _ in crowd]
    return [round(place + number * BETWEEN, 1) for number, place in enumerate(places)]
