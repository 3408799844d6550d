from datetime import date

from papers.models import Author, Authorship, Identifier, Paper, ReadingEvent


def create_paper(
    *, title="A paper", authors=("Vaswani, Ashish",), identifiers=(), tags=(), topics=(), **fields
):
    """A paper, its byline as `create_author` takes names, its identifiers such as ("doi", "10.1000/1")."""
    paper = Paper.objects.create(title=title, **fields)
    for position, name in enumerate(authors):
        Authorship.objects.create(paper=paper, author=create_author(name=name), position=position)
    for scheme, value in identifiers:
        Identifier.objects.create(paper=paper, scheme=scheme, value=value)
    if tags:
        paper.tags.add(*tags)
    if topics:
        paper.topics.add(*topics)
    paper.refresh_from_db(fields=["updated_at"])
    return paper


def create_author(*, name="Vaswani, Ashish", **fields):
    """The author “Family, Given”, or the literal name if there is no comma; one author for each name."""
    family, comma, given = name.partition(", ")
    names = {"family": family, "given": given} if comma else {"literal": name}
    return Author.objects.get_or_create(**names, defaults=fields)[0]


def create_event(*, paper, kind="progress", happened_on=date(2023, 3, 11), **fields):
    return ReadingEvent.objects.create(paper=paper, kind=kind, happened_on=happened_on, **fields)
