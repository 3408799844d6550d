"""Texts of HTML in a real Chromium, each alone in a frame: which of them run something."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, Request, Route

CANARY = (Path(__file__).resolve().parent / "canary.js").read_text(encoding="utf-8")
HOST = "frames.test"
AT_ONCE = 100
PATIENCE = 10_000  # milliseconds; a loop without end never answers
# No frame may lead the others away.
OPEN = """texts => { window.open_frames = texts.length; for (const [name, html] of texts) {
  const frame = document.createElement("iframe");
  frame.name = name;
  frame.sandbox = "allow-scripts allow-same-origin allow-modals allow-forms";
  const close = () => { setTimeout(() => { window.open_frames -= 1; }, 200); };
  frame.addEventListener("load", close, { once: true });
  frame.srcdoc = html;
  document.body.append(frame);
} }"""


@dataclass
class Heard:
    """What the canary told, and which addresses of other hosts than `host` were asked for.

    `ran` are names of frames or paths of pages in which something ran, `faults` what has no place in a text,
    `stopped` the directives of the policy that something was stopped by.
    """

    host: str = HOST
    ran: set[str] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def tell(self, source: Any, kind: str, what: str) -> None:
        {"ran": self.ran, "fault": self.faults, "stopped": self.stopped}[kind].add(what)

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.asked.add(request.url[:120])


def new_page(browser: Browser, heard: Heard, **options: Any) -> Page:
    """A page with the canary, whose requests are heard."""
    context = browser.new_context(**options)
    context.expose_binding("tell", heard.tell)
    context.add_init_script(CANARY)
    context.on("request", heard.request)
    return context.new_page()


def hear(browser: Browser, texts: Sequence[str]) -> Heard:
    """Open each text in a frame of its own, named by its number, without a policy; poke at all in it."""
    heard = Heard()
    numbered = [(str(number), text) for number, text in enumerate(texts)]
    for first in range(0, len(texts), AT_ONCE):
        hear_some(browser, heard, numbered[first : first + AT_ONCE])
    return heard


def hear_some(browser: Browser, heard: Heard, texts: Sequence[tuple[str, str]]) -> None:
    page = new_page(browser, heard)
    page.route("**/*", answer_nothing)
    try:
        page.goto(f"http://{HOST}/")
        page.evaluate(OPEN, texts)
        page.wait_for_function("window.open_frames <= 0", timeout=PATIENCE)
    except Error as error:
        heard.faults.add(f"frames {texts[0][0]} to {texts[-1][0]}: {error.message[:80]}")
    finally:
        page.context.close()


def answer_nothing(route: Route) -> None:
    """There is an empty page at the host, and nothing else anywhere."""
    if route.request.url == f"http://{HOST}/":
        route.fulfill(content_type="text/html", body="<!doctype html><title>Frames</title><body>")
    else:
        route.abort()
