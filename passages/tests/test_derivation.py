from datetime import date

from django.test import TestCase

from notes.tests.factories import create_entry
from passages.models import Link, Mention
from topics.models import Topic
from topics.tests.factories import create_topic

TEXT = """# Chapter 5 (p. 21 - 25)

* An item
    * "A quotation (p. 23)

A paragraph.

```
code
```

| a | b |
|---|---|
| c | d |
"""


def outline(document, *names):
    return list(document.passages.order_by("position").values_list(*names))


class PassageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(body=TEXT)

    def test_each_block_is_a_passage_in_the_order_of_the_text(self):
        kinds = [kind for (kind,) in outline(self.topic, "kind")]
        self.assertEqual(kinds, ["heading", "item", "quotation", "paragraph", "code", "table"])

    def test_text_is_plain_and_without_nested_items(self):
        self.assertEqual(
            outline(self.topic, "text")[:3],
            [("Chapter 5 (p. 21 - 25)",), ("An item",), ('"A quotation (p. 23)',)],
        )

    def test_a_nested_item_has_a_parent(self):
        parents = [text for (text,) in outline(self.topic, "parent__text")]
        self.assertEqual(parents[:4], [None, "Chapter 5 (p. 21 - 25)", "An item", "Chapter 5 (p. 21 - 25)"])

    def test_a_locator_is_its_own_or_that_of_the_parent(self):
        places = outline(self.topic, "locator", "locator_kind", "is_locator_inherited")
        self.assertEqual(
            places[:3],
            [("p. 21 - 25", "page", False), ("p. 21 - 25", "page", True), ("p. 23", "page", False)],
        )

    def test_locators_sort_in_the_order_of_the_work(self):
        topic = create_topic(body="* a (p. 100)\n* b (p. 9)\n* c (p. ix)\n* d (p. 20)")
        texts = topic.passages.order_by("locator_sort").values_list("text", flat=True)
        self.assertEqual([text[0] for text in texts], ["c", "b", "d", "a"])

    def test_every_anchor_stands_in_the_html(self):
        for (anchor,) in outline(self.topic, "anchor"):
            self.assertEqual(self.topic.body_html.count(f'id="{anchor}"'), 1)

    def test_the_html_is_saved_and_safe(self):
        topic = create_topic(title="B", body="*a* <script>alert(1)</script>")
        saved = Topic.objects.get(pk=topic.pk).body_html
        self.assertEqual(saved, topic.body_html)
        self.assertIn("<em>a</em>", saved)
        self.assertNotIn("<script", saved)
        self.assertTrue(hasattr(saved, "__html__"))

    def test_passages_have_visibility_and_day_of_their_document(self):
        entry = create_entry(visibility="private", read_on=date(2021, 5, 6))
        self.assertEqual(outline(entry, "visibility", "dated_on"), [("private", date(2021, 5, 6))])
        entry.visibility, entry.read_on = "public", date(2022, 5, 6)
        entry.save()
        self.assertEqual(outline(entry, "visibility", "dated_on"), [("public", date(2022, 5, 6))])

    def test_the_body_is_never_rewritten(self):
        self.assertEqual(Topic.objects.get(pk=self.topic.pk).body, TEXT)


class EditTests(TestCase):
    def setUp(self):
        self.topic = create_topic(body="* one\n* two words here\n* three\n    * below three")
        self.before = {text: (pk, anchor) for text, pk, anchor in outline(self.topic, "text", "pk", "anchor")}

    def edit(self, body):
        self.topic.body = body
        self.topic.save()
        return {text: (pk, anchor) for text, pk, anchor in outline(self.topic, "text", "pk", "anchor")}

    def test_saving_again_changes_nothing(self):
        self.assertEqual(self.edit(self.topic.body), self.before)

    def test_what_moves_keeps_row_and_anchor(self):
        after = self.edit("* three\n    * below three\n* new\n* one\n* two words here")
        self.assertEqual({text: after[text] for text in self.before}, self.before)

    def test_what_is_edited_keeps_row_and_anchor(self):
        after = self.edit("* one\n* two other words here\n* three\n    * below three")
        self.assertEqual(after["two other words here"], self.before["two words here"])

    def test_what_is_removed_is_gone_and_its_children_stay(self):
        after = self.edit("* one\n* two words here\n\nbelow three")
        self.assertEqual(after["below three"], self.before["below three"])
        self.assertIsNone(self.topic.passages.get(text="below three").parent)
        self.assertNotIn("three", after)

    def test_an_empty_text_has_no_passages(self):
        self.assertEqual(self.edit(""), {})
        self.assertEqual(Topic.objects.get(pk=self.topic.pk).body_html, "")

    def test_anchors_survive_a_new_address(self):
        self.topic.slug = "renamed"
        self.assertEqual(self.edit(self.topic.body), self.before)


class LinkTests(TestCase):
    def test_an_address_in_several_spellings_is_one_link(self):
        create_entry(body="https://Example.org/a?utm_source=x and [again](https://example.org/a#:~:text=b)")
        create_topic(body="* https://example.org/a")
        self.assertEqual([link.url for link in Link.objects.all()], ["https://example.org/a"])
        self.assertEqual(Mention.objects.count(), 2)

    def test_a_link_knows_its_domain(self):
        create_entry(body="https://www.example.org/a")
        self.assertEqual(Link.objects.get().domain, "example.org")

    def test_an_address_that_is_none_makes_no_link(self):
        create_entry(
            body="[a](http://a!b/) [b](http://h:99999/) [c](javascript:x) <https://" + "x" * 3000 + ".org/>"
        )
        self.assertEqual(Link.objects.count(), 0)

    def test_a_link_that_is_taken_out_of_a_text_is_mentioned_no_more(self):
        entry = create_entry(body="https://example.org/a")
        entry.body = "nothing"
        entry.save()
        self.assertEqual(Mention.objects.count(), 0)
