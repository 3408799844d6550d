from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test import SimpleTestCase, TestCase, override_settings

from notes.publishing.addresses import Address
from notes.publishing.asking import NOT_OF_FILES, Site, read_asset
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper

from .case import BASE, DAY

TOLD = ("Content-Type", "Content-Security-Policy", "ETag", "Location")


class SiteTests(TestCase):
    def test_what_has_no_say_in_files_changes_none(self):
        entry = create_entry(body="Read about LoRA.", read_on=DAY, tags=["lora"])
        paper = create_paper(title="LoRA")
        paths = ["/", "/robots.txt", "/sitemap.xml", "/feed.atom", "/search/", "/tags/lora/", "/papers"]
        paths += [f"{page.path}{file}" for page in (entry, paper) for file in ("", "preview/", "card.png")]
        site, whole = Site(BASE), Site(BASE)
        whole.handler = BaseHandler()
        whole.handler.load_middleware()
        for path in [*paths, "/lora.bib", "/2023/3/11", "/nowhere/"]:
            with self.subTest(path):
                own, other = (each.ask(Address(path), str) for each in (site, whole))
                self.assertEqual((own.status, own.content), (other.status, other.content))
                self.assertEqual(*({name: each.headers.get(name) for name in TOLD} for each in (own, other)))

    def test_each_part_that_is_left_out_is_one(self):
        self.assertLessEqual(NOT_OF_FILES, set(settings.MIDDLEWARE))


class AssetTests(SimpleTestCase):
    def setUp(self):
        self.root = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(STATIC_ROOT=self.root))
        (self.root / "js").mkdir()

    def test_what_was_collected_of_an_earlier_program_is_not_taken(self):
        (self.root / "js/all.js").write_bytes(b"earlier")
        self.assertEqual(read_asset("js/all.js"), (settings.BASE_DIR / "static/js/all.js").read_bytes())

    def test_a_name_that_collecting_gave_is_found(self):
        (self.root / "js/all.0123456789ab.js").write_bytes(b"collected")
        self.assertEqual(read_asset("js/all.0123456789ab.js"), b"collected")

    def test_there_may_be_none(self):
        self.assertIsNone(read_asset("js/none.js"))
