from django.test import SimpleTestCase

from desk.doctor.alike import people_alike, tags_alike


class TagsAlikeTests(SimpleTestCase):
    def test_case_plural_hyphen_and_space(self):
        for one, other in (
            ("LoRA", "lora"), ("language model", "language models"), ("fine-tuning", "finetuning"),
            ("open source", "open-source"), ("query", "queries"), ("box", "box"), ("searches", "search"),
        ):  # fmt: skip
            self.assertEqual(list(tags_alike([one, other])), [sorted([one, other])])

    def test_other_words(self):
        self.assertEqual(
            list(tags_alike(["new", "news", "physics", "physic", "bus", "bu", "analysis", "analysi"])), []
        )


class PeopleAlikeTests(SimpleTestCase):
    def assert_alike(self, alike, *given):
        people = [(number, "Smith", name) for number, name in enumerate(given)]
        self.assertEqual(list(people_alike(people)), alike)

    def test_initials_accents_and_hyphens(self):
        for one, other in (("John", "J."), ("José", "Jose"), ("Jean-Luc", "J.-L."), ("J. R.", "John")):
            self.assert_alike([[0, 1]], one, other)

    def test_different_people(self):
        self.assert_alike([], "John", "Jane")
        self.assert_alike([], "John", "")
        self.assert_alike([], "John A.", "John B.")

    def test_initials_that_two_could_have_say_nothing(self):
        self.assert_alike([], "J.", "John", "Jane")
