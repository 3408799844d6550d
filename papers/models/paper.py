from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markup import Reference
from markup.stored import stored_html
from papers.citing import STYLES, plain, to_csl_json
from papers.issued import Issued
from papers.page_order import Place, in_page_order
from papers.schema import to_container_type, to_schema_type
from papers.unlinked import Naming
from passages.models import (
    Document,
    Mention,
    Passage,
    Text,
    do,
    index,
    margins_index,
    referred,
    related,
    to_references,
)
from passages.routes import path_to
from passages.slugs import free_slug
from passages.visibility import Reader
from topics.models import Topic

from .held import give_absorbed, take_absorbed, take_byline, take_identifiers, to_byline, to_identifiers
from .paper_query import COLD, PaperQuerySet
from .paper_relations import fill_byline, fill_identifiers, fill_topics

# Below /papers/ these are pages of their own.
RESERVED_SLUGS = {"by-year", "last-read", "queue", "references"}


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

    derived: ClassVar[frozenset[str]] = Document.derived | {"citations"}
    filter_values = {"status": dict(Status.choices) | {COLD: _("gone cold")}, "type": dict(Type.choices)}

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        indexes = [margins_index("paper_margins")]
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
        self.prepare([self])
        with transaction.atomic():
            super().save(*args, **kwargs)
            do(cite, [self.pk])
        # Texts that were derived again may have said how far one got.
        self.refresh_from_db(fields=["status"])

    @classmethod
    def prepare(cls, documents: Sequence[Any]) -> None:
        for paper in documents:
            if not paper.slug or paper.slug in RESERVED_SLUGS:
                paper.slug = paper.own_slug(paper.slug)
            paper.citation_key = paper.citation_key or None

    def get_absolute_url(self) -> str:
        return path_to("papers:paper", self.slug)

    def clean(self) -> None:
        """A slug is made before a form checks that there is one; the day must be in the calendar."""
        self.slug = self.slug or self.own_slug()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": gettext("Another page of the site has this address.")})
        if not self.issued.is_in_calendar():
            raise ValidationError({"issued_day": gettext("There is no %(date)s.") % {"date": self.issued}})

    def own_slug(self, wanted: str = "") -> str:
        return free_slug(type(self)._base_manager, wanted or self.title, reserved=RESERVED_SLUGS)

    @classmethod
    def fill_for_history(cls, documents: Sequence[Any]) -> None:
        super().fill_for_history(documents)
        fill_byline(documents)
        fill_identifiers(documents)
        fill_topics(documents)

    @classmethod
    def fill_for_index(cls, documents: Sequence[Any]) -> None:
        super().fill_for_index(documents)
        fill_byline(documents)
        fill_identifiers(documents)

    def as_values(self) -> dict[str, Any]:
        return super().as_values() | {
            "topics": to_references(self.topics.all()),
            "byline": to_byline(self),
            "identifiers": to_identifiers(self),
        }

    @classmethod
    def to_told(cls, name: str, value: Any) -> Any:
        """No page shows what other programs keep in a work for their owner."""
        if name == "csl":
            return {key: each for key, each in value.items() if key != "custom"}
        return super().to_told(name, value)

    def take_values(self, values: Mapping[str, Any]) -> list[str]:
        """The status is as they say, whatever the log tells of reading."""
        with transaction.atomic():
            remarks = super().take_values(values)
            self.status = values.get("status", self.status)
            Paper._base_manager.filter(pk=self.pk).update(status=self.status)
        return remarks

    def take_free(self) -> list[str]:
        remarks = super().take_free()
        others = Paper._base_manager.exclude(pk=self.pk)
        if self.citation_key and others.filter(citation_key=self.citation_key).exists():
            remarks.append(gettext("Another work has the key %(key)s now.") % {"key": self.citation_key})
            self.citation_key = None
        return remarks

    def take_rows(self, values: Mapping[str, Any]) -> list[str]:
        remarks = super().take_rows(values)
        self.topics.set(referred(Topic, values.get("topics", [])))
        take_byline(self, values.get("byline", []))
        return remarks + take_identifiers(self, values.get("identifiers", []))

    def give_rest(self) -> dict[str, Any]:
        return super().give_rest() | give_absorbed(self)

    def take_rest(self, rest: Mapping[str, Any]) -> None:
        super().take_rest(rest)
        take_absorbed(self, rest)

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
        return path_to("papers:notes", self.slug)

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

    def references(self, former: Iterable[str]) -> set[Reference]:
        key = {Reference("citation", self.citation_key)} if self.citation_key else set()
        return super().references(former) | key

    def urls(self) -> set[str]:
        return {url for identifier in self.identifiers.all() for url in identifier.addresses()}


def refresh(*papers: Paper) -> None:
    """What is made of works and their names and identifiers: what a search finds them by, and references."""
    index(papers)
    do(cite, [paper.pk for paper in papers])


def cite(keys: Sequence[int]) -> None:
    Paper.objects.filter(pk__in=keys).cite()
