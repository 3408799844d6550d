"""A small notebook with rows of every model, hostile and foreign texts among them, made as a site is."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone

from accounts.models import SignInEvent
from accounts.tests.factories import create_factor
from api.models import Token
from desk.models import Dismissal
from desk.quick.reading import Written
from desk.quick.saving import Beside, save_once
from history.models import Draft
from history.sitting import sitting
from notes.importing.asked import Asked
from notes.importing.run import Options, import_notes
from notes.models import Entry, SourceFile
from notes.tests.factories import create_entry
from papers.merging import merge
from papers.merging.authors import merge_authors
from papers.models import Author, Paper
from papers.tests.factories import create_event, create_paper
from passages.changing import AddTag, SetVisibility, change_many
from passages.checking.recording import record
from passages.checking.verdicts import Verdict
from passages.health import Health, Why
from passages.models import Image, Link, Permalink, Tag
from passages.tagging.merging import merge_tags
from passages.tests.drawings import drawing
from passages.tests.factories import create_image
from topics.models import Topic
from topics.tests.factories import create_topic

DAY = date(2024, 2, 29)
SITE = "/srv/notes"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    '=HYPERLINK("https://h.org";"x")',
    "'; DROP TABLE notes_entry; --",
    "%s %(x)s {{ 7*7 }} {% now %} \\ \\\\ \\u0041 $1 &amp; &#x27;",
    "~/.ssh/../../etc/passwd",
]
FOREIGN = [
    "Žluťoučký kůň, naïve Straße, İstanbul, ﬁne, a\u0301 und á",
    "כתבי הקודש and العربية mixed, \u202eturned\u202c back",
    "読書ノート、한국어, ไทย, हिन्दी",
    "👩‍👩‍👧‍👦 𝔸𝕓𝕔 ﷽ 🏳️‍🌈 \u200bnothing\ufeff",
    "TeX $\\frac{a}{b} \\le \\sum_i x_i$, not $19.59 ... $37.79",
]
LOG = """---
title: Reading log
permalink: /gen-ai/
tags: [log]
---
About this log.

## 2024 Log
* 2/09 - Got [LoRA](https://arxiv.org/abs/2106.09685), up to p. 12
\t* “the rank is small” (p. 4)
\t* ![a drawing](pictures/drawing.png)
\t#lora #llm
* 2/10 something that is there once
* and a thing of the same day
* 2/11 taken from here
"""
WORK = """# [Illuminations](https://example.org/benjamin)
* Authors: Walter Benjamin, Hannah Arendt
* Published: 1968

## Unpacking my library (p. 59 - 67)

* "The acquisition of books is by no means a matter of money or expert knowledge alone
  * %% ask whether this is the old edition
* p. 60: "Every passion borders on the chaotic

See [[reading-log]] and [^1].

[^1]: A note at the foot.
"""


def fill() -> None:
    """Put the sample into the database of the settings, which is empty but for what `migrate` makes."""
    ada, group = create_people()
    import_site()
    create_log(ada)
    create_works(ada)
    create_texts()
    create_tags()
    change(ada)
    throw_away()
    keep_besides(ada, group)


def create_people() -> tuple[User, Group]:
    ada = User.objects.create_superuser("ada", "ada@example.org", "the sample's", first_name="Ada")
    group = Group.objects.create(name="Readers 読者")
    group.permissions.set(Permission.objects.filter(codename__in=["view_entry", "view_paper"]))
    reader = User.objects.create_user("grace", is_staff=True)
    reader.groups.add(group)
    reader.user_permissions.set(Permission.objects.filter(codename="change_topic"))
    return ada, group


def import_site() -> None:
    """A site that came in twice: changed in between, here and at its source, and with a file less."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, {"log.md": LOG.encode(), "_papers/benjamin-1968.md": WORK.encode()})
        write(
            folder, {"pictures/drawing.png": drawing(size=(31, 17)), "gone.md": b"# A page\n\nthat goes.\n"}
        )
        bring_in(folder)
        entry = Entry.objects.get(body__contains="there once")
        entry.body = "something else that is said here"
        entry.save()
        write(folder, {"log.md": LOG.replace("there once", "there twice").replace("2/11", "2/12").encode()})
        (folder / "gone.md").unlink()
        bring_in(folder)
    SourceFile.objects.exclude(folder="").update(folder=SITE)


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def bring_in(folder: Path) -> None:
    import_notes([folder], Options(Asked(DAY)))


def create_log(ada: User) -> None:
    """Entries of the desk in several topics, of which one is private."""
    open_topic = create_topic(title="Open <b>topic</b> & more", body="Runs for years.", tags=["topics"])
    secret = create_topic(title="Secret", body="Only for Ada.", visibility="private")
    written = [Written("Of the desk, see [[reading-log]]", ("quick",), DAY)]
    save_once(ada, UUID(int=1), written, Beside(DAY, [open_topic, secret], ["desk"], "public"), "Jotted down")
    create_entry(body="Nobody else reads this.", topics=[secret], visibility="private", read_on=DAY)
    create_entry(body="%% a margin\n\nand what all may read", read_on=DAY, topics=[open_topic])
    create_entry(body="  \r\n    odd\r\n\r\n\t#x", visibility="unlisted", read_on=DAY, position=7)
    create_entry(body="", read_on=date(1000, 1, 1))


def create_works(ada: User) -> None:
    paper = create_paper(
        title="Attention is all you need",
        authors=["Vaswani, Ashish", "Shazeer, Noam", "OpenAI"],
        identifiers=[("doi", "10.1000/182"), ("arxiv", "1706.03762"), ("url", "https://example.org/a?b=c#d")],
        tags=["llm", "two words"],
        topics=[Topic.objects.get(title="Secret")],
        body='* p. 3: "Quoted\n* Said of https://example.org/ and [[reading-log]]\n\n%% margin *here*\n',
        citation_key="vaswani2017",
        csl={"edition": "2", "custom": {"a": [1, None, 1.5], "é": "/home/ada/paper.pdf"}},
        issued_year=2017,
        issued_month=6,
        status="stopped",
    )
    create_event(paper=paper, kind="started", locator="p. 3")
    create_entry(body="Read [[attention-is-all-you-need]] to p. 5, @vaswani2017.", read_on=DAY, tags=["llm"])
    other = create_paper(
        title="Attention (reprint)", authors=["Vaswani, A.", "Polosukhin, Illia"], body="More"
    )
    merge(paper, other, by=ada)
    ashish, *others = Author.objects.filter(family="Vaswani").order_by("-given")
    merge_authors(ashish, others)
    create_paper(
        title="A scroll", authors=[], issued_year=-300, has_other_authors=True, visibility="unlisted"
    )
    create_paper(title="A draft", authors=["Lovelace, Ada"], visibility="private", type="book")


def create_texts() -> None:
    for number, text in enumerate([*HOSTILE, *FOREIGN]):
        create_topic(title=text, body=f"> {text}\n\n* {text}\n  1. {text}\n\n`{text}`", tags=[text[:90]])
        create_entry(body=f"{text}\n\n* {text} (p. {number})", read_on=DAY, tags=[f"#{number}"])
        create_paper(
            title=text, authors=[f"{text}, {text}"], container_title=text, abstract=text, body=f"# {text}\n"
        )
    create_topic(title="Long", body="\n\n".join(f"{n}. {' '.join(FOREIGN)}" for n in range(10)))


def create_tags() -> None:
    tag = Tag.objects.get(name="lora")
    tag.description = "Low-rank adaptation.\n\n<b>What</b> is it?"
    tag.save()
    tag.name, tag.slug = "LoRA ✓", "low-rank"
    tag.save()
    merge_tags(tag, [Tag.objects.get(name="quick")], description=tag.description)
    Tag.objects.create(name="unused", slug="unused")


def change(ada: User) -> None:
    """Changes of single things, told and not, and of many at once; links that were looked at."""
    with sitting(ada, "Found the second edition", is_told=True):
        paper = Paper.objects.get(title="Illuminations")
        paper.slug, paper.body = "benjamin-illuminations", paper.body.replace("money", "money alone")
        paper.save()
    change_many(Entry.objects.filter(tags__name="#1"), [AddTag("many"), SetVisibility("unlisted")], by=ada)
    now = timezone.now()
    for url, verdict in {
        "https://example.org/": Verdict(Health.OK, status=200),
        "https://example.org/benjamin": Verdict(Health.GONE, Why.NOT_FOUND, 404),
    }.items():
        record([Link.objects.get(url=url).pk], verdict, now)
    link = Link.objects.get(url="https://example.org/benjamin")
    link.archived_url = "https://web.archive.org/web/2020/https://example.org/benjamin"
    link.save()


def throw_away() -> None:
    """What waits to be brought back."""
    create_entry(body="Thrown away.", read_on=DAY, tags=["gone"]).delete()
    create_paper(
        title="Thrown away", authors=["Gone, Author"], identifiers=[("doi", "10.1000/gone")]
    ).delete()
    create_topic(title="Thrown away").delete()


def keep_besides(ada: User, group: Group) -> None:
    """What the desk remembers, and former addresses."""
    create_image(data=drawing(size=(9, 9)), by=ada)
    entry = Entry.objects.get(body__startswith="Of the desk")
    entry.body += f"\n\n![drawn]({Image.objects.get(width=9).get_absolute_url()})"
    entry.save()
    Permalink.objects.create(path="/an/old-address/", owner=entry)
    Draft.objects.create(
        writer=ada, key=UUID(int=2), form="notes.entry/add", values={"body": [FOREIGN[0]]}, base=""
    )
    Token.objects.make(ada, "A program")
    Dismissal.objects.create(check_name="no-topic", subject="notes.entry/1", title="x", dismissed_by=ada)
    SignInEvent.objects.record(SignInEvent.Kind.SIGNED_IN, user=ada)
    create_factor(ada)
    LogEntry.objects.log_actions(ada.pk, [entry], CHANGE, change_message="Seen.", single_object=True)
