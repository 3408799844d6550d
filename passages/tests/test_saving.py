from unittest import skipIf
from unittest.mock import patch

from django.core.exceptions import ValidationError
from django.db import DataError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Link, Mention, Passage, derivation, derive
from passages.models.document import LONGEST_BODY
from topics.models import Topic
from topics.tests.factories import create_topic

HOSTILE = [
    "\u202e\u2066\ufeff\u200b",
    "\x01\x1b[31m\x7f\x85",
    "\ufffe\uffff\U0010ffff",
    "<svg onload=alert(1)><math><style><noscript></style>",
    "[" * 5000,
    "*" * 5000,
    "> " * 500 + "deep",
    "".join("    " * depth + f"* {depth}\n" for depth in range(200)),
    "[[" + "x" * 200 + "]] [a](/" + "y" * 3000 + "/)",
    "@" + "k" * 300,
    "$" + "{" * 2000 + "$",
    "[a](/%00/) [b](/%ff%fe/) [c](/%F0%9F%98%80/) [[..]] [[/]] [d](//)",
    "[a](https://doi.org/10.1000/a%00b) https://arxiv.org/abs/%00",
    "[a](https://example.org/%00%ff?%00#%00) https://\u202eexample.org/",
    "p. 99999999999999999999 (p. " + "9" * 5000 + ")",
    "[^1] [^1]: x\n\n[^1]: " + "[^1]" * 100,
    "a" * 100_000,
]


class SavingTests(TestCase):
    def test_a_new_text_costs_the_same_whatever_its_length(self):
        create_topic(title="warm", body="* https://warm.org/ [[none]]")
        self.assertEqual(self.queries_for(5), self.queries_for(25))

    def queries_for(self, blocks):
        links = "".join(f"* item https://h{n}.org/ [[none{n}]]\n" for n in range(blocks))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            create_topic(title=f"long {blocks}", body=links)
        return len(queries)

    def test_a_thousand_blocks_are_written_in_batches(self):
        body = "".join(f"* item {n}\n    * below {n}\n" for n in range(500))
        with CaptureQueriesContext(connection) as queries:
            create_topic(body=body)
        self.assertEqual(Passage.objects.count(), 1000)
        self.assertLess(len(queries), 60)

    def test_nothing_is_saved_when_the_derivation_fails(self):
        topic = create_topic(title="Before", body="before")
        topic.title, topic.body = "After", "after https://example.org/"
        with patch.object(derivation, "write_mentions", side_effect=DataError), self.assertRaises(DataError):
            topic.save()
        saved = Topic.objects.get(pk=topic.pk)
        self.assertEqual((saved.title, saved.body), ("Before", "before"))
        self.assertIn("before", saved.body_html)
        self.assertEqual(list(topic.passages.values_list("text", flat=True)), ["before"])
        self.assertEqual(Link.objects.count(), 0)

    def test_nothing_is_derived_when_the_derivation_fails(self):
        topic = create_topic(body="before")
        topic.body = "after"
        with patch.object(derivation, "write_mentions", side_effect=DataError), self.assertRaises(DataError):
            derive([topic])
        self.assertEqual(topic.passages.get().text, "before")

    def test_many_at_once_equal_one_by_one(self):
        create_paper(title="Lora", authors=())
        bodies = ["a [[lora]] https://a.org/", "* b\n    * c https://a.org/ (p. 3)", "", "[[lora]] [[none]]"]
        entries = [create_entry(body=body) for body in bodies]
        alone = self.snapshot()
        Passage.objects.all().delete()
        Entry.objects.update(body_html="")
        derive(Entry.objects.all())
        self.assertEqual(self.snapshot(), alone)
        self.assertEqual(len(entries[3].papers.all()), 1)

    def snapshot(self):
        passages = Passage.objects.order_by("owner_type", "owner_id", "position")
        names = ["owner_id", "position", "anchor", "kind", "text", "parent__anchor", "locator"]
        mentions = Mention.objects.order_by("passage__owner_id", "passage__position", "reference", "link")
        pointing = ["passage__anchor", "reference", "link__url", "target_type", "target_id"]
        html = Entry.objects.order_by("pk").values_list("pk", "body_html")
        return list(passages.values_list(*names)), list(mentions.values_list(*pointing)), list(html)


class HostileTextTests(TestCase):
    def test_any_text_is_saved_as_it_is_and_safe(self):
        for text in HOSTILE:
            with self.subTest(text[:40]):
                entry = create_entry(body=text)
                saved = Entry.objects.get(pk=entry.pk)
                self.assertEqual(saved.body, text)
                self.assertNotRegex(saved.body_html, r"<svg|<style|<script|<[^>]*\son|javascript:")

    def test_a_null_character_is_an_error_of_its_form(self):
        with self.assertRaises(ValidationError) as caught:
            Topic(title="A topic", slug="a-topic", body="a\0b").full_clean()
        self.assertIn("body", caught.exception.message_dict)

    def test_two_million_characters_are_the_most(self):
        topic = Topic(title="A topic", slug="a-topic", body="x" * (LONGEST_BODY + 1))
        with self.assertRaises(ValidationError) as caught:
            topic.full_clean()
        self.assertIn("body", caught.exception.message_dict)

    @skipIf(connection.vendor == "sqlite", "SQLite keeps null characters")
    def test_a_null_character_that_went_past_the_form_saves_nothing(self):
        with self.assertRaises(DataError), transaction.atomic():
            create_topic(body="a\0b https://example.org/")
        self.assertEqual((Topic.objects.count(), Link.objects.count()), (0, 0))

    def test_thousands_of_addresses_and_names_are_saved(self):
        body = " ".join(f"https://h{n}.org/ [[n{n}]] @k{n}" for n in range(2000))
        create_topic(body=body)
        self.assertEqual(Link.objects.count(), 2000)
        self.assertEqual(Mention.objects.count(), 6000)
