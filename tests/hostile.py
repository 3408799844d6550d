"""One of everything that the site shows, and attempts at script in each of its texts."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import count, cycle
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import IntegrityError, models, transaction

from api.models import Token
from desk.models import Dismissal
from history.models import Draft, Version
from markup.tests.payloads import public_payloads
from notes.tests.factories import create_entry
from papers.models import Merge, NameVariant
from papers.tests.factories import create_event, create_paper
from passages.fields import RenderedField
from passages.models import Alias, Clash, Image, Link, LinkCheck, Permalink, Tag
from passages.tests.factories import create_image
from topics.tests.factories import create_topic

DAY = date(2023, 3, 11)
# What the program makes itself, by rules of its own.
MADE = {
    "api.Token.digest", "desk.Dismissal.check_name", "desk.Dismissal.subject", "history.Draft.base",
    "passages.Domain.name",
    "history.Draft.form", "history.Version.kind", "notes.SourceFile",
    "papers.ReadingEvent.locator_kind", "passages.Alias.slug", "passages.Clash.name",
    "passages.Excerpt.anchor", "passages.Excerpt.digest", "passages.Excerpt.visibility", "passages.Hit",
    "passages.Image.file", "passages.Image.name", "passages.Link.domain", "passages.Mention.reference",
    "passages.Passage.anchor", "passages.Passage.locator_kind", "passages.Passage.visibility",
    "passages.Permalink.path", "passages.Permalink.slug", "passages.Term", "passages.Words",
}  # fmt: skip
ADDRESSES = {
    "papers.Identifier.value", "passages.Link.archived_url", "passages.Link.moved_to",
    "passages.Link.url", "passages.LinkCheck.moved_to",
}  # fmt: skip
# The places in a text where words of others stand.
PLACES = [
    "{}",
    "{}",
    "[{}](https://example.org/a)",
    "![{}](/images/0123456789abcdef0123456789abcdef.png)",
    '"{}" (p. 3)',
    '[a link](https://example.org/a "{}")',
    "> {}",
    "# {}",
    "<div>{}</div>",
    "| a |\n|---|\n| {} |",
    "[^{0}]: {0}",
    "`{}`",
    "$$\n{}\n$$",
]


def documents_of(payloads: Sequence[str], places: Sequence[str] = PLACES, each: int = 300) -> Iterator[str]:
    """Texts of so many bullets, each with a payload behind its number; nothing runs on into the next."""
    for first in range(0, len(payloads), each):
        some = enumerate(payloads[first : first + each], start=first)
        yield "".join(
            bullet(number, places[number % len(places)].format(payload)) for number, payload in some
        )


def bullet(number: int, text: str) -> str:
    lines = [mark(number), "", *text.splitlines()]
    return "* " + "\n  ".join(lines) + "\n"


def mark(number: int) -> str:
    return f"q{number}z"


@dataclass
class Hostile:
    """Things of every kind, with every kind of text; `marks` says which column a mark was written to."""

    user: Any
    payloads: Iterator[str] = field(default_factory=lambda: cycle(public_payloads()))
    numbers: Iterator[int] = field(default_factory=count)
    marks: dict[str, str] = field(default_factory=dict)

    def create(self) -> None:
        self.image = create_image()
        places = f'* "Said (p. 3)\n* ![seen]({self.image.get_absolute_url()})\n* %% mine'
        places += "\n* [a link](https://example.org/a)"
        self.topic = create_topic(title="A topic", slug="a-topic", body=places, tags=["one", "two"])
        self.papers = [self.create_paper(number, places) for number in range(2)]
        self.paper = self.papers[0]
        text = f"Read [[{self.paper.slug}]] [[a-topic]]\n\n{places}"
        self.entries = [
            create_entry(body=text, read_on=DAY, tags=["one", "two"], topics=[self.topic]) for _ in range(2)
        ]
        self.entry = self.entries[0]
        self.documents = [self.entry, self.paper, self.topic]
        for document in self.documents:
            document.body += "\n\nMore"
            document.save()
        self.create_beside()

    def create_paper(self, number: int, body: str) -> Any:
        return create_paper(
            title=f"Paper {number}",
            authors=[f"Family{number}, Given", f"A group {number}"],
            body=body,
            identifiers=[("doi", f"10.1000/{number}"), ("url", f"https://example.org/{number}")],
            tags=["one", "two"],
            topics=[self.topic],
            status="read",
        )

    def create_beside(self) -> None:
        """What stands beside the documents."""
        link, author = Link.objects.get(url="https://example.org/a"), self.paper.authorships.first().author
        create_event(paper=self.paper, happened_on=DAY)
        NameVariant.objects.create(author=author, family="Other", given="Name")
        self.merge = Merge.objects.create(paper=self.paper, title="Gone", merged_by=self.user)
        Alias.objects.create(tag=Tag.objects.get(name="one"), name="uno")
        Permalink.objects.create(path="/former/", owner=self.paper)
        self.clash = Clash.objects.create(owner=self.entry, name="body", value="other", file="log.md", line=3)
        LinkCheck.objects.create(link=link, health="gone", reason="none")
        Link.objects.filter(pk=link.pk).update(health="gone")
        for form in ("write", f"notes.entry/{self.entry.pk}"):
            Draft.objects.create(writer=self.user, key=uuid4(), form=form)
        Dismissal.objects.create(check_name="twice", subject="notes.entry", dismissed_by=self.user)
        Token.objects.make(self.user, "phone")
        create_entry(body="Deleted", read_on=DAY).delete()

    def fill(self) -> None:
        """Write into every column of text of every row what no form would let pass."""
        for model in apps.get_models():
            if not model.__module__.startswith(("django.", "taggit.")):
                self.fill_rows(model)
        for version in Version.objects.all():
            version.values |= {name: self.text("history.Version.values") for name in ("title", "body")}
            version.save()
        for draft in Draft.objects.all():
            draft.values = {name: [self.text("history.Draft.values")] for name in ("text", "body", "tags")}
            draft.save()
        Clash.objects.update(value=self.text("passages.Clash.value"))
        Merge.objects.update(snapshot={"differences": [["title", self.text("papers.Merge.snapshot")]]})
        for paper in self.papers:
            csl = {name: self.text("papers.Paper.csl") for name in ("note", "edition", "medium", "genre")}
            type(paper).objects.filter(pk=paper.pk).update(csl=csl)

    def fill_rows(self, model: type[models.Model]) -> None:
        rows = model._base_manager.order_by("pk")
        for name, longest in text_columns(model):
            for key in rows.values_list("pk", flat=True):
                text = self.text(f"{model._meta.label}.{name}", longest)
                with suppress(IntegrityError), transaction.atomic():  # what the database itself refuses
                    rows.filter(pk=key).update(**{name: text})

    def text(self, where: str, longest: int = 300) -> str:
        """A mark, and as many payloads as there is room for."""
        words = mark(next(self.numbers))
        self.marks[words] = where
        words = f"javascript:alert(1)//{words}" if where in ADDRESSES else words
        while len(longer := f"{words} {next(self.payloads)}".replace("\0", "")) <= longest:
            words = longer
        return words[:longest]

    def values(self) -> dict[str, object]:
        """What stands for the placeholders of the matrix of addresses."""
        return {
            "entry": self.entry.get_absolute_url(),
            "entry_id": self.entry.pk,
            "paper": self.paper.slug,
            "paper_address": self.paper.get_absolute_url(),
            "topic": self.topic.slug,
            "topic_address": self.topic.get_absolute_url(),
            "author": self.paper.authorships.first().author.slug,
            "tag": "one",
            "domain": "example.org",
            "image": Image.objects.get(pk=self.image.pk).name,
            "link": Link.objects.earliest("pk").pk,
        }


def text_columns(model: type[models.Model]) -> Iterator[tuple[str, int]]:
    """The columns of a model in which somebody's words may stand, with their lengths."""
    for column in model._meta.local_fields:
        is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
        is_kept = isinstance(column, models.SlugField | RenderedField)
        names = {model._meta.label, f"{model._meta.label}.{column.name}"}
        if (
            is_text
            and not is_kept
            and not names & MADE
            and not column.name.endswith(("_hash", "_sort", "_file"))
        ):
            yield column.name, column.max_length or 4000
