from io import BytesIO
from unittest import mock

from django.test import SimpleTestCase
from PIL import Image
from PIL.ImageColor import getrgb

from passages import cards
from passages.cards import MEASURE, SANS, SERIF, Card, draw, find_face, load, to_drawable, wrap


def open_png(card):
    return Image.open(BytesIO(card.to_png()))


class CardTests(SimpleTestCase):
    def setUp(self):
        draw.cache_clear()

    def test_it_is_a_png_of_the_size_that_is_promised(self):
        picture = open_png(Card("Commonplace", "Attention Is All You Need", "Vaswani 2017"))
        self.assertEqual((picture.format, picture.size), ("PNG", (1200, 630)))

    def test_a_pixel_takes_half_a_byte(self):
        png = Card("Commonplace", "Attention Is All You Need", "2023").to_png()
        bits, colour_type = png[24], png[25]  # of the header (PNG 11.2.2), where 3 is a palette
        self.assertEqual((bits, colour_type), (4, 3))
        self.assertLess(len(png), 20_000)

    def test_the_same_words_are_drawn_once(self):
        first, again = Card("Site", "Title").to_png(), Card("Site", "Title").to_png()
        self.assertIs(first, again)

    def test_a_memory_of_pictures_has_an_end(self):
        self.assertLessEqual(draw.cache_info().maxsize, 500)

    def test_other_words_are_another_picture_with_another_digest(self):
        drawn = [
            Card("Site", "Title"),
            Card("Site", "Titel"),
            Card("Site", "", "Title"),
            Card("Seite", "Title"),
        ]
        self.assertEqual(len({card.to_png() for card in drawn}), 4)
        self.assertEqual(len({card.digest for card in drawn}), 4)

    def test_nothing_is_drawn_in_the_margin_however_long_the_title_is(self):
        for title in ("word " * 100, "x" * 500, "W" * 120, "Übung " * 90, "מילה " * 99):
            with self.subTest(title[:10]):
                picture = open_png(Card("Site", title, "note " * 60)).convert("RGB")
                for box in ((0, 0, 80, 630), (1125, 0, 1200, 630), (0, 575, 1200, 630), (0, 508, 1200, 530)):
                    self.assertEqual(len(picture.crop(box).getcolors()), 1, box)

    def test_hostile_text_is_drawn(self):
        for text in (
            "",
            " ",
            "a\0b",
            "\ud800",
            "\u202eabc",
            "e" + "\u0301" * 400,
            "\U0010fffd",
            "\n\n",
            "𝔘𝔫𝔦",
        ):
            with self.subTest(repr(text)):
                self.assertEqual(open_png(Card(text, text, text)).size, (1200, 630))

    def test_it_has_the_colours_of_the_light_pages(self):
        picture = open_png(Card("Site")).convert("RGB")
        self.assertEqual(picture.getpixel((0, 0)), getrgb(cards.COLOURS["paper"]))
        self.assertEqual(picture.getpixel((cards.MARGIN, 58)), getrgb(cards.COLOURS["accent"]))
        self.assertGreater(min(getrgb(cards.COLOURS["paper"])), 200)
        self.assertLess(max(getrgb(cards.COLOURS["ink"])), 60)


class FaceTests(SimpleTestCase):
    def test_each_script_takes_the_first_face_that_has_all_of_it(self):
        for text, face in (("Müller: “C++” – λόγος", SERIF), ("Война и мир", SERIF), ("A ❤", SANS)):
            self.assertEqual(find_face(text, (SERIF, SANS)), face, text)

    def test_text_from_right_to_left_is_drawn_where_it_can_be_put_in_order(self):
        for text in ("קהלת", "مقدمة ابن خلدون"):
            self.assertEqual(find_face(text, (SERIF, SANS)), SANS if cards.can_turn() else "")
            with mock.patch("passages.cards.can_turn", return_value=False):
                self.assertEqual(find_face(text, (SERIF, SANS)), "")

    def test_a_title_in_a_script_that_no_face_has_leaves_the_site_and_the_note(self):
        with mock.patch("passages.cards.INSTALLED", ()):
            self.assertEqual(
                Card("Site", "中文标题 in Latin", "2023").to_png(), Card("Site", "", "2023").to_png()
            )

    def test_a_face_that_is_not_installed_has_nothing(self):
        self.assertFalse(cards.has("NoSuchFaceAnywhere.ttf", "a"))

    def test_symbols_that_no_face_has_are_left_out(self):
        self.assertEqual(to_drawable("Llamas 🦙 are\n fine"), "Llamas are fine")
        self.assertEqual(to_drawable("A → B"), "A → B")


class WrapTests(SimpleTestCase):
    def setUp(self):
        self.font = load(SERIF, 46)

    def test_every_line_fits_and_no_word_is_lost(self):
        text = "On the measure of a line and what it does to the reader who comes to read for an hour"
        lines = wrap(text, self.font, most=9)
        self.assertEqual(" ".join(lines), text)
        self.assertTrue(all(self.font.getlength(line) <= MEASURE for line in lines))

    def test_a_word_wider_than_a_line_is_broken(self):
        lines = wrap("a " + "x" * 100, self.font, most=9)
        self.assertEqual("".join(lines), "a " + "x" * 100)

    def test_what_is_too_long_ends_in_an_ellipsis(self):
        lines = wrap("word " * 100, self.font, most=2)
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[1].endswith("word …"))
        self.assertLessEqual(self.font.getlength(lines[1]), MEASURE)
