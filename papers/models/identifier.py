from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from history.sitting import sitting, touch
from papers.citing.csl_json import ROLES
from papers.identifiers import (
    BadIdentifier,
    Identity,
    addresses,
    figures,
    identities_at,
    normalise,
    places,
    same_as,
)
from papers.roles import role_of
from passages.addresses import domain_of
from passages.models import Link, derive_again, referrers

from .paper import Paper, refresh


class Identifier(models.Model):
    """One address of a work, in normal form: two works cannot claim the same."""

    class Scheme(models.TextChoices):
        DOI = "doi", "DOI"
        ARXIV = "arxiv", "arXiv"
        PMID = "pmid", "PMID"
        PMCID = "pmcid", "PMCID"
        ISBN = "isbn", "ISBN"
        OPENREVIEW = "openreview", "OpenReview"
        ACL = "acl", "ACL Anthology"
        URL = "url", "URL"

    class Role(models.TextChoices):
        """What stands at the address."""

        VERSION_OF_RECORD = "version of record", _("version of record")
        PREPRINT = "preprint", _("preprint")
        PDF = "pdf", _("PDF")
        CODE = "code", _("code")
        DATA = "data", _("data")
        TALK = "talk", _("talk")
        DISCUSSION = "discussion", _("discussion")
        REVIEW = "review", _("review")

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    value = models.CharField(_("value"), max_length=2000)
    version = models.PositiveSmallIntegerField(
        _("version"), null=True, blank=True, help_text=_("Of an arXiv preprint.")
    )
    link = models.ForeignKey(
        Link, on_delete=models.SET_NULL, null=True, editable=False, related_name="identifiers"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="identifier_scheme_value_unique",
                violation_error_message=_("Another work has this identifier already."),
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="identifier_value_given"),
        ]

    def __str__(self) -> str:
        return self.value if self.scheme == "url" else f"{self.get_scheme_display()} {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saved with its link; texts that have the address already now mention the work."""
        with sitting(), transaction.atomic():
            touch(Paper, [self.paper_id])
            self.take(normalise(self.scheme, self.value))
            usual = addresses(self.identity)[:1]
            self.link = next(iter(Link.objects.remember(set(usual)).values()), None)
            super().save(*args, **kwargs)
            refresh(self.paper)
            derive_again(referrers(self.paper))

    def clean(self) -> None:
        if not self.value or self.scheme not in self.Scheme.values:
            return  # which is said at the field already
        try:
            self.take(normalise(self.scheme, self.value))
        except BadIdentifier as error:
            raise ValidationError({"value": str(error)}) from error

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with sitting(), transaction.atomic():
            touch(Paper, [self.paper_id])
            pointing = referrers(self.paper)
            result = super().delete(*args, **kwargs)
            refresh(self.paper)
            derive_again(pointing)
        return result

    def take(self, identity: Identity) -> None:
        self.scheme, self.value = identity.scheme, identity.value
        self.version = identity.version or self.version

    @property
    def identity(self) -> Identity:
        return Identity(self.scheme, self.value, self.version)

    @property
    def role_in_words(self) -> str:
        """What stands at its address, guessed where nobody has said so; empty where that is unknown."""
        role = self.role or role_of(self.scheme, self.url)
        return str(self.Role(role).label) if role else ""

    @property
    def url(self) -> str:
        return next(iter(addresses(self.identity)), "")

    @property
    def is_of_work(self) -> bool:
        """Whether the work itself stands there, rather than what goes with it or is said of it."""
        return self.role in ROLES

    def addresses(self) -> set[str]:
        """The usual addresses, and every other spelling of them that stands in a text here."""
        links = self.links_nearby()
        return {*addresses(self.identity), *(link.url for link in links if self.is_at(link.url))}

    def links_nearby(self) -> models.QuerySet[Link]:
        """All links that may lead to the work, and more."""
        if self.scheme == "url":
            return Link.objects.filter(domain=domain_of(self.value), url__startswith=f"{self.value}#")
        near = models.Q()
        for identity in same_as(self.identity):
            near |= models.Q(domain__in=places(identity.scheme), url__contains=figures(identity))
        return Link.objects.filter(near)

    def is_at(self, url: str) -> bool:
        return self.identity.key in {found.key for found in identities_at(url)}


def add_identifiers(identifiers: Sequence[Identifier]) -> None:
    """Write new identifiers in normal form, each with its link; of their works and of texts nothing is
    derived again."""
    usual = {id(each): next(iter(addresses(each.identity)), "") for each in identifiers}
    links = Link.objects.remember({url for url in usual.values() if url})
    for each in identifiers:
        each.link = links.get(usual[id(each)])
    Identifier.objects.bulk_create(identifiers)
