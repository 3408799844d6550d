"""Private margins of public texts never leave: canaries in all forms of them, asked for at every address."""

import json
import re
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.bibliography import csl_json
from papers.bibliography.report import Report
from papers.bibliography.rows import Importer
from papers.tests.factories import create_paper
from passages.cards import Card
from passages.models import Excerpt, Link, Mention, Passage, Term, index_again
from passages.models.kinds import type_id
from passages.tests.drawings import drawing
from passages.tests.factories import create_image, create_owner
from topics.tests.factories import create_topic

from .addresses import PUBLIC

DAY = date(2023, 3, 11)
SECRET = "canary"
BARE = """Open words [^1]

- an item
- "quoted here (p. 3)
  - [a link](https://example.org/a)

## Open section

- last
"""
FULL = """Open words [^1]

%% canary alone [by name][c] [^2] #canarytag

- an item
  - %% canary within
- %% canary item [[open-topic]] [[hidden-paper]] @openkey
  - canary child https://canary.example/link
  - "quoted canary (p. 7)
- "quoted here (p. 3)
  - [a link](https://example.org/a)
  - %% finished canary

> %% canary said (p. 9)
>
> "canary again

## %% canary section

canary text

### canary below

|canary|b|
|-|-|
|1|2|

## Open section

- last
- [ ] %% canary task

|%% canary|b|
|-|-|
|canary|2|

<p>%% canary</p>
"""
NOTE = "\n[^1]: Open note\n"
NOTES = f"{NOTE}[^2]: canary note\n\n[c]: https://canary.example/defined\n"
ASKED = re.compile(r"[\w.]+")
TAG = re.compile(r"<[^>]*>")
# When something was changed, to the second.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*")


def texts(*, with_margins: bool) -> str:
    return FULL + NOTES if with_margins else BARE + NOTE


class MarginPrivacyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_paper(title="Hidden canary paper", slug="hidden-paper", visibility="private")
        cls.image = create_image(data=drawing())
        picture = f"\n%% ![canary]({cls.image.get_absolute_url()})\n"
        cls.documents = cls.make(texts(with_margins=True) + picture)
        drawn = mock.patch.object(Card, "to_png", lambda card: repr(card).encode())
        cls.enterClassContext(drawn)  # so that a picture says in letters what it shows
        cls.owner = create_owner()
        cls.passer_by = User.objects.create_user("passer-by")

    @classmethod
    @cache
    def seen_by_strangers(cls) -> dict[str, str]:
        """Asked before a test has written anything."""
        stranger = cls()
        stranger.client = cls.client_class()
        return stranger.pages()

    @classmethod
    def make(cls, body: str):
        topic = create_topic(title="Open topic", body=body, tags=["shared"])
        paper = create_paper(
            title="Open paper",
            slug="open-paper",
            citation_key="openkey",
            body=body,
            tags=["shared"],
            topics=[topic],
        )
        entry = create_entry(body=body, read_on=DAY, tags=["shared"], topics=[topic], slug="open-entry")
        return entry, paper, topic

    def addresses(self) -> list[str]:
        entry, paper, topic = self.documents
        values = {
            "entry": entry.get_absolute_url(),
            "paper": paper.slug,
            "paper_address": paper.get_absolute_url(),
            "topic": topic.slug,
            "topic_address": topic.get_absolute_url(),
            "author": paper.authorships.get().author.slug,
            "tag": "shared",
            "domain": "canary.example",
            "link": Link.objects.get(url="https://example.org/a").pk,
            "image": self.image.name,
        }
        # All have one name for the same thing, so that pages can be compared.
        addresses = [address for rows in PUBLIC.values() for address in rows]
        more = [
            "/?q=canary",
            "/papers/?q=canary",
            "/topics/?q=canary",
            "/quotations/?q=canary",
            "/?q=-canary",
        ]
        more += ["/search/?q=kind:margin", "/search/?kind=margin", "/search/?q=has:link", "/search/?q=canari"]
        more += ["/search/?q=domain:canary.example", "/search/typed/?q=canar", "/search/?q=opne+OR+canari"]
        return [address.format(**values) for address in [*addresses, *more]]

    def pages(self) -> dict[str, str]:
        """What each address answers, without what was asked for, which may be said back."""
        pages = {}
        for address in self.addresses():
            response = self.client.get(address)
            # A page that is not there says back what was asked for (see `PrivacyTests`).
            text = response.content.decode(errors="replace") if response.status_code != 404 else ""
            text = text.replace("%3A", ":")
            for asked in sorted(set(ASKED.findall(address.partition("?")[2])), key=len, reverse=True):
                text = re.sub(rf"\b{re.escape(asked)}\b", "", text)
            pages[address] = text
        return pages

    @pytest.mark.once
    def test_no_margin_is_shown_to_anybody_else(self):
        self.client.force_login(self.passer_by)
        for user, pages in ((None, self.seen_by_strangers()), (self.passer_by, self.pages())):
            for address, text in pages.items():
                with self.subTest(address, user=user):
                    self.assertNotIn(SECRET, text)
                    self.assertNotRegex(text, r"\b(alone|within|finished|hidden-paper)\b")

    @pytest.mark.once
    def test_nothing_is_counted(self):
        """Every word and every number that a page shows is the same once the margins are gone."""
        before = self.seen_by_strangers()
        for document in self.documents:
            document.body = texts(with_margins=False)
            document.save()
        for address, text in self.pages().items():
            with self.subTest(address):
                self.assertEqual(to_words(text), to_words(before[address]))

    @pytest.mark.once
    def test_nothing_tells_that_one_was_changed(self):
        """Each answer is the same to the byte, with its moments, and so is the ETag that is made of it."""
        before = self.seen_by_strangers()
        for document in self.documents:
            document.body = document.body.replace("canary alone", "another canary")
            document.save()
            document.refresh_from_db()
            self.assertIn("another canary", document.owners_html)
        self.assertEqual(self.pages(), before)

    def test_nothing_is_made_of_them_but_what_owners_read(self):
        self.assertFalse(Passage.objects.filter(text__contains=SECRET).exists())
        self.assertFalse(Link.objects.filter(url__contains=SECRET).exists())
        self.assertFalse(Mention.objects.exclude(link__url="https://example.org/a").exists())
        self.assertFalse(Term.objects.filter(text__in=["canary", "alone", "child"]).exclude(text="canary"))
        entry, paper, _topic = self.documents
        self.assertEqual(entry.papers.count(), 0)
        self.assertEqual(paper.reading_events.count(), 0)
        self.assertNotIn(SECRET, entry.public_text)
        for row in Excerpt.objects.filter(said__contains=SECRET):
            self.assertEqual((row.kind, row.visibility), ("margin", "private"))

    def test_a_picture_in_them_is_for_owners(self):
        address = self.image.get_absolute_url()
        self.assertEqual(self.client.get(address).status_code, 404)
        self.client.force_login(self.passer_by)
        self.assertEqual(self.client.get(address).status_code, 404)
        self.client.force_login(self.owner)
        self.assertEqual(self.client.get(address).status_code, 200)

    def test_owners_read_them_on_their_pages(self):
        self.client.force_login(self.owner)
        for document in self.documents:
            response = self.client.get(document.get_absolute_url())
            self.assertContains(response, "canary child")
            self.assertContains(response, 'class="margin"')
            self.assertContains(response, '<a href="/topics/open-topic/"')
        self.assertContains(self.client.get("/"), "canary alone")

    def test_owners_pass_nothing_on(self):
        self.client.force_login(self.owner)
        entry, paper, topic = self.documents
        for address in ("/feed.atom", "/feed.json", "/papers/open-paper.bib", "/papers/open-paper.ris",
                        "/papers/open-paper.json", f"{topic.get_absolute_url()}feed.atom",
                        f"{entry.get_absolute_url()}preview/", entry.get_card_url()):  # fmt: skip
            self.assertNotContains(self.client.get(address), SECRET, msg_prefix=address)
        self.assertContains(self.client.get("/papers/open-paper.bib"), "Open section")
        self.assertEqual(paper.opening.count(SECRET), 0)

    def test_owners_find_them(self):
        self.client.force_login(self.owner)
        response = self.client.get("/search/?q=kind:margin+child")
        self.assertEqual(response.context["facets"].total, 3)
        self.assertContains(response, "child")
        result = response.context["results"][0]
        self.assertRegex(result.url, r"#m[a-z2-7]{8}\Z")
        page = self.client.get(result.url.partition("#")[0])
        self.assertContains(page, f'id="{result.url.partition("#")[2]}"')

    def test_who_owns_another_kind_does_not_see_them(self):
        clerk = User.objects.create_user("clerk")
        clerk.user_permissions.set(Permission.objects.filter(codename="change_topic"))
        self.client.force_login(clerk)
        entry, paper, topic = self.documents
        for document in (entry, paper):
            self.assertNotContains(self.client.get(document.get_absolute_url()), SECRET)
        self.assertContains(self.client.get(topic.get_absolute_url()), SECRET)
        self.assertEqual(self.client.get("/search/?q=kind:margin+child").context["facets"].total, 1)

    def test_staff_who_may_only_look_do_not_see_them_at_the_desk(self):
        clerk = User.objects.create_user("clerk", is_staff=True)
        clerk.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
        self.client.force_login(clerk)
        for document, name in zip(
            self.documents, ("notes/entry", "papers/paper", "topics/topic"), strict=True
        ):
            response = self.client.get(f"/admin/{name}/{document.pk}/change/")
            self.assertContains(response, "Open section")
            self.assertNotContains(response, SECRET)
            listed = self.client.get(f"/admin/{name}/?q=child")
            self.assertEqual(listed.context["cl"].result_count, 0, name)
            self.assertEqual(self.client.get(f"/admin/{name}/?q=quoted").context["cl"].result_count, 1)

    def test_the_index_made_again_holds_them(self):
        before = set(Excerpt.objects.values_list("pk", "digest", "said"))
        index_again((type_id(type(document)), document.pk) for document in self.documents)
        self.assertEqual(set(Excerpt.objects.values_list("pk", "digest", "said")), before)

    def test_a_margin_taken_out_of_the_text_is_found_no_more(self):
        for document in self.documents:
            document.body = texts(with_margins=False)
            document.save()
        self.assertFalse(Excerpt.objects.filter(kind="margin").exists())
        self.assertEqual(self.documents[0].owners_html, "")


def to_words(text: str) -> list[str]:
    return TAG.sub(" ", MOMENT.sub("", text)).split()


class TargetTests(TestCase):
    """Margins follow what they lead to, and still make nothing that others see."""

    def setUp(self):
        self.topic = create_topic(title="A topic", slug="a-topic")
        self.entry = create_entry(body="Told\n\n%% see [[a-topic]]")
        create_entry(body="Told [[a-topic]]\n\n%% nothing")

    def assert_margin(self, text):
        self.entry.refresh_from_db()
        self.assertIn(text, self.entry.owners_html)
        self.assertNotIn("topic", self.entry.body_html)
        self.assertFalse(Mention.objects.filter(passage__owner_id=self.entry.pk).exists())

    def test_a_target_is_given_another_address_and_title(self):
        self.assert_margin('<a href="/topics/a-topic/" class="wiki">A topic</a>')
        self.topic.slug, self.topic.title = "another", "Another"
        self.topic.save()
        self.assert_margin('<a href="/topics/another/" class="wiki">Another</a>')

    def test_a_target_is_hidden(self):
        self.topic.visibility = "private"
        self.topic.save()
        self.assert_margin("[[a-topic]]")

    def test_a_target_is_deleted(self):
        self.topic.delete()
        self.assert_margin("[[a-topic]]")


class PrivateEntryTests(TestCase):
    def test_an_entry_with_nothing_for_others_is_private(self):
        for body in ("%% canary\n\nand more", "%% canary\n- child", "- %% canary\n- %% canary"):
            entry = create_entry(body=body)
            self.assertEqual((entry.visibility, entry.body_html, entry.title), ("private", "", ""), body)
            self.assertNotIn(SECRET, entry.get_absolute_url())
            self.assertNotEqual(entry.owners_html, "")

    def test_it_stays_private_until_something_is_for_others(self):
        entry = create_entry(body="%% canary")
        entry.visibility = "public"
        entry.save()
        self.assertEqual(entry.visibility, "private")
        entry.body, entry.visibility = "told", "public"
        entry.save()
        self.assertEqual(Entry.objects.get().visibility, "public")

    def test_an_entry_without_text_is_as_it_was(self):
        self.assertEqual(create_entry(body="").visibility, "public")

    def test_a_log_is_read_as_it_is_written(self):
        log = "# Log\n\n# 2023\n\n* 3/11 told\n    * %% canary\n* 3/12 %% canary\n    * child\n"
        with TemporaryDirectory() as folder:
            Path(folder, "log.md").write_text(log)
            call_command("import_notes", Path(folder, "log.md"), "--as", "log", stdout=StringIO())
        told, private = Entry.objects.order_by("read_on")
        self.assertEqual((told.visibility, told.title), ("public", "told"))
        self.assertIn("%% canary", told.body)
        self.assertNotIn(SECRET, told.body_html)
        self.assertEqual((private.visibility, private.body_html), ("private", ""))

    def test_a_file_that_was_exported_does_not_take_a_margin_away(self):
        paper = create_paper(title="A work", citation_key="k", body="Told\n\n%% canary")
        exported = self.client.get(f"/papers/{paper.slug}.json").content
        self.assertEqual(json.loads(exported)[0]["annote"], "Told")
        importer = Importer(Report())
        importer.write(list(csl_json.read(exported.decode())))
        paper.refresh_from_db()
        self.assertEqual((paper.body, importer.report.clashes), ("Told\n\n%% canary", []))
