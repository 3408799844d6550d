from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext

from passages.slugs import free_slug, to_slug
from topics.models import Topic
from topics.tests.factories import create_topic


class ToSlugTests(SimpleTestCase):
    def test_words_are_joined_by_hyphens_in_lower_case(self):
        self.assertEqual(to_slug("Attention Is All You Need!"), "attention-is-all-you-need")

    def test_accents_go(self):
        self.assertEqual(to_slug("Über Gödel"), "uber-godel")

    def test_another_script_keeps_its_letters(self):
        self.assertEqual(to_slug("日本語 の 本"), "日本語-の-本")
        self.assertEqual(to_slug("Война и мир"), "война-и-мир")

    def test_a_mixed_text_is_in_ascii_where_that_says_most_of_it(self):
        self.assertEqual(to_slug("Transformers explained 日本"), "transformers-explained")
        self.assertEqual(to_slug("日本語のトランスフォーマー GPT"), "日本語のトランスフォーマー-gpt")

    def test_a_long_text_is_cut_between_words(self):
        self.assertEqual(to_slug("word " * 40), "-".join(["word"] * 16))
        self.assertEqual(to_slug("a" * 79 + " bcd"), "a" * 79)
        self.assertEqual(to_slug("a" * 80 + " bcd"), "a" * 80)

    def test_one_long_word_is_cut_at_80(self):
        self.assertEqual(to_slug("x" * 300), "x" * 80)
        self.assertEqual(to_slug("字" * 300), "字" * 80)

    def test_a_text_without_letters_has_the_default(self):
        for text in ("", "  ", "!?", "---", "___", "🙂", "\0"):
            with self.subTest(text):
                self.assertEqual(to_slug(text, "entry"), "entry")

    def test_no_hyphen_or_underscore_stands_at_an_end(self):
        self.assertEqual(to_slug("__init__ - "), "init")


class FreeSlugTests(TestCase):
    def test_a_slug_that_is_free_is_taken_as_it_is(self):
        create_topic(title="LoRA adapters", slug="lora-adapters")
        self.assertEqual(free_slug(Topic.objects, "LoRA"), "lora")

    def test_one_that_is_free_takes_one_look_at_the_index(self):
        with CaptureQueriesContext(connection) as queries:
            free_slug(Topic.objects, "LoRA")
        self.assertEqual(len(queries), 1)
        self.assertNotIn("LIKE", queries[0]["sql"])

    def test_one_that_is_taken_gets_the_next_number(self):
        create_topic(title="LoRA", slug="lora")
        self.assertEqual(free_slug(Topic.objects, "LoRA"), "lora-2")
        create_topic(title="LoRA", slug="lora-2")
        self.assertEqual(free_slug(Topic.objects, "LoRA"), "lora-3")

    def test_a_number_in_between_that_is_free_is_used(self):
        for slug in ("lora", "lora-3"):
            create_topic(title="LoRA", slug=slug)
        self.assertEqual(free_slug(Topic.objects, "LoRA"), "lora-2")

    def test_defaults_are_numbered_too(self):
        create_topic(title="?", slug="untitled")
        self.assertEqual(free_slug(Topic.objects, "??"), "untitled-2")
