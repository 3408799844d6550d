"""A site with a secret of every sort in it, each with a word of its own that tells a leak.

A word begins with `canary` or `hidden-` and ends with who may hear it: who may change `entry`, `paper` or
`topic`, or `any` of them; `mine` is for the owner alone. Addresses are made of those with `hidden-`, since
what one asks by may be said back.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from accounts.models import SignInEvent
from api.models import Token
from desk.models import Dismissal, Sent
from history.models import BulkChange, Draft, Version
from history.sitting import sitting
from notes.models import Entry, SourceFile
from notes.tests.factories import create_entry
from papers.merging import merge
from papers.models import Author, Paper
from papers.tests.factories import create_event, create_paper
from passages.changing import AddTag, change_many
from passages.models import Alias, Clash, Image, Link, LinkCheck, Tag
from passages.models.kinds import type_id
from passages.tests.drawings import drawing
from passages.tests.factories import create_image
from topics.models import Topic
from topics.tests.factories import create_topic

KINDS = {"entry": Entry, "paper": Paper, "topic": Topic}
DAY = date(2023, 3, 11)
HIDDEN_LINK = "https://hidden-any.example/canarylinkany"
SECRET = re.compile(r"canary[a-z]+|hidden-[a-z]+")
LOG = "# Log\n\n# 2023\n\n* 3/11 told\n* 3/12 canaryvanishedentry\n"
PRIVATE_PAGE = "---\ntitle: canaryimportedtopic\npublished: false\n---\ncanaryimportedtopic\n"
BODY = """Secret canarytext{kind}, on [[open-paper]] (finished)

* "quoted canaryquote{kind} (p. 3)
* [link]({link}), [work](https://doi.org/10.1000/canarydoi{kind})
* ![picture canaryalt{kind}]({image})

## canaryheading{kind}

%% canaryprivatemargin{kind}
"""
OPEN = 'Open words [[open-paper]] [[open-topic]]\n\n* "quoted here (p. 3)\n* https://open.example/link\n'


@dataclass
class World:
    """`hidden` and `open` stand for the placeholders of tests/addresses.py; `images` are names, by whose."""

    hidden: dict[str, Any] = field(default_factory=dict)
    open: dict[str, Any] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)

    def fill(self, addresses: list[str]) -> list[str]:
        """The addresses with what is hidden in them, and those of pages with what is open."""
        pages = [address for address in addresses if "={" not in address or "/admin/" in address]
        filled = [address.format_map(self.hidden) for address in addresses]
        return list(dict.fromkeys([*filled, *(address.format_map(self.open) for address in pages)]))

    def heard(self, answer: str, asked: str) -> set[str]:
        """The secrets that an answer tells, but for those that were asked by."""
        for whose, name in self.images.items():
            answer = answer.replace(name, f"canaryimage{whose}")
        return set(SECRET.findall(answer)) - set(SECRET.findall(asked))


def plant(owner: User) -> World:
    """Everything that can be secret, among what everybody may see."""
    world = World()
    plant_open(world)
    for kind in KINDS:
        plant_hidden(world, kind)
        plant_deleted(world, kind)
        plant_bulk(world, kind, owner)
    plant_marks(world, owner)
    plant_imported()
    return world


def plant_open(world: World) -> None:
    """What everybody may see, each with a margin, a former text, the note of a change, and a clash."""
    topic = create_topic(title="Open topic", slug="open-topic", tags=["shared"], body="canaryformertopic")
    paper = create_paper(
        title="Open paper", slug="open-paper", authors=["Known, A."], tags=["shared"], topics=[topic],
        body="canaryformerpaper",
    )  # fmt: skip
    entry = create_entry(body="canaryformerentry", slug="open-entry", tags=["shared"], topics=[topic])
    for kind, document in (("entry", entry), ("paper", paper), ("topic", topic)):
        with sitting(note=f"canarynote{kind}"):
            document.body = f"{OPEN}\n%% canarymargin{kind}\n"
            document.save()
        Clash.objects.create(
            owner=document, name="body", value=f"canaryclash{kind}", file=f"canaryfile{kind}.md"
        )
        take(world.open, kind, document)
    image = create_image(data=drawing(size=(30, 30)))
    topic.body += f"\n![seen]({image.get_absolute_url()})\n"
    topic.save()


def plant_hidden(world: World, kind: str) -> None:
    """One private document, with what stands in it and belongs to it."""
    world.images[kind] = create_image(data=drawing(size=(40 + len(kind), 9 * len(world.images) + 9))).name
    said = {"visibility": "private", "slug": f"hidden-{kind}", "tags": ["hidden-tagany", f"canarytag{kind}"]}
    said["body"] = BODY.format(kind=kind, link=HIDDEN_LINK, image=f"/images/{world.images[kind]}")
    with sitting(note=f"canarytold{kind}", is_told=True):
        document = MAKERS[kind](said)
    if kind == "topic":
        document.entries.add(Entry.objects.get(slug="open-entry"))
    document.body += f"\ncanarysecond{kind}"
    document.save()
    document.keep_address(f"/hidden-address{kind}/")
    take(world.hidden, kind, document)


def make_entry(said: dict[str, Any]) -> Entry:
    """With others of this day in former years, which the day and its quotation might show."""
    today = timezone.localdate()
    for years in (1, 2):
        day = today.replace(year=today.year - years, day=min(today.day, 28))
        create_entry(body='canarydayentry\n\n* "canarydayquoteentry', read_on=day, visibility="private")
    return create_entry(read_on=DAY, topics=Topic.objects.filter(slug="open-topic"), **said)


def make_paper(said: dict[str, Any]) -> Paper:
    authors = ["hidden-authorpaper, canarygivenpaper"]
    names = {
        "title": "canarytitlepaper",
        "container_title": "canarycontainerpaper",
        "abstract": "canaryabstractpaper",
    }
    identifiers = [("url", "https://hidden-any.example/canaryurlpaper")]
    paper = create_paper(
        authors=authors, citation_key="hidden-keypaper", identifiers=identifiers, **names, **said
    )
    paper.topics.add(Topic.objects.get(slug="open-topic"))
    create_event(paper=paper, locator="p. 7 canaryeventpaper")
    return paper


def make_topic(said: dict[str, Any]) -> Topic:
    return create_topic(title="canarytitletopic", **said)


MAKERS = {"entry": make_entry, "paper": make_paper, "topic": make_topic}


def plant_deleted(world: World, kind: str) -> None:
    makers = {"entry": create_entry, "paper": create_paper, "topic": create_topic}
    title = {} if kind == "entry" else {"title": f"canarydeleted{kind}"}
    makers[kind](body=f"canarydeleted{kind} [[open-topic]]", slug=f"hidden-deleted{kind}", **title).delete()
    deleted = Version.objects.of_kind(KINDS[kind]).deleted().get()
    world.hidden[f"{kind}_deleted"] = world.open[f"{kind}_deleted"] = deleted.pk


def plant_marks(world: World, owner: User) -> None:
    """What is said of tags, links and works elsewhere than in texts, and what only its writer may see."""
    tag = Tag.objects.get(name="hidden-tagany")
    Tag.objects.filter(pk=tag.pk).update(description="canarydescriptionany")
    Alias.objects.create(tag=tag, name="canaryaliasany")
    link = Link.objects.get(url=HIDDEN_LINK)
    Link.objects.filter(pk=link.pk).update(health="moved", moved_to="https://moved.example/canarymovedany")
    LinkCheck.objects.create(link=link, health="moved", reason="canaryreasonany", status=301)
    paper = Paper.objects.get(slug="hidden-paper")
    gone = create_paper(title="canarymergedpaper", authors=["canaryauthorpaper, C."], visibility="private")
    merge(paper, gone)
    image = Image.objects.get(name=world.images["entry"])
    take_marks(world.hidden, paper, tag, link, image)
    shown = Image.objects.exclude(name__in=world.images.values()).get()
    open_link = Link.objects.get(domain="open.example")
    paper, tag = Paper.objects.get(slug="open-paper"), Tag.objects.get(name="shared")
    take_marks(world.open, paper, tag, open_link, shown)
    plant_mine(world, owner)


def plant_bulk(world: World, kind: str, owner: User) -> None:
    """A change of many, among them one that is private."""
    change_many(KINDS[kind].objects.filter(slug=f"hidden-{kind}"), [AddTag(f"canarybulk{kind}")], by=owner)
    bulk = BulkChange.objects.get(owner_type=type_id(KINDS[kind]))
    world.hidden[f"{kind}_bulk"] = world.open[f"{kind}_bulk"] = bulk.pk


def plant_mine(world: World, owner: User) -> None:
    entry = Entry.objects.get(slug="open-entry")
    for form in ("write", "notes.entry/add", f"notes.entry/{entry.pk}"):
        said = {"body": ["canarydraftmine"], "text": ["canarydraftmine"], "title": ["canarydraftmine"]}
        Draft.objects.create(writer=owner, key=uuid4(), form=form, values=said)
    Sent.objects.create(writer=owner, key=uuid4(), entry_ids=[Entry.objects.get(slug="hidden-entry").pk])
    SourceFile.objects.create(name="canarysourcemine.md", folder="/canaryfoldermine", data=b"canarybytesmine")
    Dismissal.objects.create(check_name="no_tags", subject="canarysubjectmine", title="canaryleftmine")
    token, _secret = Token.objects.make(owner, "canarytokenmine")
    kind = {"content_type_id": type_id(Entry), "object_id": str(entry.pk)}
    LogEntry.objects.create(user=owner, object_repr="canarylogentry", action_flag=CHANGE, **kind)
    signed_in = SignInEvent.objects.record(SignInEvent.Kind.SIGNED_IN, user=owner)
    logged = LogEntry.objects.get(object_repr="canarylogentry")
    for values in (world.hidden, world.open):
        values |= {"token_id": token.pk, "user_id": owner.pk}
        values |= {"sign_in_id": signed_in.pk, "log_entry_id": logged.pk}


def plant_imported() -> None:
    """A private page of a site, and an entry that vanished from its log."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "_topics").mkdir()
        (folder / "_topics" / "imported.md").write_text(PRIVATE_PAGE)
        for log in (LOG, LOG.rpartition("* 3/12")[0]):
            (folder / "log.md").write_text(log)
            call_command("import_notes", name, stdout=StringIO())


def take(values: dict[str, Any], kind: str, document: Any) -> None:
    """What stands for a document in addresses: its own, its slug, and its keys."""
    newest, first = Version.objects.of(document)[0], Version.objects.of(document).last()
    values |= {f"{kind}_id": document.pk, f"{kind}_version": first.pk, f"{kind}_newest": newest.pk}
    values |= {f"{kind}_address": document.get_absolute_url(), kind: document.slug}
    values[f"{kind}_type"] = type_id(type(document))
    if kind == "entry":
        values["entry"] = document.get_absolute_url()
    values[f"{kind}_clash"] = next(iter(document.clashes.values_list("pk", flat=True)), 0)


def take_marks(values: dict[str, Any], paper: Paper, tag: Tag, link: Link, image: Image) -> None:
    """What stands for what belongs to documents; 0 where there is none."""
    author, merged, permalink = (
        paper.authorships.first().author,
        paper.merges.first(),
        paper.permalinks.first(),
    )
    values |= {"author": author.slug, "author_id": author.pk, "author_type": type_id(Author)}
    values |= {"tag": tag.slug, "tag_id": tag.pk, "tag_type": type_id(Tag)}
    values |= {"domain": link.domain, "link": link.pk, "image": image.name, "image_id": image.pk}
    values |= {"merged_id": paper.pk, "merge_id": merged.pk if merged else 0}
    values |= {"permalink_id": permalink.pk if permalink else 0}
    for name, row in (("paper", paper), ("author", author), ("tag", tag)):
        values[f"other_{name}_id"] = type(row).objects.exclude(pk=row.pk).first().pk
