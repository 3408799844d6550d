from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .tag import LONGEST_TAG, Tag


class Alias(models.Model):
    """Another name that means a tag; whoever writes it gets the tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("tag"))
    name = models.CharField(_("name"), max_length=LONGEST_TAG)

    class Meta:
        ordering = ["name"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(Lower("name"), name="alias_name_unique")]

    def __str__(self) -> str:
        return self.name
