"""Hosts of this machine's own: every name leads to the local server but for those of nowhere."""

import socket
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from unittest import mock

from notes.tests.factories import create_entry
from passages.checking import run
from passages.checking.verdicts import Verdict
from passages.health import Health, Why
from passages.models import Link
from web.client import Client
from web.guard import Gate
from web.tests.server import NO_PACE, serving

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REAL = socket.getaddrinfo


def resolve(host, port, *args, **options):
    """What the name service says in these tests."""
    if host == "nowhere.example":
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if host == "unsure.example":
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return REAL("127.0.0.1" if host.endswith(".example") else host, port, *args, **options)


@contextmanager
def local(replies):
    """A server, and a client that reaches nothing but it, at a port of its own."""
    with serving(replies) as (server, port), mock.patch.object(socket, "getaddrinfo", resolve):
        gate = Gate(frozenset({("127.0.0.1", port)}))
        yield server, Client("Commonplace/test", gate=gate, pace=NO_PACE, seconds=1.0), port


class Clock:
    """A time that passes only by sleeping."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def check_all(client, *, links=None, days=0, **options):
    """The report on all links, some days from now, in a time that passes at once."""
    clock = Clock()
    rows = (Link.objects.all() if links is None else links).values_list("pk", "url")
    with mock.patch("django.utils.timezone.now", return_value=NOW + timedelta(days=days)):
        return run.check(rows, client, clock=clock, sleep=clock.sleep, **options)


def nobody_answering():
    """Whatever is asked for, no host answers."""
    silent = run.Reply(Verdict(Health.UNKNOWN, Why.UNREACHABLE))
    return mock.patch.object(run.asking, "ask", return_value=silent)


def write(port, *paths):
    """An entry with links to the local server: “a.example/x” is one to that host at its port."""
    urls = [f"http://{path.replace('/', f':{port}/', 1)}" for path in paths]
    return create_entry(body="\n\n".join(urls), read_on=date(2023, 3, 11))


def link_to(path):
    host, _, rest = path.partition("/")
    return Link.objects.get(domain=host, url__endswith=f"/{rest}")
