"""What may be wrong in texts."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from markup import parse
from markup.references import is_bare_host
from notes.models import Entry
from papers.models import Paper
from passages.models import Clash, Document, Link, Mention, Passage, Permalink
from passages.models.kinds import type_id
from passages.saying import label_of

from .finding import Finding, Fix, change_url, first_of, list_url, name_of

# What has no pages, so that a quotation of it needs no place.
WITHOUT_PAGES = ["webpage", "post", "post-weblog", "software", "dataset", "personal_communication"]
WITHOUT_SCHEME = r"\]\([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+[/)?#:]"
ADDRESS = re.compile(r"\]\(([^\s()<>]+)")

Models = list[type[Document]]


def undated(models: Models) -> Iterator[Finding]:
    """One row for each log, since one line without a date gives it to all under it."""
    entries = Entry.objects.filter(is_date_inherited=True).order_by()
    for file, number in entries.values_list("source_file").annotate(Count("pk")).order_by("source_file"):
        said = ngettext(
            "%(number)s entry has the day of the one above it.",
            "%(number)s entries have the day of the one above them.",
            number,
        )
        url = list_url(Entry, "is_date_inherited__exact=1")
        yield Finding(
            "undated", name_of(Entry, file), file or _("Written here"), said % {"number": number}, url,
            number,
            Fix(_("Choose them and change their day"), url),
        )  # fmt: skip


def clashes(models: Models) -> Iterator[Finding]:
    for clash in Clash.objects.in_any(models).with_owners():
        model, said = type(clash.owner), _("%(place)s says something else: %(field)s.")
        yield Finding(
            "clashes", name_of(model, clash.owner_id, clash.name), str(clash.owner),
            said % {"place": clash.place, "field": label_of(model, clash.name)},
            f"{change_url(model, clash.owner_id)}#clashes",
        )  # fmt: skip


def future(models: Models) -> Iterator[Finding]:
    entries = Entry.objects.filter(read_on__gt=timezone.localdate()).order_by("read_on", "position", "pk")
    for entry in entries.without_text():
        said = _("It is dated %(day)s, which is still to come.")
        yield Finding(
            "future", name_of(Entry, entry.pk, entry.read_on), str(entry),
            said % {"day": date_format(entry.read_on, "DATE_FORMAT")}, change_url(Entry, entry.pk),
        )  # fmt: skip


def unplaced(models: Models) -> Iterator[Finding]:
    """Quotations without a locator, of works that have pages."""
    quotations = Passage.objects.quotations().filter(locator="").exclude(text="").order_by()
    works = Paper.objects.exclude(type__in=WITHOUT_PAGES).order_by()
    chosen: dict[type[Any], Any] = {Paper: works.values("pk"), Entry: works.values("entries")}
    for model, keys in chosen.items():
        if model not in models:
            continue
        here = quotations.in_documents(model).filter(owner_id__in=keys)
        counts = dict(here.values_list("owner_id").annotate(Count("pk")))
        for document in named(model, counts):
            number = counts[document.pk]
            said = ngettext(
                "%(number)s quotation does not say where in the work it stands.",
                "%(number)s quotations do not say where in the work they stand.",
                number,
            )
            yield Finding(
                "unplaced", name_of(model, document.pk), str(document),
                said % {"number": number}, change_url(model, document.pk), number,
            )  # fmt: skip


def named(model: type[Any], keys: Any) -> Any:
    return model.objects.filter(pk__in=list(keys)).without_text()


def broken(models: Models) -> Iterator[Finding]:
    """Names and paths in texts that nothing answers to, one row a text."""
    types = {type_id(model): model for model in models}
    mentions = Mention.objects.filter(target_type=None, link=None, passage__owner_type__in=types).order_by()
    rows = mentions.values_list("passage__owner_type", "passage__owner_id", "reference").distinct()
    references = sorted({(owner_type, owner, reference) for owner_type, owner, reference in rows})
    is_there = pages_among({reference for *_key, reference in references})
    missing: dict[type[Any], dict[int, list[str]]] = {model: {} for model in models}
    for owner_type, owner, reference in references:
        if reference not in is_there and not is_handle(reference):
            missing[types[owner_type]].setdefault(owner, []).append(reference)
    for model, found in missing.items():
        for document in named(model, found):
            names = [as_written(reference) for reference in found[document.pk]]
            said = ngettext("%(names)s leads nowhere.", "%(names)s lead nowhere.", len(names))
            yield Finding(
                "broken", name_of(model, document.pk, *names), str(document),
                said % {"names": first_of(names)}, change_url(model, document.pk), len(names),
            )  # fmt: skip


def pages_among(references: set[str]) -> set[str]:
    """Those that lead to pages of the site which are no documents, or to where something was before."""
    paths = {ref: ref.removeprefix("path:") for ref in references if ref.startswith("path:")}
    former = set(Permalink.objects.filter(path__in=set(paths.values())).values_list("path", flat=True))
    return {ref for ref, path in paths.items() if path in former or is_page(path)}


def is_page(path: str) -> bool:
    """Whether a page of the site that is no document stands there, such as that of a tag, or a file."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return path.startswith(("/static/", "/media/"))
    return name not in {"notes:entry", "papers:paper", "topics:topic"}


def is_handle(reference: str) -> bool:
    """Whether an @name is rather somebody's name elsewhere than a citation key, which has a year in it."""
    return reference.startswith("citation:") and not re.search(r"\d", reference)


def as_written(reference: str) -> str:
    kind, _colon, value = reference.partition(":")
    return {"wiki": f"[[{value}]]", "citation": f"@{value}"}.get(kind, value)


def without_scheme(models: Models) -> Iterator[Finding]:
    for model in models:
        documents: Any = model.objects.filter(body__regex=WITHOUT_SCHEME)
        for document in documents.defer("body_html", "owners_html", "source_values"):
            addresses = bare_addresses(document.body)
            if addresses:
                said = _("%(addresses)s: without https:// this is an address on this site to others.")
                yield Finding(
                    "without_scheme", name_of(model, document.pk, *addresses), str(document),
                    said % {"addresses": first_of(addresses)}, change_url(model, document.pk), len(addresses),
                )  # fmt: skip


def bare_addresses(body: str) -> list[str]:
    """Addresses of links that begin with a host, but for those in code."""
    found = [address for address in dict.fromkeys(ADDRESS.findall(body)) if is_bare_host(address)]
    known = {reference.value for reference in parse(body).references} if found else set()
    return [address for address in found if any(each.startswith(f"https://{address}") for each in known)]


def gone(models: Models) -> Iterator[Finding]:
    """Dead links, one row a domain."""
    links = Link.objects.filter(health=Link.Health.GONE).order_by()
    for domain, number in links.values_list("domain").annotate(Count("pk")).order_by("domain"):
        said = ngettext("%(number)s link is dead.", "%(number)s links are dead.", number)
        url = list_url(Link, f"health__exact=gone&q={domain}")
        yield Finding("gone", name_of(Link, domain), domain, said % {"number": number}, url, number)
