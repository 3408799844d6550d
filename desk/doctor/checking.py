"""All checks, and what they find for somebody."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.models import Dismissal
from passages.models import Document, document_models
from passages.visibility import Reader, is_owner

from . import names, texts, works
from .finding import Check, Finding

PAPER, ENTRY = "papers.paper", "notes.entry"
ALL = (PAPER, ENTRY, "topics.topic")
CHECKS = [
    Check(
        "clashes",
        _("Changed here and in the source"),
        _("An import keeps what stands here; the page of each shows both."),
        texts.clashes,
    ),
    Check(
        "future", _("Entries of days to come"), _("A year that was mistyped, mostly."), texts.future, (ENTRY,)
    ),
    Check(
        "undated",
        _("Entries without a day of their own"),
        _("The log gave none, so that they have that of the entry above."),
        texts.undated,
        (ENTRY,),
    ),
    Check(
        "broken", _("Links to missing pages"), _("Nothing here answers to what the text names."), texts.broken
    ),
    Check(
        "without_scheme",
        _("Links without https://"),
        _("They are read as addresses of the web here, elsewhere they would not."),
        texts.without_scheme,
    ),
    Check(
        "gone", _("Dead links"), _("Their pages answered that there is nothing any more."), texts.gone, ALL
    ),
    Check(
        "unplaced",
        _("Quotations without a place"),
        _("Of works that have pages, so that one could find them again."),
        texts.unplaced,
    ),
    Check("twice", _("One identifier, two works"), _("They are one and the same."), works.twice, (PAPER,)),
    Check(
        "works_alike",
        _("Works that look alike"),
        _("Perhaps one was entered twice."),
        works.works_alike,
        (PAPER,),
    ),
    Check(
        "without_identifier",
        _("Works without an identifier"),
        _("One makes links to the work lead to its page here."),
        works.without_identifier,
        (PAPER,),
    ),
    Check("without_author", _("Works without an author"), "", works.without_author, (PAPER,)),
    Check("without_year", _("Works without a year"), "", works.without_year, (PAPER,)),
    Check(
        "authors", _("Authors who look alike"), _("Perhaps one goes by two names."), names.authors, (PAPER,)
    ),
    Check(
        "tags",
        _("Tags that look alike"),
        _("Perhaps they mean one thing; merging keeps both names."),
        names.tags,
        ALL,
    ),
]


@dataclass(frozen=True)
class Section:
    check: Check
    findings: list[Finding]
    left: int

    @property
    def number(self) -> int:
        """How many things were found, of which one finding may stand for several."""
        return sum(finding.count for finding in self.findings)


def kinds_of(user: Reader) -> list[type[Document]]:
    """The kinds of document of which somebody may hear all."""
    return [model for model in document_models() if is_owner(user, model)]


def checks_for(models: list[type[Document]]) -> list[Check]:
    labels = {model._meta.label_lower for model in models}
    return [check for check in CHECKS if labels and labels.issuperset(check.needs)]


def examine(models: list[type[Document]], only: str = "") -> list[Section]:
    """What each check finds that was not left as it is; a fixed number of queries."""
    left: dict[str, set[str]] = {}
    for name, subject in Dismissal.objects.values_list("check_name", "subject"):
        left.setdefault(name, set()).add(subject)
    sections = []
    for check in checks_for(models):
        if only in {"", check.name}:
            found = list(check.find(models))
            kept = [each for each in found if each.subject not in left.get(check.name, ())]
            sections.append(Section(check, kept, len(found) - len(kept)))
    return sections
