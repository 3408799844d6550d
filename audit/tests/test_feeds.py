import json

from django.test import SimpleTestCase

from audit.atom import faults_of_atom
from audit.jsonfeed import VERSION, faults_of_json_feed

ADDRESS = "https://notes.example.org/feed.atom"
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>tag:notes.example.org,2024:timeline</id>
  <title>Notes</title>
  <updated>2024-03-11T08:00:00Z</updated>
  <author><name>Ada</name></author>
  <link rel="self" type="application/atom+xml" href="{ADDRESS}"/>
  <link rel="alternate" type="text/html" href="https://notes.example.org/"/>
  <link rel="next" href="{ADDRESS}?before=1"/>
  <entry>
    <id>tag:notes.example.org,2024:1</id>
    <title>One</title>
    <published>2024-03-11T08:00:00Z</published>
    <updated>2024-03-11T08:00:00.5+01:00</updated>
    <link rel="alternate" href="https://notes.example.org/1/"/>
    <category term="tools"/>
    <content type="html">&lt;p&gt;&lt;a href="https://example.org/"&gt;x&lt;/a&gt;&lt;/p&gt;</content>
  </entry>
</feed>"""
GOOD = ATOM.replace("00.5+01:00", "00.5Z")


class AtomTests(SimpleTestCase):
    def faults(self, text, kind="application/atom+xml; charset=utf-8"):
        return list(faults_of_atom(text.encode(), ADDRESS, kind))

    def assert_fault(self, message, old, new):
        self.assertIn(old, GOOD)
        found = self.faults(GOOD.replace(old, new))
        self.assertTrue(any(message in fault for fault in found), found)

    def test_a_good_feed_has_none(self):
        self.assertEqual(self.faults(GOOD), [])

    def test_an_update_before_the_publication_is_one(self):
        self.assertEqual(len(self.faults(ATOM)), 1)

    def test_each_rule_that_is_broken_is_told(self):
        for message, old, new in [
            ("SAXError", "<title>One</title>", "<title>One\x0b</title>"),
            ("UndefinedElement", "<category ", "<tag "),
            ("MissingElement", "<id>tag:notes.example.org,2024:1</id>", ""),
            ("MissingElement", "<author><name>Ada</name></author>", ""),
            ("DuplicateElement", "<title>One</title>", "<title>One</title><title>Two</title>"),
            ("NotBlank", "<title>One</title>", "<title> </title>"),
            ("InvalidRFC3339Date", "2024-03-11T08:00:00Z</published>", "2024-03-11</published>"),
            ("InvalidRFC3339Date", "2024-03-11T08:00:00Z</published>", "2024-13-11T08:00:00Z</published>"),
            ("InvalidFullLink", 'href="https://notes.example.org/1/"', 'href="/1/"'),
            ("MissingAttribute", '<category term="tools"/>', "<category/>"),
            ("UnexpectedAttribute", 'term="tools"', 'term="tools" name="x"'),
            ("InvalidTextType", "<title>One", '<title type="markdown">One'),
            ("ContainsRelRef", 'href="https://example.org/"', 'href="/papers/"'),
            ("SecurityRisk", "&lt;p&gt;", "&lt;script&gt;"),
            ("MissingSelf", 'rel="self"', 'rel="related"'),
            ("SelfDoesntMatchLocation", f'href="{ADDRESS}"', 'href="https://example.org/feed"'),
            (
                "DuplicateAtomLink",
                '<link rel="next"',
                '<link rel="next" href="https://x.org/"/><link rel="next"',
            ),
            ("DuplicateEntries", "<entry>", GOOD[GOOD.index("<entry>") : GOOD.index("</feed>")] + "<entry>"),
            ("InvalidLanguage", "<title>One", '<title xml:lang="en_GB">One'),
        ]:
            with self.subTest(message, new=new):
                self.assert_fault(message, old, new)

    def test_the_content_type_is_that_of_atom(self):
        self.assertEqual(len(self.faults(GOOD, "text/xml")), 1)


class JsonFeedTests(SimpleTestCase):
    def setUp(self):
        self.item = {"id": "1", "url": "https://x.org/1/", "content_html": "<p>x</p>", "tags": ["a"]}
        self.item |= {"date_published": "2024-03-11T08:00:00Z", "authors": [{"name": "Ada"}]}
        self.feed = {"version": VERSION, "title": "Notes", "feed_url": ADDRESS, "items": [self.item]}
        self.feed["_commonplace"] = {"about": "an extension"}

    def faults(self, kind="application/feed+json"):
        return list(faults_of_json_feed(json.dumps(self.feed).encode(), ADDRESS, kind))

    def test_a_good_feed_has_none(self):
        self.assertEqual(self.faults(), [])

    def test_each_rule_for_items_that_is_broken_is_told(self):
        for name, value in {
            "id": "",
            "content_html": "",
            "date_published": "2024-03-11",
            "url": "/1/",
            "tags": "a",
            "authors": ["Ada"],
            "title": None,
            "extra": 1,
        }.items():
            with self.subTest(name):
                kept = dict(self.item)
                self.item[name] = value
                self.assertEqual(len(self.faults()), 1, self.faults())
                self.item.clear()
                self.item.update(kept)

    def test_each_rule_for_feeds_that_is_broken_is_told(self):
        for name, value in {
            "version": "1",
            "title": "",
            "feed_url": "https://x.org/",
            "next_url": ADDRESS,
            "expired": "no",
        }.items():
            with self.subTest(name):
                kept = dict(self.feed)
                self.feed[name] = value
                self.assertEqual(len(self.faults()), 1, self.faults())
                self.feed.clear()
                self.feed.update(kept)

    def test_a_later_page_belongs_to_the_same_feed(self):
        body = json.dumps(self.feed).encode()
        for query, count in {"?before=1": 0, "?before=1&tag=a": 1}.items():
            found = faults_of_json_feed(body, ADDRESS + query, "application/feed+json")
            self.assertEqual(len(list(found)), count, query)

    def test_what_only_looks_like_script_is_text(self):
        self.item["content_html"] = "<p>&lt;script&gt; onclick= javascript: style=</p>"
        self.assertEqual(self.faults(), [])
        self.item["content_html"] = '<p onclick="x"><a href="javascript:x">x</a><a href="#here">x</a></p>'
        self.assertEqual(len(self.faults()), 3)

    def test_two_items_have_two_ids(self):
        self.feed["items"].append(dict(self.item))
        self.assertEqual(self.faults(), ["several items have the id 1"])

    def test_what_is_no_feed_is_told(self):
        self.feed.pop("items")
        self.assertEqual(self.faults(), ["it is no object with items"])
        self.assertEqual(len(self.faults("application/json")), 2)
