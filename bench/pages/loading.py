"""How fast a server answers under load: wrk asks, and the kernel says what the server used."""

import re
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from .servers import Server, program

SCRIPT = Path(__file__).parent / "wrk.lua"
FIGURE = re.compile(r"^bench_(\w+) ([\d.]+)$", re.MULTILINE)
CONNECTIONS = 4
PATIENCE, REST = 30, 0.1  # seconds


class Load(NamedTuple):
    """Requests a second, milliseconds of the processor for one, how many milliseconds they took, how many."""

    rate: float
    cpu: float
    p50: float
    p95: float
    p99: float
    requests: int
    failures: int


def load(server: Server, path: str, seconds: float, *, headers: dict[str, str] | None = None) -> Load:
    said = {"Accept-Encoding": "gzip"} | (headers or {})
    options = [option for name, text in said.items() for option in ("--header", f"{name}: {text}")]
    command = [
        program("wrk", "wrk"), "--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds}s",
        "--timeout=60s", "--latency", "--script", str(SCRIPT), *options, server.address + path,
    ]  # fmt: skip
    before = at_rest(server)
    said_back = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used = at_rest(server) - before
    figures = {name: float(text) for name, text in FIGURE.findall(said_back)}
    return Load(
        rate=figures["requests"] / figures["seconds"],
        # The server finishes also what wrk no longer waits for: one request of each connection.
        cpu=1000 * used / (figures["requests"] + CONNECTIONS),
        p50=figures["p50"],
        p95=figures["p95"],
        p99=figures["p99"],
        requests=int(figures["requests"]),
        failures=int(figures["failures"]),
    )


def at_rest(server: Server) -> float:
    """The seconds of the processor that the server has used, once it uses no more."""
    used, ends = server.seconds(), time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        time.sleep(REST)
        used, before = server.seconds(), used
        if used == before:
            break
    return used
