"""What was found, as a table with ratios, as JSON, and beside what was found before."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
WORSE = 1.2
HEADS = (
    "page", "made ms", "x bare", "p50", "p95", "p99", "queries",
    "kept /s", "x bare", "304 /s", "x bare", "bytes",
)  # fmt: skip


def table(size: int, found: dict[str, Any]) -> str:
    """`x bare` is the cost, or the rate, of a view that returns a constant."""
    cpu = min(found["bare"]["cpu"], found["bare_after"]["cpu"])
    rate = (found["bare"]["rate"] + found["bare_after"]["rate"]) / 2
    rows = [HEADS, *(row(name, page, cpu, rate) for name, page in found["pages"].items())]
    widths = [max(len(line[n]) for line in rows) for n in range(len(HEADS))]
    lines = ["  ".join(text.rjust(width) if n else text.ljust(width) for n, (text, width) in
                       enumerate(zip(line, widths, strict=True))) for line in rows]  # fmt: skip
    said = f"bare view {cpu:.2f} ms, {rate:,.0f}/s; nginx {found['nginx']['rate']:,.0f}/s; "
    said += f"a worker {found['megabytes']} MB"
    return "\n".join([f"{size:,} entries, {found['database']}: {said}", *lines, ""])


def row(name: str, page: dict[str, Any], cpu: float, rate: float) -> tuple[str, ...]:
    return (
        name,
        f"{page['made_cpu']:.1f}",
        f"{page['made_cpu'] / cpu:.0f}",
        *(f"{page[f'made_{each}']:.0f}" for each in ("p50", "p95", "p99")),
        str(page["queries"]),
        f"{page['kept_rate']:,.0f}",
        f"{page['kept_rate'] / rate:.2f}",
        f"{page['known_rate']:,.0f}",
        f"{page['known_rate'] / rate:.2f}",
        f"{page['bytes']:,}",
    )


def compare(found: dict[str, Any]) -> str:
    """What costs much more than it did when it was recorded, as ratios to the constant of either run."""
    if not RESULTS.exists():
        return "Nothing was recorded before."
    before = json.loads(RESULTS.read_text())
    worse = []
    for size in found.keys() & before.keys():
        one, other = (run["bare"]["cpu"] for run in (found[size], before[size]))
        for name in found[size]["pages"].keys() & before[size]["pages"].keys():
            now, then = (
                found[size]["pages"][name]["made_cpu"] / one,
                before[size]["pages"][name]["made_cpu"] / other,
            )
            if now > WORSE * then:
                worse.append(f"{name} at {int(size):,}: {then:.0f} times the constant before, {now:.0f} now")
    return "\n".join(worse) or "Nothing costs more than it did."


def record(found: dict[str, Any]) -> None:
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(before | found, indent=1) + "\n")
