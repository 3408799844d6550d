"""What no Markdown says: numbers, anchors, history and origins, one thing a line, the same for equal rows."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from history.models import Version
from markup import Reference
from notes.models import SourceFile
from papers.models import Author
from papers.models.held import NAME_PARTS
from passages.models import Clash, Document, Image, Link, Mention, Tag, document_models
from passages.models.holding import ORIGIN, to_fields
from passages.models.mention import to_name
from passages.models.permalink import last_part

from .pages import Scope

FORMAT = 1
PROGRAM = "Commonplace"
AUTHOR = (*NAME_PARTS, "slug", "orcid")
TAG = ("name", "slug", "description")
LINK = ("url", "health", "checked_at", "is_by_hand", "moved_to", "gone_since", "archived_url")
CHECK = ("checked_at", "health", "why", "status", "moved_to", "reason")
IMAGE = ("name", "width", "height", "size", "uploaded_at")
CLASH = ("name", "value", "file", "line", "found_at")
VERSION = ("kind", "title", "values", "changed", "anchors", "rest", "saved_at", "note", "is_told")
CHUNK = 200


def sections(scope: Scope, files: list[dict[str, Any]]) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
    """By name, what an export holds besides its files; history and origins only for those who own all."""
    yield "files", files
    yield "documents", documents(scope)
    yield "tags", map(tag, tags(scope))
    yield "authors", (author(each, scope) for each in authors(scope))
    yield "images", (image(each, scope) for each in images(scope))
    yield "links", links() if scope.is_private else ()
    yield "sources", sources(files) if scope.is_private else ()
    yield "clashes", clashes() if scope.is_private else ()
    yield "versions", versions() if scope.is_private else ()


def lines(scope: Scope, files: list[dict[str, Any]]) -> Iterator[str]:
    """The manifest as lines of JSON."""
    head = {"format": FORMAT, "program": PROGRAM, "is_private": scope.is_private}
    yield to_json(head)[:-1]
    for name, records in sections(scope, files):
        yield f',\n"{name}": ['
        mark = "\n"
        for record in records:
            yield mark + to_json(record)
            mark = ",\n"
        yield "]"
    yield "}\n"


def to_json(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def label_of(document: Model) -> str:
    return document._meta.label_lower


def documents(scope: Scope) -> Iterator[dict[str, Any]]:
    for model in document_models():
        found = model.objects.leaving_for(scope.reader).with_anchors()
        for each in found.iterator(chunk_size=CHUNK):
            yield document(each, scope)


def document(each: Document, scope: Scope) -> dict[str, Any]:
    said = {
        "model": label_of(each),
        "pk": each.pk,
        "values": values_of(each, scope),
        "anchors": each.as_anchors(),
        "permalinks": sorted(permalink.path for permalink in each.permalinks.all()),
        "origin": to_fields(each, ORIGIN if scope.is_private else ORIGIN[:2]),
    }
    return said | ({"rest": rest_of(each)} if scope.is_private else {})


def values_of(each: Document, scope: Scope) -> dict[str, Any]:
    """What it holds; to everybody without margins and what other programs keep for their owner."""
    values = each.as_values() | {"body": scope.text_of(each)}
    if not scope.is_private and "csl" in values:
        values["csl"] = {name: value for name, value in values["csl"].items() if name != "custom"}
    return values


def rest_of(each: Document) -> dict[str, Any]:
    """The number of an account means somebody else elsewhere."""
    rest = each.give_rest()
    for merge in rest.get("merges", []):
        merge["merged_by_id"] = None
    return rest


def tags(scope: Scope) -> Iterable[Tag]:
    found = Tag.objects.all() if scope.is_private else Tag.objects.visible_to(scope.reader)
    return found.prefetch_related("aliases", "permalinks").order_by("pk")


def tag(each: Tag) -> dict[str, Any]:
    names = [{"name": alias.name, "slug": alias.slug} for alias in each.aliases.all()]
    paths = sorted(permalink.path for permalink in each.permalinks.all())
    return {"pk": each.pk, "values": to_fields(each, TAG), "aliases": names, "permalinks": paths}


def authors(scope: Scope) -> Iterable[Author]:
    found = Author.objects.all() if scope.is_private else Author.objects.visible_to(scope.reader)
    return found.prefetch_related("variants", "permalinks").order_by("pk")


def author(each: Author, scope: Scope) -> dict[str, Any]:
    variants = [to_fields(variant, NAME_PARTS) for variant in each.variants.all()]
    paths = sorted(permalink.path for permalink in each.permalinks.all())
    said = {"pk": each.pk, "values": to_fields(each, AUTHOR), "permalinks": paths}
    return said | ({"variants": variants} if scope.is_private else {})


def images(scope: Scope) -> Iterable[Image]:
    return Image.objects.leaving_for(scope.reader).prefetch_related("permalinks")


def image(each: Image, scope: Scope) -> dict[str, Any]:
    fields = (*IMAGE, "source_hash") if scope.is_private else IMAGE
    return {"pk": each.pk, "permalinks": paths_of(each, scope)} | to_fields(each, fields)


def paths_of(each: Image, scope: Scope) -> list[str]:
    """Where a picture stood; to everybody only by what name it stands in what they see."""
    paths = sorted(permalink.path for permalink in each.permalinks.all())
    if scope.is_private:
        return paths
    mentions = Mention.objects.visible_to(scope.reader).pointing_at(each)
    said = set(mentions.values_list("reference", flat=True))
    return [path for path in paths if said & names_of(path)]


def names_of(path: str) -> set[str]:
    """By what names mentions keep a path: the whole, or its last part."""
    return {to_name(Reference("path", path)), to_name(Reference("wiki", last_part(path)))}


def links() -> Iterator[dict[str, Any]]:
    """Links of which more is known than their address."""
    for each in Link.objects.known_more_of().prefetch_related("checks"):
        checks = sorted(each.checks.all(), key=lambda check: (check.checked_at, check.pk))
        yield to_fields(each, LINK) | {"checks": [to_fields(check, CHECK) for check in checks]}


def sources(files: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The files as they came in, with their bytes where these are not those that go out."""
    hashes = {file["name"]: file["sha256"] for file in files}
    for each in SourceFile.objects.iterator(chunk_size=CHUNK):
        data = bytes(each.data)
        digest = hashlib.sha256(data).hexdigest()
        said = to_fields(each, ("name", "folder", "hashes", "imported_at")) | {"sha256": digest}
        is_out = hashes.get(each.name) == digest
        yield said if is_out else said | {"data": base64.b64encode(data).decode()}


def clashes() -> Iterator[dict[str, Any]]:
    """What the owner has still to say which of two holds."""
    models = {key: f"{app}.{model}" for key, app, model in owner_types()}
    for each in Clash.objects.order_by("owner_type", "owner_id", "name"):
        yield {"model": models[each.owner_type_id], "pk": each.owner_id} | {"clash": to_fields(each, CLASH)}


def versions() -> Iterator[dict[str, Any]]:
    """The history in the order in which it was written, also of what was deleted."""
    models = {key: f"{app}.{model}" for key, app, model in owner_types()}
    found = Version.objects.select_related("saved_by").order_by("pk")
    for each in found.iterator(chunk_size=CHUNK):
        owner = {"model": models[each.owner_type_id], "pk": each.owner_id}
        by = each.saved_by.get_username() if each.saved_by else ""
        yield owner | to_fields(each, VERSION) | {"saved_by": by}


def owner_types() -> Iterator[tuple[int, str, str]]:
    return ContentType.objects.values_list("pk", "app_label", "model").iterator()
