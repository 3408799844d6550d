from django.test import SimpleTestCase, TestCase

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Excerpt, do, once
from passages.search import TOKENIZER_VERSION


class OnceTests(SimpleTestCase):
    def setUp(self):
        self.done = []

    def task(self, keys):
        self.done.append(keys)

    def test_a_task_is_done_now_outside(self):
        do(self.task, [1, 2])
        self.assertEqual(self.done, [[1, 2]])

    def test_within_it_is_done_once_for_each_row_at_the_end(self):
        with once():
            do(self.task, [2, 1])
            with once():
                do(self.task, [1, 3])
            self.assertEqual(self.done, [])
        self.assertEqual(self.done, [[2, 1, 3]])
        do(self.task, [4])
        self.assertEqual(self.done[1:], [[4]])

    def test_where_something_fails_nothing_is_done(self):
        with self.assertRaises(ValueError), once():
            do(self.task, [1])
            raise ValueError
        do(self.task, [2])
        self.assertEqual(self.done, [[2]])


class SavingOnceTests(TestCase):
    def test_the_index_and_the_references_are_as_if_each_was_made_at_once(self):
        with once():
            entry = create_entry(body="Seen a canary.")
            entry.tags.add("bird")
            paper = create_paper(title="On birds")
            self.assertFalse(Excerpt.objects.exists())
        digests = list(Excerpt.objects.order_by("pk").values_list("digest", flat=True))
        self.assertEqual(len(digests), 2)
        self.assertTrue(all(digest.startswith(f"{TOKENIZER_VERSION}:") for digest in digests))
        paper.refresh_from_db()
        self.assertIn("On birds", str(paper.citations))
        for document in (entry, paper):
            document.save()
        self.assertEqual(list(Excerpt.objects.order_by("pk").values_list("digest", flat=True)), digests)
