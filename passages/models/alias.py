from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .prepared import prepared
from .tag import LONGEST_TAG, Tag


class AliasQuerySet(models.QuerySet[Any]):
    def of(self, names: Iterable[str]) -> Self:
        """Those with these names, whatever the case as far as the database knows it."""
        wanted = set(names)
        folded = self.annotate(folded=Lower("name"))
        return folded.filter(Q(folded__in={name.lower() for name in wanted}) | Q(name__in=wanted))

    def own_names(self) -> dict[str, str]:
        """The name of the tag that each of them means, by the alias without its case."""
        return {alias.casefold(): name for alias, name in self.values_list("name", "tag__name")}


class Alias(models.Model):
    """Another name that means a tag; whoever writes it gets the tag.

    `slug` is what an address or a filter calls it by, which leads to the tag if no tag has that slug.
    """

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("tag"))
    name = models.CharField(_("name"), max_length=LONGEST_TAG, validators=[ProhibitNullCharactersValidator()])
    slug = models.CharField(max_length=LONGEST_TAG, editable=False, db_index=True)

    objects = AliasQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(Lower("name"), name="alias_name_unique")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = Tag().slugify(self.name)
        super().save(*args, **kwargs)


def aliases_called(names: Iterable[str]) -> list[Alias]:
    """The same as `AliasQuerySet.of`, each with its tag, by SQL that is made once."""
    wanted = set(names)
    return aliases_among(names=sorted(wanted), folded=sorted({name.lower() for name in wanted}))


@prepared
def aliases_among(*, names: list[str], folded: list[str]) -> models.QuerySet:
    rows = Alias.objects.annotate(lower=Lower("name")).select_related("tag")
    return rows.filter(Q(lower__among=folded) | Q(name__among=names))


def tags_meant_by(names: Iterable[str]) -> dict[str, Tag]:
    """The tags that those of the names mean which are aliases, by the name as it is written there."""
    wanted = set(names)
    if not wanted:
        return {}
    meant = {alias.name.casefold(): alias.tag for alias in aliases_called(wanted)}
    return {name: meant[name.casefold()] for name in wanted if name.casefold() in meant}
