from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat, ExtractYear, NullIf, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from markup import Reference
from markup.stored import stored_html
from papers.citing import STYLES, plain, to_citations, to_csl_json
from papers.identifiers import identities_at, identities_of, same_as
from papers.issued import Issued
from papers.page_order import Place, in_page_order
from papers.schema import to_container_type, to_schema_type
from papers.unlinked import Naming
from passages.filters import Filter
from passages.languages import in_site_language
from passages.models import Document, DocumentQuerySet, Mention, Passage, Text, index, related
from passages.paging import Column, Keyset, Page, to_number
from passages.slugs import free_slug
from passages.visibility import Reader
from topics.models import Topic, topics_for

CITED_AT_ONCE = 100

# Below /papers/ these are pages of their own.
RESERVED_SLUGS = {"queue", "references", "bibliography", "duplicates", "by-year", "last-read"}
# What stands where a column of an order knows nothing: last of all.
NO_YEAR, NO_DAY = -9999, date(1, 1, 1)
# A status that is a filter only: being read, but not for long.
COLD = "cold"
DAYS_UNTIL_COLD = 30


BY_YEAR = Keyset((Column("year_or_none", to_number, descending=True), Column("slug", str)), "after")
LAST_READ = Keyset(
    (Column("last_read_on", date.fromisoformat, descending=True), Column("slug", str)), "after"
)


class PaperQuerySet(DocumentQuerySet):
    def about(self, asked: Filter) -> Self:
        papers = self.called(asked.paper) if asked.paper else self
        if asked.topic:
            papers = papers.filter(topics__in=Topic.objects.visible_to(asked.reader).called(asked.topic))
        if asked.author:
            papers = papers.filter(Exists(self.bylines_of(asked.author).filter(paper=OuterRef("pk"))))
        if asked.issued:
            papers = papers.filter(issued_year=asked.issued)
        if asked.type:
            papers = papers.filter(type=asked.type)
        if asked.status:
            papers = papers.cold(asked.reader) if asked.status == COLD else papers.filter(status=asked.status)
        reading = asked.on_reading()
        return papers.read_in(reading) if reading.about_documents() else papers

    def cold(self, reader: Reader) -> Self:
        """Works that are being read and of which no event that the reader may see is of the last 30 days."""
        since = timezone.localdate() - timedelta(days=DAYS_UNTIL_COLD)
        events = related(self.model, "reading_events").visible_to(reader)
        late = events.filter(paper=OuterRef("pk"), happened_on__gt=since)
        return self.filter(~Exists(late), status=Paper.Status.READING)

    def called(self, name: str) -> Self:
        """The work of that slug or citation key."""
        return self.filter(Q(slug=name) | Q(citation_key=name))

    def read_in(self, asked: Filter) -> Self:
        """Works that an entry touches which the reader may see and asked for."""
        entries = related(self.model, "entries").visible_to(asked.reader).matching(asked)
        return self.filter(pk__in=entries.order_by().values("papers"))

    def author_name(self, author: str) -> Coalesce:
        """The name of an author that the lookup leads to, as `Author.__str__` writes it."""
        given, family, literal = (f"{author}__{part}" for part in ("given", "family", "literal"))
        return Coalesce(NullIf(literal, Value("")), Trim(Concat(given, Value(" "), family)))

    def bylines_of(self, name: str) -> models.QuerySet:
        """Places in bylines of the author of that slug or, where there is none, of those with that name,
        among them who had it before they were merged into another."""
        lines = self.bylines()
        given, _, family = name.rpartition("-")
        called = Q(author__slug=f"{family}-{given}") | Q(author__slug__startswith=f"{name}-")
        called |= Q(author__in=related(lines.model, "author").formerly_at(name))
        return lines.filter(Q(author__slug=name) | ~Exists(lines.filter(author__slug=name)) & called)

    def bylines(self) -> models.QuerySet:
        return related(self.model, "authorships").select_related("author")

    def with_byline(self) -> Self:
        return self.prefetch_related(Prefetch("authorships", self.bylines()))

    def without_text(self) -> Self:
        return super().without_text().defer("csl", "citations")

    def for_list(self) -> Self:
        """What a list of works prints of each, without its texts."""
        return self.without_text().with_byline()

    def by_facet(self, reader: Reader) -> dict[str, Any]:
        topics = self.filter(Topic.objects.seen_by(reader, "topics__"))
        entries = self.filter(related(self.model, "entries").seen_by(reader, "entries__"))
        year, issued = ExtractYear("entries__read_on"), F("issued_year")
        status = NullIf("status", Value(""))
        author = "authorships__author"
        return {
            "topic": topics.annotate(value=F("topics__slug"), label=F("topics__title")),
            "author": self.annotate(value=F(f"{author}__slug"), label=self.author_name(author)),
            "year": entries.annotate(value=year, label=year),
            "issued": self.annotate(value=issued, label=issued),
            "status": self.annotate(value=status, label=status),
            "type": self.annotate(value=F("type"), label=F("type")),
        }

    def cite(self) -> None:
        """Make the references to these works again where they no longer say what the works say."""
        papers = self.select_related(None).defer("body", "body_html", "source_values", "abstract")
        changed = []
        with in_site_language():
            for paper in papers.with_byline().prefetch_related("identifiers").iterator(chunk_size=100):
                citations = to_citations(to_csl_json(paper), paper.citations)
                if citations != paper.citations:
                    changed.append(self.model(pk=paper.pk, citations=citations))
        self.model._base_manager.bulk_update(changed, ["citations"], batch_size=CITED_AT_ONCE)

    def by_year(self, asked: Filter) -> Page:
        """The page of those that appeared last; works without a year stand at the end."""
        year = Coalesce("issued_year", Value(NO_YEAR))
        return BY_YEAR.page(self.annotate(year_or_none=year), asked)

    def last_read(self, asked: Filter) -> Page:
        """The page of those that an entry touched last which the reader may see."""
        entries = related(self.model, "entries").visible_to(asked.reader).filter(papers=OuterRef("pk"))
        last = Subquery(entries.order_by("-read_on").values("read_on")[:1])
        day = Coalesce(last, Value(NO_DAY, output_field=models.DateField()))
        return LAST_READ.page(self.annotate(last_read_on=day), asked)

    def uncited(self) -> Self:
        """Works without references, as an import of many leaves them at first."""
        return self.filter(citations={})

    def cite_all(self) -> int:
        """The same for any number of works, some at a time and with a progress bar; says how many."""
        keys = list(self.order_by("pk").values_list("pk", flat=True))
        with tqdm(total=len(keys), desc="References", unit="work", delay=1, disable=None, leave=False) as bar:
            for start in range(0, len(keys), CITED_AT_ONCE):
                chunk = keys[start : start + CITED_AT_ONCE]
                self.model.objects.filter(pk__in=chunk).cite()
                bar.update(len(chunk))
        return len(keys)

    def for_index(self) -> Self:
        return super().for_index().with_byline().prefetch_related("identifiers")

    def for_merging(self) -> Self:
        """What a source that speaks of works is compared with, and what a bibliography says of each."""
        return self.with_byline().with_tags().prefetch_related("identifiers").defer("body_html", "citations")

    def for_export(self) -> Self:
        return self.for_merging().defer("body_html", "citations", "source_values").order_by("slug")

    def for_result(self) -> Self:
        return self.for_list()

    def for_quotations(self, reader: Reader) -> Self:
        return self.for_list()

    def for_page(self, reader: Reader) -> Self:
        """What the page of one work prints."""
        papers = self.without_source().with_byline().with_tags().with_reading(reader)
        return papers.prefetch_related(topics_for(reader), "identifiers")

    def for_notes(self, reader: Reader) -> Self:
        """What the page of all notes on one work prints of it."""
        return self.without_text().with_byline().with_reading(reader)

    def with_reading(self, reader: Reader) -> Self:
        """With `first_read_on` and `last_read_on`, the days of the entries on it that the reader may see."""
        entries = related(self.model, "entries").visible_to(reader).filter(papers=OuterRef("pk"))
        first, last = (entries.order_by(order).values("read_on")[:1] for order in ("read_on", "-read_on"))
        return self.annotate(first_read_on=Subquery(first), last_read_on=Subquery(last))

    def lacking_metadata(self) -> Self:
        """Works with a registered identifier that miss their authors or their year."""
        registered = related(self.model, "identifiers").exclude(scheme="url")
        lines = related(self.model, "authorships")
        lacking = Q(issued_year=None) | ~Exists(lines.filter(paper=OuterRef("pk")))
        return self.filter(Exists(registered.filter(paper=OuterRef("pk"))), lacking).order_by("pk")

    def answering_to(self, references: Iterable[Reference]) -> dict[Reference, Document]:
        """Besides slugs and paths: `@key` by citation key, and addresses that identify a work."""
        references = set(references)
        return super().answering_to(references) | self.cited(references) | self.at_address(references)

    def cited(self, references: set[Reference]) -> dict[Reference, Document]:
        keys = {reference.value: reference for reference in references if reference.kind == "citation"}
        papers = self.filter(citation_key__in=keys).for_list() if keys else ()
        answers = {keys[paper.citation_key]: paper for paper in papers}
        left = {key: reference for key, reference in keys.items() if reference not in answers}
        former = self.formerly_cited_by(left) if left else ()
        return {left[paper.former_key]: paper for paper in former} | answers

    def formerly_cited_by(self, keys: Iterable[str]) -> Self:
        """Works that another with one of these citation keys was merged into, each with that `former_key`."""
        found = self.filter(merges__snapshot__citation_key__in=list(keys))
        return found.annotate(former_key=KeyTextTransform("citation_key", "merges__snapshot")).for_list()

    def at_address(self, references: set[Reference]) -> dict[Reference, Document]:
        keys = {
            ref: [found.key for found in identities_at(ref.value)] for ref in references if ref.kind == "url"
        }
        known = set(chain.from_iterable(keys.values()))
        papers = {(paper.scheme, paper.value): paper for paper in self.identified_by(known)} if known else {}
        found = {ref: next((papers[key] for key in keys[ref] if key in papers), None) for ref in keys}
        return {ref: paper for ref, paper in found.items() if paper}

    def identified_in(self, text: str) -> Self:
        """The work that a text is an identifier or address of, where it is nothing else."""
        keys = {same.key for identity in identities_of(text) for same in same_as(identity)}
        return self.identified_by(keys) if keys else self.none()

    def identified_by(self, keys: set[tuple[str, str]]) -> Self:
        """Papers with one of these identifiers, each with the `scheme` and `value` it was found by."""
        found = Q()
        for scheme in {key[0] for key in keys}:
            values = [value for other, value in keys if other == scheme]
            found |= Q(identifiers__scheme=scheme, identifiers__value__in=values)
        names = {"scheme": models.F("identifiers__scheme"), "value": models.F("identifiers__value")}
        return self.filter(found).annotate(**names).without_text()


class Paper(Document):
    """Any work that one can annotate. Names and values are those of CSL 1.0.2; `body` is the commentary."""

    class Type(models.TextChoices):
        ARTICLE = "article", _("article or preprint")
        ARTICLE_JOURNAL = "article-journal", _("journal article")
        ARTICLE_MAGAZINE = "article-magazine", _("magazine article")
        ARTICLE_NEWSPAPER = "article-newspaper", _("newspaper article")
        BOOK = "book", _("book")
        CHAPTER = "chapter", _("chapter")
        DATASET = "dataset", _("data set")
        DOCUMENT = "document", _("document")
        ENTRY_ENCYCLOPEDIA = "entry-encyclopedia", _("encyclopedia entry")
        INTERVIEW = "interview", _("interview")
        MANUSCRIPT = "manuscript", _("manuscript")
        MOTION_PICTURE = "motion_picture", _("film or video")
        PAPER_CONFERENCE = "paper-conference", _("conference paper")
        PERSONAL_COMMUNICATION = "personal_communication", _("letter")
        POST = "post", _("post or thread")
        POST_WEBLOG = "post-weblog", _("blog post")
        REPORT = "report", _("report")
        SOFTWARE = "software", _("software")
        SPEECH = "speech", _("talk")
        THESIS = "thesis", _("thesis")
        WEBPAGE = "webpage", _("web page")

    class Status(models.TextChoices):
        TO_READ = "to read", _("to read")
        READING = "reading", _("reading")
        READ = "read", _("read")
        STOPPED = "stopped", _("stopped")

    type = models.CharField(_("type"), max_length=30, choices=Type.choices, default=Type.DOCUMENT)
    title = models.CharField(_("title"), max_length=500)
    short_title = models.CharField(_("short title"), max_length=300, blank=True)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("Made from the title if left empty."),
    )
    issued_year = models.SmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(-3000), MaxValueValidator(2999)]
    )
    issued_month = models.PositiveSmallIntegerField(
        _("month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    issued_day = models.PositiveSmallIntegerField(
        _("day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    container_title = models.CharField(
        _("appeared in"),
        max_length=500,
        blank=True,
        help_text=_("The journal, book or site that it appeared in."),
    )
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    volume = models.CharField(_("volume"), max_length=50, blank=True)
    issue = models.CharField(_("issue"), max_length=50, blank=True)
    page = models.CharField(_("pages"), max_length=100, blank=True)
    abstract = models.TextField(_("abstract"), blank=True)
    citation_key = models.CharField(
        _("citation key"),
        max_length=120,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^\w[\w:.#$%&+?<>~/-]*$", _("A key has no spaces, commas or braces."))],
    )
    status = models.CharField(_("reading status"), max_length=10, choices=Status.choices, blank=True)
    has_other_authors = models.BooleanField(
        _("and others"), default=False, help_text=_("There are authors that the byline does not name.")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="papers", verbose_name=_("topics"))
    # CSL variables that have no column, by their CSL names; under "custom" what CSL has no name for.
    csl = models.JSONField(default=dict, blank=True, editable=False)
    # By the name of the style, the entry in the list of references as safe HTML; made on save.
    citations = models.JSONField(default=dict, editable=False)

    filter_values = {"status": dict(Status.choices) | {COLD: _("gone cold")}, "type": dict(Type.choices)}

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="paper_title_given"),
            models.CheckConstraint(condition=~Q(slug=""), name="paper_slug_given"),
            models.CheckConstraint(condition=~Q(citation_key=""), name="paper_citation_key_not_empty"),
            models.CheckConstraint(
                condition=Q(issued_month__isnull=True)
                | Q(issued_year__isnull=False, issued_month__range=(1, 12)),
                name="paper_issued_month_in_year",
                violation_error_message=_("A month needs its year."),
            ),
            models.CheckConstraint(
                condition=Q(issued_day__isnull=True)
                | Q(issued_month__isnull=False, issued_day__range=(1, 31)),
                name="paper_issued_day_in_month",
                violation_error_message=_("A day needs its month."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug or self.slug in RESERVED_SLUGS:
            self.slug = self.own_slug(self.slug)
        self.citation_key = self.citation_key or None
        with transaction.atomic():
            super().save(*args, **kwargs)
            Paper.objects.filter(pk=self.pk).cite()
        # Texts that were derived again may have said how far one got.
        self.refresh_from_db(fields=["status"])

    def get_absolute_url(self) -> str:
        return reverse("papers:paper", args=[self.slug])

    def clean(self) -> None:
        """A slug is made before a form checks that there is one; the day must be in the calendar."""
        self.slug = self.slug or self.own_slug()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": gettext("Another page of the site has this address.")})
        if not self.issued.is_in_calendar():
            raise ValidationError({"issued_day": gettext("There is no %(date)s.") % {"date": self.issued}})

    def own_slug(self, wanted: str = "") -> str:
        return free_slug(type(self)._base_manager, wanted or self.title, reserved=RESERVED_SLUGS)

    @property
    def issued(self) -> Issued:
        return Issued(self.issued_year, self.issued_month, self.issued_day)

    @property
    def schema_type(self) -> str:
        return to_schema_type(self.type)

    @property
    def container_schema_type(self) -> str:
        return to_container_type(self.type)

    @property
    def year(self) -> str:
        return str(Issued(self.issued_year))

    @property
    def references_list(self) -> list[tuple[str, str, SafeString]]:
        """Of each style its short name, the name people know it by, and the reference in it."""
        made = {style: (name, self.citations.get(style)) for style, name in STYLES.items()}
        known = [(style, name, stored_html(html)) for style, (name, html) in made.items() if html]
        return known or [("plain", gettext("Plain"), stored_html(plain(to_csl_json(self))))]

    @property
    def citation(self) -> str:
        """Author and year as they stand in a running text: “Vaswani et al. 2017”."""
        names = [authorship.author.short_name for authorship in self.authorships.all()]
        if not names:
            return self.title
        is_long = len(names) > 2 or self.has_other_authors
        byline = (
            gettext("%(author)s et al.") % {"author": names[0]} if is_long else gettext(" and ").join(names)
        )
        return f"{byline} {self.year}".strip()

    @property
    def cited(self) -> str:
        return self.citation

    def naming(self) -> Naming:
        """What other texts call it."""
        first = next((authorship.author.short_name for authorship in self.authorships.all()), "")
        return Naming(self.title, first, self.year)

    def get_notes_url(self) -> str:
        """All notes on it in page order."""
        return reverse("papers:notes", args=[self.slug])

    def places(self, reader: Reader) -> list[Place]:
        """Where the notes on it stand that the reader may see, in page order; three queries.

        Notes are the blocks of its own text, and those of entries that mention it with all under them.
        """
        entry = related(type(self), "entries").model
        mentions = Mention.objects.pointing_at(self).visible_to(reader)
        mentioning = set(mentions.in_documents(entry).values_list("passage", flat=True))
        others = Passage.objects.visible_to(reader).in_mentioning(entry, self)
        own = Passage.objects.in_documents(type(self)).filter(owner_id=self.pk)
        return in_page_order(own.to_places(Place), others.to_places(Place), mentioning)

    def card_note(self) -> str:
        """The byline and the year."""
        names = ", ".join(str(authorship.author) for authorship in self.authorships.all())
        byline = gettext("%(authors)s and others") % {"authors": names} if self.has_other_authors else names
        return " · ".join(part for part in (byline, self.year) if part)

    def known_as(self) -> tuple[object, ...]:
        return *super().known_as(), self.citation_key, self.citation

    def label_for(self, reference: Reference) -> str:
        return self.citation if reference.kind == "citation" else super().label_for(reference)

    def described(self) -> Text:
        """Its titles, then who wrote it, where it appeared and how it is identified, then its abstract."""
        names: list[Any] = [line.author for line in self.authorships.all()]
        names += [self.container_title, self.publisher, self.year, self.citation_key or ""]
        names += [*(identifier.value for identifier in self.identifiers.all()), *self.tags.all()]
        return Text(f"{self.title} {self.short_title}", " ".join(map(str, names)), self.abstract)

    def summary(self) -> str:
        return self.abstract

    def references(self) -> set[Reference]:
        key = {Reference("citation", self.citation_key)} if self.citation_key else set()
        return super().references() | key

    def urls(self) -> set[str]:
        return {url for identifier in self.identifiers.all() for url in identifier.addresses()}


def refresh(*papers: Paper) -> None:
    """What is made of works and their names and identifiers: what a search finds them by, and references."""
    index(papers)
    Paper.objects.filter(pk__in=[paper.pk for paper in papers]).cite()
