"""What an export did, in numbers."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .making import Made

OUTCOMES = ["written", "unchanged"]
KINDS = {
    ".html": "pages",
    ".atom": "feeds",
    ".png": "pictures",
    ".jpg": "pictures",
    ".webp": "pictures",
    ".bib": "bibliographies",
    ".ris": "bibliographies",
    ".xml": "sitemaps",
}
ROWS = ["pages", "feeds", "bibliographies", "pictures", "sitemaps", "other files"]


@dataclass(frozen=True)
class Report:
    """Files by kind and outcome, those removed, bytes in all, links to what was left out, and what is to be
    told besides."""

    counts: Counter[tuple[str, str]]
    removed: int
    size: int
    left_out: int
    told: str = ""

    def lines(self) -> Iterator[str]:
        yield "".join([" " * 16, *(f"{outcome:>11}" for outcome in OUTCOMES)])
        for kind in ROWS:
            yield f"{kind:16}" + "".join(f"{self.counts[kind, outcome]:>11,}" for outcome in OUTCOMES)
        yield f"{sum(self.counts.values()):,} files with {self.size / 1e6:,.1f} MB; {self.removed:,} removed."
        if self.left_out:
            yield f"Links to {self.left_out:,} unlisted documents were taken off (see --include-unlisted)."
        if self.told:
            yield self.told


def to_report(made: Iterable[Made], removed: int, left_out: int, told: str) -> Report:
    files = list(made)
    counts = Counter((kind_of(file.file), "written" if file.is_new else "unchanged") for file in files)
    return Report(counts, removed, sum(file.size for file in files), left_out, told)


def kind_of(file: str) -> str:
    if file.startswith("static/"):
        return "other files"
    if file.endswith(".json"):
        return "feeds" if file.endswith("feed.json") else "bibliographies"
    _, dot, ending = file.rpartition(".")
    return KINDS.get(f"{dot}{ending}", "other files")
