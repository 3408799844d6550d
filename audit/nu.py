"""Whether pages are valid HTML, by the Nu HTML checker."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audit import tools
from audit.figures import Figure, none_of, told

CHECK = "Nu HTML checker"
FRAGMENT = '<!doctype html><html lang="en"><title>Fragment</title><body>{}</body></html>'


@dataclass(frozen=True)
class Message:
    """What the checker says of a page, with the piece of it that it is about."""

    address: str
    is_error: bool
    text: str
    extract: str

    def __str__(self) -> str:
        return f"{self.address}: {self.text} | {' '.join(self.extract.split())}"


def judge(pages: dict[str, str]) -> Iterator[Figure]:
    """Of pages by their address."""
    messages = check(pages)
    what = f"errors on {len(pages)} pages"
    yield none_of(CHECK, what, once(each for each in messages if each.is_error))
    warnings = once(each for each in messages if not each.is_error)
    yield told(CHECK, "warnings", str(len(warnings)), warnings)


def check(pages: dict[str, str]) -> list[Message]:
    with TemporaryDirectory(prefix="commonplace-nu-") as folder:
        addresses = {}
        for number, (address, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number:04}.html"
            path.write_text(to_document(html), encoding="utf-8")
            addresses[path.as_uri()] = address
        command = [*tools.vnu(), "--format", "json", "--stdout", "--exit-zero-always", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(read(json.loads(done.stdout), addresses))


def to_document(html: str) -> str:
    """A page as it is; around a fragment, such as a preview, the least page that can hold it."""
    return html if html.lstrip().lower().startswith("<!doctype") else FRAGMENT.format(html)


def read(report: dict[str, Any], addresses: dict[str, str]) -> Iterator[Message]:
    """The messages of the checker's JSON report, which names the pages by the URLs of their files."""
    for each in report["messages"]:
        url = each.get("url", "").replace("file:/", "file:///").replace("file://///", "file:///")
        address = addresses.get(url, each.get("url", "the checker"))
        yield Message(address, each["type"] != "info", each["message"], each.get("extract", ""))


def once(messages: Iterator[Message]) -> list[str]:
    """Each kind of message once, with the page where it came first and the number of pages that have it."""
    kinds: dict[tuple[str, str], list[Message]] = {}
    for each in messages:
        kinds.setdefault((each.text, each.extract), []).append(each)
    return [f"{some[0]} ({len(some)} times)" for some in kinds.values()]
