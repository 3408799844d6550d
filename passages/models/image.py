from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from passages.visibility import Reader

from .kinds import type_id
from .mention import Mention

LONGEST_IMAGE_NAME = 40


class ImageQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Pictures that stand in a text that the reader may see at its own address, and one's own."""
        mentions = Mention.objects.seen_at_address(reader).filter(target_type=type_id(Image))
        shown = models.Q(Exists(mentions.filter(target_id=OuterRef("pk"))))
        return self.filter(shown | models.Q(uploaded_by=reader.pk)) if reader.pk else self.filter(shown)


class Image(models.Model):
    """A picture that stands in a text: decoded and encoded again, without what the camera knew.

    `name` is its address below `/images/`: a part of the SHA-256 of the bytes, and the ending of their
    format, so that the bytes at an address never change and nobody guesses it.
    """

    name = models.CharField(_("name"), max_length=LONGEST_IMAGE_NAME, unique=True)
    file = models.FileField(_("file"), upload_to="images/", max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("passages:image", args=[self.name])
