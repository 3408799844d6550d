"""What a text points at: wiki links, citations, links to this site and links to the web."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import unquote

from linkify_it.tlds import TLDS  # type: ignore[import-untyped]
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from .pictures import is_picture_file, path_from
from .plain_text import to_plain
from .sanitising import stands

WIKI = "wiki"
CITATION = "citation"
PATH = "path"
URL = "url"
# Pandoc's citation keys, without the braces and without `<` and `>`, which could be HTML; the @ of an e-mail
# address or of a path begins none.
CITED = re.compile(r"(?<![\w./@])@(?P<key>\w{1,200}(?:[:.#$%&\-+?~/]\w{1,200}){0,50})")
# Slugs of several words and paths, which nobody writes in a sentence but to link.
SLUG = re.compile(r"(?<![\w./@+-])/?\w+(?:[-/.+]\w+)*[-/]\w+/?(?![\w+-]|\.\w)")
CITED_OR_SLUG = re.compile(f"{CITED.pattern}|{SLUG.pattern}")
# Where the pictures of this site are.
PICTURES = "/images/"

# Top-level domains that a reader meets far more often as the ending of a file's name.
FILE_ENDINGS = frozenset([
    "bib", "bz", "cab", "cfd", "doc", "gz", "java", "jpg", "js", "md", "mov", "mp", "pl", "ps", "py",
    "rs", "sc", "sh", "so", "tex", "zip",
])  # fmt: skip
HOST_ENDINGS = frozenset(map(str.lower, TLDS)) - FILE_ENDINGS
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
HOST = re.compile(r"(?:[\w-]{1,63}\.)+(?P<tld>[^\W\d_]{2,63})(?::\d{1,5})?(?=[/?#]|\Z)")
WITH_HOST = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# Browsers take these out of an address before they look at its scheme (URL Standard, section 4.1).
IGNORED_IN_ADDRESS = re.compile(r"[\t\n\r]|\A[\x00-\x20]+|[\x00-\x20]+\Z")


@dataclass(frozen=True)
class Reference:
    """One thing that a text points at; `kind` is "wiki", "citation", "path" or "url".

    `label` is what the text calls it. The same thing by another name is the same reference.
    """

    kind: str
    value: str
    label: str = field(default="", compare=False)

    @property
    def is_nameless(self) -> bool:
        """Whether the text has but a key or a slug for it, in place of which one reads what it is called."""
        if self.kind == WIKI:
            return self.label == self.value and bool(SLUG.fullmatch(self.value))
        return self.kind == CITATION


@dataclass(frozen=True)
class Target:
    """Where a reference leads; `label` is the title that is shown when the owner gave none.

    Of a picture, `width` and `height` in pixels.
    """

    url: str
    label: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Destination:
    """The address of a link as it will stand in the HTML, None when it must not be one."""

    href: str | None
    reference: Reference | None = None

    @classmethod
    def from_address(cls, address: str, folder: str | None = None) -> "Destination":
        """Read the address of a link or image as the owner wrote it, entities already decoded.

        A picture may be named from the `folder` of the site that the text is a file of.
        """
        href = IGNORED_IN_ADDRESS.sub("", address).replace("\\", "%5C")
        if href.startswith("//") or is_bare_host(href):
            href = "https://" + href.removeprefix("//")
        href = normalizeLink(href)
        if href.startswith("/"):
            return cls(href, Reference(PATH, to_path(href)))
        scheme = SCHEME.match(href)
        if scheme is None:
            return cls(href, picture_from(folder, href))
        return cls.with_scheme(href, scheme[0].lower())

    @classmethod
    def with_scheme(cls, href: str, scheme: str) -> "Destination":
        """An address of the web or of a mailbox; no other scheme may stand in a page."""
        if scheme == "mailto:" and stands(href):
            return cls(href)
        if scheme in {"http:", "https:"} and WITH_HOST.match(href) and stands(href):
            return cls(href, Reference(URL, href))
        return cls(None)

    @property
    def is_external(self) -> bool:
        """Whether the address is one of another host."""
        return self.reference is not None and self.reference.kind == URL


def is_bare_host(address: str) -> bool:
    """Whether an address without a scheme opens with a host's name: www.character.ai, but not notes.md."""
    host = HOST.match(address)
    if host is None:
        return False
    tld = host["tld"].lower()
    return address.lower().startswith("www.") or tld in HOST_ENDINGS


def picture_from(folder: str | None, href: str) -> Reference | None:
    """The picture that a relative address means in a text of that folder, if it can be one."""
    path = to_path(href).rstrip("/")
    if folder is None or not is_picture_file(path):
        return None
    return Reference(PATH, f"{path_from(folder, path)}/")


def picture_reference(address: str, folder: str | None = None) -> Reference | None:
    """The picture of this site that an address in a text of that folder means, if it can be one."""
    reference = Destination.from_address(address, folder).reference
    is_here = reference is not None and reference.kind == PATH and is_picture_file(reference.value)
    return reference if is_here else None


def to_path(href: str) -> str:
    """The path of a link to this site, decoded, without query and fragment: "/python?x" is "/python/"."""
    path = unquote(re.split(r"[?#]", href, maxsplit=1)[0])
    return path.rstrip("/") + "/"


def named(text: str, labels: Mapping[str, str]) -> str:
    """The words of a text with the labels of citation keys (`@key`) and slugs in place of these."""
    return CITED_OR_SLUG.sub(lambda found: labels.get(found[0], found[0]), text)


def references_in(tokens: Iterable[Token]) -> tuple[Reference, ...]:
    """The references of inline tokens, each once with its first label, in the order of the text."""
    found: list[tuple[Reference, list[Token]]] = []
    inside: list[Token] = []  # the tokens of the link that is open
    for token in tokens:
        inside.append(token)
        if token.tag == "a":
            inside = []
        if token.meta.get("reference"):
            found.append((token.meta["reference"], inside if token.tag == "a" else [token]))
    return tuple(dict.fromkeys(replace(reference, label=to_plain(words)) for reference, words in found))


def resolve(tokens: Iterable[Token], folder: str | None = None) -> None:
    """Write the final address and the reference into every link and image of `tokens`."""
    is_in_link = False
    for token in tokens:
        if token.tag == "a":
            is_in_link = token.nesting == 1
        if token.tag == "a" and token.nesting == 1:
            resolve_address(token, "href", folder)
        elif token.type == "image":
            resolve_address(token, "src", folder)
            if not points_at_something(token, is_in_link):
                token.meta["reference"] = None


def points_at_something(image: Token, is_in_link: bool) -> bool:
    """Whether an image is a picture of this site, or stands as a link to one elsewhere."""
    if image.meta["is_external"]:
        return not is_in_link
    reference = image.meta["reference"]
    return reference is not None and is_picture_file(reference.value)


def is_picture(reference: Reference | None) -> bool:
    return reference is not None and reference.kind == PATH and reference.value.startswith(PICTURES)


def resolve_address(token: Token, attribute: Literal["href", "src"], folder: str | None) -> None:
    """Put the destination of one link or image into its token."""
    destination = Destination.from_address(str(token.attrGet(attribute) or ""), folder)
    token.meta["href"] = destination.href
    token.meta["is_external"] = destination.is_external
    token.meta["reference"] = destination.reference
