from unittest import mock

from django.test import SimpleTestCase
from django.utils import translation

from passages import drawing as module
from passages.drawing import drawing
from passages.models.facets import Choice, Facet


def facet(*labels):
    choices = tuple(Choice(label, 1, label, f"tag={label}") for label in labels)
    return Facet("tag", "Tag", choices)


class DrawingTests(SimpleTestCase):
    def setUp(self):
        self.draw = drawing("includes/_facet.html", most=8)

    def test_the_same_is_drawn_once(self):
        with mock.patch.object(module, "render_to_string", side_effect=lambda *_: "drawn") as render:
            self.assertEqual([self.draw(facet=facet("a")) for _ in range(3)], ["drawn"] * 3)
        render.assert_called_once()

    def test_what_differs_in_anything_is_drawn_anew(self):
        before, after = self.draw(facet=facet("a")), self.draw(facet=facet("b"))
        self.assertIn("<bdi>a</bdi>", before)
        self.assertIn("<bdi>b</bdi>", after)
        self.assertNotIn("<bdi>a</bdi>", after)

    def test_each_language_has_its_own(self):
        many = facet(*"abcdefghijkl")
        english = self.draw(facet=many)
        with translation.override("de"):
            self.assertIn("Alle 12", self.draw(facet=many))
        self.assertIn("All 12", english)

    def test_what_is_shown_is_escaped(self):
        self.assertIn("&lt;b&gt;", self.draw(facet=facet("<b>")))
