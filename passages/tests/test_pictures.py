from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, SimpleTestCase, override_settings

from passages.cards import Card
from passages.pictures import picture


def ask(card, *, is_public=True, **headers):
    request = RequestFactory(headers=headers).get("/card.png")
    request.user = AnonymousUser()
    return picture(request, card, is_public=is_public)


class PictureTests(SimpleTestCase):
    def test_it_is_a_png_that_no_search_engine_lists(self):
        response = ask(Card("Site", "Title"))
        self.assertEqual(response.headers["Content-Type"], "image/png")
        self.assertEqual(response.headers["X-Robots-Tag"], "noindex")
        self.assertTrue(response.content.startswith(b"\x89PNG"))

    def test_whoever_has_it_is_told_so_without_drawing(self):
        etag = ask(Card("Site", "Title")).headers["ETag"]
        again = ask(Card("Site", "Title"), if_none_match=etag)
        self.assertEqual((again.status_code, again.content, again.headers["ETag"]), (304, b"", etag))

    def test_other_words_are_sent_again(self):
        etag = ask(Card("Site", "Title")).headers["ETag"]
        self.assertEqual(ask(Card("Site", "Other title"), if_none_match=etag).status_code, 200)

    def test_only_what_is_public_may_be_kept_on_the_way(self):
        self.assertEqual(ask(Card("Site")).headers["Cache-Control"], "public, max-age=3600")
        self.assertEqual(ask(Card("Site"), is_public=False).headers["Cache-Control"], "private, no-cache")
        with override_settings(SITE_PRIVATE=True):
            self.assertEqual(ask(Card("Site")).headers["Cache-Control"], "private, no-cache")
