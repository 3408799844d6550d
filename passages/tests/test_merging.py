from django.test import SimpleTestCase

from passages.merging import as_remembered, merge


class MergeTests(SimpleTestCase):
    def test_a_new_document_takes_all_that_is_said(self):
        merged = merge({"title": "LoRA", "tags": ["llm"]}, {}, {"title": None, "tags": None})
        self.assertEqual(merged.changes, {"title": "LoRA", "tags": ["llm"]})

    def test_the_same_words_again_change_nothing(self):
        first = merge({"title": "LoRA", "body": "text"}, {}, {"title": None, "body": None})
        again = merge({"title": "LoRA", "body": "text"}, first.remembered, {"title": "LoRA", "body": "text"})
        self.assertEqual((again.changes, again.clashes), ({}, []))

    def test_the_source_is_followed_where_nobody_changed_it_here(self):
        merged = merge({"title": "New"}, {"title": "Old"}, {"title": "Old"})
        self.assertEqual(merged.changes, {"title": "New"})

    def test_a_change_here_stays_while_the_source_says_the_same(self):
        merged = merge({"title": "Old"}, {"title": "Old"}, {"title": "Mine"})
        self.assertEqual((merged.changes, merged.clashes), ({}, []))

    def test_where_both_changed_the_one_here_stays_and_the_clash_is_told_until_it_is_settled(self):
        merged = merge({"title": "New"}, {"title": "Old"}, {"title": "Mine"})
        self.assertEqual((merged.changes, merged.clashes), ({}, ["title"]))
        self.assertEqual(merge({"title": "New"}, merged.remembered, {"title": "Mine"}).clashes, ["title"])
        self.assertEqual(merge({"title": "New"}, merged.remembered, {"title": "New"}).clashes, [])

    def test_both_made_the_same_change(self):
        merged = merge({"title": "New"}, {"title": "Old"}, {"title": "New"})
        self.assertEqual((merged.changes, merged.clashes), ({}, []))
        self.assertEqual(merged.remembered, {"title": "New"})

    def test_something_that_stood_here_before_the_first_import_is_not_written_over(self):
        merged = merge({"title": "Theirs", "page": "1-9"}, {}, {"title": "Mine", "page": ""})
        self.assertEqual((merged.changes, merged.clashes), ({"page": "1-9"}, ["title"]))

    def test_sets_are_merged_member_by_member(self):
        merged = merge({"tags": ["a", "c"]}, {"tags": ["a", "b"]}, {"tags": ["a", "b", "mine"]})
        self.assertEqual(merged.changes, {"tags": ["a", "mine", "c"]})

    def test_a_tag_taken_off_here_does_not_come_back(self):
        merged = merge({"tags": ["a", "b"]}, {"tags": ["a", "b"]}, {"tags": ["a"]})
        self.assertEqual(merged.changes, {})

    def test_of_long_texts_only_a_hash_is_remembered(self):
        self.assertEqual(len(as_remembered("body", "x" * 10_000)), 64)
        self.assertEqual(as_remembered("title", "x"), "x")
