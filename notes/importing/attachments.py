"""Keeps the pictures that a page shows, at the paths by which its text names them."""

import hashlib
from typing import Any

from markup import picture_reference
from passages.imaging import MOST_BYTES, BadPicture, read_picture, too_large
from passages.models import Image, Permalink, derive_again, referrers

from .addresses import LONGEST_PATH
from .pages import Attachment, Page
from .report import Report


def keep_attachments(page: Page, report: Report) -> None:
    """Let each address in the page lead to a picture that is kept here. What is refused is told of."""
    folder = page.name.rpartition("/")[0]
    for attachment in page.attachments:
        reference = picture_reference(attachment.address, folder)
        if reference is None or len(reference.value) > LONGEST_PATH:
            report.doubt(attachment.line, f"{attachment.address} is no address of a picture of this site")
            continue
        try:
            image = to_image(attachment, report)
        except BadPicture as error:
            report.doubt(attachment.line, f"{attachment.address} was not kept: {error}")
        else:
            if image:
                lead(reference.value, image, attachment, report)


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
    return None if report.is_dry_run else Image.objects.keep(picture, None, source_hash)


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
