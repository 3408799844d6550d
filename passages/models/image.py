from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Literal, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import Reference, is_picture_file
from passages.imaging import TYPES, Picture
from passages.routes import path_to
from passages.visibility import Reader

from .answering import NAMES
from .derivation import derive_again
from .kinds import owns_every_kind, type_id
from .mention import Mention
from .permalink import Permalink, last_part
from .referring import referrers

LONGEST_IMAGE_NAME = 40
FOLDER = "images"


class ImageQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Pictures that stand in a text that the reader may see at its own address, and one's own."""
        if owns_every_kind(reader):
            return self
        mentions = Mention.objects.seen_at_address(reader).filter(target_type=type_id(Image))
        shown = Q(Exists(mentions.filter(target_id=OuterRef("pk"))))
        return self.filter(shown | Q(uploaded_by=reader.pk)) if reader.pk else self.filter(shown)

    def leaving_for(self, reader: Reader) -> Self:
        """Pictures that stand in what the reader finds in lists, for owners all, by their names."""
        mentions = Mention.objects.visible_to(reader).filter(target_type=type_id(Image))
        shown = self.filter(Exists(mentions.filter(target_id=OuterRef("pk"))))
        return (self if owns_every_kind(reader) else shown).order_by("name")

    def without_mention(self) -> Self:
        """Pictures that stand in no text. A draft or an earlier version may still have them."""
        mentions = Mention.objects.filter(target_type=type_id(Image), target_id=OuterRef("pk"))
        return self.filter(~Exists(mentions))

    def older_than(self, age: timedelta) -> Self:
        return self.filter(uploaded_at__lt=timezone.now() - age)

    def answering_to(self, references: set[Reference]) -> dict[Reference, Image]:
        """The pictures that paths and names in a text lead to."""
        answers = self.at_address(references)
        return answers | self.at_former_address(references - answers.keys())

    def at_address(self, references: set[Reference]) -> dict[Reference, Image]:
        paths = {ref: last_part(ref.value) for ref in references if ref.kind == "path"}
        pictures = self.in_bulk(set(paths.values()), field_name="name") if paths else {}
        found = {ref: pictures[name] for ref, name in paths.items() if name in pictures}
        return {ref: image for ref, image in found.items() if ref.value == f"{image.get_absolute_url()}/"}

    def at_former_address(self, references: set[Reference]) -> dict[Reference, Image]:
        """The pictures that stood at these paths of a site that was imported, or alone had these names."""
        asked = {ref for ref in references if ref.kind in NAMES and is_picture_file(ref.value)}
        if not asked:
            return {}
        permalinks = Permalink.objects.filter(owner_type=type_id(Image))
        permalinks = permalinks.filter(slug__in={last_part(ref.value) for ref in asked})
        paths = dict(permalinks.values_list("path", "owner_id"))
        keys = {ref: only_picture(ref, paths) for ref in asked}
        images = self.in_bulk({key for key in keys.values() if key})
        return {ref: images[key] for ref, key in keys.items() if key in images}

    def made_of(self, source_hash: str) -> Any:
        """The picture that was made of a file with that SHA-256 (hexadecimal), and whose own is there."""
        image = self.filter(source_hash=source_hash).first()
        return image if image and default_storage.exists(f"{FOLDER}/{image.name}") else None

    def keep(self, picture: Picture, by: Any) -> Any:
        """The row of a picture, which is made and whose file is written where it is not there yet."""
        return self.keep_row(self.with_file(picture), by)

    def with_file(self, picture: Picture, source_hash: str = "") -> Any:
        """A row that is not saved yet, of a picture whose file is written where it is not there yet.

        `source_hash` is the SHA-256 of the file that it was made of, so that it need not be made again.
        """
        name = f"{FOLDER}/{picture.name}"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(picture.data))
        values = {"file": name, "width": picture.width, "height": picture.height, "size": len(picture.data)}
        return self.model(name=picture.name, source_hash=source_hash, **values)

    def keep_row(self, image: Any, by: Any) -> Any:
        """The row of a picture that has its file, which is made where it is not there yet."""
        values = {name: getattr(image, name) for name in ("file", "width", "height", "size", "source_hash")}
        with transaction.atomic():
            kept, is_new = self.get_or_create(name=image.name, defaults={**values, "uploaded_by": by})
            if is_new:
                derive_again(referrers(kept))
            elif image.source_hash and kept.source_hash != image.source_hash:
                kept.source_hash = image.source_hash
                kept.save(update_fields=["source_hash"])
        return kept

    def delete(self) -> tuple[int, dict[str, int]]:
        """One by one, since each has a file, and texts that mention it."""
        with transaction.atomic():
            results = [image.delete()[0] for image in self]
        return sum(results), {}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def only_picture(reference: Reference, paths: dict[str, int]) -> int | None:
    """The key of the picture at that very path or, for a name, of the only one whose path ends in it."""
    if reference.value in paths:
        return paths[reference.value]
    end = f"/{reference.value.strip('/')}/"
    is_name = reference.kind == "wiki"
    found = {key for path, key in paths.items() if path == end or (is_name and path.endswith(end))}
    return found.pop() if len(found) == 1 else None


class Image(models.Model):
    """A picture that stands in a text: decoded and encoded again, without what the camera knew.

    `name` is its address below `/images/`: a part of the SHA-256 of the bytes, and the ending of their
    format, so that the bytes at an address never change and nobody guesses it. Former addresses are those
    that it had in a site that was imported, whose texts go on naming it by them.
    """

    is_picture: Literal[True] = True

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

    source_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    mentions = GenericRelation(Mention, "target_id", "target_type")
    permalinks = GenericRelation(Permalink, "owner_id", "owner_type")

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("passages:image", self.name)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Its file goes when that it is gone is certain; texts that had it show its alt instead."""
        with transaction.atomic():
            pointing = referrers(self)
            result = super().delete(*args, **kwargs)
            derive_again(pointing)
            transaction.on_commit(self.delete_file)
        return result

    def delete_file(self) -> None:
        if not Image.objects.filter(name=self.name).exists():  # nobody has sent it again meanwhile
            default_storage.delete(f"{FOLDER}/{self.name}")

    @property
    def content_type(self) -> str:
        return TYPES[self.name.rpartition(".")[2]]

    def references(self, former: Iterable[str]) -> set[Reference]:
        """What a text can say to mean this picture, which stands at these addresses, too."""
        paths = set(former)
        names = {Reference("wiki", path.strip("/")[start:]) for path in paths for start in starts_of(path)}
        return names | {Reference("path", path) for path in paths | {f"{self.get_absolute_url()}/"}}

    def urls(self) -> set[str]:
        return set()


def starts_of(path: str) -> list[int]:
    """Where the parts of a path begin, without its first slash."""
    bare = path.strip("/")
    return [0, *(index + 1 for index, character in enumerate(bare) if character == "/")]
