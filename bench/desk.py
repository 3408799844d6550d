"""How long the writing desk takes in a large notebook: a save, a preview, completions, and a change of many.

Run: python -m bench.desk [NUMBER OF ENTRIES]. It uses a database of its own in a folder that is deleted, or
the one that DATABASE_URL names, which is filled if it is empty. The yardstick makes a thousand plain entries,
so that different machines and days can be compared: beside each figure stands how many such it costs. Where
others use the machine as well, compare those of the processor.
"""

import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain
from pydoc_data.topics import topics as documentation
from statistics import median
from typing import Any
from uuid import uuid4

CHUNK = 1_000
CHANGED = 10_000
TAGS, TOPICS, PAPERS = 2_000, 50, 1_000
TIMES = 15
FIRST_DAY, DAYS = date(2000, 1, 1), 9_000
SENTENCE = re.compile(r"[A-Z][^.\n*`|]{30,200}\.(?=\s)")
WORD = re.compile(r"[a-z]{4,12}")
TEXT = "yesterday Read [[topic-7]] with [a link](https://example.org/{key})\n* and more\n\n#tag-1 #tag-2"
# Letters that a user types after each sign; nothing, one letter, and three.
COMPLETED = {
    "[[": ("", "a", "sta"),
    "@": ("", "a", "sta"),
    "#": ("tag",),
}

Figures = tuple[str, float, float]


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("SECRET_KEY", "bench")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        run(number)


def run(number: int) -> None:
    import django  # noqa: PLC0415  # the settings read the environment

    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    fill(number)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser(uuid4().hex))
    figures = chain(answered(client), changed())
    while True:
        # Each time anew, since others may use the machine as well.
        yardstick = tuple(map(min, zip(*(timed(make_again) for _ in range(5)), strict=True)))
        found = next(figures, None)
        if not found:
            break
        name, *times = found
        clock, processor = (
            f"{each * 1000:,.0f} ms ({each / one:.2f})" for each, one in zip(times, yardstick, strict=True)
        )
        print(f"{name}: {clock}, of processor {processor}", flush=True)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def often(work: Callable[[], object]) -> tuple[float, float]:
    """The medians of some times, without the first."""
    work()
    found = [timed(work) for _ in range(TIMES)]
    return median(clock for clock, _ in found), median(processor for _, processor in found)


def answered(client: Any) -> Iterator[Figures]:
    """What the desk answers while one writes."""

    def get(address: str, **asked: str) -> None:
        check(client.get(address, asked), 200)

    def save() -> None:
        key = str(uuid4())
        check(client.post("/write/", {"text": TEXT.format(key=key), "draft_key": key}), 302)

    def preview() -> None:
        shown = {"body": TEXT * 20, "kind": "notes.entry", "key": ""}
        check(client.post("/write/preview/", shown, content_type="application/json"), 200)

    yield "quick entry, saved", *often(save)
    yield "the desk", *often(lambda: get("/admin/"))
    yield "preview of 60 lines", *often(preview)
    for sign, beginnings in COMPLETED.items():
        for typed in beginnings:
            found = often(lambda sign=sign, typed=typed: get("/write/completions/", sign=sign, q=typed))  # type: ignore[misc]
            yield f"completion of {sign}{typed}", *found
    yield "completion in the field of tags", *often(lambda: get("/write/tags/", q="tag"))


def check(response: Any, status: int) -> None:
    if response.status_code != status:
        sys.exit(f"{response.request['PATH_INFO']} answers {response.status_code}")


def changed() -> Iterator[Figures]:
    """Many entries that get a tag and another visibility, first without versions, then with one each."""
    from history.models import BulkChange  # noqa: PLC0415
    from notes.models import Entry  # noqa: PLC0415
    from passages.changing import AddTag, SetVisibility, change_many  # noqa: PLC0415
    from passages.undoing import Undo  # noqa: PLC0415

    keys = list(Entry.objects.order_by("pk").values_list("pk", flat=True)[:CHANGED])
    chosen = Entry.objects.filter(pk__gte=keys[0], pk__lte=keys[-1])
    for tag, visibility in (("one more", "private"), ("and another", "public")):
        parts = [AddTag(f"{tag} {uuid4()}"), SetVisibility(visibility)]
        found = timed(lambda parts=parts: change_many(chosen, parts))  # type: ignore[misc]
        yield f"{len(keys):,} entries changed ({visibility})", *found
    undo = Undo(BulkChange.objects.all()[0], Entry.objects.all())
    yield "what would be undone of that, shown", *timed(lambda: (undo.counts(), undo.left, undo.opened()))
    yield f"{len(undo.keys):,} entries as they were before that", *timed(undo.run)


def make_again() -> None:
    """A thousand entries as plain rows, which are deleted again."""
    from notes.models import Entry  # noqa: PLC0415

    rows = Entry.objects.bulk_create([to_entry("Again", -number - 1) for number in range(CHUNK)])
    Entry._base_manager.filter(pk__in=[row.pk for row in rows])._raw_delete("default")


def fill(number: int) -> None:
    """Entries of one sentence each, with a tag, and topics, works and tags beside them."""
    from notes.models import Entry  # noqa: PLC0415
    from papers.models import Paper  # noqa: PLC0415
    from passages.models import Tag, index  # noqa: PLC0415
    from topics.models import Topic  # noqa: PLC0415

    if Entry.objects.exists():
        return
    chance, text = random.Random(1), "\n".join(documentation.values())  # noqa: S311
    said, words = SENTENCE.findall(text), sorted(set(WORD.findall(text)))
    named = enumerate(chance.choices(words, k=PAPERS))
    tags = [Tag(name=f"tag-{n}", slug=f"tag-{n}") for n in range(TAGS)]
    topics = [Topic(title=f"{chance.choice(words)} {n}", slug=f"topic-{n}") for n in range(TOPICS)]
    papers = [Paper(title=f"On {word}", slug=f"{word}-{n}", citation_key=f"{word}{n}") for n, word in named]
    kinds: list[list[Any]] = [tags, topics, papers]
    for rows in kinds:
        type(rows[0]).objects.bulk_create(rows)
    index([*topics, *papers])
    for start in range(0, number, CHUNK):
        several = range(start, min(number, start + CHUNK))
        entries = [to_entry(f"{chance.choice(said)} {chance.choice(words)}", n) for n in several]
        put(entries, chance.choices(tags, k=CHUNK))


def to_entry(text: str, number: int) -> Any:
    from django.utils.text import slugify  # noqa: PLC0415

    from notes.models import Entry  # noqa: PLC0415

    day, slug = FIRST_DAY + timedelta(days=number % DAYS), f"{slugify(text)[:40]}-{number}"
    said = {"body": text, "body_html": f"<p>{text}</p>", "title": text[:60], "slug": slug}
    return Entry(read_on=day, position=number + 1 + CHUNK, **said)


def put(entries: list[Any], tags: list[Any]) -> None:
    """Entries as they are once they are saved and derived, without versions."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from notes.models import Entry  # noqa: PLC0415
    from passages.models import Passage, Tagging, index  # noqa: PLC0415

    kind = ContentType.objects.get_for_model(Entry)

    def to_passage(entry: Any) -> Passage:
        said = {"kind": "paragraph", "text": entry.body, "anchor": f"b{entry.position}"}
        placed = {"position": 0, "depth": 0, "dated_on": entry.read_on, "visibility": entry.visibility}
        return Passage(owner_type=kind, owner_id=entry.pk, **said, **placed)

    with transaction.atomic():
        Entry.objects.bulk_create(entries)
        pairs = zip(tags, entries, strict=False)
        Tagging.objects.bulk_create(
            Tagging(tag=tag, object_id=entry.pk, content_type=kind) for tag, entry in pairs
        )
        Passage.objects.bulk_create(map(to_passage, entries))
        index(entries)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
