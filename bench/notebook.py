"""A large notebook made of the documentation that comes with Python: real sentences in plausible numbers."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pydoc_data.topics import topics as documentation
from typing import Any

FIRST_DAY = date(2015, 1, 3)
DAYS = 3_650
PAPERS, TOPICS, TAGS, AUTHORS = 300, 20, 150, 450
# Every twentieth entry names this work, and each has a word that begins so and that no other has.
SPECIAL_PAPER, RARE = "work-0", "Writer"
CHUNK = 500
SENTENCE = re.compile(r"[A-Z][^.\n]*(?:\n[^.\n]+)*\.(?=\s)")


def sentences() -> list[str]:
    """The sentences of the documentation, each on one line and without signs that mean something here."""
    found = (" ".join(re.sub(r"[*_`\[\]<>|#@%$\\]", "", s).split()) for s in SENTENCE.findall(text()))
    return [sentence for sentence in found if 30 < len(sentence) < 400]


def text() -> str:
    return "\n\n".join(documentation[name] for name in sorted(documentation))


def entry_text(chance: random.Random, said: list[str], number: int) -> str:
    """An opening with a name that no other entry has, and up to four bullets; every third names a work."""
    opening = f"Read {RARE}{number:05d}: {chance.choice(said)}"
    named = SPECIAL_PAPER if number % 20 == 0 else f"work-{chance.randrange(1, PAPERS)}"
    work = f" See [[{named}]]." if number % 3 == 0 or number % 20 == 0 else ""
    link = f" [More](https://example{chance.randrange(200)}.org/{number})." if number % 4 == 0 else ""
    bullets = [f"* {chance.choice(said)}" for _ in range(chance.randrange(5))]
    quotation = [f'* "{chance.choice(said)}" (p. {chance.randrange(1, 300)})'] if number % 5 == 0 else []
    return "\n".join([f"{opening}{work}{link}\n", *bullets, *quotation])


def spread(chance: random.Random, most: int) -> int:
    """A number below `most`, small ones far more often, as it is with tags."""
    return min(int(chance.paretovariate(0.7)) - 1, most - 1)


def fill(number: int) -> None:
    """Put so many entries, and what goes with them, into the database of the settings, which is empty."""
    # The settings read the environment, which whoever runs this sets first.
    from history.rows import count_for_plans  # noqa: PLC0415
    from papers.models import Author, Authorship, Paper  # noqa: PLC0415
    from passages.models import Tag, derive  # noqa: PLC0415
    from topics.models import Topic  # noqa: PLC0415

    chance, said = random.Random(1), sentences()  # noqa: S311
    topics = [Topic(title=f"Topic {n}", slug=f"topic-{n}", body=chance.choice(said)) for n in range(TOPICS)]
    papers = [
        Paper(
            title=chance.choice(said)[:80],
            slug=f"work-{n}",
            issued_year=1950 + n % 70,
            citation_key=f"work{n}",
            body="\n".join(f"* p. {p}: {chance.choice(said)}" for p in range(1, 12)),
        )
        for n in range(PAPERS)
    ]
    authors = [Author(given="A.", family=f"Family{n}", slug=f"family{n}") for n in range(AUTHORS)]
    tags = [Tag(name=f"tag {n}", slug=f"tag-{n}") for n in range(TAGS)]
    everything: list[list[Any]] = [topics, papers, authors, tags]
    for rows in everything:
        type(rows[0]).objects.bulk_create(rows)
    Authorship.objects.bulk_create(
        [
            Authorship(paper=paper, author=author, position=at)
            for paper in papers
            for at, author in enumerate(chance.sample(authors, 2))
        ]
    )
    derive([*topics, *papers])
    Paper.objects.uncited().cite_all()
    for chunk in entries(chance, said, number):
        save(chance, chunk, topics, tags)
    count_for_plans()


def entries(chance: random.Random, said: list[str], number: int) -> Iterator[list[Any]]:
    from notes.models import Entry, first_words  # noqa: PLC0415

    found: list[Any] = []
    for n in range(number):
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        entry = Entry(read_on=day, position=n, body=entry_text(chance, said, n))
        entry.title = first_words(entry.parsed())
        entry.slug = f"{entry.own_slug()}"
        found.append(entry)
        if len(found) == CHUNK:
            yield found
            found = []
    if found:
        yield found


def save(chance: random.Random, entries: list[Any], topics: list[Any], tags: list[Any]) -> None:
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415

    from notes.models import Entry  # noqa: PLC0415
    from passages.models import Tagging, derive  # noqa: PLC0415

    Entry.objects.bulk_create(entries)
    kind = ContentType.objects.get_for_model(Entry)
    Tagging.objects.bulk_create(
        [
            Tagging(tag=tags[n], object_id=entry.pk, content_type=kind)
            for entry in entries
            for n in {spread(chance, len(tags)) for _ in range(2)}
        ]
    )
    in_topics = Entry.topics.through
    in_topics.objects.bulk_create(
        [
            in_topics(entry_id=entry.pk, topic_id=topics[spread(chance, len(topics))].pk)
            for entry in entries
            if chance.random() < 0.7
        ]
    )
    derive(entries)
