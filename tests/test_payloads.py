"""No attempt at script gets through, from any field to any answer."""

import re
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase
from django.urls import NoReverseMatch, reverse

from history.models import Version
from markup.tests.pages import render
from markup.tests.payloads import payloads_of, public_payloads
from notes.models import Entry
from notes.tests.factories import create_entries
from passages.tests.factories import create_owner

from .addresses import API, OWNERS, PUBLIC
from .hostile import DAY, PLACES, Hostile, documents_of, mark
from .strict import faults_in, faults_in_text

BOOKMARKLET = "href='javascript:(function(){"  # its page leads to it, with words of ours only
# What the database refuses: an address that leads nowhere, a name both of a person and of a group.
REFUSED = {"passages.Link.url", "passages.Link.moved_to", "papers.NameVariant.literal"}


class PayloadTestCase(TestCase):
    def ask(self, address: str) -> str:
        """The answer, in which nothing would run."""
        response = self.client.get(address)
        self.assertLess(response.status_code, 500, address)
        faults = [fault for fault in faults_in(response) if not fault.startswith(BOOKMARKLET)]
        self.assertEqual(faults[:5], [], address)
        return "" if response.headers["Content-Type"].startswith("image/") else response.text


@pytest.mark.once
class FieldTests(PayloadTestCase):
    """Every column of every row holds what no form would let pass."""

    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        cls.hostile = Hostile(cls.owner)
        cls.hostile.create()
        values = cls.hostile.values()
        cls.hostile.fill()
        cls.public = [row.format(**values) for rows in (PUBLIC | API).values() for row in rows]
        cls.owners = [row.format(**values) for rows in OWNERS.values() for row in rows]
        cls.owners += ["/", "{entry}", "{paper_address}", "{topic_address}", "/search/?q=alert", "/admin/"]
        cls.owners = [address.format(**values) for address in cls.owners] + [*desk_addresses(cls.hostile)]

    def test_every_column_can_be_shown_and_nothing_runs(self):
        seen = [*map(self.ask, self.public)]
        self.client.force_login(self.owner)
        seen += map(self.ask, self.owners)
        shown = {self.hostile.marks[each] for each in re.findall(r"q\d+z", "".join(seen))}
        self.assertEqual({*self.hostile.marks.values()} - shown, REFUSED)


def desk_addresses(hostile: Hostile) -> Iterator[str]:
    """The pages of the admin, with a row of each kind."""
    yield from ("/admin/doctor/", "/admin/doctor/left/", "/admin/papers/paper/duplicates/")
    for model in admin.site._registry:
        row = model._base_manager.order_by("pk").first()
        for name in ("changelist", "add", "deleted", "change", "history", "delete"):
            arguments = [row.pk] if row and name in {"change", "history", "delete"} else []
            with suppress(NoReverseMatch):
                yield reverse(
                    f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments
                )
    for document in hostile.documents:
        new, old = Version.objects.of(document).values_list("pk", flat=True)[:2]
        name = f"admin:{document._meta.app_label}_{document._meta.model_name}_compare"
        yield f"{reverse(name, args=[document.pk])}?old={old}&new={new}"


@pytest.mark.once
class TextTests(PayloadTestCase):
    """The public payloads in the texts of entries, wherever an entry is shown."""

    @classmethod
    def setUpTestData(cls):
        cls.payloads = [*payloads_of("brs-kb"), *payloads_of("fray")]
        cls.entries = create_entries([(DAY, text) for text in documents_of(cls.payloads)], tags=["one"])
        cls.marks = {mark(number) for number in range(len(cls.payloads))}

    def assert_all_are_in(self, text: str) -> None:
        self.assertEqual(self.marks - {*re.findall(r"q\d+z", text)}, set())

    def test_there_are_more_than_five_thousand(self):
        self.assertGreater(len({*self.payloads}), 6_000)

    def test_pages_feeds_and_the_api_hold_them_all_and_nothing_runs(self):
        for address in ("/", "/feed.atom", "/tags/one/feed.json", "/api/entries"):
            with self.subTest(address):
                self.assert_all_are_in(self.ask(address))

    def test_each_has_a_page_a_preview_and_a_picture(self):
        for entry in self.entries[::4]:
            for address in (
                entry.get_absolute_url(),
                f"{entry.get_absolute_url()}preview/",
                entry.get_card_url(),
            ):
                self.ask(address)

    def test_lists_of_what_stands_in_them_are_harmless(self):
        for address in (
            "/search/?q=alert", "/search/typed/?q=ale", "/search/feed.atom?q=script", "/api/search?q=alert",
            "/search/?q=kind:quotation", "/quotations/", "/quotations/feed.json", "/api/quotations",
            "/links/", "/links/example.org/", "/api/links", "/sitemap-entries-0.xml",
        ):  # fmt: skip
            with self.subTest(address):
                self.ask(address)

    def test_the_desk_shows_them_all_and_nothing_runs(self):
        self.client.force_login(create_owner())
        seen = "".join(self.ask(f"/admin/notes/entry/{entry.pk}/change/") for entry in self.entries)
        self.assert_all_are_in(seen)
        self.ask("/admin/notes/entry/")
        self.ask("/admin/notes/entry/?q=script")

    def test_the_preview_of_the_desk_is_the_page(self):
        self.client.force_login(create_owner())
        sent = {"kind": "notes.entry", "key": "add"}
        for entry in self.entries[::4]:
            response = self.client.post(
                "/write/preview/", sent | {"body": entry.body}, content_type="application/json"
            )
            self.assertEqual((response.status_code, faults_in(response)[:5]), (200, []))

    def test_files_of_everything_hold_them_all(self):
        with TemporaryDirectory() as folder:
            call_command("export_notes", f"{folder}/notes", "--include-private", stderr=StringIO())
            self.assert_all_are_in("".join(map(read, files_in(folder))))

    def test_they_would_be_seen_if_the_text_were_not_made_safe(self):
        for entry in self.entries:
            Entry.objects.filter(pk=entry.pk).update(body_html=entry.body)
        faults = faults_in(self.client.get("/"))
        self.assertGreater(len(faults), 3_000)
        for kind in ("a script of somebody else", "onerror on <img>", "='javascript:", "<iframe>", "<svg>"):
            self.assertTrue(any(kind in fault for fault in faults), kind)


def files_in(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


class PlaceTests(SimpleTestCase):
    """Some of them in every place of a text; `make audit ARGS=payloads` has all."""

    def test_in_no_place_of_a_text_does_one_run(self):
        for place in PLACES:
            for text in documents_of(public_payloads()[::15], [place]):
                self.assertEqual(faults_in_text(render(text))[:5], [], place)
