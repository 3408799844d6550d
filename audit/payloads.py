"""Whether an attempt at script runs anywhere: eight thousand, by grammar and in a real Chromium."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.encoding import iri_to_uri
from playwright.sync_api import Browser, Error, Route

from api.models import Token
from audit.answers import ask
from audit.browser import chromium
from audit.figures import Figure, at_least, none_of, told
from audit.frames import Heard, hear, new_page
from audit.site import Site
from markup.tests.pages import render
from markup.tests.payloads import PAYLOADS, public_payloads
from notes.models import Entry
from papers.models import Paper
from tests.hostile import PLACES, documents_of
from tests.strict import faults_in_text, faults_of

CHECK = "Payloads"
DAY = "1997-03-11"
ALONE = 1_000  # payloads that are opened each in a frame of its own
PATIENCE = 60_000  # milliseconds
FIRING = 100  # of those, as they are, at least so many run something
LISTS = (
    "/1997/03/11/", "/feed.atom?year=1997", "/feed.json?year=1997", "/api/entries?year=1997",
    "/papers/", "/papers/by-year/", "/papers/references.bib", "/papers/references.ris",
    "/papers/references.json", "/api/papers", "/authors/", "/api/authors", "/tags/", "/api/tags",
    "/quotations/", "/quotations/by-work/", "/quotations/feed.json", "/api/quotations", "/links/",
    "/links/example.org/", "/api/links", "/search/?q=alert", "/search/?q=script", "/search/?q=onerror",
    "/search/typed/?q=ale", "/api/search?q=alert", "/sitemap.xml", "/sitemap-entries-0.xml",
    "/sitemap-papers-0.xml", "/sitemap-tags-0.xml", "/sitemap-authors-0.xml",
)  # fmt: skip
DESK = (
    "/admin/",
    "/admin/notes/entry/",
    "/admin/papers/paper/",
    "/admin/passages/tag/",
    "/admin/doctor/",
    "/write/",
)


def judge(site: Site) -> Iterator[Figure]:
    payloads = public_payloads()
    yield told(CHECK, "public ones, each once", f"{len(payloads):,}")
    yield from judge_places(payloads)
    add_entries(site, payloads)
    add_works(site, payloads)
    yield from judge_answers(site)
    with chromium() as browser:
        yield from judge_alone(browser, payloads)
        yield from judge_pages(browser, site)


def judge_places(payloads: Sequence[str]) -> Iterator[Figure]:
    faults = [
        f"{place}: {fault}"
        for place in PLACES
        for text in documents_of(payloads[::3], [place])
        for fault in faults_in_text(render(text))
    ]
    yield none_of(CHECK, f"faults in every third in each of {len(PLACES)} places of a text", faults[:20])


# What comes in


def add_entries(site: Site, payloads: Sequence[str]) -> None:
    """Through the API, as programs write; each with tags that are payloads, too."""
    user = get_user_model().objects.create_superuser("payloads")
    _, secret = Token.objects.make(user, "payloads")
    names = [each for each in payloads if len(" ".join(each.split())) <= 100 and "\0" not in each]
    for number, body in enumerate(documents_of(payloads)):
        sent = {"body": body.replace("\0", ""), "read_on": DAY, "tags": names[number * 20 : number * 20 + 20]}
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        urlopen(Request(f"{site.address}/api/entries", json.dumps(sent).encode(), headers)).close()


def add_works(site: Site, payloads: Sequence[str]) -> None:
    """Through the import of bibliographies, every payload in some field."""
    items = [
        work(number, payloads[first : first + 20]) for number, first in enumerate(range(0, len(payloads), 20))
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "payloads.json"
        path.write_text(json.dumps(items), encoding="utf-8")
        site.manage("import_bibliography", str(path))


def work(number: int, payloads: Sequence[str]) -> dict[str, object]:
    text = " ".join
    return {
        "id": f"payload{number}",
        "type": "article-journal",
        "issued": {"date-parts": [[1997]]},
        "title": text(payloads[:4])[:500],
        "container-title": text(payloads[4:8])[:500],
        "publisher": text(payloads[8:11])[:300],
        "volume": payloads[11][:50] if payloads[11:] else "",
        "author": [{"family": each[:200], "given": each[:200]} for each in payloads[12:14]],
        "abstract": text(payloads),
        "note": text(payloads[14:]),
        "URL": f"https://example.org/{number}",
    }


# What goes out


def judge_answers(site: Site) -> Iterator[Figure]:
    addresses = {*LISTS, *of_documents()}
    faults = []
    for address in sorted(addresses):
        answer = ask(site.address + iri_to_uri(address))
        found = faults_of(answer.kind, answer.headers.get("X-Content-Type-Options", ""), answer.body)
        faults += [f"{address}: {fault}" for fault in found]
        faults += [f"{address} answers {answer.status}"] * (answer.status >= 400)
    yield none_of(CHECK, f"faults in {len(addresses)} answers, by a strict grammar and libxml2", faults[:20])


def of_documents() -> Iterator[str]:
    for entry in Entry.objects.filter(read_on=DAY):
        yield from (entry.get_absolute_url(), f"{entry.get_absolute_url()}preview/")
    for paper in Paper.objects.filter(citation_key__startswith="payload"):
        yield from (paper.get_absolute_url(), f"/papers/{paper.slug}.bib", f"/papers/{paper.slug}.json")


# What runs


def judge_alone(browser: Browser, payloads: Sequence[str]) -> Iterator[Figure]:
    some = [*PAYLOADS, *payloads[:: len(payloads) // ALONE]]
    heard = hear(browser, [render(each) for each in some])
    yield none_of(CHECK, f"of {len(some):,} alone in a frame without a policy, run", heard.ran)
    yield none_of(CHECK, "faults that Chromium reads in them", heard.faults | heard.asked)
    control = hear(browser, some)
    yield at_least(CHECK, "control: of the same, as they are, run", len(control.ran), FIRING)


def judge_pages(browser: Browser, site: Site) -> Iterator[Figure]:
    addresses = [
        "/1997/03/11/",
        "/",
        "/papers/",
        "/authors/",
        "/tags/",
        "/quotations/",
        "/links/example.org/",
    ]
    documents = [address for address in of_documents() if address.endswith("/")]
    addresses += ["/search/?q=alert", documents[0], documents[1], documents[-1], *DESK]
    addresses += [f"/admin/notes/entry/{Entry.objects.filter(read_on=DAY).earliest('pk').pk}/change/"]
    addresses += [f"/admin/papers/paper/{Paper.objects.earliest('-pk').pk}/change/"]
    for has_policy in (True, False):
        heard = visit(browser, site, addresses, has_policy=has_policy)
        what = f"on {len(addresses)} pages of site and desk, policy {'on' if has_policy else 'off'}"
        yield none_of(CHECK, f"{what}: run", heard.ran)
        yield none_of(CHECK, f"{what}: faults", heard.faults | heard.asked | heard.stopped)
    for entry in Entry.objects.filter(read_on=DAY):
        Entry.objects.filter(pk=entry.pk).update(body_html=entry.body)
    bare = visit(browser, site, addresses[:1], has_policy=False)
    yield at_least(
        CHECK, "control: texts not made safe, policy off: pages that run something", len(bare.ran), 1
    )
    held = visit(browser, site, addresses[:1], has_policy=True)
    yield none_of(CHECK, "the same with the policy on: run", held.ran)
    yield at_least(
        CHECK, "the same with the policy on: kinds of attempts that it stopped", len(held.stopped), 1
    )
    site.manage("render")


def visit(browser: Browser, site: Site, addresses: Sequence[str], *, has_policy: bool) -> Heard:
    """Open pages as their owner and poke at all in them; without the policy only the texts are safe."""
    heard = Heard(host=site.address.removeprefix("http://"))
    page = new_page(browser, heard)
    page.context.add_cookies([{"name": "sessionid", "value": session(), "url": site.address}])
    page.route("**/*", as_it_is if has_policy else without_policy)
    page.set_default_timeout(PATIENCE)
    for address in addresses:
        try:
            page.goto(site.address + iri_to_uri(address))
            page.evaluate("window.name = location.pathname, poke()")
            page.wait_for_timeout(200)
        except Error as error:  # a script that never ends, if nothing else
            heard.faults.add(f"{address}: {error.message[:80]}")
    page.context.close()
    return heard


def session() -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(username="payloads"))
    return client.cookies["sessionid"].value


def as_it_is(route: Route) -> None:
    """Without other hosts, and without pictures: texts ask for thousands that are not there."""
    if route.request.resource_type == "image" or urlsplit(route.request.url).hostname != "127.0.0.1":
        return route.abort()
    return route.continue_()


def without_policy(route: Route) -> None:
    if route.request.resource_type != "document" or urlsplit(route.request.url).hostname != "127.0.0.1":
        return as_it_is(route)
    response = route.fetch()
    headers = {name: value for name, value in response.headers.items() if name != "content-security-policy"}
    return route.fulfill(response=response, headers=headers)
