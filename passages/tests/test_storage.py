from datetime import timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from notes.tests.factories import create_entry
from passages.imaging import read_picture
from passages.models import Image
from passages.orphans import stray_files
from passages.storage import chunks_in, files_in, local_folder, missing_of, set_aside, take, write_and_delete

from .drawings import drawing, of_a_camera
from .factories import create_image, create_owner
from .stores import in_memory, unreachable


class StoreTests:
    """What holds of each storage."""

    def test_a_file_is_written_over(self):
        for data in (b"the longer one", b"other"):
            self.assertEqual(default_storage.save("images/a.png", ContentFile(data)), "images/a.png")
            self.assertEqual(b"".join(chunks_in("images/a.png")), data)
        self.assertEqual(files_in("images"), ["a.png"])

    def test_what_is_missing_is_told(self):
        default_storage.save("images/a.png", ContentFile(b"a"))
        self.assertEqual(missing_of(["b.png", "images/a.png", "images/b.png"]), ["b.png", "images/b.png"])
        self.assertEqual(files_in("nowhere"), [])
        with self.assertRaises(FileNotFoundError):
            list(chunks_in("images/b.png"))

    def test_a_file_is_set_aside_and_taken_back(self):
        default_storage.save("images/a.png", ContentFile(b"former"))
        with TemporaryDirectory(dir=local_folder()) as name:
            former, new = Path(name) / "deep" / "former", Path(name) / "new"
            new.write_bytes(b"new")
            set_aside("images/a.png", former)
            take(new, "images/a.png")
            self.assertEqual(b"".join(chunks_in("images/a.png")), b"new")
            take(former, "images/a.png")
            take(former if former.exists() else self.write(new), "images/b.png")
        self.assertEqual(b"".join(chunks_in("images/a.png")), b"former")
        self.assertEqual(sorted(files_in("images")), ["a.png", "b.png"])

    def write(self, path):
        path.write_bytes(b"again")
        return path

    def test_a_file_is_written_and_deleted_to_find_out(self):
        write_and_delete()
        self.assertEqual(files_in(""), [])


class FolderTests(StoreTests, SimpleTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(MEDIA_ROOT=Path(folder.name)))

    def test_it_is_a_folder(self):
        self.assertEqual(local_folder(), Path(default_storage.path("")))


class MemoryTests(StoreTests, SimpleTestCase):
    def setUp(self):
        self.enterContext(in_memory())

    def test_it_is_no_folder(self):
        self.assertIsNone(local_folder())


class PictureTests(TestCase):
    """Pictures in a store that is no folder."""

    def setUp(self):
        self.enterContext(in_memory())
        self.owner = create_owner()

    def test_a_picture_is_sent_made_anew_and_served(self):
        self.client.force_login(self.owner)
        sent = of_a_camera()
        self.client.post("/admin/passages/image/add/", {"upload": SimpleUploadedFile("a.jpg", sent)})
        image = Image.objects.get()
        self.assertEqual(files_in("images"), [image.name])
        response = self.client.get(image.get_absolute_url())
        self.assertEqual(response.content, read_picture(sent).data)
        self.assertEqual(response.headers["Content-Type"], "image/jpeg")

    def test_only_who_may_see_it_is_sent_it(self):
        image = create_image(by=self.owner)
        for visibility, status in (("public", 200), ("unlisted", 200), ("private", 404)):
            entry = create_entry(body=f"![]({image.get_absolute_url()})", visibility=visibility)
            self.assertEqual(self.client.get(image.get_absolute_url()).status_code, status, visibility)
            entry.delete()
        with unreachable("_open") as opening:
            self.assertEqual(self.client.get(image.get_absolute_url()).status_code, 404)
        opening.assert_not_called()

    def test_one_that_was_lost_is_not_found_and_written_again(self):
        image = create_image()
        create_entry(body=f"![]({image.get_absolute_url()})")
        default_storage.delete(image.file.name)
        self.assertEqual(self.client.get(image.get_absolute_url()).status_code, 404)
        create_image()
        self.assertEqual(self.client.get(image.get_absolute_url()).status_code, 200)

    def test_while_the_store_is_away_readers_are_told_when_to_come_again(self):
        image = create_image()
        create_entry(body=f"![]({image.get_absolute_url()})")
        with unreachable("_open"):
            self.client.raise_request_exception = False
            response = self.client.get(image.get_absolute_url())
        self.assertEqual((response.status_code, response.headers["Retry-After"]), (503, "10"))
        self.assertContains(response, "The store of pictures does not answer.", status_code=503)

    def test_while_the_store_is_away_no_row_is_left_without_its_file(self):
        with unreachable("_save"), self.assertRaises(OSError):
            create_image()
        self.assertFalse(Image.objects.exists())

    def test_files_go_with_their_rows_and_those_without_are_pruned(self):
        image = create_image(data=drawing(size=(20, 22)), uploaded_at=timezone.now() - timedelta(days=31))
        stray = f"images/{'0' * 32}.png"
        default_storage.save(stray, ContentFile(b"stray"))
        self.assertEqual(stray_files(), [])
        default_storage._resolve(stray).modified_time = timezone.now() - timedelta(days=2)
        self.assertEqual(stray_files(), [stray])
        with self.captureOnCommitCallbacks(execute=True):
            call_command("prune_images", stdout=StringIO())
        self.assertEqual((files_in("images"), Image.objects.filter(pk=image.pk).exists()), ([], False))
