"""How many entries of a log `import_notes` takes in a second, and how much memory, beside plain rows.

Run: python -m bench.import_log [ENTRIES]. It uses databases on SQLite of its own in a folder that is deleted.
The yardstick writes as many plain rows as the import leaves in all tables with one `executemany`. Each is
run three times in turn; what is told is the median.
"""

import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.import_site import Used, as_installed, bullets, median, run

RUNS = 3
# Not the tables that FTS5 keeps its index in.
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'passages_words_%'"
ENTRIES_OF_A_DAY = 5
TEXT = "a sentence of sixty-four letters, as long as a short bullet is. "


def log(entries: int) -> str:
    """Entries under dated headings: bullets with 1.7 nested ones on average, links, quotations with pages."""
    return "\n".join(lines(entries, random.Random(1))) + "\n"  # noqa: S311


def lines(entries: int, chance: random.Random) -> Iterator[str]:
    yield "---\ntitle: Log\npermalink: /log/\ntags: [log]\n---\n## 2000 Log"
    day = date(2000, 1, 1)
    for number in range(entries):
        if number % ENTRIES_OF_A_DAY == 0:
            yield f"\n### {day:%B} {day.day}, {day.year}"
            day += timedelta(days=1)
        yield from bullets(chance)


def rows_in(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        tables = connection.execute(TABLES).fetchall()
        counts = (connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables)  # noqa: S608
        return sum(counts)


def seconds_of_plain_rows(database: Path, number: int) -> float:
    began = time.process_time()
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE plain (id integer PRIMARY KEY, number integer, text text)")
        rows = ((number, TEXT) for number in range(number))
        connection.executemany("INSERT INTO plain (number, text) VALUES (?, ?)", rows)
    return time.process_time() - began


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "log.md"
        file.write_text(log(entries))
        settings = as_installed(name)
        empty = folder / "empty.sqlite3"
        run([sys.executable, "manage.py", "migrate"], DATABASE_URL=f"sqlite:///{empty}", **settings)
        ours: list[Used] = []
        plain: list[float] = []
        for number in range(RUNS):
            database = Path(shutil.copy(empty, folder / f"{number}.sqlite3"))
            before = rows_in(database)
            command = [sys.executable, "manage.py", "import_notes", str(file)]
            ours.append(run(command, DATABASE_URL=f"sqlite:///{database}", **settings))
            made = rows_in(database) - before
            plain.append(seconds_of_plain_rows(folder / f"plain-{number}.sqlite3", made))
        seconds, yardstick = statistics.median(used.processor for used in ours), statistics.median(plain)
        print(f"{entries:,} entries, {file.stat().st_size:,} bytes, {made:,} rows")
        print(f"import_notes: {median(ours)}, {entries / seconds:,.0f} entries a second of the processor")
        print(f"as many plain rows: {yardstick:.2f} s of processor (x {seconds / yardstick:.0f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
