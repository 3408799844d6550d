"""What a page weighs on the wire as a real Chromium loads it, and whether all is sent as it should be."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from audit.browser import chromium
from audit.figures import Figure, at_most, none_of, told

CHECK = "Weight"
PAGE, SCRIPTS, FONTS = 60_000, 12_000, 60_000  # bytes of compressed bodies
SMALL = 500  # bytes: what is shorter does not get smaller
DESK = ("admin/", "js/desk/")  # what only the writing desk loads
TEXTS = {"document", "stylesheet", "script", "fetch", "xhr"}
PICTURES = "[...document.querySelectorAll('.prose img')].map(image => image.currentSrc)"
ENTRIES = "document.querySelectorAll('main article').length"
BLOCKING = """[...document.scripts]
    .filter(script => !script.type || script.type === 'module' || script.type.endsWith('javascript'))
    .filter(script => script.type !== 'module' && !(script.src && script.defer))
    .map(script => script.src || script.textContent.slice(0, 60))"""
ICONS = """[...document.querySelectorAll('link[rel~=icon]:not([href^="data:"])')].map(link => link.href)"""


@dataclass(frozen=True)
class Load:
    """What a page loads: `kind` is Playwright's resource type, `size` the bytes of the body as sent."""

    address: str
    kind: str
    size: int
    encoding: str
    caching: str

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    def __str__(self) -> str:
        return f"{self.size:7,} B  {self.kind:10}  {self.encoding or 'plain':5}  {self.path}"


def judge(address: str, static: Path) -> Iterator[Figure]:
    """Of the page at `address`; `static` is the folder with the collected static files."""
    with chromium() as browser:
        page = browser.new_page()
        loads = watch(page, address)
        pictures, entries, blocking = (page.evaluate(each) for each in (PICTURES, ENTRIES, BLOCKING))
    yield told(CHECK, "articles on the timeline", str(entries))
    yield from figures([load for load in loads if load.address not in pictures])
    scripts = weigh(static, ".js")
    notes = [f"{size:7,} B  {name}" for name, size in scripts.items()]
    yield at_most(CHECK, "all scripts for readers", sum(scripts.values()), SCRIPTS, "B", notes)
    yield none_of(CHECK, "scripts that are not deferred", blocking)


def watch(page: Page, address: str) -> list[Load]:
    """All that is loaded until the network is still, and the icon, which a headless Chromium leaves out."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    for icon in page.evaluate(ICONS):
        if icon not in {response.url for response in responses}:
            page.evaluate("address => fetch(address).then(answer => answer.blob()).then(() => null)", icon)
    page.wait_for_timeout(200)
    return [to_load(response) for response in responses]


def to_load(response: Response) -> Load:
    headers, request = response.all_headers(), response.request
    return Load(
        address=response.url,
        kind=request.resource_type,
        size=request.sizes()["responseBodySize"],
        encoding=headers.get("content-encoding", ""),
        caching=headers.get("cache-control", ""),
    )


def figures(loads: Sequence[Load]) -> Iterator[Figure]:
    largest = sorted(loads, key=lambda load: -load.size)
    yield at_most(CHECK, "timeline with all it loads", total(loads), PAGE, "B", map(str, largest))
    yield at_most(CHECK, "scripts of it", total(loads, "script"), SCRIPTS, "B")
    yield at_most(CHECK, "fonts of it", total(loads, "font"), FONTS, "B")
    plain = [load for load in loads if load.kind in TEXTS and load.size > SMALL and not load.encoding]
    yield none_of(CHECK, "texts sent uncompressed", (load.path for load in plain))
    static = [load for load in loads if load.path.startswith("/static/")]
    passing = [load for load in static if "immutable" not in load.caching]
    yield none_of(CHECK, "static files not kept for good", (load.path for load in passing))
    texts = [load for load in static if load.kind in TEXTS and load.size > SMALL]
    yield none_of(
        CHECK, "static texts without Brotli", (load.path for load in texts if load.encoding != "br")
    )


def total(loads: Sequence[Load], kind: str | None = None) -> int:
    return sum(load.size for load in loads if kind in {None, load.kind})


def weigh(static: Path, ending: str) -> dict[str, int]:
    """The collected files of readers with that ending, and their sizes as compressed by Brotli."""
    manifest = json.loads((static / "staticfiles.json").read_text())["paths"]
    names = {name: static / hashed for name, hashed in manifest.items() if name.endswith(ending)}
    return {name: compressed(path) for name, path in names.items() if not name.startswith(DESK)}


def compressed(path: Path) -> int:
    """WhiteNoise keeps no Brotli of what does not get smaller."""
    brotli = path.with_name(f"{path.name}.br")
    return (brotli if brotli.exists() else path).stat().st_size
