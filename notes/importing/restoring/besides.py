"""What an export holds besides documents: pictures, what is known of links, history, files as they came."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.dateparse import parse_datetime

from history.models import Version
from notes.importing.report import Report
from notes.importing.sites import read_bytes
from notes.models import SourceFile
from passages.imaging import BadPicture, read_picture
from passages.models import Clash, Image, Link, LinkCheck
from passages.models.holding import set_fields
from passages.models.image import FOLDER
from passages.models.kinds import document_models, type_id

from .names import keep_paths

Record = Mapping[str, Any]
Keys = Mapping[tuple[str, int], int]
MEDIA = "media"


def restore_images(records: Iterable[Record], folder: Path, report: Report) -> None:
    """Keep pictures under their names, which are made of their bytes."""
    known = set(Image.objects.values_list("name", flat=True))
    for record in records:
        if record["name"] not in known:
            try:
                restore_image(record, folder / MEDIA / Path(record["name"]).name)
            except BadPicture as error:
                report.doubt(None, f"the picture {record['name']} is left out: {error}")


def restore_image(record: Record, file: Path) -> None:
    """Raises BadPicture where the file is not the picture of that name."""
    if not file.is_file():
        raise BadPicture("its file is not in the folder")
    data = read_bytes(file)
    picture = replace(read_picture(data), data=data)
    if picture.name != record["name"]:
        raise BadPicture("its bytes are not those of its name")
    image = Image(file=f"{FOLDER}/{picture.name}")
    set_fields(image, record)
    image.pk = None if Image.objects.filter(pk=record["pk"]).exists() else record["pk"]
    image.clean_fields(exclude=["uploaded_by"])
    image.save()
    keep_paths(image, record["permalinks"])
    transaction.on_commit(lambda: save_file(picture.name, data))


def save_file(name: str, data: bytes) -> None:
    if not default_storage.exists(f"{FOLDER}/{name}"):
        default_storage.save(f"{FOLDER}/{name}", ContentFile(data))


def restore_links(records: Sequence[Record]) -> None:
    """What was found out about links of which nothing is known here."""
    known = set(Link.objects.known_more_of().values_list("url", flat=True))
    links = Link.objects.remember({record["url"] for record in records})
    for record in records:
        if record["url"] not in known:
            link = links[record["url"]]
            set_fields(link, {name: value for name, value in record.items() if name != "checks"})
            link.clean_fields()
            link.save()
            LinkCheck.objects.bulk_create([to_check(link, each) for each in record["checks"]])


def to_check(link: Link, record: Record) -> LinkCheck:
    check = LinkCheck(link=link)
    set_fields(check, record)
    return check


def restore_sources(records: Iterable[Record], page_files: Mapping[str, str], folder: Path) -> None:
    """Files as they came in, of which none is here."""
    known = set(SourceFile.objects.values_list("name", flat=True))
    for record in records:
        if record["name"] not in known:
            data = source_data(record, page_files, folder)
            said = {name: record[name] for name in ("name", "folder", "hashes")}
            source = SourceFile.objects.create(data=data, **said)
            moment = parse_datetime(record["imported_at"])
            SourceFile.objects.filter(pk=source.pk).update(imported_at=moment)


def source_data(record: Record, page_files: Mapping[str, str], folder: Path) -> bytes:
    """Its bytes, which are those of the exported file if the manifest has none."""
    if "data" in record:
        return base64.b64decode(record["data"], validate=True)
    data = read_bytes(folder / record["name"]) if record["name"] in page_files else b""
    return data if hashlib.sha256(data).hexdigest() == record["sha256"] else b""


def restore_clashes(records: Iterable[Record], made: Keys) -> None:
    models = {model._meta.label_lower: model for model in document_models()}
    for record in records:
        owner = owner_of(record)
        if owner in made:
            clash = Clash(owner_type_id=type_id(models[owner[0]]), owner_id=made[owner])
            set_fields(clash, record["clash"])
            clash.save()


def restore_versions(records: Sequence[Record], made: Keys, keys: Keys, authors: Mapping[int, int]) -> None:
    """The history of the documents that were made, and of what was deleted and is nowhere here."""
    models = {model._meta.label_lower: model for model in document_models()}
    accounts = {user.get_username(): user for user in get_user_model().objects.all()}
    exported = set(keys)
    owners = {owner_of(record) for record in records}
    gone = {owner for owner in owners - exported if is_free(models[owner[0]], owner[1])}
    rows = []
    for record in records:
        owner = owner_of(record)
        if owner in made or owner in gone:
            version = Version(owner_type_id=type_id(models[owner[0]]), owner_id=made.get(owner, owner[1]))
            set_fields(version, {name: value for name, value in record.items() if name != "saved_by"})
            version.values = renumbered(record["values"], keys, authors)
            version.saved_by = accounts.get(record["saved_by"])
            rows.append(version)
    Version.objects.bulk_create(rows, batch_size=100)


def owner_of(record: Record) -> tuple[str, int]:
    return record["model"], record["pk"]


def is_free(model: Any, key: int) -> bool:
    """Whether no document, and none that was deleted, has had that number here."""
    is_used = model._base_manager.filter(pk=key).exists()
    return not is_used and not Version.objects.of_kind(model).filter(owner_id=key).exists()


def renumbered(values: Record, keys: Keys, authors: Mapping[int, int]) -> dict[str, Any]:
    """Values with the numbers that topics and authors have here."""
    said = dict(values)
    if "topics" in said:
        topics = {each["pk"]: keys.get(("topics.topic", each["pk"]), each["pk"]) for each in said["topics"]}
        said["topics"] = list(with_keys(said["topics"], topics))
    if "byline" in said:
        said["byline"] = list(with_keys(said["byline"], authors))
    return said


def with_keys(references: Iterable[Record], keys: Mapping[int, int]) -> Iterator[Record]:
    for each in references:
        yield {**each, "pk": keys.get(each["pk"], each["pk"])}
