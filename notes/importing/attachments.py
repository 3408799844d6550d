"""Keeps the pictures that a page shows, at the paths by which its text names them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markup import picture_reference
from passages.imaging import MOST_BYTES, BadPicture, read_picture, too_large
from passages.models import Image, Permalink, derive_again, referrers

from .addresses import LONGEST_PATH
from .pages import Attachment, Page
from .report import Report


@dataclass(frozen=True)
class Found:
    """A picture with its file written here, its row saved or not, and the path that leads to it."""

    image: Any
    path: str
    attachment: Attachment


def find_pictures(page: Page, report: Report) -> list[Found]:
    """The pictures that the page shows, decoded and encoded where that was not done before.

    It takes long and writes no row, so that no transaction should be open meanwhile. What is refused is told
    of; a dry run writes nothing.
    """
    folder = page.name.rpartition("/")[0]
    found: list[Found] = []
    images: dict[Path, Any] = {}
    for attachment in page.attachments:
        reference = picture_reference(attachment.address, folder)
        if reference is None or len(reference.value) > LONGEST_PATH:
            report.doubt(attachment.line, f"{attachment.address} is no address of a picture of this site")
            continue
        try:
            if attachment.path not in images:
                images[attachment.path] = to_image(attachment, report)
        except BadPicture as error:
            report.doubt(attachment.line, f"{attachment.address} was not kept: {error}")
        else:
            image = images[attachment.path]
            found += [Found(image, reference.value, attachment)] if image else []
    return found


def keep_pictures(found: Iterable[Found], report: Report) -> None:
    """Let each address lead to its picture."""
    for each in found:
        image = each.image if each.image.pk else Image.objects.keep_row(each.image, None)
        lead(each.path, image, each.attachment, report)


def to_image(attachment: Attachment, report: Report) -> Any:
    """The picture of a file, made of it where that was not done before; None in a dry run."""
    try:
        if attachment.path.stat().st_size > MOST_BYTES:
            raise BadPicture(too_large())
        data = attachment.path.read_bytes()
    except OSError as error:
        raise BadPicture(f"it cannot be read: {error.strerror}") from error
    source_hash = hashlib.sha256(data).hexdigest()
    known = Image.objects.made_of(source_hash)
    if known:
        report.count("pictures", "unchanged")
        return known
    picture = read_picture(data)
    report.count("pictures", "made")
    return None if report.is_dry_run else Image.objects.with_file(picture, source_hash)


def lead(path: str, image: Any, attachment: Attachment, report: Report) -> None:
    """Let a path of the site lead to the picture, and say so where it led elsewhere."""
    known = Permalink.objects.filter(path=path).first()
    owner: Any = known.owner if known else None
    if owner == image:
        return
    if owner and not isinstance(owner, Image):
        report.doubt(attachment.line, f"{path} leads to “{owner}” here, so this picture does not show")
        return
    showing = referrers(owner) if owner else set()
    if owner:
        report.doubt(attachment.line, f"{attachment.address} is another picture now")
    Permalink.objects.update_or_create(path=path, defaults={"owner": image})
    derive_again(showing | referrers(image))
