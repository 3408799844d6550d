from datetime import timedelta
from io import StringIO
from pathlib import Path
from unittest import mock
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from history.models import Draft, Version
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.imaging import read_picture
from passages.models import Image, Mention
from passages.orphans import orphans

from .derived import html_of, targets_of
from .drawings import SVG, drawing
from .factories import create_image, create_owner, create_reader


def shown(image):
    return f'<img src="{image.get_absolute_url()}" alt="A square" width="60" height="40" loading="lazy">'


class KeepingTests(TestCase):
    def test_the_same_picture_is_kept_once(self):
        self.assertEqual(create_image(), create_image(by=create_owner()))
        self.assertEqual(Image.objects.count(), 1)

    def test_the_file_is_whole_and_nothing_lies_beside_it(self):
        image = create_image()
        folder = Path(default_storage.path("images"))
        self.assertEqual((folder / image.name).read_bytes(), read_picture(drawing()).data)
        self.assertEqual([path for path in folder.iterdir() if path.name.startswith(".")], [])

    def test_a_file_that_cannot_be_written_leaves_nothing(self):
        picture = read_picture(drawing(size=(61, 41)))
        with mock.patch("os.fsync", side_effect=OSError("disk full")), self.assertRaises(OSError):
            Image.objects.keep(picture, None)
        self.assertFalse(Image.objects.filter(name=picture.name).exists())
        self.assertFalse(default_storage.exists(f"images/{picture.name}"))
        self.assertEqual(list(Path(default_storage.path("images")).glob(".*")), [])

    def test_a_file_that_was_lost_is_written_again(self):
        image = create_image()
        default_storage.delete(image.file.name)
        create_image()
        self.assertTrue(default_storage.exists(image.file.name))

    def test_the_file_goes_with_the_row(self):
        image = create_image(data=drawing(size=(31, 31)))
        with self.captureOnCommitCallbacks(execute=True):
            Image.objects.filter(pk=image.pk).delete()
        self.assertFalse(default_storage.exists(f"images/{image.name}"))


class MentionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.image = create_image()
        cls.text = f"![A square]({cls.image.get_absolute_url()})"

    def test_a_text_shows_a_picture_and_mentions_it(self):
        entry = create_entry(body=f"Seen: {self.text}")
        self.assertEqual(targets_of(entry), [self.image])
        self.assertIn(shown(self.image), html_of(entry))

    def test_a_link_to_a_picture_mentions_it(self):
        entry = create_entry(body=f"[large]({self.image.get_absolute_url()})")
        self.assertEqual(targets_of(entry), [self.image])
        self.assertIn(f'<a href="{self.image.get_absolute_url()}">large</a>', html_of(entry))

    def test_another_path_or_a_slug_is_not_the_picture(self):
        name = self.image.name
        entry = create_entry(body=f"[a](/papers/{name}) [b](/x/images/{name}) [[{name}]]")
        self.assertEqual(set(targets_of(entry)), {None})

    def test_a_text_shows_a_picture_that_comes_later(self):
        picture = read_picture(drawing(size=(33, 33)))
        entry = create_entry(body=f"![alt](/images/{picture.name})")
        self.assertNotIn("<img", html_of(entry))
        image = Image.objects.keep(picture, None)
        self.assertIn(f'<img src="/images/{image.name}" alt="alt" width="33"', html_of(entry))
        self.assertEqual(targets_of(entry), [image])

    def test_a_text_shows_the_alt_of_a_picture_that_is_gone(self):
        entry = create_entry(body=self.text)
        self.image.delete()
        self.assertNotIn("<img", html_of(entry))
        self.assertIn("A square", html_of(entry))
        self.assertEqual(Mention.objects.filter(passage__in=entry.passages.all()).count(), 1)


class FormerAddressTests(TestCase):
    """A picture goes on being shown at the path that it had in a site that was imported."""

    @classmethod
    def setUpTestData(cls):
        cls.image = create_image()
        cls.image.permalinks.create(path="/assets/My plot.png/")

    def test_texts_show_it_by_its_path_or_by_its_name(self):
        for text in (
            "![A square](/assets/My%20plot.png)",
            "![A square](</assets/My plot.png>)",
            '<img src="/assets/My plot.png" alt="A square">',
            "![[My plot.png|A square]]",
            "![[assets/My plot.png|A square]]",
        ):
            with self.subTest(text):
                entry = create_entry(body=text)
                self.assertEqual(targets_of(entry), [self.image])
                self.assertIn(shown(self.image), html_of(entry))

    def test_a_path_from_the_folder_of_the_file_leads_to_it(self):
        body = "![A square](../assets/My%20plot.png)"
        self.assertIn(shown(self.image), html_of(create_entry(body=body, source_file="_posts/x.md")))
        self.assertNotIn("/images/", html_of(create_entry(body=body)))

    def test_a_name_that_two_pictures_have_leads_to_neither(self):
        create_image(data=drawing(size=(9, 9))).permalinks.create(path="/other/My plot.png/")
        self.assertEqual(targets_of(create_entry(body="![[My plot.png]]")), [None])
        self.assertEqual(targets_of(create_entry(body="![[other/My plot.png]]"))[0].width, 9)

    def test_the_former_address_redirects_whoever_may_see_the_picture(self):
        self.assertEqual(self.client.get("/assets/My%20plot.png").status_code, 404)
        create_entry(body="![a](/assets/My%20plot.png)", visibility="private")
        self.assertEqual(self.client.get("/assets/My%20plot.png").status_code, 404)
        create_entry(body="![a](/assets/My%20plot.png)")
        response = self.client.get("/assets/My%20plot.png")
        self.assertRedirects(response, self.image.get_absolute_url(), 301)

    def test_texts_show_its_alt_once_it_is_deleted(self):
        entry = create_entry(body="![A square](/assets/My%20plot.png)")
        self.image.delete()
        self.assertNotIn("/images/", html_of(entry))

    def test_it_is_kept_while_a_version_shows_it(self):
        entry = create_entry(body="![a](/assets/My%20plot.png)")
        entry.body = "no more"
        entry.save()
        self.assertEqual(orphans(timedelta(0)), [])
        Version.objects.all().delete()
        self.assertEqual(orphans(timedelta(0)), [self.image])


class ServingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        cls.image = create_image(by=cls.owner)
        cls.address = cls.image.get_absolute_url()
        cls.text = f"![A square]({cls.address})"

    def status(self, user=None, **headers):
        self.client.logout()
        if user:
            self.client.force_login(user)
        return self.client.get(self.address, headers=headers).status_code

    def test_the_bytes_come_as_what_they_are(self):
        create_entry(body=self.text)
        response = self.client.get(self.address)
        self.assertEqual(response.content, read_picture(drawing()).data)
        self.assertEqual(response.headers["Content-Type"], "image/png")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(response.headers["Cache-Control"], "private, max-age=60")
        self.assertEqual(response.headers["Content-Security-Policy"], "default-src 'none'; sandbox")

    def test_who_has_it_is_not_sent_it_again(self):
        create_entry(body=self.text)
        etag = self.client.get(self.address).headers["ETag"]
        self.assertEqual(self.status(**{"If-None-Match": etag}), 304)

    def test_it_is_seen_where_a_text_is_seen(self):
        for visibility, status in (("public", 200), ("unlisted", 200), ("private", 404)):
            with self.subTest(visibility):
                entry = create_entry(body=self.text, visibility=visibility)
                self.assertEqual([self.status(), self.status(create_reader())], [status] * 2)
                self.assertEqual(self.status(self.owner), 200)
                entry.delete()

    def test_what_becomes_private_is_gone_also_for_who_has_had_it(self):
        entry = create_entry(body=self.text)
        etag = self.client.get(self.address).headers["ETag"]
        entry.visibility = "private"
        entry.save()
        self.assertEqual(self.status(**{"If-None-Match": etag}), 404)

    def test_a_picture_in_no_text_is_seen_by_who_sent_it_and_by_owners_of_everything(self):
        sender = create_reader()
        Image.objects.update(uploaded_by=sender)
        found = [self.status(user) for user in (None, create_reader(), sender, self.owner)]
        self.assertEqual(found, [404, 404, 200, 200])

    def test_an_owner_of_another_kind_does_not_see_it(self):
        create_paper(body=self.text, visibility="private")
        self.assertEqual(self.status(create_reader(may_change=["entry"])), 404)
        self.assertEqual(self.status(create_reader(may_change=["paper"])), 200)

    def test_what_is_not_there_is_not_found(self):
        lost = create_image(data=drawing(size=(34, 34)))
        default_storage.delete(lost.file.name)
        self.client.force_login(self.owner)
        for path in (
            lost.get_absolute_url(),
            "/images/",
            "/images/x.png",
            f"/images/{'0' * 32}.png",
            "/images/../secret_key",
        ):
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_it_costs_the_same_queries_in_many_texts(self):
        for number in range(2):
            create_entry(body=f"{self.text} {number}")
            with self.assertNumQueries(1):
                self.client.get(self.address)


class UnusedTests(TestCase):
    def test_what_no_text_mentions_is_found_by_its_age(self):
        old = timezone.now() - timedelta(days=31)
        images = [create_image(data=drawing(size=(20 + side, 20)), uploaded_at=old) for side in range(2)]
        create_image(data=drawing(size=(50, 20)))
        create_entry(body=f"![]({images[0].get_absolute_url()})")
        unused = Image.objects.without_mention().older_than(timedelta(days=30))
        self.assertEqual(list(unused), [images[1]])

    def test_the_command_keeps_what_a_draft_or_a_version_has(self):
        old = timezone.now() - timedelta(days=31)
        images = [create_image(data=drawing(size=(20 + side, 21)), uploaded_at=old) for side in range(3)]
        drafted, former, _ = images
        values = {"body": f"![]({drafted.get_absolute_url()})"}
        Draft.objects.create(writer=create_owner(), key=uuid4(), form="write", values=values)
        entry = create_entry(body="now without")
        Version.objects.create(
            owner_type=ContentType.objects.get_for_model(entry),
            owner_id=entry.pk,
            title="before",
            values={"body": f"![]({former.get_absolute_url()})"},
        )
        for option, left in (("--dry-run", images), (None, images[:2])):
            call_command("prune_images", *filter(None, [option]), stdout=StringIO())
            self.assertEqual(list(Image.objects.order_by("pk")), left)


class AdminTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def send(self, data):
        file = SimpleUploadedFile("a.png", data)
        return self.client.post("/admin/passages/image/add/", {"upload": file})

    def test_a_picture_is_sent_by_the_form(self):
        self.assertRedirects(self.send(drawing()), "/admin/passages/image/")
        image = Image.objects.get()
        self.assertEqual(image.uploaded_by, self.owner)
        self.assertContains(self.client.get("/admin/passages/image/"), f'src="{image.get_absolute_url()}"')
        self.assertRedirects(self.send(drawing()), "/admin/passages/image/")
        self.assertEqual(Image.objects.count(), 1)

    def test_what_cannot_be_kept_is_said_at_the_field(self):
        self.assertContains(self.send(SVG), "An SVG drawing can hold a program")
        self.assertContains(self.send(drawing() + bytes(11 * 1024 * 1024)), "larger than 10 MB")
        self.assertEqual(Image.objects.count(), 0)

    def test_one_that_stands_in_a_text_is_not_deleted(self):
        image = create_image()
        address = f"/admin/passages/image/{image.pk}/delete/"
        entry = create_entry(body=f"![]({image.get_absolute_url()}) A text")
        self.assertContains(self.client.get(f"/admin/passages/image/{image.pk}/change/"), entry.title)
        self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 403)
        entry.delete()  # it may be brought back, and needs its picture then
        self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 403)
        Version.objects.all().delete()
        self.assertRedirects(self.client.post(address, {"post": "yes"}), "/admin/")
        self.assertEqual(Image.objects.count(), 0)

    def test_others_see_nothing(self):
        image = create_image()
        self.client.force_login(create_reader())
        for path in ("", "add/", f"{image.pk}/change/"):
            self.assertEqual(self.client.get(f"/admin/passages/image/{path}").status_code, 302)
