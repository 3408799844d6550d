"""How much every page costs, at which size of the notebook: `python -m bench.pages [SIZE ...] [--quick]`.

Beside each page stand the same server with a view that returns a constant, and nginx with a file of as many
bytes, in the same run. Each size has a database of its own in a folder that is deleted, on SQLite, or the
empty one that DATABASE_URL names. The figures are compared with `results.json`, which `--record` writes anew.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from .loading import Load, load
from .report import RESULTS, compare, record, table
from .servers import Server, bare, nginx, site

SIZES = [1_000, 10_000, 100_000, 1_000_000]
QUICK = [1_000]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.pages", description="Measures every page.")
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE", help="numbers of entries")
    parser.add_argument("--quick", action="store_true", help="the smallest size only, a second a page")
    parser.add_argument("--record", action="store_true", help="keep the figures to compare others with")
    told = parser.parse_args(arguments)
    os.environ.setdefault("SECRET_KEY", "bench-" * 10)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    found: dict[str, Any] = {}
    for size in told.sizes or (QUICK if told.quick else SIZES):
        with tempfile.TemporaryDirectory(prefix="commonplace-bench-", dir="/tmp") as name:
            found[str(size)] = at_size(size, Path(name), 1 if told.quick else 4)
            print(table(size, found[str(size)]), flush=True)
    print(compare(found))
    if told.record:
        record(found)
        print(f"Written to {RESULTS}.")
    return 0


def at_size(size: int, folder: Path, seconds: float) -> dict[str, Any]:
    """The figures of every page, in processes of their own, so that none has what another left."""
    address = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
    asked = ask(address, str(size))
    pages = dict(line.split("\t")[:2] for line in asked.splitlines())
    queries = {line.split("\t")[0]: int(line.split("\t")[2]) for line in asked.splitlines()}
    figures: dict[str, Any] = {"database": address.partition(":")[0], "pages": {}}
    with bare(folder) as constant:
        figures["bare"] = load(constant, "/", seconds)._asdict()
        with site(DATABASE_URL=address, CACHE_URL="dummy:") as server:
            for name, path in pages.items():
                figures["pages"][name] = {"queries": queries[name]} | measured(server, path, seconds, "made")
            figures["megabytes"] = server.megabytes()
        with site(DATABASE_URL=address) as server:
            for name, path in pages.items():
                figures["pages"][name] |= measured(server, path, seconds, "kept")
                etag, length = etag_of(server, path)
                known = load(server, path, seconds, headers={"If-None-Match": etag})
                figures["pages"][name] |= {"known_rate": known.rate, "known_cpu": known.cpu, "bytes": length}
        figures["bare_after"] = load(constant, "/", seconds)._asdict()
    with nginx(folder, b"x" * figures["pages"]["timeline"]["bytes"]) as server:
        figures["nginx"] = load(server, "/page", seconds)._asdict()
    return figures


def measured(server: Server, path: str, seconds: float, prefix: str) -> dict[str, float]:
    load(server, path, 1)
    said: Load = load(server, path, seconds)
    if said.failures:
        raise SystemExit(f"{path}: {said.failures} requests failed.")
    return {f"{prefix}_{name}": value for name, value in said._asdict().items() if name != "failures"}


def ask(address: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "bench.pages.data", *arguments]
    environment = os.environ | {"DATABASE_URL": address, "CACHE_URL": "dummy:"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def etag_of(server: Server, path: str) -> tuple[str, int]:
    """The ETag of a page, and how many bytes are sent."""
    request = urllib.request.Request(server.address + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        return answer.headers.get("ETag", '""'), len(answer.read())


if __name__ == "__main__":
    began = time.monotonic()
    code = main(sys.argv[1:])
    print(f"Measured in {time.monotonic() - began:.0f} s")
    sys.exit(code)
