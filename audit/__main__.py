"""Measures the site: `python -m audit [CHECK ...]`, by all of `CHECKS` if none is named.

Ends with 1 if a figure is missed, with 2 if something cannot be measured.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.conf import settings

from audit import feeds, lighthouse, nu, observatory, packages, weight
from audit.answers import ask, links_of, on_site
from audit.crawl import Crawl, broken, crawl
from audit.errors import error_pages
from audit.figures import Figure, are_met, none_of, table, told
from audit.program import run
from audit.site import Site, SiteError, throwaway_site
from audit.threats import PATHS, write_texts
from audit.tools import MissingError

SEARCH = "/search/?q=memory"
# Playwright runs an event loop, beside which rows are read all the same.
IN_LOOP = {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}


def main(names: list[str]) -> int:
    wanted = names or [*CHECKS]
    if unknown := set(wanted) - CHECKS.keys():
        print(
            f"There is no check {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}.", file=sys.stderr
        )
        return 2
    began = time.monotonic()
    try:
        figures = list(measure(wanted))
    except (MissingError, SiteError) as error:
        print(f"The audit cannot be done: {error}.", file=sys.stderr)
        return 2
    print(f"\n{table(figures)}\n\nMeasured in {time.monotonic() - began:.0f} s")
    return 0 if are_met(figures) else 1


def measure(wanted: list[str]) -> Iterator[Figure]:
    with throwaway_site() as site:
        os.environ.update(site.environment, DJANGO_SETTINGS_MODULE="config.settings", **IN_LOOP)
        django.setup()
        for name in [each for each in CHECKS if each in wanted]:
            print(f"=== {name}", flush=True)
            yield from CHECKS[name](site)


def check_lighthouse(site: Site) -> Iterator[Figure]:
    """The search page asks not to be indexed, on purpose: crawlers would go through all words."""
    pages = {"timeline": f"{site.address}/", "paper": a_paper(site), "search": site.address + SEARCH}
    yield from lighthouse.judge(pages, hidden=["search"])


def a_paper(site: Site) -> str:
    """The paper with formulas, else the last one of the list."""
    address = f"{site.address}/papers/"
    papers = [
        each for each in on_site(links_of(ask(address)).leads, site.address) if each.startswith(address)
    ]
    return next((each for each in papers if each.endswith("/vaswani-2017/")), papers[-1])


def check_weight(site: Site) -> Iterator[Figure]:
    yield from weight.judge(f"{site.address}/", Path(settings.STATIC_ROOT))


def check_nu(site: Site) -> Iterator[Figure]:
    """With hostile texts among those of the sample."""
    add_hostile_texts(site)
    found = crawl(site.address, PATHS)
    pages = {each.path: each.text for each in found.answers if each.kind == "text/html"}
    errors = error_pages(site.address)
    yield from nu.judge(pages | {name: answer.html for name, answer in errors.items()})
    yield none_of(
        nu.CHECK,
        "error pages with another status",
        (str(each) for each in errors.values() if not each.is_right),
    )
    yield from judge_crawl(found)


def judge_crawl(found: Crawl) -> Iterator[Figure]:
    yield told("Crawl", "URL patterns asked", str(len(found.names())))
    yield none_of("Crawl", "URL patterns not reached", found.unmet())
    yield none_of("Crawl", "links that lead nowhere", broken(found))


def check_feeds(site: Site) -> Iterator[Figure]:
    add_hostile_texts(site)
    yield from feeds.judge(crawl(site.address, PATHS).feeds)


def check_observatory(site: Site) -> Iterator[Figure]:
    yield from observatory.judge(site, ["/", SEARCH, "/admin/login/"])


def check_packages(_: Site) -> Iterator[Figure]:
    yield from packages.judge()


def check_payloads(site: Site) -> Iterator[Figure]:
    """It knows the models, which cannot be imported before Django is set up for this site."""
    yield from import_module("audit.payloads").judge(site)


def add_hostile_texts(site: Site) -> None:
    """A second time changes nothing."""
    with TemporaryDirectory(prefix="commonplace-hostile-") as name:
        write_texts(Path(name))
        site.manage("import_notes", name)


# The hostile texts come in after the pages have been weighed.
CHECKS: dict[str, Callable[[Site], Iterator[Figure]]] = {
    "weight": check_weight,
    "lighthouse": check_lighthouse,
    "nu": check_nu,
    "feeds": check_feeds,
    "observatory": check_observatory,
    "packages": check_packages,
    "payloads": check_payloads,
}

if __name__ == "__main__":
    run(main)
