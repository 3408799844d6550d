"""What was found, as a table with ratios, as JSON, and beside what was found before.

Results are figures by database and by number of entries: `{"sqlite": {"10000": ...}}`.
"""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
WORSE = 1.2
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# How each server was asked, and what it answered.
SERVERS = {"made": "pages made anew", "kept": "pages kept, and the admin"}
HEADS = (
    "page", "made ms", "x bare", "p50", "p95", "p99", "queries",
    "kept /s", "x bare", "x nginx", "304 /s", "x bare", "bytes",
)  # fmt: skip

Figures = dict[str, Any]
Results = dict[str, dict[str, Figures]]


def table(size: int, found: Figures) -> str:
    """`x bare` is the cost, or the rate, of a view that returns a constant."""
    lines = columns([HEADS, *(row(name, page, found) for name, page in found["pages"].items())])
    said = f"bare view {bare_cost(found):.2f} ms, {bare_rate(found):,.0f}/s; "
    said += f"nginx {found['nginx']['rate']:,.0f}/s"
    memory = [memory_line(SERVERS[name], memory) for name, memory in found["memory"].items()]
    return "\n".join([f"{size:,} entries, {NAMES[found['database']]}: {said}", *lines, *memory, ""])


def columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Lines in which the first column stands on the left, the others on the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [first.ljust(widths[0]), *(text.rjust(w) for text, w in zip(rest, widths[1:], strict=True))]
        )
        for first, *rest in rows
    ]


def row(name: str, page: Figures, found: Figures) -> tuple[str, ...]:
    return (
        name,
        f"{page['made_cpu']:.1f}",
        f"{page['made_cpu'] / bare_cost(found):.0f}",
        *(f"{page[f'made_{each}']:.0f}" for each in ("p50", "p95", "p99")),
        str(page["queries"]),
        *kept(page, found),
    )


def kept(page: Figures, found: Figures) -> tuple[str, ...]:
    """Nothing of the admin is kept."""
    if "kept_rate" not in page:
        return ("-",) * 6
    rate = bare_rate(found)
    return (
        f"{page['kept_rate']:,.0f}",
        f"{page['kept_rate'] / rate:.2f}",
        f"{page['kept_rate'] / found['nginx']['rate']:.2f}",
        f"{page['known_rate']:,.0f}",
        f"{page['known_rate'] / rate:.2f}",
        f"{page['bytes']:,}",
    )


def bare_cost(found: Figures) -> float:
    """Milliseconds of the processor that the constant takes, when least disturbed."""
    return float(min(found["bare"]["cpu"], found["bare_after"]["cpu"]))


def bare_rate(found: Figures) -> float:
    return float(found["bare"]["rate"] + found["bare_after"]["rate"]) / 2


def memory_line(name: str, memory: Figures) -> str:
    grown = memory["after"] - memory["before"]
    return (
        f"A worker for {name}: {memory['before']} MB before, {memory['after']} MB after "
        f"{memory['requests']:,} requests of both ({grown:+} MB)"
    )


def ratio(found: Figures, page: str) -> float:
    """What the page costs, as a multiple of the constant of the same run."""
    return float(found["pages"][page]["made_cpu"]) / bare_cost(found)


def compare(found: Results, before: Results) -> str:
    """What costs much more than it did at the same size on the same database."""
    both = [
        (database, size) for database in found for size in found[database] if size in before.get(database, {})
    ]
    if not both:
        return "Nothing was recorded before of these sizes and this database."
    worse = [
        line
        for database, size in both
        for line in dearer(size, found[database][size], before[database][size])
    ]
    return "\n".join(worse) or "Nothing costs more than it did."


def dearer(size: str, found: Figures, before: Figures) -> list[str]:
    pages = {
        name: (ratio(found, name), ratio(before, name)) for name in found["pages"] if name in before["pages"]
    }
    return [
        f"{name} at {int(size):,} on {NAMES[found['database']]}: "
        f"{then:.0f} times the constant before, {now:.0f} now"
        for name, (now, then) in pages.items()
        if now > WORSE * then
    ]


def growth(found: dict[str, Figures]) -> str:
    """How many times as much each page costs as at the smallest of several sizes, beside the constant."""
    smallest, *others = sorted(found, key=int)
    heads = ("page", f"ms at {int(smallest):,}", *(f"x at {int(size):,}" for size in others))
    rows = [
        (
            name,
            f"{page['made_cpu']:.1f}",
            *(f"{ratio(found[size], name) / ratio(found[smallest], name):.1f}" for size in others),
        )
        for name, page in found[smallest]["pages"].items()
    ]
    return "\n".join([*columns([heads, *rows]), ""])


def merged(before: Results, found: Results) -> Results:
    """What was measured now stands in the place of what was before, size by size."""
    return {
        database: dict(sorted((before.get(database, {}) | found.get(database, {})).items(), key=to_number))
        for database in NAMES
        if database in before or database in found
    }


def to_number(size: tuple[str, Any]) -> int:
    return int(size[0])


def read() -> Results:
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def record(results: Results) -> None:
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
