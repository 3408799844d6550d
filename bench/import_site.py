"""How long `import_notes` takes for a Jekyll site of 100 pages and 2.3 MB, and how much memory, beside
`jekyll build` of the same folder.

Run: python -m bench.import_site [PAGES]. It uses databases of its own in a folder that is deleted. Each is
run three times in turn; what is told is the median. Jekyll is Debian's (`apt-get install jekyll`).
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.import_bibliography import FAMILIES, WORDS

PAGE_SIZE = 23_000
RUNS = 3
LAYOUT = "<!doctype html><title>{{ page.title }}</title><main>{{ content }}</main>\n"
CONFIG = """title: Bench
permalink: pretty
collections:
  papers: {output: true}
  logs: {output: true}
defaults:
  - {scope: {path: ""}, values: {layout: default}}
"""


@dataclass(frozen=True)
class Used:
    """Seconds by the clock and of the processor, and the most memory in MB."""

    clock: float
    processor: float
    memory: float


def sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randrange(6, 22))
    if chance.random() < 0.12:
        place = chance.randrange(len(words))
        words[place] = f"[{words[place]}](https://example.org/{chance.randrange(4000)})"
    if chance.random() < 0.1:
        words[0] = f"*{words[0]}*"
    return f"{' '.join(words).capitalize()}."


def bullets(chance: random.Random, depth: int = 0) -> Iterator[str]:
    """A bullet with what is nested in it; some are quotations with their pages."""
    text = sentence(chance)
    is_quotation = chance.random() < 0.3
    yield "\t" * depth + (f'* "{text}" (p. {chance.randrange(1, 400)})' if is_quotation else f"* {text}")
    for _ in range(chance.choice([0, 0, 1, 2]) if depth < 3 else 0):
        yield from bullets(chance, depth + 1)


def filled(lines: Iterator[str]) -> str:
    taken, size = [], 0
    for line in lines:
        taken.append(line)
        size += len(line) + 1
        if size >= PAGE_SIZE:
            break
    return "\n".join(taken) + "\n"


def log(number: int, chance: random.Random) -> str:
    """Hundreds of dated headings in each, with some bullets under them."""

    def lines() -> Iterator[str]:
        day = date(2005 + number % 15, 1, 1)
        yield f"---\ntitle: Log {number}\npermalink: /log-{number}/\ntags: [log]\n---\n## {day.year} Log"
        while True:
            yield f"\n### {day:%B} {day.day}, {day.year}"
            yield from bullets(chance)
            day += timedelta(days=chance.choice([1, 1, 2]))

    return filled(lines())


def paper(number: int, chance: random.Random) -> str:
    def lines() -> Iterator[str]:
        title = " ".join(chance.choices(WORDS, k=6)).capitalize()
        yield f"---\ntitle: Work {number}\ntags: [{', '.join(chance.sample(WORDS, 3))}]\n---"
        yield f"## [{title} {number}](https://example.org/works/{number})"
        yield f"* Authors: {', '.join(chance.sample(FAMILIES, 3))}"
        yield f"* Published: January, 20{number % 20 + 10}"
        while True:
            yield f"\n### {sentence(chance)} (p. {chance.randrange(400)})\n"
            for _ in range(chance.randrange(3, 12)):
                yield from bullets(chance)

    return filled(lines())


def make_site(folder: Path, pages: int) -> int:
    """Write the pages, every fifth a log, every fifth a post; answers the number of bytes."""
    chance = random.Random(1)  # noqa: S311
    (folder / "_layouts").mkdir(parents=True)
    (folder / "_layouts/default.html").write_text(LAYOUT)
    (folder / "_config.yml").write_text(CONFIG)
    size = 0
    for number in range(pages):
        name, text = {
            0: (f"_logs/log-{number}.md", log(number, chance)),
            1: (f"_posts/2019-{number % 12 + 1:02}-11-post-{number}.md", paper(number, chance)),
        }.get(number % 5, (f"_papers/work-{number}.md", paper(number, chance)))
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        size += len(text.encode())
    return size


def run(command: list[str], **environment: str) -> Used:
    began = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=told, stderr=told)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            sys.exit(told.read().decode())
    return Used(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def as_installed(folder: str) -> dict[str, str]:
    """The environment of a site of its own, where Python keeps what it has compiled."""
    return {
        "SECRET_KEY": "bench",
        "MEDIA_ROOT": f"{folder}/media",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
    }


def median(runs: list[Used]) -> str:
    clock, processor = (
        statistics.median(getattr(each, name) for each in runs) for name in ("clock", "processor")
    )
    return f"{clock:.1f} s ({processor:.1f} s of processor), {max(each.memory for each in runs):.0f} MB"


def main(pages: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = make_site(folder / "site", pages)
        settings = as_installed(name)
        empty = folder / "empty.sqlite3"
        run([sys.executable, "manage.py", "migrate"], DATABASE_URL=f"sqlite:///{empty}", **settings)
        ours, theirs = [], []
        for number in range(RUNS):
            database = shutil.copy(empty, folder / f"{number}.sqlite3")
            command = [sys.executable, "manage.py", "import_notes", str(folder / "site")]
            ours.append(run(command, DATABASE_URL=f"sqlite:///{database}", **settings))
            out = ["-s", str(folder / "site"), "-d", str(folder / f"out-{number}"), "--disable-disk-cache"]
            theirs.append(run(["jekyll", "build", *out]))
        print(f"{pages} pages, {size:,} bytes\nimport_notes: {median(ours)}\njekyll build: {median(theirs)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
