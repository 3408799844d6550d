"""Which file stands for an address of the site, and how one file leads to another. Pure.

A static server knows no query strings, so that a later page of a list, `/tags/lora/?before=2023-03-11,4,17`,
is the folder `tags/lora/before=2023-03-11,4,17/`: no slug holds an equals sign.
"""

from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl, quote

INDEX = "index.html"
LONGEST_NAME = 200  # bytes of UTF-8; file systems take 255
SAFE_IN_PATHS = "/=,:@!$&'()*+;~"
CURSORS = ("before", "after")


class BadAddressError(ValueError):
    """An address that no file below a folder can stand for."""


class Address(NamedTuple):
    """A path from the root of the site, not percent-encoded, and the place in its list, as `before=...`."""

    path: str
    cursor: str = ""

    def __str__(self) -> str:
        return f"{self.path}?{self.cursor}" if self.cursor else self.path

    @property
    def query(self) -> str:
        """The query string that asks the site for it."""
        name, _, value = self.cursor.partition("=")
        return f"{name}={quote(value)}" if self.cursor else ""


def to_address(path: str, query: str = "") -> Address:
    """The address with the cursor that the query string holds, if that is of a page; other filters go."""
    pairs = dict(parse_qsl(query))
    names = [name for name in CURSORS if name in pairs]
    if names and len(pairs) == 1 and path.endswith("/"):
        return Address(path, f"{names[0]}={pairs[names[0]]}")
    return Address(path)


def to_file(address: Address) -> str:
    """The path of the file below the folder of the export, such as `tags/lora/index.html`."""
    *folders, name = address.path[1:].split("/")
    cursor = [address.cursor.replace("/", "%2F")] if address.cursor else []
    return "/".join(to_name(part) for part in [*folders, *cursor, name or INDEX])


def to_name(part: str) -> str:
    """A part of a path as the name of a file; what is too long ends in a digest of the whole."""
    if part in {"", ".", ".."} or not part.isprintable() or "\\" in part or "/" in part:
        raise BadAddressError(part)
    name = part.encode("utf-8", "surrogatepass")
    if len(name) <= LONGEST_NAME:
        return part
    return f"{name[:LONGEST_NAME].decode('utf-8', 'ignore')}~{sha256(name).hexdigest()[:12]}"


def to_url(file: str) -> str:
    """The address of a file below the root of the export, percent-encoded; a folder stands for its index."""
    folder = file.removesuffix(INDEX) if file == INDEX or file.endswith(f"/{INDEX}") else file
    return quote(folder, safe=SAFE_IN_PATHS)


def relative(page: str, target: str) -> str:
    """The way from one address below the root to another, both as `to_url` gives them.

    It begins with a dot, since what a script loads could be taken for the name of a package else.
    """
    here, there = page.split("/")[:-1], target.split("/")
    most = min(len(here), len(there) - 1)
    same = next((n for n in range(most) if here[n] != there[n]), most)
    return ("../" * (len(here) - same) or "./") + "/".join(there[same:])
