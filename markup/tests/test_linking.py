from django.test import SimpleTestCase

from markup.linking import link_words


class LinkWordsTests(SimpleTestCase):
    def test_the_words_become_a_link_and_all_else_stays(self):
        for before, after in (
            ("Read Bender 2021", "Read [[b|Bender 2021]]"),
            ("* a\r\n\t* **Bender 2021**, p. 3\r\n\r\n", "* a\r\n\t* **[[b|Bender 2021]]**, p. 3\r\n\r\n"),
            ("[[b]] and Bender 2021", "[[b]] and [[b|Bender 2021]]"),
            ("([x](https://e.org)) Bender 2021", "([x](https://e.org)) [[b|Bender 2021]]"),
            ("## On Bender 2021", "## On [[b|Bender 2021]]"),
        ):
            with self.subTest(before):
                self.assertEqual(link_words(before, "Bender 2021", "b"), after)

    def test_what_could_go_wrong_is_left_to_the_owner(self):
        for body in (
            "nobody",
            "Bender 2021 and Bender 2021",
            "`Bender 2021`",
            "```\nBender 2021\n```",
            "    Bender 2021",
            "$Bender 2021$",
            "[Bender 2021](https://e.org)",
            "[on Bender 2021 *here*](https://e.org)",
            "<a href='https://e.org'>Bender 2021</a>",
            '[x](https://e.org "Bender 2021")',
            "![Bender 2021](/x.png)",
            "[[other|Bender 2021]]",
            "<!-- Bender 2021 -->",
            "[Bender 2021]: https://e.org\n\nx",
        ):
            with self.subTest(body):
                self.assertIsNone(link_words(body, "Bender 2021", "b"))

    def test_words_that_no_label_can_hold_are_left_alone(self):
        for words in ("", " ", "a]b", "a|b", "a\nb"):
            with self.subTest(words):
                self.assertIsNone(link_words(f"x {words} y", words, "b"))
