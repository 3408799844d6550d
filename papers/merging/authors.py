from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from history.sitting import sitting
from papers.models import Author, Authorship, NameVariant, Paper
from papers.models.author import NAME_PARTS, bylines_changing
from passages.models import Permalink


def merge_authors(kept: Author, others: Iterable[Author]) -> Author:
    """Make one author of several: bylines, other names, ORCID and addresses of the others become the first's.

    In a work that several of them wrote the first of their places stays.
    """
    with sitting(note=_("Merged authors")), transaction.atomic():
        return merge_names(kept, others)


def merge_names(kept: Author, others: Iterable[Author]) -> Author:
    everybody = Author.objects.select_for_update().order_by("pk").in_bulk([kept.pk, *(x.pk for x in others)])
    kept = everybody.pop(kept.pk)
    works = Authorship.objects.filter(author__in=everybody.values()).values_list("paper", flat=True)
    with bylines_changing(Paper.objects.filter(pk__in=list(works))):
        move_lines(kept, everybody)
        for author in everybody.values():
            take_names(kept, author)
            take_addresses(kept, author)
        orcid = next((author.orcid for author in everybody.values() if author.orcid), None)
        Author.objects.filter(pk__in=everybody).delete()
        if orcid and not kept.orcid:
            kept.orcid = orcid
            kept.save()
    return kept


def move_lines(kept: Author, others: Collection[int]) -> None:
    lines: dict[int, list[Authorship]] = {}
    for line in Authorship.objects.filter(author__in=[kept.pk, *others]):
        lines.setdefault(line.paper_id, []).append(line)
    more = [line.pk for of_work in lines.values() for line in of_work[1:]]
    Authorship.objects.filter(pk__in=more).delete()
    firsts = [of_work[0].pk for of_work in lines.values()]
    Authorship.objects.filter(pk__in=firsts).update(author=kept)


def take_names(kept: Author, author: Author) -> None:
    """Imports find the one who stays under the names of the other."""
    own = name_of(kept)
    author.variants.update(author=kept)
    if name_of(author) != own:
        NameVariant.objects.update_or_create({"author": kept}, **name_of(author))
    kept.variants.filter(**own).delete()


def name_of(author: Author) -> dict[str, Any]:
    return {part: getattr(author, part) for part in NAME_PARTS}


def take_addresses(kept: Author, author: Author) -> None:
    author.permalinks.update(owner_id=kept.pk)
    Permalink.objects.update_or_create(path=author.path, defaults={"owner": kept})
