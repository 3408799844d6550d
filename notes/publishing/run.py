"""The whole of an export: everything that anybody may see, as files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import translation

from passages.models import Image, Permalink, document_models
from passages.models.kinds import type_id

from .addresses import Address
from .asking import Site
from .crawling import Crawl, crawl
from .folder import Folder, FolderError, open_folder
from .kinds import Key, key_of, match_of
from .links import locations
from .making import Maker, first_addresses
from .report import Report, to_report
from .ways import Ways
from .words import public_words

NOBODY = AnonymousUser()
MOST_TOLD = 50


class ExportFailedError(Exception):
    """Nothing was exported, and what was there before is as it was; the message is in sentences."""


@dataclass(frozen=True)
class Options:
    """`base` is where the site will stand, ending in a slash. With `allows_broken` links of texts that lead
    nowhere are told, and no error."""

    base: str
    include_unlisted: bool = False
    is_forced: bool = False
    processes: int = os.cpu_count() or 1
    allows_broken: bool = False


def to_base(text: str) -> str:
    """The address of a site with a slash at its end; ValueError with a sentence if it is none."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("--base-url takes an address such as https://example.org/notes/.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


def export_site(root: Path, options: Options) -> Report:
    if settings.SITE_PRIVATE:
        raise ExportFailedError("The site is private (SITE_PRIVATE), so that there is nothing to export.")
    try:
        folder = open_folder(root, is_forced=options.is_forced)
        try:
            with translation.override(settings.LANGUAGE_CODE):
                return export_to(folder, options)
        finally:
            folder.clear()
    except FolderError as error:
        raise ExportFailedError(str(error)) from error
    except OSError as error:
        reason = error.strerror or error
        raise ExportFailedError(f"{error.filename or root} could not be written: {reason}.") from error


def export_to(folder: Folder, options: Options) -> Report:
    cache.delete("sitemap")  # it may be an hour old
    site = Site(options.base)
    unlisted = unlisted_addresses() if options.include_unlisted else []
    listed = listed_keys(site) | {key for key in map(to_key, unlisted) if key}
    ways = Ways(site, listed, options.include_unlisted)
    maker = Maker(options.base, site, ways, folder, public_words)
    first = [*first_addresses(), *map(Address, unlisted)]
    found = crawl(first, former_addresses(), maker.make, options.processes)
    faults, broken = list(found.faults()), list(found.broken_links())
    if faults:
        raise ExportFailedError(said(faults, "Nothing was exported, since {} pages could not be made"))
    if broken and not options.allows_broken:
        raise ExportFailedError(
            said(broken, "Nothing was exported, since {} links lead nowhere (see --allow-broken)")
        )
    return put_in_place(folder, found, options, said(broken, "{} links lead nowhere") if broken else "")


def put_in_place(folder: Folder, found: Crawl, options: Options, told: str) -> Report:
    made = [made for made in found.made.values() if not made.trouble]
    files = {each.file: each.etag for each in made}
    new = [each.file for each in made if each.is_new]
    removed = folder.put_in_place(files, new, options.base)
    return to_report(made, removed, len(found.left_out), told)


def said(troubles: Sequence[str], sentence: str) -> str:
    """The sentence with their number, and the first of them."""
    more = [f"and {len(troubles) - MOST_TOLD:,} more"] if len(troubles) > MOST_TOLD else []
    told = "\n".join(f"  {trouble}" for trouble in [*troubles[:MOST_TOLD], *more])
    return f"{sentence.format(f'{len(troubles):,}')}:\n{told}"


def listed_keys(site: Site) -> set[Key]:
    """The documents, tags and authors that everybody may find, as the sitemap lists them."""
    paths = [path for part in sitemap_paths(site, "/sitemap.xml") for path in sitemap_paths(site, part)]
    return {key for key in map(to_key, paths) if key}


def sitemap_paths(site: Site, path: str) -> list[str]:
    answer = site.ask(Address(path), lambda location: f"{site.base}{location[1:]}")
    return [f"/{unquote(found.removeprefix(site.base))}" for found in locations(answer.content.decode())]


def to_key(path: str) -> Key | None:
    match = match_of(path)
    return key_of(match) if match else None


def unlisted_addresses() -> list[str]:
    """Where documents stand that are not listed, the listed among them."""
    return [
        document.path
        for model in document_models()
        for document in model.objects.visible_to(NOBODY, at_address=True).without_text().iterator()
    ]


def former_addresses() -> list[Address]:
    """Where something once stood: the site says of each whether it leads anywhere.

    Those of pictures are left out: no page can stand for a picture, and private texts may have named them.
    """
    former = Permalink.objects.exclude(owner_type=type_id(Image))
    return [Address(path) for path in former.values_list("path", flat=True).iterator()]
