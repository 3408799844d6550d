from django.test import SimpleTestCase

from passages.tagging.naming import Names
from passages.tagging.words import to_words


def named(text, *names):
    """The names that a text says, each with the words that do."""
    found = Names.of(enumerate(names)).named_in(text)
    return {names[tag]: naming.words for tag, naming in found.items()}


class NamingTests(SimpleTestCase):
    def test_a_name_is_found_whatever_its_case_and_accents(self):
        self.assertEqual(named("On machine Learning and Muller", "Machine learning", "Müller"),
                         {"Machine learning": "machine Learning", "Müller": "Muller"})  # fmt: skip

    def test_only_whole_words_name_a_tag(self):
        self.assertEqual(named("filming a program", "film", "gram"), {})

    def test_hyphen_space_and_nothing_are_the_same(self):
        for text in ("fine-tuning", "fine tuning", "finetuning", "Fine‑Tuning"):
            for name in ("fine-tuning", "fine tuning", "finetuning", "FineTuning"):
                with self.subTest(text=text, name=name):
                    self.assertEqual(named(f"on {text} it", name), {name: text})

    def test_words_of_one_phrase_only(self):
        for text in ("fine. Tuning", "fine, tuning", "fine\ntuning", "fine (tuning)"):
            with self.subTest(text):
                self.assertEqual(named(text, "fine-tuning"), {})
        self.assertEqual(named("I went a long way", "along"), {})

    def test_plurals_are_found_either_way(self):
        for text, name in (("language models", "language model"), ("transformer", "Transformers"),
                           ("libraries", "library"), ("LLMs", "LLM")):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(named(text, name), {name: text})

    def test_what_only_looks_like_a_plural_is_none(self):
        for text, name in (("new", "news"), ("glas", "glass"), ("corpu", "corpus"), ("analysi", "analysis")):
            with self.subTest(text):
                self.assertEqual(named(text, name), {})

    def test_short_names_and_capitals_must_be_written_so(self):
        for text, name in (("it is us", "IT"), ("give us", "US"), ("on ai", "AI"), ("Who", "WHO"),
                           ("a gan", "GAN"), ("it is so", "it"), ("the act", "Act")):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(named(text, name), {})
        for text, name in (("AI in the US", "AI"), ("on RL", "rl"), ("on rl", "rl"), ("by IT", "it")):
            with self.subTest(text):
                self.assertIn(name, named(text, name))

    def test_a_name_within_a_longer_one_is_passed_over(self):
        names = ("learning", "machine learning", "machine")
        self.assertEqual(named("machine learning", *names), {"machine learning": "machine learning"})
        self.assertIn("learning", named("machine learning, and learning", *names))

    def test_signs_and_other_scripts(self):
        for text, name in (("in C++ or C#", "C++"), ("in C#", "C#"), ("🙂 today", "🙂"),
                           ("紅樓夢を読む", "紅樓夢"),
                           ("قرأت الشعر", "الشعر")):  # fmt: skip
            with self.subTest(name):
                self.assertIn(name, named(text, name))

    def test_what_has_no_words_is_never_found(self):
        for name in ("\\", ",", "2023", "C", "R", "詩", " ", "x" * 300):
            with self.subTest(name):
                self.assertEqual(named("\\ , 2023 C R 詩 x", name), {})

    def test_what_is_early_often_or_in_several_words_is_stronger(self):
        def strength(text, name):
            return Names.of([(0, name)]).named_in(text)[0].strength

        once = strength("first\nfilm", "film")
        self.assertLess(strength("first\nfilms", "film"), once)
        for text, name in (("film", "film"), ("first\nfilm film", "film"), ("first\nfilm noir", "film noir")):
            with self.subTest(text):
                self.assertGreater(strength(text, name), once)


class WordsTests(SimpleTestCase):
    def test_code_formulas_and_addresses_are_no_words(self):
        for html in (
            "<p>a <code>film</code></p>", "<pre><code>film\nfilm</code></pre>", "<math><mi>film</mi></math>",
            '<a href="https://film.example/film">x</a>', "<p>https://example.org/film</p>", "www.film.de",
            "<p>film@example.org</p>", "@film2021", "film.example.org/x", "see film.py", "a/film/b",
            '<img alt="film" src="film">',
        ):  # fmt: skip
            with self.subTest(html):
                self.assertNotIn("film", to_words(html))

    def test_marks_within_a_word_part_nothing_and_blocks_do(self):
        self.assertIn("film noir", to_words("<p><em>film</em> <a href='x'>no</a>ir</p>"))
        self.assertNotIn("film noir", to_words("<li>film</li> <li>noir</li>"))
        self.assertIn("a film.", to_words("<p>a film.</p><p>Next</p>"))
        self.assertIn("R&B", to_words("<p>R&amp;B</p>"))
