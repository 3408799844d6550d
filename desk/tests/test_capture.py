from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, SimpleTestCase, TestCase
from django.urls import reverse

from desk.capture.bookmarklet import bookmarklet
from desk.capture.views import alt_of
from notes.tests.factories import create_entry
from passages.models import Image
from passages.tests.drawings import NO_PICTURES, drawing, of_a_camera
from passages.tests.factories import create_reader

from .factories import create_staff

PAGE = "https://example.org/page"


def upload(data, name="a-square.png"):
    return {"file": SimpleUploadedFile(name, data, content_type="image/png")}


class ImagesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer = create_staff("add_entry")
        cls.address = reverse("desk:images")

    def send(self, data, name="a-square.png"):
        self.client.force_login(self.writer)
        return self.client.post(self.address, upload(data, name))

    def test_a_picture_is_kept_and_told_as_markdown(self):
        told = self.send(drawing()).json()
        image = Image.objects.get()
        self.assertEqual(told["markdown"], f"![a square](/images/{image.name})")
        self.assertEqual((told["url"], told["width"], told["height"]), (image.get_absolute_url(), 60, 40))
        self.assertEqual(image.uploaded_by, self.writer)
        self.assertEqual(self.client.get(told["url"]).status_code, 200)

    def test_name_and_type_are_not_believed(self):
        told = self.send(of_a_camera(), "page.html").json()
        self.assertEqual(self.client.get(told["url"]).headers["Content-Type"], "image/jpeg")

    def test_the_same_picture_is_kept_once(self):
        told = [self.send(drawing()).json()["url"] for _ in range(2)]
        self.assertEqual((told[0], Image.objects.count()), (told[1], 1))

    def test_what_is_no_picture_is_refused_in_a_sentence(self):
        for name, data in NO_PICTURES.items():
            with self.subTest(name):
                response = self.send(data)
                self.assertEqual(response.status_code, 400)
                self.assertTrue(response.json()["problem"].endswith("."))
        self.assertEqual(Image.objects.count(), 0)

    def test_a_file_over_ten_megabytes_is_refused(self):
        response = self.send(drawing() + bytes(11 * 1024 * 1024))
        self.assertEqual((response.status_code, Image.objects.count()), (413, 0))
        self.assertIn("10 MB", response.json()["problem"])

    def test_no_file_is_said(self):
        self.client.force_login(self.writer)
        self.assertEqual(self.client.post(self.address).status_code, 400)
        self.assertEqual(self.client.post(self.address, {"file": "words"}).status_code, 400)

    def test_others_send_nothing(self):
        for user in (None, create_reader(may_change=["entry"]), create_staff(username="without-rights")):
            with self.subTest(user):
                if user:
                    self.client.force_login(user)
                self.assertEqual(self.client.post(self.address, upload(drawing())).status_code, 403)
        self.assertEqual(Image.objects.count(), 0)

    def test_no_token_no_picture(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.writer)
        self.assertEqual(strict.post(self.address, upload(drawing())).status_code, 403)


class AltTests(SimpleTestCase):
    def test_a_name_is_told_where_it_says_something(self):
        for name, alt in (
            ("two-red_boxes.png", "two red boxes"),
            ("C:\\pictures\\a[b].png", "a b"),
            ("IMG_1234.JPG", ""),
            ("image.png", ""),
            ("Screenshot 2026-11-24 at 20.08.png", "Screenshot 2026 11 24 at 20 08"),
            ("", ""),
        ):
            self.assertEqual(alt_of(name), alt, name)


class KnownViewTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer = create_staff("add_entry")
        create_entry(body=f"[A page]({PAGE})", read_on=date(2023, 3, 11))
        create_entry(body=f"[Hidden page]({PAGE})", visibility="private")

    def test_what_is_known_is_told(self):
        self.client.force_login(self.writer)
        told = self.client.get(reverse("desk:known"), {"url": PAGE}).json()
        self.assertEqual((told["known"], told["count"]), (True, 1))
        self.assertEqual(
            told["places"], [{"title": "A page", "url": "/2023/03/11/a-page/", "date": "2023-03-11"}]
        )
        self.assertIn("Mentioned in 1 text:", told["html"])

    def test_what_is_not_known_is_told_too(self):
        self.client.force_login(self.writer)
        for url in ("https://example.org/new", "", "x" * 100_000):
            told = self.client.get(reverse("desk:known"), {"url": url}).json()
            self.assertEqual((told["known"], told["html"]), (False, ""))

    def test_others_are_told_nothing(self):
        self.assertEqual(self.client.get(reverse("desk:known"), {"url": PAGE}).status_code, 403)


class CapturePageTests(TestCase):
    def test_it_has_the_bookmark_for_writers_only(self):
        address = reverse("desk:capture")
        self.assertRedirects(self.client.get(address), f"{reverse('admin:login')}?next={address}")
        self.client.force_login(create_staff("add_entry"))
        self.assertContains(self.client.get(address), 'href="javascript:')

    def test_the_bookmark_is_one_address(self):
        link = bookmarklet('https://example.org/write/?"<')
        self.assertTrue(link.startswith("javascript:(function()"))
        self.assertFalse(set(link) & set(' "<>\n'))


class ManifestTests(TestCase):
    def test_it_says_how_to_share(self):
        response = self.client.get(reverse("desk:manifest"))
        self.assertEqual(response.headers["Content-Type"], "application/manifest+json")
        manifest = response.json()
        self.assertEqual((manifest["start_url"], manifest["display"]), ("/write/", "standalone"))
        self.assertEqual(manifest["share_target"]["action"], "/write/")
        self.assertEqual({icon["sizes"] for icon in manifest["icons"]}, {"192x192", "512x512"})
