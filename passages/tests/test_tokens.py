import re

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from passages.search.tokens import LONGEST_TOKEN, SYMBOLIC, spans, tokens
from tests.examples import examples

ANYTHING = (
    st.text() | st.text(st.characters(max_codepoint=0x3FF)) | st.text(st.characters(categories=("L", "M")))
)


class TokensTests(SimpleTestCase):
    def assert_tokens(self, text, *expected):
        with self.subTest(ascii(text)):
            self.assertEqual(tokens(text), list(expected))

    def assert_alike(self, *texts):
        with self.subTest(texts):
            self.assertEqual(len({tuple(tokens(text)) for text in texts}), 1)

    def test_signs_separate_words(self):
        self.assert_tokens("GPT-4 a_b either/or v1.5", "gpt", "4", "a", "b", "either", "or", "v1", "5")
        self.assert_tokens("https://simonw.example/2023", "https", "simonw", "example", "2023")
        self.assert_tokens("a\0b\ud800c\udfffd", "a", "b", "c", "d")
        self.assert_tokens(" --- '\" … ", *[])

    def test_every_apostrophe_separates(self):
        for apostrophe in "'’‘ʼ":
            self.assert_tokens(f"O{apostrophe}Brien", "o", "brien")

    def test_case_and_accents_are_folded(self):
        self.assert_alike("Müller", "MULLER", "mu\u0308ller")
        self.assert_alike("cafe\u0301", "café", "Cafe")
        self.assert_alike("STRASSE", "Straße", "ſtraße")
        self.assert_alike("ёлка", "ЕЛКА")
        self.assert_alike("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ", "οδυσσευσ")
        self.assert_alike("İstanbul", "istanbul", "ISTANBUL")
        self.assert_alike("Søren Łukasz Þór", "soren lukasz thor")
        self.assert_alike("việt", "Viet")

    def test_forms_that_mean_the_same_are_folded(self):
        self.assert_alike("ﬁn", "fin", "ＦＩＮ")
        self.assert_alike("٢٠٢٣", "２０２３", "2023", "२०२३")
        self.assert_tokens("x² ½", "x2", "1", "2")

    def test_a_script_without_spaces_gives_a_token_for_each_character(self):
        self.assert_tokens("我学习中文。", *"我学习中文")
        self.assert_tokens("GPTモデルを", "gpt", *"モデルを")
        self.assert_tokens("ภาษา", *"ภาษา")
        self.assert_tokens("한국어", *"한국어")
        self.assert_tokens("𠮷野家", *"𠮷野家")

    def test_other_spellings_of_the_same_characters(self):
        self.assert_alike("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8")
        self.assert_alike("ガが", "ｶﾞか\u3099")

    def test_a_mark_that_makes_another_letter_stays(self):
        self.assert_tokens("हिन्दी", "हिन्दी")
        self.assertNotEqual(tokens("が"), tokens("か"))
        self.assertNotEqual(tokens("ที่"), tokens("ท"))

    def test_points_and_vowels_that_may_be_left_out_are_left_out(self):
        self.assert_alike("שָׁלוֹם", "שלום")
        self.assert_alike("الْعَرَبِيَّة", "العربية")
        self.assert_alike("العـــربية", "العربية")

    def test_joiners_and_soft_hyphens_are_nothing(self):
        self.assert_alike("co\u00adoperate", "cooperate")
        self.assert_alike("می\u200cخواهم", "میخواهم")

    def test_names_with_signs_are_tokens_of_their_own(self):
        cpp, csharp, fsharp, net = SYMBOLIC.values()
        self.assert_tokens("C++ c++, C++17", cpp, cpp, cpp, "17")
        self.assert_tokens("C# (F#) .NET", csharp, fsharp, net)
        self.assert_tokens("用C++写é", "用", cpp, "写", "e")

    def test_what_only_looks_like_them_is_not(self):
        self.assert_tokens("abc++ c c+ #c", "abc", "c", "c", "c")
        self.assert_tokens(
            "c#foo example.net über.net ...net", "c", "foo", "example", "net", "uber", "net", "net"
        )

    def test_emoji_are_tokens_without_their_colour(self):
        self.assert_tokens("ok👍🏽❤️ 🇩🇪", "ok", "👍", "❤", "🇩", "🇪")

    def test_a_long_word_is_cut(self):
        self.assertEqual(
            [len(token) for token in tokens("é" * 10_000 + " " + "a" * 10_000)], [LONGEST_TOKEN] * 2
        )

    def test_the_examples_of_uax_29(self):
        self.assert_tokens(
            "The quick (“brown”) fox can’t jump 32.3 feet, right?",
            *["the", "quick", "brown", "fox", "can", "t", "jump", "32", "3", "feet", "right"],
        )
        self.assert_tokens("g̈ 각 각 நி षि ch kʷ", "g", "각", "각", "நி", "षि", "ch", "kw")
        self.assert_tokens("กำ เก", "ก", "า", "เ", "ก")

    def test_spans_say_where_a_token_stands(self):
        text = "Für “C++” ½中e\u0301"
        self.assertEqual(
            [(span.token, text[span.start : span.end]) for span in spans(text)],
            [
                ("fur", "Für"),
                (SYMBOLIC["c++"], "C++"),
                ("1", "½"),
                ("2", "½"),
                ("中", "中"),
                ("e", "e\u0301"),
            ],
        )

    @settings(max_examples=examples(500), deadline=None)
    @given(ANYTHING)
    def test_any_text_has_tokens_that_both_databases_take(self, text):
        found = tokens(text)
        self.assertEqual(found, [span.token for span in spans(text)])
        for token in found:
            self.assertEqual(tokens(token), [token])
            self.assertTrue(1 <= len(token) <= LONGEST_TOKEN)
            self.assertIsNone(re.search("[\\x00-/:-`{-\\x7f\ud800-\udfff\\s]", token))

    @settings(max_examples=examples(300), deadline=None)
    @given(st.text(st.characters(max_codepoint=127)))
    def test_ascii_has_the_same_tokens_beside_other_text(self, text):
        self.assertEqual(tokens(text), tokens(f"{text} 中")[:-1])
