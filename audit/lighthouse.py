"""What Lighthouse says of the main pages in its mobile setting: a slow phone on slow 4G, simulated."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from audit import tools
from audit.figures import Figure, at_least, at_most, told
from tests.services import CHROMIUM_FLAGS

CHECK = "Lighthouse"
RUNS = 3
TRIES = 3  # on a busy machine Chromium may lose the trace of a page
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {
    "first-contentful-paint": "first paint",
    "total-blocking-time": "blocked for",
    "server-response-time": "server's time",
}
LARGEST_PAINT = 1_000  # ms
NO_INDEX = "is-crawlable"


@dataclass(frozen=True)
class Fault:
    """An audit that is not passed, with its weight in the score of its category."""

    category: str
    name: str
    weight: float
    title: str

    def __str__(self) -> str:
        weight = f"weight {self.weight:g}" if self.weight else "advice, no weight"
        return f"{self.category}: {self.name} ({weight}): {self.title}"


@dataclass(frozen=True)
class Reading:
    """One run: scores from 0 to 100, times in milliseconds, the layout's shift, what was not passed."""

    scores: dict[str, float]
    largest_paint: float
    times: dict[str, float]
    shift: float
    faults: tuple[Fault, ...]


def judge(pages: dict[str, str], *, hidden: Sequence[str] = ()) -> Iterator[Figure]:
    """Of pages by their name; those in `hidden` keep search engines out on purpose."""
    for name, address in pages.items():
        without = {NO_INDEX} if name in hidden else set()
        reports = [run(address) for _ in range(RUNS)]
        yield from figures(name, [read(report, without) for report in reports], without)


def run(address: str) -> dict[str, Any]:
    flags = " ".join(["--headless=new", *CHROMIUM_FLAGS])
    command = [*tools.lighthouse(), address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    environment = os.environ | {"CHROME_PATH": tools.get_chromium()}
    for _ in range(TRIES):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode == 0:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    raise tools.MissingError(f"Lighthouse failed on {address}: {done.stderr.strip()[-500:]}")


def read(report: dict[str, Any], without: set[str]) -> Reading:
    """The figures of a report of Lighthouse 12; the audits in `without` do not count."""
    audits = report["audits"]
    return Reading(
        scores={name: score(report, name, without) for name in CATEGORIES},
        largest_paint=audits["largest-contentful-paint"]["numericValue"],
        times={name: audits[name]["numericValue"] for name in TIMES},
        shift=audits["cumulative-layout-shift"]["numericValue"],
        faults=tuple(faults(report, without)),
    )


def score(report: dict[str, Any], category: str, without: set[str]) -> float:
    """Lighthouse's own score; if something is left out, the same weighted mean of the rest."""
    refs = report["categories"][category]["auditRefs"]
    if without.isdisjoint(ref["id"] for ref in refs):
        return round(100 * report["categories"][category]["score"])
    counted = [
        (ref["weight"], report["audits"][ref["id"]]["score"])
        for ref in refs
        if ref["id"] not in without and report["audits"][ref["id"]]["score"] is not None
    ]
    return round(100 * sum(weight * part for weight, part in counted) / sum(weight for weight, _ in counted))


def faults(report: dict[str, Any], without: set[str]) -> Iterator[Fault]:
    for category in CATEGORIES:
        for ref in report["categories"][category]["auditRefs"]:
            audit = report["audits"][ref["id"]]
            if audit["score"] is not None and audit["score"] < 1 and ref["id"] not in without:
                title = " ".join([audit["title"], audit.get("displayValue", "")]).strip()
                yield Fault(category, ref["id"], ref["weight"], title)


def figures(page: str, readings: Sequence[Reading], without: set[str]) -> Iterator[Figure]:
    """The median of each figure; the faults are those of the last run."""
    for category in CATEGORIES:
        name = f"{category}, but for {NO_INDEX}" if without and category == "seo" else category
        notes = [str(fault) for fault in readings[-1].faults if fault.category == category and fault.weight]
        value = median(reading.scores[category] for reading in readings)
        yield at_least(CHECK, f"{page}: {name}", int(value), 100, notes)
    largest = round(median(reading.largest_paint for reading in readings))
    advice = sorted(
        {str(each) for each in readings[-1].faults if not each.weight and each.category == "performance"}
    )
    yield at_most(CHECK, f"{page}: largest paint", largest, LARGEST_PAINT, "ms", advice)
    for audit, words in TIMES.items():
        value = median(reading.times[audit] for reading in readings)
        yield told(CHECK, f"{page}: {words}", f"{value:.0f} ms")
    yield told(CHECK, f"{page}: shift of the layout", f"{median(each.shift for each in readings):.3f}")
