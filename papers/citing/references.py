"""A work as it stands in lists of references, in the usual styles."""

import logging
import re
from contextlib import suppress
from hashlib import blake2b
from html import escape
from json import dumps
from typing import Any

from django.conf import settings

from markup import safe_reference

from .processor import render, to_source

logger = logging.getLogger(__name__)

# By the name of the file with the style, the name that people know it by.
STYLES = {
    "apa": "APA",
    "mla": "MLA",
    "chicago": "Chicago",
    "ieee": "IEEE",
    "harvard": "Harvard",
    "vancouver": "Vancouver",
}
# Raised when the same item makes another reference than before.
VERSION = 1
# The locale for a site in this language; in all others a style speaks the English that it is written in.
LOCALES = {"de": "de-DE"}


def to_citations(item: dict[str, Any], made: dict[str, str]) -> dict[str, str]:
    """By the name of the style, a CSL-JSON item as safe HTML; under "of" what it was made of.

    `made` are those that there are: they stay if they were made of the same.
    """
    text = dumps([VERSION, settings.LANGUAGE_CODE, item], sort_keys=True)
    digest = blake2b(text.encode(errors="replace"), digest_size=12).hexdigest()
    if made.get("of") == digest:
        return made
    source = None
    with suppress(Exception):  # each style tries again, and says what is wrong
        source = to_source(item)
    return {style: to_reference(style, item, source) for style in STYLES} | {"of": digest}


def to_reference(style: str, item: dict[str, Any], source: Any = None) -> str:
    """One reference as safe HTML: a plain one where the style cannot be applied."""
    locale = LOCALES.get(settings.LANGUAGE_CODE.partition("-")[0])
    try:
        html = mended(
            render(style, source or to_source(item), locale), is_american=style != "harvard" and not locale
        )
    except Exception:  # whatever it is, a work can be saved
        logger.exception("A reference in the style %s cannot be made of %r", style, item)
        html = ""
    return safe_reference(html or plain(item))


def mended(html: str, *, is_american: bool) -> str:
    """Punctuation as it should be: one mark at an end, within quotation marks in America."""
    if is_american:
        html = re.sub(r"”([.,])", r"\1”", html)
    html = html.replace(";.", ".")
    return re.sub(r"([?!.](?:</i>)?)\.(?=[”’]?(?:\s|$))", r"\1", html)


def plain(item: dict[str, Any]) -> str:
    """A reference of our own: names, year, title, where it appeared."""
    names = ", ".join(name.get("literal") or name["family"] for name in item.get("author", []))
    year = str(item["issued"]["date-parts"][0][0]) if "issued" in item else ""
    parts = [names, year, item["title"], item.get("container-title", "")]
    return " ".join(f"{escape(part, quote=False)}." for part in parts if part)
