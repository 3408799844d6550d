"""How long `import_bibliography` takes for 6,000 plausible records, and how much memory, beside a yardstick.

Run: python -m bench.import_bibliography [NUMBER]. It uses a database of its own in a folder that is deleted.
The yardstick reads the rows of works, bylines and identifiers and makes them again by `bulk_create`.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WORDS = [
    "attention",
    "learning",
    "deep",
    "graph",
    "neural",
    "low",
    "rank",
    "language",
    "model",
    "memory",
    "sparse",
    "causal",
    "protein",
    "structure",
    "translation",
    "retrieval",
    "evaluation",
    "human",
    "preference",
    "scaling",
    "law",
    "kernel",
    "bayesian",
    "inference",
    "robust",
    "vision",
]
FAMILIES = [
    "Müller",
    "García",
    "Nguyen",
    "Smith",
    "Wang",
    "Kim",
    "Ivanov",
    "Okafor",
    "Silva",
    "Rossi",
    "Tanaka",
    "Kumar",
    "Dubois",
    "Jansen",
]


def entry(number: int, chance: random.Random) -> str:
    """An entry of BibTeX with an abstract, four names and three keywords; every fifth has a note."""
    title = " ".join(chance.choices(WORDS, k=7)).capitalize()
    names = " and ".join(
        f"{chance.choice(FAMILIES)}{chance.randrange(300)}, {chance.choice('ABCDEFGH')}." for _ in range(4)
    )
    note = (
        f"  annote = {{Read {chance.choice(WORDS)} again.\n\n- p. 5: {title}}},\n" if number % 5 == 0 else ""
    )
    abstract = " ".join(chance.choices(WORDS, k=120))
    return (
        f"@article{{key{number},\n  title = {{{title} {number}}},\n  author = {{{names}}},\n"
        f"  journal = {{Journal of {chance.choice(WORDS)}}},\n  year = {{{chance.randrange(1950, 2026)}}},\n"
        f"  volume = {{{number % 90}}},\n  pages = {{1--{number % 40 + 2}}},\n\n"
        f"  doi = {{10.1000/bench.{number}}},\n"
        f"  keywords = {{{', '.join(chance.sample(WORDS, 3))}}},\n{note}  abstract = {{{abstract}}},\n}}\n\n"
    )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("SECRET_KEY", "bench")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        run(number, Path(folder))


def run(number: int, folder: Path) -> None:
    import django  # noqa: PLC0415  # the settings read the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from papers.bibliography.run import Options, import_bibliography  # noqa: PLC0415
    from papers.models import Paper  # noqa: PLC0415

    chance = random.Random(1)  # noqa: S311
    path = folder / "bench.bib"
    path.write_text("".join(entry(n, chance) for n in range(number)))
    call_command("migrate", verbosity=0)
    for name in ("first import", "second import"):
        clock, processor = timed(lambda: import_bibliography([path], Options()))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{name}: {clock:.1f} s ({processor:.1f} s of processor), peak {peak} MB")
        if name.startswith("first"):
            clock, processor = timed(Paper.objects.uncited().cite_all)
            print(f"references: {clock:.1f} s ({processor:.1f} s of processor)")
    clock, processor = timed(create_again)
    print(f"yardstick: {clock:.1f} s ({processor:.1f} s of processor)")


def create_again() -> None:
    """The same rows once more under other names, as plain rows."""
    from papers.models import Authorship, Identifier, Paper  # noqa: PLC0415

    papers, lines = {paper.pk: paper for paper in Paper.objects.all()}, list(Authorship.objects.all())
    identifiers = list(Identifier.objects.all())
    for paper in papers.values():
        paper.pk, paper.slug, paper.citation_key = None, f"copy-{paper.slug}", None
    Paper.objects.bulk_create(papers.values(), batch_size=500)
    rows: list[Any] = [*lines, *identifiers]
    for row in rows:
        row.pk, row.paper = None, papers[row.paper_id]
    for identifier in identifiers:
        identifier.value = f"{identifier.value}.copy"
    Authorship.objects.bulk_create(lines, batch_size=500)
    Identifier.objects.bulk_create(identifiers, batch_size=500)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6_000)
