from django.test import SimpleTestCase

from audit.nu import Message, once, read, to_document

REPORT = {
    "messages": [
        {
            "type": "error",
            "url": "file:/tmp/x/0000.html",
            "message": "Stray end tag",
            "extract": "</p>\n</p>",
        },
        {"type": "info", "subType": "warning", "url": "file:/tmp/x/0001.html", "message": "No heading"},
        {"type": "non-document-error", "message": "No such file"},
    ]
}
ADDRESSES = {"file:///tmp/x/0000.html": "/", "file:///tmp/x/0001.html": "/2024/"}


class NuTests(SimpleTestCase):
    def test_messages_name_the_page_and_all_but_warnings_are_errors(self):
        found = list(read(REPORT, ADDRESSES))
        self.assertEqual(
            [(each.address, each.is_error) for each in found[:2]], [("/", True), ("/2024/", False)]
        )
        self.assertEqual(str(found[0]), "/: Stray end tag | </p> </p>")
        self.assertTrue(found[2].is_error)

    def test_what_many_pages_share_is_told_once(self):
        same = [Message(f"/{number}/", True, "Bad", "<b>") for number in range(3)]
        self.assertEqual(once(iter(same)), ["/0/: Bad | <b> (3 times)"])

    def test_a_fragment_is_put_into_a_page(self):
        self.assertIn("<p>x</p>", to_document("<p>x</p>"))
        self.assertTrue(to_document("<p>x</p>").startswith("<!doctype html>"))
        page = "\n<!DOCTYPE html><title>x</title>"
        self.assertEqual(to_document(page), page)
