"""What may be missing of works, or be there twice."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from papers.duplicates import Pair, by_identifier, by_title
from papers.identifiers import Identity, places, recognise, same_as
from papers.models import Authorship, Identifier, Paper
from passages.models import Mention

from .finding import Finding, Fix, change_url, name_of
from .texts import Models

# An identifier further down in a text is that of another work.
HEADING = 2


def without_author(models: Models) -> Iterator[Finding]:
    works = Paper.objects.filter(~Exists(Authorship.objects.filter(paper=OuterRef("pk"))))
    return lacking("without_author", works, _("Nobody is named as its author."))


def without_year(models: Models) -> Iterator[Finding]:
    works = Paper.objects.filter(issued_year=None)
    return lacking("without_year", works, _("The year in which it appeared is not given."))


def lacking(check: str, works: Any, said: str) -> Iterator[Finding]:
    """Where there is an identifier, a look-up may know."""
    registered = Identifier.objects.filter(paper=OuterRef("pk")).exclude(scheme="url")
    rows = works.annotate(can_be_asked=Exists(registered)).order_by("slug")
    for pk, title, can_be_asked in rows.values_list("pk", "title", "can_be_asked"):
        url = change_url(Paper, pk)
        fix = Fix(_("Look up and fill"), url) if can_be_asked else None
        yield Finding(check, name_of(Paper, pk), title, said, url, fix=fix)


def without_identifier(models: Models) -> Iterator[Finding]:
    works = Paper.objects.filter(~Exists(Identifier.objects.filter(paper=OuterRef("pk")))).order_by("slug")
    known = named_at_the_top(works)
    for pk, title in works.values_list("pk", "title"):
        said, fix, identity = _("It has neither a DOI nor any other identifier."), None, known.get(pk)
        if identity:
            said = _("It has no identifier; its text begins with %(identifier)s.") % {
                "identifier": identity.value
            }
            label = _("Add %(identifier)s") % {"identifier": f"{identity.scheme} {identity.value}"}
            fix = Fix(label, apply=partial(add_identifier, pk, identity))
        yield Finding("without_identifier", name_of(Paper, pk), title, said, change_url(Paper, pk), fix=fix)


def named_at_the_top(works: Any) -> dict[int, Identity]:
    """Of each work the only identifier that its text begins with, where no work has that one."""
    domains = [domain for scheme in Identifier.Scheme.values for domain in places(scheme)]
    mentions = Mention.objects.in_documents(Paper).at_domains(domains).filter(
        passage__position__lt=HEADING, passage__owner_id__in=works.order_by().values("pk")
    )  # fmt: skip
    found: dict[int, set[Identity]] = {}
    for pk, url in mentions.values_list("passage__owner_id", "link__url"):
        identity = recognise(url)
        if identity and identity.scheme != "url":
            found.setdefault(pk, set()).add(Identity(*identity.key))
    values = {same.value for each in found.values() for one in each for same in same_as(one)}
    taken = (
        set(Identifier.objects.filter(value__in=values).values_list("scheme", "value")) if values else set()
    )
    alone = {pk: next(iter(each)) for pk, each in found.items() if len(each) == 1}
    claimed = list(alone.values())
    return {
        pk: one
        for pk, one in alone.items()
        if claimed.count(one) == 1 and not any(same.key in taken for same in same_as(one))
    }


def add_identifier(pk: int, identity: Identity) -> None:
    Identifier.objects.create(paper=Paper.objects.get(pk=pk), scheme=identity.scheme, value=identity.value)


def twice(models: Models) -> Iterator[Finding]:
    """One identifier in two spellings: the database keeps two works from having the very same."""
    pairs = sorted(set(by_identifier(Paper.objects.all())))
    return pairs_of_works("twice", pairs, _("Both have the same identifier, spelled in two ways."))


def works_alike(models: Models) -> Iterator[Finding]:
    works = Paper.objects.all()
    pairs = sorted(set(by_title(works)) - set(by_identifier(works)))
    return pairs_of_works(
        "works_alike", pairs, _("Both have one title and an author, and a year within one.")
    )


def pairs_of_works(check: str, pairs: Iterable[Pair], said: str) -> Iterator[Finding]:
    pairs = list(pairs)
    keys = {pk for pair in pairs for pk in pair}
    titles = dict(Paper.objects.filter(pk__in=keys).values_list("pk", "title")) if keys else {}
    for kept, gone in pairs:
        title = titles[kept] if titles[kept] == titles[gone] else f"{titles[kept]} / {titles[gone]}"
        merging = f"{reverse('admin:papers_paper_merge')}?{urlencode({'kept': kept, 'gone': gone})}"
        fix = Fix(_("Compare and merge"), merging)
        yield Finding(check, name_of(Paper, kept, gone), title, said, change_url(Paper, kept), 2, fix)
