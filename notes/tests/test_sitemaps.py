from datetime import UTC, date, datetime
from unittest import mock
from xml.etree import ElementTree

from django.core.cache import cache
from django.test import TestCase

from notes.models import Entry
from notes.sitemaps import PART
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_entry

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CHANGED = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


class SitemapTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="Open")
        cls.paper = create_paper(title="Open paper", authors=["Hu, Edward"])
        cls.entry = create_entry(read_on=date(2023, 3, 7), tags=["llm"])
        create_entry(read_on=date(2022, 12, 1))

    def setUp(self):
        cache.clear()

    def read(self, address, name="url"):
        """What stands there: the time of the last change by address."""
        root = ElementTree.fromstring(self.client.get(address).content)
        self.assertEqual(root.tag, f"{SPACE}{'urlset' if name == 'url' else 'sitemapindex'}")
        return {
            row.find(f"{SPACE}loc").text.removeprefix("http://testserver"): row.findtext(f"{SPACE}lastmod")
            for row in root.iter(f"{SPACE}{name}")
        }

    def read_all(self):
        parts = self.read("/sitemap.xml", "sitemap")
        return [address for part in parts for address in self.read(part)]

    def test_every_page_that_may_be_indexed_is_in_a_part_once(self):
        addresses = self.read_all()
        self.assertEqual(len(addresses), len(set(addresses)))
        documents = {document.get_absolute_url() for document in (self.topic, self.paper, self.entry)}
        lists = {"/", "/papers/", "/authors/hu-edward/", "/tags/llm/", "/2023/", "/2023/03/", "/2022/12/"}
        self.assertLessEqual(documents | lists, set(addresses))
        for address in addresses:
            response = self.client.get(address)
            self.assertEqual(response.status_code, 200, address)
            self.assertNotContains(response, "noindex")
            self.assertContains(response, f'<link rel="canonical" href="http://testserver{address}">')

    def test_what_is_not_public_is_in_none_even_for_its_owner(self):
        for visibility in ("private", "unlisted"):
            create_topic(title="Hidden", visibility=visibility)
            create_paper(title="Hidden", authors=["Hidden, H"], visibility=visibility)
            create_entry(body="Hidden", visibility=visibility, tags=["hidden"], read_on=date(2021, 1, 1))
        for user in (None, create_owner()):
            if user:
                self.client.force_login(user)
            addresses = " ".join(self.read_all())
            self.assertNotIn("hidden", addresses)
            self.assertNotIn("2021", addresses)

    def test_a_part_is_a_range_of_keys(self):
        with mock.patch("notes.sitemaps.PART", 1):
            parts = self.read("/sitemap.xml", "sitemap")
            self.assertIn(f"/sitemap-entries-{self.entry.pk}.xml", parts)
            self.assertEqual(
                list(self.read(f"/sitemap-entries-{self.entry.pk}.xml")), [self.entry.get_absolute_url()]
            )

    def test_documents_and_their_parts_say_when_they_were_last_changed(self):
        Entry.objects.update(updated_at=CHANGED)
        parts = self.read("/sitemap.xml", "sitemap")
        entries = f"/sitemap-entries-{self.entry.pk // PART}.xml"
        self.assertEqual(parts[entries], CHANGED.isoformat())
        self.assertEqual(self.read(entries)[self.entry.get_absolute_url()], CHANGED.isoformat())
        tags = next(part for part in parts if "tags" in part)
        self.assertIsNone(parts[tags])
        self.assertIsNone(self.read(tags)["/tags/llm/"])

    def test_a_part_of_no_kind_is_not_found(self):
        for part in ("secrets-0", "entries-x", "entries", "entries-" + "9" * 5000):
            self.assertEqual(self.client.get(f"/sitemap-{part}.xml").status_code, 404, part[:30])

    def test_a_part_beyond_all_keys_is_empty(self):
        for part in (10**6, 10**30):
            self.assertEqual(self.read(f"/sitemap-entries-{part}.xml"), {})

    def test_it_is_xml_that_is_not_itself_indexed(self):
        response = self.client.get("/sitemap.xml")
        self.assertEqual(response.headers["Content-Type"], "application/xml; charset=utf-8")
        self.assertEqual(response.headers["X-Robots-Tag"], "noindex")

    def test_an_empty_site_has_its_lists(self):
        for document in (self.topic, self.paper, *Entry.objects.all()):
            document.delete()
        self.assertIn("/", self.read_all())
