"""The interface speaks the reader's language; the notes, and what leaves as a feed, that of the site."""

import re
from datetime import datetime
from gettext import GNUTranslations
from io import StringIO

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase
from django.utils import translation
from django.utils.formats import date_format

CATALOGUE = settings.BASE_DIR / "locale" / "de" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
# What is the same in every language, or no language at all.
SAME = re.compile(r"Commonplace|Authorization: Bearer|example\.org|BibTeX|CSL-JSON|DOI|ORCID|RIS|kbd|&\w+;")
TRANSLATED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% comment.*?{% endcomment %}", re.DOTALL
)
MARKS = re.compile(
    r"{% block (?:coltype|bodyclass) %}.*?{% endblock[^%]*%}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}|<kbd>.*?</kbd>|<!--.*?-->",
    re.DOTALL,
)
SAID = re.compile(r'(?:title|aria-label|placeholder|alt|content)="([^"]*)"')
ENGLISH = [
    "Topics",
    "Papers",
    "Authors",
    "Quotations",
    "Search",
    "Older",
    "Skip to",
    "Narrow",
    "entries",
    "Show all",
]
ADDRESSES = re.compile(r'<(template|script|link|meta|cite|a class="tag")[^>]*>|href="[^"]*"')
SPOKEN = [
    "/", "/2024/", "/papers/", "/papers/turing-1950/", "/quotations/", "/tags/history/", "/search/?q=memory",
    "/search/?q=nothingness", "/nothing/", "/?year=x", "/links/",
]  # fmt: skip
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}


class CatalogueTests(SimpleTestCase):
    def test_every_message_has_a_translation_and_none_is_in_doubt(self):
        catalogue = polib.pofile(str(CATALOGUE))
        self.assertEqual([entry.msgid for entry in catalogue.untranslated_entries()], [])
        self.assertEqual([entry.msgid for entry in catalogue.fuzzy_entries()], [])
        self.assertEqual([entry.msgid for entry in catalogue.obsolete_entries()], [])

    def test_a_translation_has_the_places_of_its_message(self):
        for entry in polib.pofile(str(CATALOGUE)):
            forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            for form in forms:
                self.assertLessEqual(set(PLACEHOLDER.findall(form)), wanted, entry.msgid)
            self.assertEqual(set(PLACEHOLDER.findall(list(forms)[-1])), wanted, entry.msgid)

    def test_what_the_program_reads_is_what_the_catalogue_says(self):
        with CATALOGUE.with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)
        for entry in polib.pofile(str(CATALOGUE)):
            if entry.msgid_plural:
                said = [compiled.ngettext(entry.msgid, entry.msgid_plural, number) for number in (1, 2)]
                self.assertEqual(said, list(entry.msgstr_plural.values()))
            elif entry.msgctxt:
                self.assertEqual(compiled.pgettext(entry.msgctxt, entry.msgid), entry.msgstr)
            else:
                self.assertEqual(compiled.gettext(entry.msgid), entry.msgstr)


class TemplateTests(SimpleTestCase):
    def test_no_template_says_anything_that_cannot_be_translated(self):
        found = {}
        for path in TEMPLATES:
            text = MARKS.sub("", TRANSLATED.sub("", path.read_text()))
            said = [*SAID.findall(re.sub(r"<meta[^>]*>", "", text)), re.sub(r"<[^>]*>", "", text)]
            words = [word for part in said for word in re.findall(r"[A-Za-z]{2,}", SAME.sub("", part))]
            if words:
                found[path.name] = words
        self.assertEqual(found, {})


@pytest.mark.once
class ReaderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("import_notes", str(settings.BASE_DIR / "sample"), stdout=StringIO())

    def setUp(self):
        self.addCleanup(translation.deactivate)  # a thread keeps the language of its last request

    def test_a_german_reader_is_spoken_to_in_german(self):
        for path in SPOKEN:
            with self.subTest(path):
                response = self.client.get(path, **GERMAN)
                text = ADDRESSES.sub("", response.text)
                self.assertIn('<html lang="de"', response.text)
                self.assertEqual([word for word in ENGLISH if f">{word}" in text], [])
                self.assertEqual(response.headers["Content-Language"], "de")
                self.assertIn("Accept-Language", response.headers["Vary"])

    def test_dates_are_written_as_the_reader_writes_them(self):
        self.assertContains(self.client.get("/2026/02/21/", **GERMAN), "Samstag, 21.")
        self.assertContains(self.client.get("/", **GERMAN), "21. Februar 2026")
        self.assertContains(self.client.get("/"), "21 February 2026")
        self.assertContains(self.client.get("/papers/turing-1950/", **GERMAN), "Oktober 1950")

    def test_others_are_spoken_to_in_the_language_of_the_site(self):
        response = self.client.get("/", HTTP_ACCEPT_LANGUAGE="fr-FR, ja;q=0.8")
        self.assertContains(response, '<html lang="en"')
        with self.settings(LANGUAGE_CODE="de"):
            self.assertContains(self.client.get("/", HTTP_ACCEPT_LANGUAGE="fr"), '<html lang="de"')

    def test_feeds_and_pictures_are_the_same_for_every_reader(self):
        for path in ("/feed.atom?tag=history", "/quotations/feed.json", "/card.png"):
            english, german = self.client.get(path), self.client.get(path, **GERMAN)
            self.assertEqual(english.content, german.content, path)
            self.assertNotIn("Accept-Language", german.headers.get("Vary", ""))

    def test_no_cookie_is_set(self):
        self.assertFalse(self.client.get("/", **GERMAN).cookies)

    def test_what_the_owner_wrote_keeps_the_language_of_the_site(self):
        text = 'dir="auto" lang="en" id="paper-text"'
        self.assertContains(self.client.get("/papers/turing-1950/", **GERMAN), text)
        self.assertNotContains(self.client.get("/papers/turing-1950/"), text)


class MomentTests(SimpleTestCase):
    def test_a_moment_is_written_as_its_day_is(self):
        moment = datetime(2026, 11, 30, 7, 3)
        for language in dict(settings.LANGUAGES):
            with self.subTest(language), translation.override(language):
                written = date_format(moment, "DATETIME_FORMAT")
                self.assertEqual(written, f"{date_format(moment, 'DATE_FORMAT')}, 07:03")
