"""How long `export_site` takes for 10,000 entries, and how much memory, beside a yardstick.

Run: python -m bench.export_site [NUMBER [PROCESSES]]. It works in a folder that is deleted, on a database of
its own unless DATABASE_URL names one. The yardstick is what one process answers of the pages of entries.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.notebook import fill

ASKED = 300


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in this process and those that it waited for."""
    began, used = time.perf_counter(), processor_seconds()
    work()
    return time.perf_counter() - began, processor_seconds() - used


def processor_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def main(number: int, processes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("SECRET_KEY", "bench")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        run(number, processes, Path(folder))


def run(number: int, processes: int, folder: Path) -> None:
    import django  # noqa: PLC0415  # the settings read the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from notes.models import Entry  # noqa: PLC0415
    from notes.publishing.run import Options, export_site  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if not Entry.objects.exists():
        fill(number)
    clock, yardstick = timed(ask_pages)
    print(f"yardstick: {ASKED} pages of entries in {clock:.1f} s ({yardstick:.1f} s of processor)")
    options = Options("https://example.org/notes/", processes=processes)
    for name in ("first", "second"):
        clock, used = timed(lambda: tell(export_site(folder / "site", options).lines()))
        print(f"{name} export: {clock:.1f} s ({used:.1f} s of processor, {used / yardstick:.0f} yardsticks)")
        parent, child = (megabytes(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(f"peak: {parent} MB, and at most {child} MB in each of {processes} processes")
    index = (folder / "site/search/index.bin").stat().st_size
    print(f"index of the search: {index / 1e6:.2f} MB")


def tell(lines: object) -> None:
    print(*lines, sep="\n")  # type: ignore[misc]


def ask_pages() -> None:
    from notes.models import Entry  # noqa: PLC0415
    from notes.publishing.addresses import Address  # noqa: PLC0415
    from notes.publishing.asking import Site  # noqa: PLC0415

    site = Site("https://example.org/notes/")
    for entry in Entry.objects.only("read_on", "slug")[:ASKED]:
        site.ask(Address(entry.path), str)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(given[0] if given else 10_000, given[1] if len(given) > 1 else os.cpu_count() or 1)
