"""How much every page costs, at which size of the notebook: `python -m bench.pages [SIZE ...] [--quick]`.

Beside each page stand the same server with a view that returns a constant, and nginx with a file of as many
bytes, in the same run. Each size has a database of its own in a folder that is deleted: SQLite, PostgreSQL
(`--postgresql`), or the empty one that DATABASE_URL names. The figures are compared with `results.json`,
which `--record` writes anew, and with it the picture of how the cost grows.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from audit.program import run
from audit.site import ROOT

from .curves import drawn
from .databases import empty_database, kind_of
from .loading import Load, load
from .report import RESULTS, Figures, compare, growth, merged, read, record, table
from .saving import save
from .servers import Server, bare, nginx, site

SIZES = [1_000, 10_000, 100_000, 1_000_000]
QUICK = [1_000]
# As many requests tell what one takes; but no page is asked for longer than so many seconds.
LEAST, MOST = 5, 60
# After so many requests both workers have most likely made a page that is kept.
ENOUGH = 8
PICTURE = ROOT / "docs" / "img" / "bench-made.svg"


def main(arguments: list[str]) -> int:
    told, began = read_arguments(arguments), time.monotonic()
    os.environ.setdefault("SECRET_KEY", "bench-" * 10)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    found: dict[str, Figures] = {}
    for size in told.sizes:
        with tempfile.TemporaryDirectory(prefix="commonplace-bench-", dir="/tmp") as name:
            folder = Path(name)
            with empty_database(folder, is_postgresql=told.postgresql) as (address, process):
                found[str(size)] = at_size(size, folder, address, process, 1 if told.quick else 4)
            print(table(size, found[str(size)]), flush=True)
    if len(found) > 1:
        print(growth(found))
    results = {figures["database"]: found for figures in found.values()}
    before = read()
    print(compare(results, before))
    if told.record:
        record(merged(before, results))
        PICTURE.write_text(drawn(read()))
        print(f"Written to {RESULTS} and {PICTURE}.")
    print(f"Measured in {time.monotonic() - began:.0f} s")
    return 0


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.pages", description="Measures every page.")
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE", help="numbers of entries")
    parser.add_argument("--quick", action="store_true", help="the smallest size only, a second a page")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own, not on SQLite")
    parser.add_argument("--record", action="store_true", help="keep the figures to compare others with")
    told = parser.parse_args(arguments)
    told.sizes = told.sizes or (QUICK if told.quick else SIZES)
    if "DATABASE_URL" in os.environ and (told.postgresql or len(told.sizes) > 1):
        parser.error("the database of DATABASE_URL is for one size, and without --postgresql")
    return told


def at_size(size: int, folder: Path, address: str, process: int | None, seconds: float) -> Figures:
    """The figures of every page, in processes of their own, so that none has what another left."""
    asked = ask(address, str(size))
    pages = asked["pages"]
    figures: Figures = {"database": kind_of(address), "seconds": seconds, "pages": {}, "memory": {}}
    found: Figures = figures["pages"]
    with bare(folder) as constant:
        figures["bare"] = load(constant, "/", seconds)._asdict()
        with site(address, process, CACHE_URL="dummy:") as server, memory(server, figures, "made"):
            for name, page in pages.items():
                made = measured(partial(load, server, page["path"]), seconds, "made")
                found[name] = {"queries": page["queries"]} | made
        with site(address, process) as server, memory(server, figures, "kept"):
            for name, page in pages.items():
                found[name] |= measured_kept(server, page["path"], seconds)
            found |= measured_admin(server, asked["admin"], seconds)
        figures["bare_after"] = load(constant, "/", seconds)._asdict()
    with nginx(folder, b"x" * found["timeline"]["bytes"]) as server:
        figures["nginx"] = load(server, "/page", seconds)._asdict()
    return figures


@contextmanager
def memory(server: Server, figures: Figures, name: str) -> Iterator[None]:
    """Note the memory of the largest worker before and after, and how many requests lay in between."""
    before, known = server.megabytes(), requests_in(figures)
    yield
    answered = requests_in(figures) - known
    figures["memory"][name] = {"before": before, "after": server.megabytes(), "requests": answered}


def requests_in(figures: Figures) -> int:
    """How many requests all figures of pages together are made of."""
    pages = figures["pages"].values()
    return sum(number for page in pages for name, number in page.items() if name.endswith("_requests"))


def measured_kept(server: Server, path: str, seconds: float) -> Figures:
    """The page as it is kept, and where it is known already."""
    for _ in range(ENOUGH):
        etag, length = etag_of(server, path)
    figures = measured(partial(load, server, path), seconds, "kept", is_warm=True)
    known = load(server, path, seconds, headers={"If-None-Match": etag})
    said = {"known_rate": known.rate, "known_cpu": known.cpu, "known_requests": known.requests}
    return figures | said | {"bytes": length}


def measured_admin(server: Server, admin: Any, seconds: float) -> dict[str, Figures]:
    """The list of entries, and the form of one that is saved again and again."""
    name, value = admin["cookie"]
    asking = {
        "list": partial(load, server, admin["list"]["path"], headers={"Cookie": f"{name}={value}"}),
        "save": partial(save, server, admin["save"]["path"], (name, value)),
    }
    return {
        f"admin {what}": {"queries": admin[what]["queries"]} | measured(ask_for, seconds, "made")
        for what, ask_for in asking.items()
    }


def measured(
    ask_for: Callable[[float], Load], seconds: float, prefix: str, *, is_warm: bool = False
) -> Figures:
    """What that found in so many seconds, or in as many as enough requests take, after one that warms up."""
    answered, said = 0 if is_warm else ask_for(1).requests, ask_for(seconds)
    while said.requests < LEAST and seconds < MOST:
        seconds, answered = 2 * seconds, answered + said.requests
        said = ask_for(seconds)
    if said.failures or not said.requests:
        raise SystemExit(f"{said.failures} requests failed, {said.requests} were answered: {ask_for}")
    figures = said._replace(requests=answered + said.requests)._asdict()
    return {f"{prefix}_{name}": value for name, value in figures.items() if name != "failures"}


def ask(address: str, *arguments: str) -> Any:
    command = [sys.executable, "-m", "bench.pages.data", *arguments]
    environment = os.environ | {"DATABASE_URL": address, "CACHE_URL": "dummy:"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return json.loads(done.stdout)


def etag_of(server: Server, path: str) -> tuple[str, int]:
    """The ETag of a page, and how many bytes are sent."""
    request = urllib.request.Request(server.address + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        return answer.headers.get("ETag", '""'), len(answer.read())


if __name__ == "__main__":
    run(main)
