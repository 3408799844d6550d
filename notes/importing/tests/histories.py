"""Made histories of a log: one file as somebody keeps it over the years, version after version.

What is written first are the items of the log in `../shared/data/bionotes`, where that is present, then made
ones of the same kind. The same seed gives the same history.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from notes.models import Entry
from passages.models import Mention, Passage

REAL_LOG = Path(settings.BASE_DIR).parent / "shared/data/bionotes/_comp/gen-ai.md"
FRONT = "---\ntitle: Reading\npermalink: /reading/\n---\n\n"
WORDS = """attention autoencoder Benjamin camera diffusion essay figure grammar history image kernel language
memory network oracle painting quotation reproduction sentence transformer utterance vector window"""
TAGS = ["llm", "film", "history", "to-buy", "public-domain"]
INDENTS = ["\t", "  ", "    "]
VOCABULARY = WORDS.split()
FIRST_DAY = date(2023, 5, 1)
MOST_CHANGES = 3

Item = list[str]


@dataclass
class Log:
    """A log while it is written: its heading, its items (a bullet and what is below it), how lines end."""

    chance: random.Random
    head: str
    items: list[Item]
    to_come: Iterator[Item]
    thrown_away: list[Item] = field(default_factory=list)
    newline: str = "\n"

    def text(self) -> bytes:
        lines = [self.head, *(line for item in self.items for line in item)]
        return (FRONT + "\n".join(lines) + "\n").replace("\n", self.newline).encode()

    def place(self, suits: Callable[[Item], object] = bool) -> int | None:
        """The place of some item that suits; the first one stays, since others take its day."""
        places = [place for place, item in enumerate(self.items) if place and suits(item)]
        return self.chance.choice(places) if places else None

    def grow(self) -> None:
        self.items.append(next(self.to_come))

    def insert(self) -> None:
        if (place := self.place(opens_with_day)) is not None:
            day, _, _ = self.items[place][0].removeprefix("* ").partition(" ")
            self.items.insert(place, [f"* {day} - {sentence(self.chance)}"])

    def mend(self) -> None:
        """Correct a word somewhere."""
        if (place := self.place()) is not None:
            item = self.items[place]
            number = self.chance.randrange(len(item))
            words = item[number].split(" ")
            words[-1] = self.chance.choice(VOCABULARY) if words[-1].isalpha() else f"{words[-1]} indeed"
            self.items[place] = [*item[:number], " ".join(words), *item[number + 1 :]]

    def divide(self) -> None:
        """Make a sub-bullet and all after it an item of its own, which takes the day above."""
        if (place := self.place(has_bullets)) is not None:
            item = self.items[place]
            number = next(number for number, line in enumerate(item) if number and is_bullet(line))
            own = [item[number].strip(), *item[number + 1 :]]
            self.items[place : place + 1] = [item[:number], own]

    def join(self) -> None:
        """Put an item below the one above it."""
        if (place := self.place(lambda item: not opens_with_day(item))) is not None:
            above, item = self.items[place - 1 : place + 1]
            self.items[place - 1 : place + 1] = [[*above, *(f"\t{line}" for line in item)]]

    def move(self) -> None:
        """Say another day."""
        if (place := self.place(opens_with_day)) is not None:
            first, *rest = self.items[place]
            month, _, day = first.removeprefix("* ").split(" ")[0].partition("/")
            other = f"* {month}/{1 + (int(day) + self.chance.randrange(3)) % 28:02}"
            self.items[place] = [f"{other} {first.split(' ', 2)[2]}", *rest]

    def swap(self) -> None:
        if (place := self.place()) is not None and place > 1:
            self.items[place - 1 : place + 1] = self.items[place - 1 : place + 1][::-1]

    def double(self) -> None:
        if (place := self.place()) is not None:
            self.items.insert(place, list(self.items[place]))

    def throw_away(self) -> None:
        if (place := self.place()) is not None:
            self.thrown_away.append(self.items.pop(place))

    def bring_back(self) -> None:
        if self.thrown_away:
            self.items.append(self.thrown_away.pop())

    def tag(self) -> None:
        """Say other tags, or none."""
        if (place := self.place()) is not None:
            first, *rest = self.items[place]
            lines = [first, *(line for line in rest if not line.strip().startswith("#"))]
            tags = self.chance.sample(TAGS, self.chance.randrange(3))
            self.items[place] = [*lines, *(["\t" + " ".join(f"#{tag}" for tag in tags)] if tags else [])]

    def indent(self) -> None:
        if (place := self.place(has_bullets)) is not None:
            first, *rest = self.items[place]
            unit = self.chance.choice(INDENTS)
            self.items[place] = [first, *(line.replace("\t", unit) for line in rest)]

    def end_lines(self) -> None:
        self.newline = "\r\n" if self.newline == "\n" else "\n"

    def part(self) -> None:
        """Leave a blank line between two items."""
        if (place := self.place()) is not None:
            self.items[place] = [*self.items[place], ""]


CHANGES = [
    *[Log.grow] * 6, *[Log.mend] * 4, Log.insert, Log.divide, Log.join, Log.move, Log.swap, Log.double,
    Log.throw_away, Log.bring_back, Log.tag, Log.tag, Log.indent, Log.end_lines, Log.part,
]  # fmt: skip


def history(number: int, seed: int) -> list[bytes]:
    """So many successive versions of one file."""
    chance = random.Random(seed)
    come = items(chance)
    log = Log(chance, "## 2023 Log", [next(come) for _ in range(3)], come)
    versions = [log.text()]
    while len(versions) < number:
        for _ in range(chance.randint(1, MOST_CHANGES)):
            chance.choice(CHANGES)(log)
        if log.text() != versions[-1]:
            versions.append(log.text())
    return versions


def items(chance: random.Random) -> Iterator[Item]:
    """The items that will be written, in order: those of the real log, then made ones without end."""
    if REAL_LOG.exists():
        yield from real_items()
    day = FIRST_DAY
    while True:
        day = min(day + timedelta(chance.randrange(2)), date(2023, 12, 31))
        opening = f"{day:%m/%d} - " if chance.random() < 0.8 else ""
        below = [f"\t* {sentence(chance)}" for _ in range(chance.randrange(4))]
        yield [f"* {opening}{sentence(chance)}", *below]


def real_items() -> Iterator[Item]:
    lines = REAL_LOG.read_text().split("## 2023 Log\n", 1)[1].splitlines()
    item: Item = []
    for line in lines:
        if item and line[:1] in ("*", "#"):
            yield item
            item = []
        item.append(line)
    yield item


def sentence(chance: random.Random) -> str:
    words = " ".join(chance.choices(VOCABULARY, k=chance.randint(3, 12)))
    link = f"[{chance.choice(VOCABULARY)}](https://example.org/{chance.randrange(500)})"
    return f"{words} {link} {chance.choice(VOCABULARY)}"


def opens_with_day(item: Item) -> bool:
    words = item[0].removeprefix("* ").split(" ")
    return words[0].replace("/", "").isdigit() and words[0].count("/") == 1 and len(words) > 2


def has_bullets(item: Item) -> bool:
    return any(is_bullet(line) for line in item[1:])


def is_bullet(line: str) -> bool:
    return line[:1].isspace() and line.strip().startswith("* ")


def rows() -> list[tuple[Any, ...]]:
    """All that counts of the entries, in order. Addresses may differ, since those that were given stay."""
    texts: dict[int, list[Any]] = {}
    passages = Passage.objects.in_documents(Entry).order_by("position")
    for owner, *said in passages.values_list("owner_id", "kind", "depth", "text", "visibility"):
        texts.setdefault(owner, []).append(said)
    entries = Entry.objects.with_tags().prefetch_related("topics").order_by("read_on", "position", "body")
    return [
        (
            entry.read_on,
            entry.position,
            entry.is_date_inherited,
            entry.title,
            entry.body,
            entry.visibility,
            sorted(topic.slug for topic in entry.topics.all()),
            sorted(tag.name for tag in entry.tags.all()),
            texts[entry.pk],
        )
        for entry in entries
    ]


def mentions() -> Counter[tuple[str, str]]:
    return Counter(Mention.objects.values_list("passage__text", "link__url"))
