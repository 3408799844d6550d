"""The strict look finds what it should: without that, finding nothing would prove nothing."""

import json

from django.http import HttpResponse
from django.test import SimpleTestCase

from .strict import faults_in, faults_in_feed, faults_in_json, faults_in_page, faults_in_text, loader

BAD = (
    "<p onclick=x>a</p>",
    '<p onclick="x">a</p>',
    '<p ONCLICK="x">a</p>',
    '<a href="javascript:x">a</a>',
    '<a href="&#106;avascript:x">a</a>',
    '<a href=" java&#10;script:x">a</a>',
    '<a href="data:text/html,x">a</a>',
    '<form action="vbscript:x"></form>',
    '<button formaction="/x">a</button>',
    '<p style="color:red">a</p>',
    '<meta http-equiv="refresh" content="0">',
    "<script>x</script>",
    '<script src="//h.org/x.js"></script>',
    '<script type="application/json">{"a": "<script>"}</script>',
    "<iframe></iframe>",
    "<math><style></style></math>",
    "<svg><animate></animate></svg>",
    "<p>a</p><!-- <img src=x> -->",
    "<p title='<b>'>a</p>",
    "<p/onclick=x>a</p>",
    "a < b",
    "<p",
)
GOOD = (
    "<!doctype html><title>a</title><p>a &lt; b</p>",
    '<a href="/a?b=javascript:c" title="<b>">a</a>',
    '<a href="mailto:a@example.org">a</a>',
    '<script src="/static/js/all.js"></script>',
    '<script type="application/ld+json">{"a": "\\u003C"}</script>',
    "<p>a</p><!-- END Container -->",
)


class StrictTests(SimpleTestCase):
    def test_what_could_run_is_found(self):
        for text in BAD:
            with self.subTest(text):
                self.assertNotEqual(faults_in_page(text), [])

    def test_what_is_harmless_is_not(self):
        for text in (*GOOD, f"<script>{loader()}</script>"):
            with self.subTest(text):
                self.assertEqual(faults_in_page(text), [])

    def test_a_form_has_no_place_in_a_text(self):
        self.assertEqual(faults_in_page("<form></form>"), [])
        self.assertNotEqual(faults_in_text("<form></form>"), [])

    def test_feeds_are_looked_into(self):
        for inside in (
            '<content type="html">&lt;p onclick="x"&gt;</content>',
            '<link href="javascript:x"/>',
            "<!-- a -->",
        ):
            self.assertEqual(len(list(faults_in_feed(f"<feed>{inside}</feed>".encode()))) > 0, True, inside)

    def test_json_is_looked_into(self):
        for value in ({"content_html": "<script>x</script>"}, {"a": [{"url": "javascript:x"}]}):
            self.assertNotEqual(list(faults_in_json(json.dumps(value).encode())), [])
        self.assertEqual(list(faults_in_json(b'{"body": "<script>x</script>", "url": "https://h.org/"}')), [])

    def test_a_kind_that_nobody_judges_is_a_fault(self):
        """Tables for spreadsheets among them, in which `=` begins a formula: the site has none."""
        for kind in ("text/csv", "application/vnd.ms-excel", "image/svg+xml", "application/xhtml+xml"):
            answer = HttpResponse("", content_type=kind, headers={"X-Content-Type-Options": "nosniff"})
            self.assertEqual(faults_in(answer), [f"{kind}, which nobody judges"])

    def test_a_kind_that_may_be_guessed_is_a_fault(self):
        self.assertEqual(faults_in(HttpResponse("a", content_type="text/plain")), ["its type may be guessed"])
