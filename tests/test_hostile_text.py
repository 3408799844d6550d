"""Whatever is typed, sent or imported is there as it was, or was refused in words; never a server's error.

The texts are the Big List of Naughty Strings and what databases, parsers and pages trip over.
"""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from django.db.models import CharField, TextField
from django.test import TestCase
from django.urls import reverse
from lxml.html import InputElement, TextareaElement, document_fromstring

from api.tests.factories import create_token
from markup.tests.payloads import payloads_of
from notes.importing.tests.sites import SiteMixin
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.models import Author, Paper
from passages.models import Tag
from passages.tests.factories import create_owner
from topics.models import Topic

from .strict import faults_in

NAUGHTY = payloads_of("naughty-strings")
ODD = {
    "a null character": "a\0b",
    "control characters": "a\x01\x08\x0b\x1f\x7f\x85b",
    "right to left": "\u202eabc\u202c \u2067שלום\u2069 \u200f",
    "no characters": "\ufffe\uffff\U0001fffe",
    "marks without end": "e" + "\u0301" * 5_000,
    "a family": "👨‍👩‍👧‍👦" * 20,
    "100 KB": "word " * 20_000,
    "100 KB without a space": "x" * 100_000,
    "white space": "\u00a0\u2003\u2028\u2029\u3000",
    "signs of a database": "%' OR 1=1; --\\_%\\",
    "formulas": "=1+1 @SUM(A1) -1 +1\t\r",
}
# Half a character as the bytes of a form, and as JSON writes it.
TORN_BYTES, TORN_JSON = "%ED%A0%80", r"\ud800"
FORMS = (Entry, Paper, Topic, Tag, Author)
LISTS = (
    "/", "/papers/", "/topics/", "/tags/", "/authors/", "/links/", "/quotations/", "/feed.atom",
    "/feed.json", "/api/entries", "/api/papers", "/papers/references.bib", "/papers/references.ris",
    "/papers/references.json", "/sitemap-tags-0.xml",
)  # fmt: skip


class HostileTextCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.owner)

    def assert_pages_stand(self) -> None:
        for address in LISTS:
            response = self.client.get(address)
            self.assertEqual((response.status_code, faults_in(response)), (200, []), address)


class FormTests(HostileTextCase):
    """Each text in every field of a form that takes one, those that it refuses left empty."""

    def test_every_form_keeps_it_or_says_why_not(self):
        for number, model in enumerate(FORMS):
            page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
            blank = Blank(self.client.get(page).text)
            for text in [*ODD.values(), *NAUGHTY[number :: 45 * len(FORMS)]]:
                with self.subTest(model=model.__name__, text=ascii(text[:40])):
                    self.assert_kept_or_refused(model, page, blank, text)
        self.assert_pages_stand()

    def assert_kept_or_refused(self, model, page: str, blank: "Blank", text: str) -> None:
        sent = dict.fromkeys(blank.texts, text)
        refused = self.send(page, blank.values | sent)
        sent = {name: value for name, value in sent.items() if name not in refused}
        if refused and not self.send(page, blank.values | sent):
            self.assert_kept(model, sent)

    def send(self, page: str, typed: Mapping[str, str]) -> set[str]:
        """The fields that were refused; none if all was saved."""
        response = self.client.post(page, typed)
        if response.status_code == 302:
            return set()
        self.assertEqual((response.status_code, faults_in(response)), (200, []))
        refused = set(refusals(response.context))
        self.assertTrue(refused)
        return refused

    def assert_kept(self, model, sent: Mapping[str, str]) -> None:
        row = model.objects.latest("pk")
        for column in model._meta.local_fields:
            if column.name in sent and column.name != "slug" and isinstance(column, CharField | TextField):
                self.assertEqual(words(getattr(row, column.name)), words(sent[column.name]), column.name)

    def test_half_a_character_is_no_error(self):
        for model in FORMS:
            page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
            blank = Blank(self.client.get(page).text)
            pairs = {name: quote(value) for name, value in blank.values.items()}
            pairs |= dict.fromkeys(blank.texts, TORN_BYTES)
            data = "&".join(f"{name}={value}" for name, value in pairs.items())
            response = self.client.generic("POST", page, data, "application/x-www-form-urlencoded")
            self.assertIn(response.status_code, {200, 302})

    def test_quick_entry_keeps_it_or_says_why_not(self):
        blank = Blank(self.client.get("/write/").text)
        for text in [*ODD.values(), "\n".join(f"* {each}" for each in NAUGHTY)]:
            with self.subTest(ascii(text[:40])):
                response = self.client.post("/write/", blank.values | {"text": text})
                self.assertIn(response.status_code, {200, 302})
        self.assert_pages_stand()


class Blank:
    """A form as a browser would send it empty: `values`, and the names of the fields that take `texts`."""

    def __init__(self, page: str) -> None:
        form = next(each for each in document_fromstring(page).forms if is_main(each))
        self.values = {name: value or "" for name, value in form.form_values() if "__prefix__" not in name}
        self.texts = [
            each.name
            for each in form.inputs
            if each.name and "__prefix__" not in each.name and is_text(each) and "date" not in each.name
        ]


def is_main(form) -> bool:
    """Whether it is what the page is for: the admin's own are called so, the one of quick entry is not."""
    return str(form.get("id", "")).endswith("_form") or "text" in form.fields


def is_text(element) -> bool:
    is_line = isinstance(element, InputElement) and element.type in {"text", "url"}
    return is_line or isinstance(element, TextareaElement)


def refusals(context) -> Iterator[str]:
    """The names of fields that a form and its rows refuse."""
    yield from context["adminform"].form.errors
    for inline in context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            yield from (f"{form.prefix}-{name}" for name in form.errors)


def words(text: str) -> str:
    """A text without what forms take away: white space at its ends, and the kind of its line endings."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class ApiTests(HostileTextCase):
    def send(self, data: str):
        headers = create_token(user=self.owner)
        return self.client.post("/api/entries", data, content_type="application/json", headers=headers)

    def test_texts_and_tags_are_kept_as_they_are(self):
        for text in [*ODD.values(), "\n\n".join(NAUGHTY)]:
            with self.subTest(ascii(text[:40])):
                response = self.send(json.dumps({"body": text}))
                self.assertIn(response.status_code, {201, 422})
                if response.status_code == 201:
                    self.assertEqual(response.json()["items"][0]["body"], text.replace("\r\n", "\n"))
        for first in range(0, len(NAUGHTY), 150):
            tags = [each for each in NAUGHTY[first : first + 150] if len(each) <= 100]
            self.assertIn(self.send(json.dumps({"body": "Tagged", "tags": tags})).status_code, {201, 422})
        self.assert_pages_stand()

    def test_half_a_character_is_no_error(self):
        for name in ("body", "text", "note", "read_on", "visibility"):
            data = json.dumps({"body": "a"} if name != "text" else {})[:-1]
            data += f'{", " if name != "text" else ""}"{name}": "a{TORN_JSON}"}}'
            self.assertIn(self.send(data).status_code, {201, 422}, data)
        self.assertIn(self.send(f'{{"body": "a", "tags": ["{TORN_JSON}"]}}').status_code, {201, 422})


class AskingTests(HostileTextCase):
    def test_every_search_and_filter_answers(self):
        create_entry(body="\n\n".join(NAUGHTY))
        texts = [quote(each) for each in [*ODD.values(), *NAUGHTY[::30]]]
        for text in [*texts, TORN_BYTES, "%00", "%FF%FE", "+".join(["a"] * 5_000)]:
            for address in ("/search/?q={}", "/search/typed/?q={}", "/api/search?q={}", "/?tag={}"):
                with self.subTest(address, text=text[:40]):
                    self.assertLess(self.client.get(address.format(text)).status_code, 500)

    def test_ten_thousand_tags_in_an_address(self):
        numbers = [*map(str, range(10_000))]
        for address in (f"/tags/{'+'.join(numbers)}/", f"/?tag={'&tag='.join(numbers)}"):
            self.assertIn(self.client.get(address).status_code, {400, 404})

    def test_every_tag_leads_somewhere(self):
        create_entry(tags=[each for each in NAUGHTY[::12] if 0 < len(each.strip()) <= 100])
        for tag in Tag.objects.all():
            self.assertTrue(tag.slug)
            self.assertEqual(self.client.get(tag.get_absolute_url()).status_code, 200, ascii(tag.name))


class ImportTests(SiteMixin, HostileTextCase):
    def test_a_file_keeps_them_in_body_title_and_tags(self):
        front = f"title: {to_yaml(NAUGHTY[40])}\ntags: {to_yaml([each[:90] for each in NAUGHTY[:150]])}"
        body = "\n\n".join(each for each in NAUGHTY if "\0" not in each)
        self.write("_topics/naughty.md", f"---\n{front}\n---\n\n{body}\n")
        self.run_import()
        self.assertEqual(words(Topic.objects.get().body), words(body))
        self.assert_pages_stand()

    def test_each_as_front_matter_is_read_or_told(self):
        for number, text in enumerate([*ODD.values(), *NAUGHTY[::8]]):
            self.write(f"_topics/{number}.md", f"---\ntitle: {text}\n---\nText\n")
        report = self.run_import_whatever()
        self.assertNotIn("Traceback", report)
        self.assert_pages_stand()

    def run_import_whatever(self) -> str:
        try:
            return self.run_import()
        except AssertionError as problem:  # it tells of what it could not read
            return str(problem)


def to_yaml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
