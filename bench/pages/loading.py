"""How fast a server answers under load: wrk asks, and the kernel says what the server used."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from .servers import Server, program

SCRIPT = Path(__file__).parent / "wrk.lua"
FIGURE = re.compile(r"^bench_(\w+) ([\d.]+)$", re.MULTILINE)
CONNECTIONS = 4


class Load(NamedTuple):
    """Requests a second, milliseconds of the processor for one, and how long they took in milliseconds."""

    rate: float
    cpu: float
    p50: float
    p95: float
    p99: float
    failures: int


def load(server: Server, path: str, seconds: float, *, headers: dict[str, str] | None = None) -> Load:
    said = {"Accept-Encoding": "gzip"} | (headers or {})
    options = [option for name, text in said.items() for option in ("--header", f"{name}: {text}")]
    command = [
        program("wrk", "wrk"), "--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds}s",
        "--timeout=60s", "--latency", "--script", str(SCRIPT), *options, server.address + path,
    ]  # fmt: skip
    before = server.seconds()
    said_back = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used = server.seconds() - before
    figures = {name: float(text) for name, text in FIGURE.findall(said_back)}
    number = max(1.0, figures["requests"])
    return Load(
        rate=number / figures["seconds"],
        cpu=1000 * used / number,
        p50=figures["p50"],
        p95=figures["p95"],
        p99=figures["p99"],
        failures=int(figures["failures"]),
    )
