from datetime import date

from django.utils.text import slugify

from history.sitting import sitting
from papers.models import Author, Authorship, Identifier, Paper, ReadingEvent
from papers.models.author import bylines_changing
from passages.models.once import once
from passages.tests.factories import save_all


def create_paper(
    *, title="A paper", authors=("Vaswani, Ashish",), identifiers=(), tags=(), topics=(), **fields
):
    """A paper, its byline as `create_author` takes names, its identifiers such as ("doi", "10.1000/1")."""
    with sitting(), once():
        paper = Paper.objects.create(title=title, **fields)
        if authors:
            create_byline(paper, authors)
        for scheme, value in identifiers:
            Identifier.objects.create(paper=paper, scheme=scheme, value=value)
        if tags:
            paper.tags.add(*tags)
        if topics:
            paper.topics.add(*topics)
    paper.refresh_from_db(fields=["updated_at"])
    return paper


def create_papers(titles, *, authors=(), tags=(), topics=(), **fields):
    """A paper of each title, the first by the first of `authors` and so on; they have no history."""
    papers = [Paper(title=title, slug=slugify(title), **fields) for title in titles]
    save_all(papers, tags=tags)
    Authorship.objects.bulk_create(
        Authorship(paper=paper, author=create_author(name=name))
        for paper, name in zip(papers, authors, strict=False)
    )
    places = Paper.topics.through
    places.objects.bulk_create(places(paper=paper, topic=topic) for topic in topics for paper in papers)
    return papers


def create_byline(paper, names):
    lines = [
        Authorship(paper=paper, author=create_author(name=name), position=position)
        for position, name in enumerate(names)
    ]
    with bylines_changing(Paper.objects.filter(pk=paper.pk)):
        Authorship.objects.bulk_create(lines)


def create_author(*, name="Vaswani, Ashish", **fields):
    """The author “Family, Given”, or the literal name if there is no comma; one author for each name."""
    family, comma, given = name.partition(", ")
    names = {"family": family, "given": given} if comma else {"literal": name}
    return Author.objects.get_or_create(**names, defaults=fields)[0]


def create_event(*, paper, kind="progress", happened_on=date(2023, 3, 11), **fields):
    return ReadingEvent.objects.create(paper=paper, kind=kind, happened_on=happened_on, **fields)
