"""How fast the form of an entry in the admin saves: opened, changed, saved, again and again."""

import time
from collections.abc import Sequence
from html.parser import HTMLParser

import httpx2

from .loading import Load, at_rest
from .servers import Server

BUTTONS = ("submit", "button", "reset", "image", "file")

Fields = list[tuple[str, str]]


class Forms(HTMLParser):
    """The fields of each form of a page, with what a browser would send of them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Fields] = []
        self.select = self.area = ""
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: text or "" for name, text in attrs}
        if tag == "form":
            self.forms.append([])
        elif tag == "select":
            self.select = said.get("name", "")
        elif tag == "option" and self.select and "selected" in said:
            self.add(self.select, said.get("value", ""))
        elif tag == "textarea":
            self.area, self.text = said.get("name", ""), []
        elif tag == "input" and is_sent(said):
            self.add(said["name"], said.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            self.add(self.area, "".join(self.text).removeprefix("\n"))
            self.area = ""

    def add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].append((name, value))


def is_sent(said: dict[str, str]) -> bool:
    kind = said.get("type", "text")
    return bool(said.get("name")) and kind not in BUTTONS and (
        kind not in ("checkbox", "radio") or "checked" in said
    )  # fmt: skip


def fields_of(page: str) -> Fields:
    """What the form that has a text sends."""
    forms = Forms()
    forms.feed(page)
    found = [form for form in forms.forms if "body" in dict(form)]
    if not found:
        raise SystemExit("There is no form of an entry.")
    return found[0]


def changed(fields: Fields, text: str, number: int) -> dict[str, list[str]]:
    """What is sent to save this text with a bullet more at its end."""
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return sent | {"body": [f"{text.rstrip()}\n* saved {number}"], "_save": ["Save"]}


def save(server: Server, path: str, cookie: tuple[str, str], seconds: float) -> Load:
    """Of the saves alone, one at a time.

    The form is opened before each: it knows the state that it changes, and shows what the last save said.
    """
    times: list[float] = []
    used, failures = 0.0, 0
    with httpx2.Client(base_url=server.address, cookies=dict([cookie]), timeout=60) as http:
        text = dict(fields_of(http.get(path).text))["body"]
        while sum(times) < seconds:
            sent = changed(fields_of(http.get(path).text), text, len(times))
            before, began = at_rest(server), time.monotonic()
            failures += http.post(path, data=sent).status_code != 302
            times.append(time.monotonic() - began)
            used += at_rest(server) - before
    return to_load(times, used, failures)


def to_load(times: Sequence[float], used: float, failures: int) -> Load:
    """Of requests that took so many seconds each, one after the other."""
    p50, p95, p99 = (1000 * percentile(times, share) for share in (0.5, 0.95, 0.99))
    number = len(times)
    return Load(number / sum(times), 1000 * used / number, p50, p95, p99, number, failures)


def percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]
