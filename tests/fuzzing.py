"""Requests that nobody should send, for tests/test_fuzz.py: hypothesis makes them.

Some are made of the URL resolver, each pattern with odd arguments, methods, headers and bodies. Some are
forms of the site, with fields that are odd, missing, or there twice.
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import BaseCommand, get_commands, load_command_class
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import strategies as st
from lxml import html

Pairs = tuple[tuple[str, str], ...]

ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
GROUP = re.compile(r"\(\?P<(?P<name>\w+)>[^()]*\)")  # of a pattern that is a regular expression
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
ODD = [
    "", "0", "-1", "1", "2023", "9" * 30, "1e9", "null", "true", "\0", "a\0b", "'", '"', "\\", "%", "%00",
    "../", "//", "<b>", "{{ 7 }}", "{% x %}", "$(id)", "`", "|", ";", "*", "a*", "(", ")", "[[", "]]", "@",
    "#", "+", "-", "--", "_", "é", "ß", "ı", "\u202e", "\u0301", "\ufeff", "🦜", "中文", "ﬁ", "\ud7ff",
    "\U000e0001", "\r\n", "\t",
    "a" * 300, "x" * 101, "x" * 5_000, "a " * 500, "'; DROP TABLE x; --", "2023-02-30",
    "2023-03-11", "0001-01-01", "9999-12-31", "00:00", "Infinity", "NaN", "[]", "{}", '{"a": 1}', "a,b,c",
    "tag:a OR", "NOT", "OR OR", '"open', "-x", "kind:quotation", "year:0", "year:99999", "domain:", "a:b:c",
    "http://[", "https://example.org:99999/", "javascript:alert(1)", "ftp://x", "doi:10.1/x", "10.1000/x",
    "p. 3", "shared", "open-topic", "open-paper", "hidden-entry", "hidden-tagany",
]  # fmt: skip
NAMES = """
    tag topic paper author year issued kind type status before after q at domain check page o p all e
    url sign form kept gone old new term app_label model_name field_name _popup _to_field
    _changelist_filters visibility__exact id__exact text title body name slug read_on position
    visibility topics tags key draft_key base values action _selected_action select_across index post
    take keep leave subject only saved username password next language authors stamp change_note is_told
    preview apply authorships-TOTAL_FORMS shown day shift identifiers-TOTAL_FORMS identifiers-
    INITIAL_FORMS aliases-TOTAL_FORMS file image alt width limit cursor discard
"""
FIELDS = NAMES.split()
HEADERS = [
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Language", "Cookie",
    "If-Modified-Since", "If-None-Match", "Range", "Referer", "X-Forwarded-For", "X-Forwarded-Proto",
    "X-Requested-With",
]  # fmt: skip
SAID = [*ODD[:40], "de", "bytes=0-", "Bearer x", "Basic eA==", "*", 'W/"x"', "sessionid=x; csrftoken=é"]
BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"body": 1}',
    b'{"body": "\\u0000"}',
    b"a=b&" * 50,
]
KINDS = ["x", "multipart/form-data", "multipart/form-data; boundary=x", "text/plain; charset=x", FORM]

texts = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
fields = st.tuples(st.sampled_from(FIELDS), texts)
methods = st.sampled_from(
    [*["GET"] * 6, *["POST"] * 4, *["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "ODD"]]
)
headers = st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(SAID), max_size=2)
people = st.sampled_from(["nobody", "owner", "owner", "staff"])
ways = st.sampled_from(["form", "form", "form", "file", "json", "odd"])
# What a command is told: no path out of the folder that it is called in, no NUL, which no argument has.
ENDINGS = ("md", "bib", "zip")
FILES = {f"odd{number}.{ending}": body for number, body in enumerate(BODIES) for ending in ENDINGS}
IN_FOLDER = [each for each in ODD if not {"/", "\0", ".."} & {*each, each[:2]}]
OF_DJANGO = BaseCommand().create_parser("manage.py", "any")._option_string_actions.keys()
arguments = st.sampled_from([*IN_FOLDER, ".", *FILES]) | st.sampled_from([*FILES])


@dataclass(frozen=True)
class Asked:
    """A request: `form`, with a `file` perhaps, are fields of a form, else `body` is sent as `kind`."""

    method: str = "GET"
    path: str = "/"
    query: Pairs = ()
    form: Pairs = ()
    file: bytes | None = None
    body: bytes = b""
    kind: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    who: str = "nobody"


def routes(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Each URL pattern from the root on, with `<kind:name>` for its arguments."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:
            route = GROUP.sub(r"<\g<name>>", pattern.pattern.regex.pattern).strip("^$")
        if isinstance(pattern, URLPattern):
            yield before + route
        else:
            yield from routes(pattern, before + route)


@st.composite
def odd_requests(draw: Any, known: dict[str, list[str]]) -> Asked:
    """A request of any pattern. `known` are values for its arguments, by their names, where something is."""

    def argument(match: re.Match[str]) -> str:
        values = known.get(match["name"], [])
        is_known = values and draw(st.integers(0, 3)) > 0
        return draw(st.sampled_from(values)) if is_known else quote(draw(texts), safe="/+")

    route, method = draw(st.sampled_from(sorted(set(routes())))), draw(methods)
    sent = draw(bodies()) if method not in ("GET", "HEAD") else {}
    asked = {
        "query": tuple(draw(st.lists(fields, max_size=4))),
        "headers": draw(headers),
        "who": draw(people),
    }
    return Asked(method, ARGUMENT.sub(argument, route), **asked, **sent)


@st.composite
def bodies(draw: Any) -> dict[str, Any]:
    """What is sent: a form, one with a file, JSON, or something that is none of these."""
    way = draw(ways)
    if way in ("form", "file"):
        file = draw(st.binary(max_size=40) | st.sampled_from(BODIES)) if way == "file" else None
        return {"form": tuple(draw(st.lists(fields, max_size=8))), "file": file}
    kind = JSON if way == "json" else draw(st.sampled_from(KINDS))
    return {"body": draw(st.sampled_from(BODIES)), "kind": kind}


@st.composite
def odd_forms(draw: Any, forms: list[tuple[str, Pairs]]) -> Asked:
    """A form of the site as the owner would send it, with one to three things wrong."""
    path, said = draw(st.sampled_from(forms))
    sent = list(said)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, max(0, len(sent) - 1)))
        change = draw(st.sampled_from(["odd", "odd", "odd", "gone", "twice", "more"])) if sent else "more"
        if change == "more":
            sent.append(draw(fields))
        elif change == "gone":
            del sent[place]
        elif change == "twice":
            sent.append(sent[place])
        else:
            sent[place] = (sent[place][0], draw(texts))
    return Asked("POST", path, form=tuple(sent), who="owner")


@st.composite
def odd_commands(draw: Any, names: list[str]) -> list[str]:
    """A command with its arguments, each option with one chance in three."""
    name = draw(st.sampled_from(names))
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    said = [name]
    for action in parser._actions:
        options, is_wanted = set(action.option_strings) - OF_DJANGO, draw(st.integers(0, 2)) == 0
        if options and is_wanted:
            said += [min(options), *([] if action.nargs == 0 else [draw(arguments)])]
        elif not action.option_strings:
            said.append(draw(arguments))
    return said


def forms_on(client: Client, addresses: Iterable[str]) -> list[tuple[str, Pairs]]:
    """Where the forms of these pages are sent, each once, and their fields as they stand there."""
    found: dict[str, Pairs] = {}
    for address in addresses:
        response = client.get(address)
        for form in html.fromstring(response.content).forms if b"<form" in response.content else ():
            path = urljoin(address, form.get("action") or "").partition("?")[0]
            if form.method == "POST" and "logout" not in path:
                found.setdefault(path, tuple(form.form_values()))
    return list(found.items())


def send(asked: Asked, clients: dict[str, Client]) -> tuple[int, float]:
    """The status, and for how many seconds it kept the processor; what was written is taken back."""
    client = clients[asked.who]
    cookies, began = client.cookies.copy(), time.thread_time()
    with transaction.atomic():
        response = answer(client, asked)
        if response.streaming:
            response.getvalue()  # which closes its file; the client has closed all others
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, time.thread_time() - began


def answer(client: Client, asked: Asked) -> Any:
    address = f"{asked.path}?{urlencode(asked.query)}" if asked.query else asked.path
    # What a header says arrives byte by byte.
    said = {name: value.encode().decode("latin-1") for name, value in asked.headers.items()}
    form: dict[str, Any] = {}
    for name, value in asked.form:
        form.setdefault(name, []).append(value)
    if asked.file is not None:
        form["image"] = SimpleUploadedFile("x.png", asked.file)
    if form and asked.method == "POST":
        return client.post(address, form, headers=said)
    body = urlencode(form, doseq=True).encode() if form else asked.body
    return client.generic(asked.method, address, body, FORM if form else asked.kind, headers=said)
