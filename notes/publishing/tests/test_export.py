"""The files of an export, and what a second one does."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.core.management import CommandError
from django.test import SimpleTestCase, TransactionTestCase, override_settings

from notes.publishing.kinds import OFF, PAGE_OF
from notes.publishing.run import Options, export_site, to_base
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Permalink
from passages.tests.drawings import drawing
from passages.tests.factories import create_image
from passages.tests.stores import in_memory
from tests.addresses import PUBLIC
from topics.tests.factories import create_topic

from .case import BASE, DAY, ExportedTestCase, ExportTestCase, contents

LINK = re.compile(r'\s(?:href|src|action|data-src|data-index)="([^"]*)"')


@pytest.mark.once
class ExportTests(ExportedTestCase):
    @classmethod
    def create_rows(cls):
        cls.topic = create_topic(title="Minds", body="About [[turing-1950]]", tags=["日本"])
        cls.paper = create_paper(
            title="Machinery",
            slug="turing-1950",
            authors=["Turing, Alan"],
            body='* "A mind (p. 3)',
            topics=[cls.topic],
        )
        for path in ("/turing-1950/", "//turing/", "/../turing/"):
            Permalink.objects.create(path=path, owner=cls.paper)
        cls.image = create_image(data=drawing())
        Permalink.objects.create(path="/img/former.png/", owner=cls.image)
        text = f"Read [[turing-1950]], ![it]({cls.image.get_absolute_url()}) [there](https://example.com/x)"
        cls.entry = create_entry(body=text, read_on=DAY, tags=["日本", "kyoto"], topics=[cls.topic])
        text = "My [desk](/admin/), [search](/search/?q=minds), [former](/turing-1950/)"
        create_entry(body=text, slug="desk", read_on=DAY)

    def test_former_addresses_of_pictures_are_left_out(self):
        self.assertFalse((self.root / "img").exists())

    def test_every_kind_of_page_stands_where_a_server_looks_for_it(self):
        entry = self.entry.path[1:]
        for name in (
            "index.html", "2023/index.html", "2023/03/index.html", "2023/03/11/index.html",
            f"{entry}index.html", f"{entry}card.png", f"{entry}preview/index.html", "tags/index.html",
            "tags/日本/index.html", "tags/日本/feed.atom", "topics/minds/index.html",
            "topics/minds/references.bib", "papers/turing-1950/index.html",
            "papers/turing-1950/notes/index.html", "papers/turing-1950.ris",
            "papers/turing-1950/references.json", "papers/by-year/index.html", "papers/references.bib",
            "authors/turing-alan/index.html", "quotations/by-work/index.html", "quotations/feed.json",
            "links/example.com/index.html", self.image.get_absolute_url()[1:], "feed.atom", "feed.json",
            "sitemap.xml", "sitemap-entries-0.xml", "robots.txt", "card.png", "404.html", ".nojekyll",
            "search/index.html", "search/index.bin",
        ):  # fmt: skip
            with self.subTest(name):
                self.assertTrue((self.root / name).is_file())

    def test_every_link_is_relative_and_leads_to_a_file(self):
        files = contents(self.root)
        for name in [name for name in files if name.endswith(".html")]:
            for href in LINK.findall(files[name].decode()):
                self.assertFalse(href.startswith("/") and name != "404.html", (name, href))
                target = urljoin(BASE + name, href.replace("&amp;", "&"))
                if target.startswith(BASE):
                    file = unquote(urlsplit(target).path).removeprefix("/notes/")
                    is_folder = file.endswith("/") or not file
                    self.assertIn(f"{file}index.html" if is_folder else file, files, (name, href))

    def test_what_others_are_told_is_absolute(self):
        entry = self.entry.path[1:]
        page, feed = self.read(f"{entry}index.html"), self.read("feed.atom")
        self.assertIn(f'<link rel="canonical" href="{BASE}{entry}">', page)
        self.assertIn(f'<meta property="og:image" content="{BASE}{entry}card.png">', page)
        self.assertIn(f"{BASE}papers/turing-1950/", feed)
        self.assertIn(f"{BASE}images/", feed)
        self.assertIn(f"<loc>{BASE}sitemap-pages.xml</loc>", self.read("sitemap.xml"))
        self.assertIn(f"<loc>{BASE}{entry}</loc>", self.read("sitemap-entries-0.xml"))
        self.assertIn(f"Sitemap: {BASE}sitemap.xml", self.read("robots.txt"))

    def test_feeds_are_identified_by_where_they_will_stand(self):
        with self.settings(ALLOWED_HOSTS=["localhost", "127.0.0.1"]):
            self.export()
        self.assertIn("tag:example.org,", self.read("feed.atom"))

    def test_the_policy_is_that_of_the_site(self):
        header = self.client.get("/").headers["Content-Security-Policy"].split("; ")
        said = re.search(r'="Content-Security-Policy" content="([^"]*)"', self.read("index.html"))
        self.assertEqual({*said[1].split("; "), "frame-ancestors 'none'"}, {*header})

    def test_a_second_run_writes_nothing(self):
        def times():
            return {str(path): path.stat().st_mtime_ns for path in self.root.rglob("*") if path.is_file()}

        before = times()
        report = self.export()
        self.assertEqual(times(), before)
        self.assertEqual({outcome for _, outcome in report.counts}, {"unchanged"})

    def test_a_change_writes_what_shows_it(self):
        self.paper.delete()
        Permalink.objects.all().delete()
        create_entry(body="My desk", slug="desk", read_on=DAY)
        with self.assertRaisesMessage(CommandError, "has a link to /turing-1950/"):
            self.command()
        self.assertIn("Machinery", self.words())

    def test_what_has_gone_is_removed(self):
        self.topic.delete()
        report = self.export()
        self.assertFalse((self.root / "topics/minds").exists())
        self.assertGreater(report.removed, 5)
        self.assertNotIn("Minds", self.words())

    def test_a_link_that_leads_nowhere_is_an_error_and_nothing_changes(self):
        before = contents(self.root)
        create_entry(body="See [it](/papers/nothing/) and [this](../nowhere.html)", read_on=DAY)
        told = "/2023/03/11/ has a link to /papers/nothing/, which answers 404"
        with self.assertRaisesMessage(CommandError, told):
            self.command()
        self.assertEqual(contents(self.root), before)

    def test_links_that_lead_nowhere_can_be_let_be_and_are_told(self):
        body = "See [it](/papers/nothing/), [this](../nowhere.html) and [that](/\x01/)"
        entry = create_entry(body=body, read_on=DAY, slug="astray")
        said = self.command("--allow-broken")
        self.assertIn(" links lead nowhere:\n", said)
        self.assertIn(f"{entry.path} has a link to /papers/nothing/, which answers 404", said)
        page = self.read("2023/03/11/astray/index.html")
        self.assertIn('href="../../../../papers/nothing/"', page)
        with self.assertRaisesMessage(CommandError, "has a link to /papers/nothing/"):
            self.command()

    def test_a_page_that_fails_is_an_error_whatever_is_let_be(self):
        before = contents(self.root)
        failing = mock.patch("papers.views.pages.render", side_effect=ZeroDivisionError)
        told = "pages could not be made:\n  /papers"
        with failing, self.assertLogs("django.request"), self.assertRaisesMessage(CommandError, told):
            self.command("--allow-broken")
        self.assertEqual(contents(self.root), before)

    def test_former_addresses_lead_on(self):
        moved = self.read("turing-1950/index.html")
        self.assertIn('http-equiv="refresh" content="0; url=../papers/turing-1950/"', moved)
        self.assertIn('href="../../../../papers/turing-1950/"', self.read("2023/03/11/desk/index.html"))

    def test_what_only_a_program_answers_is_linked_by_nothing(self):
        page = self.read("2023/03/11/desk/index.html")
        self.assertIn("<a>desk</a>", page)
        self.assertIn('href="../../../../search/?q=minds"', page)

    def test_tags_together_lead_to_the_one_that_is_not_here(self):
        self.assertIn('href="../kyoto/"', self.read("tags/日本/index.html"))
        self.assertEqual([name for name in contents(self.root) if "+" in name], [])

    def test_the_command_counts_files(self):
        self.assertRegex(self.command(), r"(?s)pages +0 +\d+\n.*\d+ files with [\d.]+ MB; 0 removed")

    def test_a_full_disk_is_told_and_nothing_changes(self):
        before = contents(self.root)
        create_entry(body="One more", read_on=DAY)
        full = mock.patch.object(Path, "write_bytes", side_effect=OSError(28, "No space left on device"))
        with full, self.assertRaisesMessage(CommandError, "could not be written: No space left"):
            self.command()
        self.assertEqual(contents(self.root), before)


@in_memory()
class StoreTests(ExportTestCase):
    """Pictures in a store that is no folder."""

    def test_a_picture_leaves_from_it(self):
        image = create_image()
        create_entry(body=f"![it]({image.get_absolute_url()})")
        self.export()
        self.assertEqual((self.root / f"images/{image.name}").read_bytes(), image.file.read())


class RefusalTests(ExportTestCase):
    def test_a_private_site_is_not_exported(self):
        with override_settings(SITE_PRIVATE=True), self.assertRaisesMessage(CommandError, "SITE_PRIVATE"):
            self.command()
        self.assertFalse(self.root.exists())

    def test_a_base_is_an_address_with_a_slash_at_its_end(self):
        self.assertEqual(to_base("https://example.org/notes"), BASE)
        for text in ("example.org", "ftp://example.org/", "https://example.org/?a=b", "https:///notes/", ""):
            with self.subTest(text), self.assertRaises(ValueError):
                to_base(text)

    def test_an_empty_notebook_is_a_site_too(self):
        self.export()
        self.assertIn("Nothing here yet.", self.read("index.html"))


class ProcessTests(TransactionTestCase):
    def test_several_processes_write_what_one_does(self):
        for day in (1, 2, 3):
            create_entry(body=f"Entry {day} on [[turing-1950]]", read_on=DAY.replace(day=day))
        create_paper(slug="turing-1950")
        with TemporaryDirectory() as folder:
            roots = [Path(folder).resolve() / name for name in "ab"]
            for root, processes in zip(roots, (1, 2), strict=True):
                export_site(root, Options(BASE, processes=processes))
            one, other = map(contents, roots)
        self.assertEqual(one, other)


class KindTests(SimpleTestCase):
    def test_what_is_not_exported_is_known(self):
        off = {"notes:search_newest", "notes:typed", "feeds:search"}
        self.assertEqual(OFF & PUBLIC.keys(), off)
        self.assertLessEqual(PAGE_OF.keys(), PUBLIC.keys())
